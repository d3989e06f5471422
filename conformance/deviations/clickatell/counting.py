"""Faults in counting: the parts of a text, what they cost, and what is left."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from conformance.deviations.clickatell.faults import (
    COUNTED,
    FAULTS,
    LET_THROUGH,
    alter,
    crash,
    edit,
    instead,
)
from conformance.deviations.clickatell.negotiation import COVERAGE
from conformance.deviations.clickatell.reading import CHARGES
from conformance.deviations.deviation import wrap
from conformance.reference import segments
from conformance.reference.clickatell.drafts import Draft
from conformance.reference.clickatell.formats import XML, Format
from conformance.reference.clickatell.service import PRICE

EXTENSION = frozenset("\f^{}\\[~]|€")


def alphabet(draft: Draft) -> segments.Encoding:
    """The encoding that the draft's text is sent in."""
    return "UCS-2" if draft.unicode else segments.encoding(draft.text)


def units(draft: Draft) -> int:
    """The septets or code units of the draft's text."""
    return sum(segments.parts(draft.text, alphabet(draft)))


def parts_of(single: int, several: int, length: int) -> int:
    """How many parts so many units take if only their number mattered."""
    return 1 if length <= single else -(-length // several)


def count(service: Any, which: segments.Encoding | None, parts: Callable[[Draft], int]) -> None:
    """Count the texts of one encoding, or all, in another way."""

    def around(original: Callable[[Draft], int], draft: Draft) -> int:
        if (
            draft.binary
            or len(draft.text) > segments.LONGEST
            or which not in {None, alphabet(draft)}
        ):
            return original(draft)
        return parts(draft)

    wrap(service, "count_parts", around)


# -- GSM-7 -------------------------------------------------------------------------------------


@FAULTS.deviation(
    breaks=["segments.gsm7.single"], collateral=["encoding.gsm7-when-possible", *COUNTED]
)
def a_single_part_has_153_septets(service: Any) -> None:
    """Makes room for the header of a concatenated message in every message."""
    count(service, "GSM-7", lambda draft: parts_of(153, 153, units(draft)))


@FAULTS.deviation(breaks=["segments.gsm7.concatenated"], collateral=COUNTED)
def every_part_has_160_septets(service: Any) -> None:
    """Forgets the header of a concatenated message."""
    count(service, "GSM-7", lambda draft: parts_of(160, 160, units(draft)))


@FAULTS.deviation(breaks=["segments.gsm7.concatenated"], collateral=COUNTED)
def parts_have_152_septets(service: Any) -> None:
    """Counts for the header with the reference number of 16 bits."""
    count(service, "GSM-7", lambda draft: parts_of(160, 152, units(draft)))


@FAULTS.deviation(
    breaks=["encoding.gsm7-when-possible", "segments.gsm7.single", "segments.gsm7.concatenated"],
    collateral=COUNTED,
)
def everything_is_ucs2(service: Any) -> None:
    """Sends every text in UCS-2."""
    count(service, "GSM-7", lambda draft: len(segments.parts(draft.text, "UCS-2")))


@FAULTS.deviation(breaks=["encoding.gsm7-when-possible"], collateral=COUNTED)
def only_ascii_is_gsm7(service: Any) -> None:
    """Takes ASCII for the 7-bit alphabet."""

    def parts(draft: Draft) -> int:
        return len(segments.parts(draft.text, None if draft.text.isascii() else "UCS-2"))

    count(service, "GSM-7", parts)


@FAULTS.deviation(breaks=["segments.extension-counts-two"], collateral=COUNTED)
def extension_characters_count_once(service: Any) -> None:
    """Counts characters instead of septets."""
    count(service, "GSM-7", lambda draft: parts_of(160, 153, len(draft.text)))


# -- UCS-2 -------------------------------------------------------------------------------------


@FAULTS.deviation(breaks=["segments.ucs2.single"], collateral=COUNTED)
def a_single_part_has_69_units(service: Any) -> None:
    """Has the number of another page."""
    count(service, "UCS-2", lambda draft: parts_of(69, 67, units(draft)))


@FAULTS.deviation(breaks=["segments.ucs2.concatenated"], collateral=COUNTED)
def every_part_has_70_units(service: Any) -> None:
    """Forgets the header of a concatenated message in UCS-2."""
    count(service, "UCS-2", lambda draft: parts_of(70, 70, units(draft)))


@FAULTS.deviation(breaks=["segments.ucs2.concatenated"], collateral=COUNTED)
def parts_have_66_units(service: Any) -> None:
    """Counts for the header with the reference number of 16 bits in UCS-2."""
    count(service, "UCS-2", lambda draft: parts_of(70, 66, units(draft)))


@FAULTS.deviation(breaks=["segments.ucs2.concatenated"], collateral=COUNTED)
def code_points_are_units(service: Any) -> None:
    """Counts an emoji as one unit."""
    count(service, "UCS-2", lambda draft: parts_of(70, 67, len(draft.text)))


@FAULTS.deviation(breaks=["segments.extension-counts-two"], collateral=COUNTED)
def extension_characters_count_twice_in_ucs2(service: Any) -> None:
    """Counts an extension character double in UCS-2, too."""

    def parts(draft: Draft) -> int:
        extra = sum(character in EXTENSION for character in draft.text)
        return parts_of(70, 67, units(draft) + extra)

    count(service, "UCS-2", parts)


@FAULTS.deviation(breaks=["segments.pairs-stay-whole"])
def pairs_are_cut(service: Any) -> None:
    """Divides the length of a text by the length of a part."""
    count(service, "GSM-7", lambda draft: parts_of(160, 153, units(draft)))
    count(service, "UCS-2", lambda draft: parts_of(70, 67, units(draft)))


@FAULTS.deviation(breaks=["encoding.ucs2-otherwise"], collateral=COUNTED)
def other_characters_are_question_marks(service: Any) -> None:
    """Replaces what the 7-bit alphabet lacks, unless the text came as hex."""

    def parts(draft: Draft) -> int:
        if draft.unicode:
            return len(segments.parts(draft.text, "UCS-2"))
        return parts_of(160, 153, len(draft.text))

    count(service, "UCS-2", parts)


@FAULTS.deviation(breaks=["segments.ucs2.single", "segments.ucs2.concatenated"], collateral=COUNTED)
def hex_is_counted_as_text(service: Any) -> None:
    """Counts the hex digits of a text instead of what they stand for."""

    def parts(draft: Draft) -> int:
        text = (
            draft.text.encode("utf-16-be", "surrogatepass").hex() if draft.unicode else draft.text
        )
        return len(segments.parts(text))

    count(service, None, parts)


@FAULTS.deviation(breaks=["text.odd-accepted-or-refused"], collateral=COUNTED)
def odd_characters_are_free(service: Any) -> None:
    """Counts a text without its blanks at the ends and its control characters."""

    def parts(draft: Draft) -> int:
        text = "".join(one for one in draft.text.strip() if unicodedata.category(one) != "Cc")
        return len(segments.parts(text, "UCS-2" if draft.unicode else None))

    count(service, None, parts)


@FAULTS.deviation(
    breaks=["http.no-server-error"],
    collateral=[
        "text.odd-accepted-or-refused",
        "http.caller-fault-is-4xx",
        "http.status-listed",
        *COUNTED,
    ],
)
def crashes_on_control_characters(service: Any) -> None:
    """Runs into a fault of its own when a text holds NUL, ESC or the like."""

    def parts(draft: Draft) -> int:
        if any(unicodedata.category(one) == "Cc" and one not in "\n\r\f" for one in draft.text):
            raise crash()
        return len(segments.parts(draft.text, alphabet(draft)))

    count(service, None, parts)


# -- charges -----------------------------------------------------------------------------------


@FAULTS.deviation(
    breaks=["charge.is-number"],
    collateral=["text.survives", "read.shape", "xml.read.shape", *CHARGES],
)
def charges_are_texts(service: Any) -> None:
    """Writes the charge as a string, like the balance."""
    edit(service, "status_data", lambda data: data.update(charge=str(data["charge"])))


@FAULTS.deviation(breaks=["charge.is-number"], collateral=["xml.read.shape", *CHARGES])
def charges_are_negative(service: Any) -> None:
    """Writes the charge as a movement of the account."""
    edit(service, "status_data", lambda data: data.update(charge=-data["charge"]))


@FAULTS.deviation(
    breaks=["charge.grows-with-parts", "charge.parts-times-price"], collateral=COUNTED
)
def messages_have_one_price(service: Any) -> None:
    """Charges a message of many parts like one of one part."""
    instead(service, "price", PRICE)


@FAULTS.deviation(breaks=["charge.parts-times-price"], collateral=COUNTED)
def long_messages_have_a_discount(service: Any) -> None:
    """Charges every part after the first three quarters of its price."""
    wrap(service, "price", lambda _original, parts: PRICE + (parts - 1) * PRICE * 3 / 4)


@FAULTS.deviation(breaks=["charge.at-least-minimum"])
def coverage_names_a_higher_price(service: Any) -> None:
    """Charges less than the lowest charge that it names."""

    def raise_price(data: dict[str, Any]) -> None:
        if data["routable"]:
            data["minimumCharge"] = 1.2

    edit(service, "coverage_data", raise_price)


@FAULTS.deviation(
    breaks=["charge.refused-costs-nothing"],
    collateral=["balance.falls-by-cost", "error.without-effect"],
)
def refused_recipients_are_charged(service: Any) -> None:
    """Charges for every recipient of a request before it looks at them."""

    def around(original: Callable[..., Any], recipient: str, draft: Draft, parts: int) -> Any:
        outcome = original(recipient, draft, parts)
        if outcome not in service.messages.values():
            service.balance -= service.price(parts)
        return outcome

    wrap(service, "submit", around)


# -- balance -----------------------------------------------------------------------------------

BALANCE = (
    "balance.two-decimals",
    "balance.is-text",
    "balance.shape",
    "balance.falls-by-cost",
    "charge.refused-costs-nothing",
    "coverage.costs-nothing",
    "xml.balance.shape",
    "xml.same-as-json",
)


@FAULTS.deviation(breaks=["balance.falls-by-cost"])
def the_balance_never_falls(service: Any) -> None:
    """Shows the balance of the morning."""
    instead(service, "credits_left", service.balance)


@FAULTS.deviation(breaks=["balance.falls-by-cost"])
def the_balance_falls_twice(service: Any) -> None:
    """Books every message twice."""

    def book(message: Any) -> None:
        service.balance -= message.price

    edit(service, "accept", book)


@FAULTS.deviation(breaks=["balance.shape"], collateral=BALANCE)
def the_balance_is_called_credit(service: Any) -> None:
    """Has another name for the balance."""
    alter(service, "balance_data", lambda data: {"credit": data["balance"]})


@FAULTS.deviation(breaks=["balance.is-text"], collateral=BALANCE)
def the_balance_is_a_number(service: Any) -> None:
    """Writes the balance as a JSON number."""
    edit(service, "balance_data", lambda data: data.update(balance=float(data["balance"])))


@FAULTS.deviation(breaks=["balance.two-decimals"], collateral=BALANCE)
def the_balance_has_three_decimals(service: Any) -> None:
    """Writes the balance to the tenth of a cent."""
    edit(service, "balance_data", lambda data: data.update(balance=f"{data['balance']}0"))


@FAULTS.deviation(
    breaks=["read.repeatable"],
    collateral=["balance.falls-by-cost", "charge.refused-costs-nothing", "coverage.costs-nothing"],
)
def asking_for_the_balance_costs(service: Any) -> None:
    """Charges for a read of the balance."""

    def charge(_answer: Any) -> None:
        service.balance -= Decimal("0.01")

    edit(service, "read_balance", charge)


# -- coverage ----------------------------------------------------------------------------------


@FAULTS.deviation(breaks=["coverage.costs-nothing"], collateral=["balance.falls-by-cost"])
def asking_for_coverage_costs(service: Any) -> None:
    """Charges for a look at the coverage."""

    def charge(_answer: Any) -> None:
        service.balance -= Decimal("0.10")

    edit(service, "read_coverage", charge)


@FAULTS.deviation(
    breaks=["coverage.shape"], collateral=["xml.coverage.shape", "xml.same-as-json", *COVERAGE]
)
def coverage_without_a_charge(service: Any) -> None:
    """Leaves out what a message would cost."""
    edit(service, "coverage_data", lambda data: data.pop("minimumCharge"))


@FAULTS.deviation(breaks=["coverage.names-number"], collateral=["xml.same-as-json"])
def coverage_adds_a_plus(service: Any) -> None:
    """Writes the number with a plus sign."""
    edit(service, "coverage_data", lambda data: data.update(destination=f"+{data['destination']}"))


@FAULTS.deviation(breaks=["coverage.routable-is-boolean"], collateral=COVERAGE)
def routable_is_a_number(service: Any) -> None:
    """Writes 1 and 0 in JSON too."""
    edit(service, "coverage_data", lambda data: data.update(routable=int(data["routable"])))


@FAULTS.deviation(
    breaks=["coverage.routable-is-boolean"], collateral=["xml.coverage.shape", "xml.same-as-json"]
)
def routable_is_a_word_in_xml(service: Any) -> None:
    """Writes yes and no in XML."""

    def around(original: Callable[..., Any], status: int, document: Any, form: Format) -> Any:
        data = document.get("data", {})
        if form is XML and "routable" in data:
            document = {"data": {**data, "routable": "yes" if data["routable"] else "no"}}
        return original(status, document, form)

    wrap(service, "respond", around)


@FAULTS.deviation(
    breaks=["coverage.charge-is-number"], collateral=["charge.at-least-minimum", "coverage.shape"]
)
def the_lowest_charge_is_a_text(service: Any) -> None:
    """Writes the lowest charge as a string."""
    edit(
        service, "coverage_data", lambda data: data.update(minimumCharge=str(data["minimumCharge"]))
    )


@FAULTS.deviation(breaks=["coverage.invalid-number"], collateral=[*LET_THROUGH])
def everything_is_routable(service: Any) -> None:
    """Looks at nothing before it calls a number routable."""
    edit(
        service,
        "coverage_data",
        lambda data: data.update(routable=True, minimumCharge=float(PRICE)),
    )


# -- texts beside similar ones -----------------------------------------------------------------


@FAULTS.deviation(
    breaks=["segments.grow-one-by-one"],
    collateral=[
        "charge.parts-times-price",
        "encoding.gsm7-when-possible",
        "segments.extension-counts-two",
        "segments.gsm7.concatenated",
        "segments.maximum-accepted",
    ],
)
def room_in_the_last_octet_is_a_part(service: Any) -> None:
    """Has a part more for a longer text whose last octet has room for one septet, or for three."""

    def parts(draft: Draft) -> int:
        spare = units(draft) > 160 and units(draft) % 8 in {5, 7}
        return len(segments.parts(draft.text, "GSM-7")) + spare

    count(service, "GSM-7", parts)


@FAULTS.deviation(
    breaks=["segments.other-alphabet-never-fewer"],
    collateral=["encoding.ucs2-otherwise", "segments.extension-counts-two"],
)
def one_foreign_letter_takes_all_parts_but_one(service: Any) -> None:
    """Has one part for a long text with only one letter from outside the 7-bit alphabet amid it."""

    def parts(draft: Draft) -> int:
        text = draft.text
        foreign = [place for place, one in enumerate(text) if segments.encoding(one) == "UCS-2"]
        amid = len(foreign) == 1 and len(text) > 200 and 0 < foreign[0] < len(text) - 1
        return 1 if amid else len(segments.parts(text, "UCS-2"))

    count(service, "UCS-2", parts)
