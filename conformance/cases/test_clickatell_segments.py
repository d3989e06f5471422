"""In how many parts Clickatell counts a text, as maxMessageParts shows it.

No answer tells the number. A text of n parts is accepted where n are allowed, and refused (113)
where n - 1 are. A target that does not look at maxMessageParts is judged by its charges, unless
they are the same for every length.
"""

from __future__ import annotations

import functools
from typing import Any

from conformance import sms
from conformance.cases.clickatell import (
    accept_named,
    check_accepted,
    check_none_accepted,
    see_refused,
    told,
)
from conformance.errors import InconclusiveError, UnsupportedError
from conformance.providers import Draft, Reply
from conformance.providers.clickatell import MOST_PARTS
from conformance.run.declare import each, themes
from conformance.verdict import Prover, expect
from conformance.wire.gateway import Gateway

TOO_MANY = "113"
PLAINLY = "encoding.ucs2-otherwise"
"""The theme of texts outside of GSM-7 that are sent as they are, which need not be accepted."""
WORDS = {True: "accepted", False: "refused as too long"}


def odd(vector: sms.Vector) -> bool:
    """Whether the documents leave open if the text is accepted."""
    return sms.Text(vector.id, vector.text, vector.description).odd


@functools.cache
def decided(vector: sms.Vector) -> str:
    """The theme that a vector decides here."""
    return "text.odd-accepted-or-refused" if odd(vector) else vector.theme


def drafted(gateway: Gateway, vector: sms.Vector, most: int) -> Draft:
    """A send of a vector's text that allows so many parts, or as many as can be."""
    plainly: dict[str, Any] = {"unicode": 0} if decided(vector) == PLAINLY else {}
    return gateway.draft(vector.text, maxMessageParts=min(most, MOST_PARTS), **plainly)


@themes(provider="clickatell")
@each(
    "vector",
    sms.load_vectors(),
    id=lambda vector: vector.id,
    themes=lambda vector: [decided(vector)],
)
def test_a_text_is_counted(gateway: Gateway, prove: Prover, vector: sms.Vector) -> None:
    """A text is accepted in as many parts as it takes, and refused in one part less."""
    see_counted(gateway, prove, vector)


def see_counted(gateway: Gateway, prove: Prover, vector: sms.Vector) -> None:
    """Hold the parts that a text is accepted in against those that it takes.

    Raises:
        UnsupportedError: when nothing shows how many parts there are.
    """
    parts, theme = vector.expected.segments, decided(vector)
    if "concat" not in gateway.features:
        raise UnsupportedError("parts cannot be counted without maxMessageParts (concat)")
    exact = drafted(gateway, vector, parts)
    if "unicode" in exact.body and theme != PLAINLY and "unicode" not in gateway.features:
        prove.observe(theme, f"{vector.id} takes hexadecimal UCS-2 (unicode), which is not claimed")
        return
    reply = gateway.call(exact)
    may_be_refused = odd(vector) or (theme == PLAINLY and reply.refused)
    if may_be_refused and not reply.accepted and not too_long(gateway, reply):
        accept_named(gateway)
        with prove(theme):
            gateway.dialect.check_text_refused(reply)
        return
    if parts > MOST_PARTS and reply.refused and not too_long(gateway, reply):
        prove.observe(theme, f"{vector.id} {told(reply, gateway)}, whatever its parts")
        return
    fits = fits_in_less = within_limit(gateway, reply)
    if parts <= MOST_PARTS:
        fewer = drafted(gateway, vector, parts - 1)
        fits_in_less = parts > 1 and within_limit(gateway, gateway.call(fewer))
    if fits_in_less and not looks_at_limit(gateway):
        charged = parts_charged(gateway, exact)
        with prove(theme):
            expect(f"the parts that {vector.id} is charged as", charged).equals(parts)
        return
    with prove(theme):
        if parts <= MOST_PARTS:
            expect(f"{vector.id} in {parts} parts", WORDS[fits]).equals(WORDS[True])
        if parts > 1:
            expect(f"{vector.id} in fewer parts", WORDS[fits_in_less]).equals(WORDS[False])


def too_long(gateway: Gateway, reply: Reply) -> bool:
    """Whether a text was refused because it takes more parts than are allowed."""
    return TOO_MANY in gateway.dialect.codes(reply)


def within_limit(gateway: Gateway, reply: Reply) -> bool:
    """Whether a text takes no more parts than its send allows.

    Raises:
        UnmetError: when it was refused for another reason.
    """
    if too_long(gateway, reply):
        return False
    check_accepted(reply, "a send with maxMessageParts")
    return True


def looks_at_limit(gateway: Gateway) -> bool:
    """Whether the target refuses a text that is far too long for its maxMessageParts."""
    return too_long(gateway, gateway.call(gateway.draft("a" * 1000, maxMessageParts=1)))


def parts_charged(gateway: Gateway, draft: Draft) -> float:
    """For how many parts a message is charged.

    Raises:
        InconclusiveError: when the charge does not depend on the length.
    """
    single, triple, asked = (
        gateway.look(gateway.dialect.sent(gateway.call(one), one)[0]).charge
        for one in (gateway.draft("a"), gateway.draft("a" * 400), draft)
    )
    if not single or not triple or asked is None or single == triple:
        raise InconclusiveError("neither maxMessageParts nor the charge tells the number of parts")
    return round(asked / single, 3)


@themes("segments.maximum-accepted", provider="clickatell")
def test_every_number_of_parts(gateway: Gateway, prove: Prover) -> None:
    """A text that fills its parts is accepted with that maximum, from 1 to 35."""
    for parts in range(1, MOST_PARTS + 1):
        text = "a" * (160 if parts == 1 else 153 * parts)
        reply = gateway.call(gateway.draft(text, maxMessageParts=parts))
        with prove("segments.maximum-accepted"):
            check_accepted(reply, f"a send in {parts} parts of {parts}")


@themes("error.too-many-parts", "error.too-many-parts.status", provider="clickatell")
@each("most", (1, 2, 3, 34, 35))
def test_one_part_too_many(gateway: Gateway, prove: Prover, most: int) -> None:
    """A text that takes a part more than it may is refused with a number of its own."""
    text = "a" * (160 if most == 1 else 153 * most)
    accepted = gateway.call(gateway.draft(text, maxMessageParts=most))
    check_accepted(accepted, "a send of a text that fits")

    reply = gateway.call(gateway.draft(f"{text}a", maxMessageParts=most))

    see_too_long(prove, reply, gateway, reply.asked)


def see_too_long(prove: Prover, reply: Reply, gateway: Gateway, of: str) -> None:
    """Hold an answer against the refusal of a text that takes more parts than it may."""
    theme, status = "error.too-many-parts", "error.too-many-parts.status"
    see_refused(prove, reply, gateway, theme, status, TOO_MANY, of=of)
    with prove(theme):
        expect("the messages that were made", gateway.dialect.created(reply)).equals([])


@themes("error.too-many-parts", provider="clickatell")
def test_one_part_too_many_for_several(gateway: Gateway, prove: Prover) -> None:
    """A text that takes too many parts is refused for each of several recipients."""
    to = gateway.several(2)
    accepted = gateway.call(gateway.draft("a" * 160, to=to, maxMessageParts=1))
    check_accepted(accepted, "a send of a text that fits")

    reply = gateway.call(gateway.draft("a" * 161, to=to, maxMessageParts=1))

    with prove("error.too-many-parts"):
        check_none_accepted(reply)
        expect("the errors", gateway.dialect.codes(reply)).equals({TOO_MANY})
        expect("the messages that were made", gateway.dialect.created(reply)).equals([])


@themes("encoding.other-alphabet-accepted", provider="clickatell")
def test_another_alphabet_without_saying_so(gateway: Gateway, prove: Prover) -> None:
    """Whether a text outside of GSM-7 is accepted as it is, is recorded."""
    answers = []
    for script, text in {"Cyrillic": "Привет", "emoji": "Hello \N{WAVING HAND SIGN}"}.items():
        reply = gateway.call(gateway.draft(text, unicode=0))
        answers.append(f"{script} {told(reply, gateway)}")
    prove.observe("encoding.other-alphabet-accepted", "; ".join(answers))


@themes("unicode.hex-accepted", "unicode.hex-any-case", provider="clickatell")
def test_a_text_in_hexadecimal(gateway: Gateway, prove: Prover) -> None:
    """UCS-2 in hexadecimal digits is accepted, in capitals and in small letters."""
    for text in ("Привет, мир", "Ω {€} hello", "\N{WAVING HAND SIGN}"):
        draft = gateway.draft(text, unicode=1)
        reply = gateway.call(draft)
        with prove("unicode.hex-accepted"):
            check_accepted(reply, "a send in hexadecimal")
        small = gateway.call(draft.having("/text", draft.body["text"].lower()))
        with prove("unicode.hex-any-case"):
            check_accepted(small, "a send in small letters")


@themes("unicode.incomplete-unit", provider="clickatell")
def test_half_a_code_unit(gateway: Gateway, prove: Prover) -> None:
    """Whether hexadecimal text that ends amid a code unit is refused is recorded."""
    draft = gateway.draft("Да", unicode=1)
    reply = gateway.call(draft.having("/text", draft.body["text"][:-2]))
    prove.observe("unicode.incomplete-unit", told(reply, gateway))
