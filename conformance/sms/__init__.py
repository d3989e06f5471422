"""Texts and numbers as the mobile network takes them: the suite's own count.

Nothing here knows of providers, targets or verdicts, and the reference server counts apart from
it, so that the judge and the judged share no code.
"""

from conformance.sms.addresses import digits_of, reaches
from conformance.sms.alphabet import is_gsm7
from conformance.sms.segments import Encoding, Segmentation, count, parts_of_145
from conformance.sms.texts import Text, load_texts
from conformance.sms.vectors import Vector, decided_theme, load_vectors

__all__ = [
    "Encoding",
    "Segmentation",
    "Text",
    "Vector",
    "count",
    "decided_theme",
    "digits_of",
    "is_gsm7",
    "load_texts",
    "load_vectors",
    "parts_of_145",
    "reaches",
]
