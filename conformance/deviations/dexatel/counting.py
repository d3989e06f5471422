"""Encodings and parts: mistakes in counting texts, as real libraries and gateways make them."""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Callable

from conformance.deviations.deviation import wrap
from conformance.deviations.dexatel.ways import COUNTS, FAULTS, shows
from conformance.reference import segments
from conformance.reference.dexatel import Dexatel

EXTENSION = "\f^{}\\[~]|€"
"""The characters that take an escape (3GPP TS 23.038, 6.2.1.1)."""


def encodes(service: Dexatel, ucs2: Callable[[str, bool], bool]) -> None:
    """Choose the encoding in another way, and count the parts by it.

    Args:
        ucs2: told the text and whether it needs UCS-2, says whether it gets it.
    """

    def chosen(text: str) -> segments.Encoding:
        return "UCS-2" if ucs2(text, segments.encoding(text) == "UCS-2") else "GSM-7"

    def count(text: str) -> int:
        if chosen(text) == "GSM-7" and segments.encoding(text) == "UCS-2":
            # What the alphabet lacks is taken for one septet.
            text = "".join(c if segments.encoding(c) == "GSM-7" else "?" for c in text)
        return len(segments.parts(text, chosen(text)))

    wrap(service, "encoding", lambda _original, text: chosen(text))
    wrap(service, "segments", lambda _original, text: count(text))


def counts(
    service: Dexatel,
    *,
    gsm7: Callable[[str], int] | None = None,
    ucs2: Callable[[str], int] | None = None,
) -> None:
    """Count the parts of GSM-7 or UCS-2 texts in another way."""

    def count(original: Callable[[str], int], text: str) -> int:
        rule = gsm7 if segments.encoding(text) == "GSM-7" else ucs2
        return original(text) if rule is None else rule(text)

    wrap(service, "segments", count)


def septets(text: str) -> int:
    """The length of a text in septets."""
    return len(text) + sum(letter in EXTENSION for letter in text)


def units(text: str) -> int:
    """The length of a text in UTF-16 code units."""
    return len(text) + sum(letter > "\uffff" for letter in text)


def cut(length: int, single: int, part: int) -> int:
    """The parts of a text that may be cut anywhere."""
    return 1 if length <= single else math.ceil(length / part)


def filled(costs: list[int], single: int, part: int) -> int:
    """The parts of a text whose characters stay whole."""
    if sum(costs) <= single:
        return 1
    parts, used = 1, 0
    for cost in costs:
        if used + cost > part:
            parts, used = parts + 1, 0
        used += cost
    return parts


def costs_of(text: str) -> list[int]:
    """The septets of each character."""
    return [2 if letter in EXTENSION else 1 for letter in text]


def pairs_of(text: str) -> list[int]:
    """The code units of each character."""
    return [2 if letter > "\uffff" else 1 for letter in text]


# -- the encoding -------------------------------------------------------------


@FAULTS.deviation(breaks=["encoding.gsm7-when-possible"], collateral=COUNTS)
def takes_ascii_for_the_alphabet(service: Dexatel) -> None:
    """Sends a text with any letter outside ASCII in UCS-2."""
    encodes(service, lambda text, needed: needed or not text.isascii())


@FAULTS.deviation(breaks=["encoding.gsm7-when-possible"], collateral=COUNTS)
def knows_no_extension_table(service: Dexatel) -> None:
    """Sends a text with an extension character in UCS-2."""
    encodes(service, lambda text, needed: needed or any(c in EXTENSION for c in text))


@FAULTS.deviation(breaks=["encoding.gsm7-when-possible"], collateral=COUNTS)
def knows_no_greek_capitals(service: Dexatel) -> None:
    """Sends a text with a Greek capital of the alphabet in UCS-2."""
    encodes(service, lambda text, needed: needed or any("Γ" <= c <= "Ω" for c in text))


@FAULTS.deviation(breaks=["encoding.gsm7-when-possible"], collateral=COUNTS)
def sends_everything_in_ucs2(service: Dexatel) -> None:
    """Sends every text in UCS-2."""
    encodes(service, lambda _text, _needed: True)


@FAULTS.deviation(breaks=["encoding.gsm7-when-possible"])
def calls_long_texts_ucs2(service: Dexatel) -> None:
    """Shows UCS-2 for a text of more than one part, and counts it rightly."""

    def encoding(original: Callable[[str], str], text: str) -> str:
        return original(text) if service.segments(text) == 1 else "UCS-2"

    wrap(service, "encoding", encoding)


@FAULTS.deviation(breaks=["encoding.ucs2-otherwise"], collateral=COUNTS)
def sends_everything_in_gsm7(service: Dexatel) -> None:
    """Sends every text in GSM-7."""
    encodes(service, lambda _text, _needed: False)


@FAULTS.deviation(breaks=["encoding.ucs2-otherwise"], collateral=COUNTS)
def takes_latin_1_for_the_alphabet(service: Dexatel) -> None:
    """Sends accented letters that the alphabet lacks in GSM-7."""
    encodes(service, lambda text, needed: needed and any(c > "ÿ" for c in text))


@FAULTS.deviation(breaks=["encoding.ucs2-otherwise"], collateral=COUNTS)
def takes_ascii_for_gsm7(service: Dexatel) -> None:
    """Sends the backtick, and every other character of ASCII, in GSM-7."""
    encodes(service, lambda text, needed: needed and not text.isascii())


@FAULTS.deviation(breaks=["encoding.ucs2-otherwise"], collateral=COUNTS)
def has_the_small_cedilla(service: Dexatel) -> None:
    """Has ç in the place of Ç, as an old table prints it."""
    encodes(service, lambda text, _needed: segments.encoding(text.replace("ç", "Ç")) == "UCS-2")


@FAULTS.deviation(breaks=["encoding.ucs2-otherwise"], collateral=COUNTS)
def looks_at_the_first_part_only(service: Dexatel) -> None:
    """Chooses the encoding by the first 160 characters."""
    encodes(service, lambda text, _needed: segments.encoding(text[:160]) == "UCS-2")


@FAULTS.deviation(
    breaks=["encoding.ucs2-otherwise"], collateral=[*COUNTS, "encoding.gsm7-when-possible"]
)
def transliterates(service: Dexatel) -> None:
    """Sends accented letters without their accents rather than in UCS-2."""

    def plain(text: str) -> str:
        decomposed = unicodedata.normalize("NFD", text)
        return "".join(c for c in decomposed if not unicodedata.combining(c))

    encodes(service, lambda text, needed: needed and segments.encoding(plain(text)) == "UCS-2")


# -- GSM-7 --------------------------------------------------------------------


@FAULTS.deviation(
    breaks=["segments.gsm7.single"],
    collateral=[
        "encoding.gsm7-when-possible",
        "encoding.ucs2-otherwise",
        "segments.extension-counts-two",
    ],
)
def fits_153_septets_into_one_part(service: Dexatel) -> None:
    """Splits a text of more than 153 septets."""
    counts(service, gsm7=lambda text: filled(costs_of(text), 153, 153))


@FAULTS.deviation(breaks=["segments.gsm7.single"], collateral=COUNTS)
def fits_140_characters_into_one_part(service: Dexatel) -> None:
    """Takes a septet for an octet."""
    counts(service, gsm7=lambda text: cut(septets(text), 140, 134))


@FAULTS.deviation(
    breaks=["segments.gsm7.single"],
    collateral=[
        "encoding.gsm7-when-possible",
        "encoding.ucs2-otherwise",
        "segments.extension-counts-two",
    ],
)
def splits_at_exactly_160(service: Dexatel) -> None:
    """Splits a text of exactly 160 septets."""
    counts(service, gsm7=lambda text: filled(costs_of(text), 159, 153))


@FAULTS.deviation(
    breaks=["segments.gsm7.concatenated"],
    collateral=["segments.extension-counts-two", "segments.pairs-stay-whole"],
)
def has_160_septets_in_every_part(service: Dexatel) -> None:
    """Forgets the header of concatenated parts."""
    counts(service, gsm7=lambda text: cut(septets(text), 160, 160))


@FAULTS.deviation(
    breaks=["segments.gsm7.concatenated"],
    collateral=["segments.extension-counts-two", "segments.pairs-stay-whole"],
)
def has_152_septets_in_a_part(service: Dexatel) -> None:
    """Counts with the longer header of a 16-bit reference."""
    counts(service, gsm7=lambda text: filled(costs_of(text), 160, 152))


@FAULTS.deviation(breaks=["segments.gsm7.concatenated"], collateral=COUNTS)
def has_a_full_first_part(service: Dexatel) -> None:
    """Has 160 septets in the first part and 153 in those after it."""
    counts(service, gsm7=lambda text: 1 + math.ceil(max(0, septets(text) - 160) / 153))


@FAULTS.deviation(
    breaks=["segments.gsm7.concatenated"],
    collateral=["segments.extension-counts-two", "segments.pairs-stay-whole"],
)
def begins_a_part_too_early(service: Dexatel) -> None:
    """Has one part too many where the last is full."""
    counts(
        service,
        gsm7=lambda text: 1 if septets(text) <= 160 else septets(text) // 153 + 1,
    )


@FAULTS.deviation(
    breaks=["segments.gsm7.concatenated", "segments.long-is-split"], collateral=COUNTS
)
def counts_one_part_always(service: Dexatel) -> None:
    """Shows one part for every text."""
    counts(service, gsm7=lambda _: 1, ucs2=lambda _: 1)


@FAULTS.deviation(
    breaks=["segments.extension-counts-two"],
    collateral=["segments.gsm7.concatenated", "segments.gsm7.single", "segments.pairs-stay-whole"],
)
def counts_extension_characters_once(service: Dexatel) -> None:
    """Counts a character of the extension table as one septet."""
    counts(service, gsm7=lambda text: cut(len(text), 160, 153))


@FAULTS.deviation(
    breaks=["segments.extension-counts-two"],
    collateral=["segments.gsm7.concatenated", "segments.gsm7.single", "segments.pairs-stay-whole"],
)
def counts_the_euro_once(service: Dexatel) -> None:
    """Counts the euro sign as one septet, and braces as two."""
    counts(
        service,
        gsm7=lambda text: filled(costs_of(text.replace("€", "e")), 160, 153),
    )


@FAULTS.deviation(
    breaks=["segments.extension-counts-two"],
    collateral=["segments.ucs2.concatenated", "segments.ucs2.single"],
)
def counts_extension_characters_twice_in_ucs2(service: Dexatel) -> None:
    """Counts a character of the extension table as two, even where it needs no escape."""
    counts(
        service,
        ucs2=lambda text: filled(
            [2 if c in EXTENSION or c > "\uffff" else 1 for c in text], 70, 67
        ),
    )


# -- UCS-2 --------------------------------------------------------------------


@FAULTS.deviation(
    breaks=["segments.ucs2.single"],
    collateral=[
        "encoding.gsm7-when-possible",
        "encoding.ucs2-otherwise",
        "segments.extension-counts-two",
    ],
)
def fits_67_units_into_one_part(service: Dexatel) -> None:
    """Splits a UCS-2 text of more than 67 code units."""
    counts(service, ucs2=lambda text: filled(pairs_of(text), 67, 67))


@FAULTS.deviation(breaks=["segments.ucs2.single"], collateral=COUNTS)
def measures_ucs2_in_octets_of_utf8(service: Dexatel) -> None:
    """Fits 140 octets of UTF-8 into one part."""
    counts(service, ucs2=lambda text: cut(len(text.encode("utf-8", "surrogatepass")), 140, 134))


@FAULTS.deviation(
    breaks=["segments.ucs2.concatenated"],
    collateral=["segments.extension-counts-two", "segments.pairs-stay-whole"],
)
def has_70_units_in_every_part(service: Dexatel) -> None:
    """Forgets the header of concatenated parts in UCS-2."""
    counts(service, ucs2=lambda text: cut(units(text), 70, 70))


@FAULTS.deviation(
    breaks=["segments.ucs2.concatenated"],
    collateral=["segments.extension-counts-two", "segments.pairs-stay-whole"],
)
def has_66_units_in_a_part(service: Dexatel) -> None:
    """Counts UCS-2 with the longer header of a 16-bit reference."""
    counts(service, ucs2=lambda text: filled(pairs_of(text), 70, 66))


@FAULTS.deviation(
    breaks=["segments.ucs2.concatenated"],
    collateral=["segments.pairs-stay-whole", "segments.long-is-split"],
)
def counts_code_points(service: Dexatel) -> None:
    """Counts a character outside the basic multilingual plane as one code unit."""
    counts(service, ucs2=lambda text: cut(len(text), 70, 67))


@FAULTS.deviation(breaks=["segments.ucs2.concatenated"], collateral=COUNTS)
def counts_ucs2_like_gsm7(service: Dexatel) -> None:
    """Shows UCS-2 and counts 160 and 153."""
    counts(service, ucs2=lambda text: cut(units(text), 160, 153))


# -- pairs --------------------------------------------------------------------


@FAULTS.deviation(breaks=["segments.pairs-stay-whole"])
def cuts_escape_pairs(service: Dexatel) -> None:
    """Divides the septets of a text by 153, wherever its escapes are."""
    counts(service, gsm7=lambda text: cut(septets(text), 160, 153))


@FAULTS.deviation(breaks=["segments.pairs-stay-whole"])
def cuts_surrogate_pairs(service: Dexatel) -> None:
    """Divides the code units of a text by 67, wherever its pairs are."""
    counts(service, ucs2=lambda text: cut(units(text), 70, 67))


@FAULTS.deviation(breaks=["segments.gsm7.concatenated"], collateral=COUNTS)
def counts_rightly_only_at_first(service: Dexatel) -> None:
    """Tells the parts of a long text rightly when it is created, and one less when it is read."""
    shows(service, "detail", segments=lambda parts: max(1, parts - 1))


# -- texts beside similar ones ------------------------------------------------


@FAULTS.deviation(
    breaks=["segments.grow-one-by-one"],
    collateral=["segments.extension-counts-two", "segments.gsm7.concatenated"],
)
def counts_what_fills_up_the_last_octet(service: Dexatel) -> None:
    """Has a part more for a longer text whose last octet has room for one septet, or for three."""

    def count(text: str) -> int:
        spare = septets(text) > 160 and septets(text) % 8 in {5, 7}
        return len(segments.parts(text)) + spare

    counts(service, gsm7=count)


@FAULTS.deviation(
    breaks=["segments.other-alphabet-never-fewer"],
    collateral=["segments.extension-counts-two", "segments.ucs2.concatenated"],
)
def counts_one_part_for_one_foreign_letter(service: Dexatel) -> None:
    """Has one part for a long text with only one letter from outside the 7-bit alphabet amid it."""

    def count(text: str) -> int:
        foreign = [place for place, one in enumerate(text) if segments.encoding(one) == "UCS-2"]
        amid = len(foreign) == 1 and len(text) > 200 and 0 < foreign[0] < len(text) - 1
        return 1 if amid else len(segments.parts(text, "UCS-2"))

    counts(service, ucs2=count)
