"""Clickatell's dialect: what it writes, and what it makes of answers of every kind."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest

from conformance.catalogue import load as load_catalogue
from conformance.contract import load as load_contract
from conformance.contract import media
from conformance.errors import UnmetError
from conformance.providers import Occasion, Reply, State
from conformance.providers.clickatell import STATES, Dialect, hexadecimal, in_xml, refusals

TOKEN = "Token.of.nobody_0123"
ID = "360586640fe9846954897dffe6c13dfc"
NUMBER = "12025550100"
SPOKEN = Dialect({"token": TOKEN})
CONTRACT = load_contract("clickatell")


def answer(status: int, document: Any, schema: Any = None) -> Reply:
    """An answer in JSON, or in XML where the document is text."""
    xml = isinstance(document, str)
    return Reply(
        status=status,
        headers={"content-type": media.XML if xml else media.JSON},
        body=document.encode() if xml else json.dumps(document).encode(),
        schema=schema or {},
        exchange="1",
    )


def entry(to: str = NUMBER, code: str = "") -> dict[str, Any]:
    """One recipient's entry, refused where a code is given."""
    if code:
        error = {"code": code, "description": "so"}
        return {"accepted": False, "to": to, "apiMessageId": "", "error": error}
    return {"accepted": True, "to": to, "apiMessageId": ID}


def told(*entries: dict[str, Any], status: int = 202) -> Reply:
    """The answer to a send."""
    return answer(status, {"data": {"message": list(entries)}})


def refused(status: int, code: str) -> Reply:
    """An error of the whole request."""
    return answer(status, {"error": {"code": code, "description": "so"}})


def status_of(code: str, **members: Any) -> Reply:
    """A status."""
    data = {"apiMessageId": ID, "messageStatus": code, "description": "so", **members}
    return answer(200, {"data": data})


# -- requests ----------------------------------------------------------------------------------


def test_every_request_names_the_version() -> None:
    """The version stands in drafts, so that anonymous requests carry it, and in credentials."""
    drafts = [
        SPOKEN.send("One", [NUMBER]),
        SPOKEN.read(ID),
        SPOKEN.read_by_client_id("mine"),
        SPOKEN.cancel(ID),
        SPOKEN.balance(),
        SPOKEN.coverage(NUMBER),
        *SPOKEN.unsupported(),
    ]

    assert all(("X-Version", "1") in draft.headers for draft in drafts)
    assert SPOKEN.credentials(lambda _draft: refused(401, "001"), datetime.now(UTC)) == {
        "Authorization": f"Bearer {TOKEN}",
        "X-Version": "1",
    }


@pytest.mark.parametrize(
    "draft",
    [
        SPOKEN.send("One", [NUMBER]),
        SPOKEN.read(ID),
        SPOKEN.read_by_client_id("mine"),
        SPOKEN.cancel(ID),
        SPOKEN.balance(),
        SPOKEN.coverage(NUMBER),
    ],
    ids=lambda draft: draft.operation,
)
def test_a_draft_is_a_request_of_its_operation(draft: Any) -> None:
    """The contract finds the operation that a draft names at its method and path."""
    found = CONTRACT.find(draft.method, draft.path)

    assert found
    assert found.id == draft.operation


def test_a_plain_send_is_as_small_as_can_be() -> None:
    """A short text in the 7-bit alphabet needs no option, and no sender is ever named."""
    assert SPOKEN.send("One {€}", [NUMBER]).body == {"text": "One {€}", "to": [NUMBER]}


def test_another_alphabet_goes_as_hexadecimal() -> None:
    """A text outside the 7-bit alphabet is UCS-2, high octet first; a lone surrogate is a unit."""
    body = SPOKEN.send("Да\ud800", [NUMBER]).body

    assert (body["text"], body["unicode"]) == ("04140430D800", 1)
    assert hexadecimal("\N{WAVING HAND SIGN}") == "D83DDC4B"


def test_a_text_can_be_sent_plainly_or_as_hexadecimal_by_choice() -> None:
    """The option `unicode` decides where it is given."""
    assert SPOKEN.send("Да", [NUMBER], unicode=0).body["text"] == "Да"
    assert SPOKEN.send("a", [NUMBER], unicode=1).body["text"] == "0061"


@pytest.mark.parametrize(
    ("text", "options", "most"),
    [
        ("a" * 160, {}, None),
        ("a" * 161, {}, 35),
        ("я" * 70, {}, None),
        ("я" * 71, {}, 35),
        ("a" * 71, {"unicode": 1}, 35),
        ("a" * 161, {"maxMessageParts": 2}, 2),
        ("a", {"maxMessageParts": 1}, 1),
    ],
)
def test_parts_are_allowed_where_they_are_needed(
    text: str, options: dict[str, Any], most: int | None
) -> None:
    """The account's own limit of parts never matters."""
    assert SPOKEN.send(text, [NUMBER], None, **options).body.get("maxMessageParts") == most


def test_a_time_is_written_in_utc() -> None:
    """Whatever the zone of the moment, the request has it in UTC."""
    due = datetime(2015, 1, 1, 15, 0, 0, tzinfo=timezone(timedelta(hours=2)))
    draft = SPOKEN.send("One", [NUMBER], due)
    [message] = SPOKEN.sent(told(entry()), draft)

    assert draft.body["scheduledDeliveryTime"] == "2015-01-01T13:00:00Z"
    assert message.due == due


def test_a_send_in_xml_is_read_back_as_it_was_meant() -> None:
    """The body in XML has the documented root, and one element per recipient."""
    draft = in_xml(SPOKEN.send("<&>", [NUMBER, "12025550101"]))
    schema = CONTRACT.operations["sendMessage"].requests[media.XML]
    written = media.write(draft.body, media.XML, schema)

    assert b"<request><data><text>&lt;&amp;&gt;</text><to>12025550100</to><to>" in written
    assert media.read(written, media.XML, schema) == draft.body


# -- answers to a send -------------------------------------------------------------------------


def test_accepted_recipients_are_messages() -> None:
    """Each entry is a message with the id and the recipient that the answer names."""
    draft = SPOKEN.send("One", [NUMBER, "12025550101"])
    messages = SPOKEN.sent(told(entry(), entry("12025550101")), draft)

    assert [(one.id, one.recipient, one.echoed) for one in messages] == [
        (ID, NUMBER, NUMBER),
        (ID, "12025550101", "12025550101"),
    ]


@pytest.mark.parametrize(
    "reply",
    [
        told(entry(code="105"), status=400),
        told(entry(code="105")),
        told({"accepted": True, "to": NUMBER}),
        answer(202, {"data": {"message": entry()}}),
        answer(202, {"data": {"message": ["accepted"]}}),
        answer(202, {}),
        answer(202, "<response"),
    ],
)
def test_anything_else_accepts_nobody(reply: Reply) -> None:
    """An answer with another status or shape is not taken for an accepted send."""
    with pytest.raises(UnmetError):
        SPOKEN.sent(reply, SPOKEN.send("One", [NUMBER]))


def test_ids_are_found_wherever_they_stand() -> None:
    """What was made is noted even if the answer has another shape than documented."""
    assert SPOKEN.created(told(entry(), entry(code="105"), status=207)) == [ID]
    assert SPOKEN.created(answer(200, [{"result": {"apiMessageId": ID}}])) == [ID]
    assert SPOKEN.created(answer(202, {"data": {"apiMessageId": 7}})) == []
    assert SPOKEN.created(answer(202, "<no xml")) == []


# -- statuses ----------------------------------------------------------------------------------


def test_states_are_those_of_the_pack() -> None:
    """The dialect and `provider.yaml` have the same states."""
    pack = load_catalogue().packs["clickatell"]
    stated = {code: state for code, state in pack.states.items() if state != "other"}

    assert {code: state.value for code, state in STATES.items()} == stated


@pytest.mark.parametrize(("code", "state"), [*STATES.items(), ("008", State.OTHER)])
def test_a_status_is_a_state(code: str, state: State) -> None:
    """Every code of the list is the state that it means; the charge stays what it is."""
    view = SPOKEN.view(status_of(code, charge=0.8))

    assert (view.state, view.charge) == (state, 0.8)


def test_a_status_that_is_a_number_can_still_be_told() -> None:
    """That it is no text is for the contract to say."""
    assert SPOKEN.view(answer(200, {"data": {"messageStatus": 6}})).state is State.CANCELLED


@pytest.mark.parametrize("charge", ["0.8", True, None])
def test_a_charge_that_is_no_number_is_none(charge: object) -> None:
    """A text is not read as a charge."""
    assert SPOKEN.view(status_of("003", charge=charge)).charge is None


def test_no_message_is_told_by_an_error_or_by_a_status() -> None:
    """Both ways that the documents allow are gone."""
    assert SPOKEN.view(refused(404, "161")).state is State.GONE
    assert SPOKEN.view(refused(400, "101")).state is State.GONE
    assert SPOKEN.view(status_of("001")).state is State.GONE


@pytest.mark.parametrize(
    "reply", [refused(401, "001"), answer(500, {}), answer(200, {}), answer(301, {})]
)
def test_other_answers_tell_nothing_of_a_message(reply: Reply) -> None:
    """Neither a denied read nor a failed one says that the message is gone."""
    with pytest.raises(UnmetError):
        SPOKEN.view(reply)


@pytest.mark.parametrize(
    ("occasion", "reply"),
    [
        (Occasion.IN_TIME, status_of("006")),
        (Occasion.AGAIN, status_of("006")),
        (Occasion.AGAIN, refused(404, "161")),
        (Occasion.TOO_LATE, status_of("003")),
        (Occasion.TOO_LATE, refused(400, "101")),
        (Occasion.NOTHING_THERE, refused(404, "161")),
        (Occasion.NOTHING_THERE, status_of("001")),
    ],
)
def test_documented_answers_to_a_stop(occasion: Occasion, reply: Reply) -> None:
    """What the documents say or leave open passes."""
    SPOKEN.check_cancel(reply, occasion)


@pytest.mark.parametrize(
    ("occasion", "reply"),
    [
        (Occasion.IN_TIME, refused(400, "101")),
        (Occasion.NOTHING_THERE, status_of("006")),
        (Occasion.NOTHING_THERE, answer(404, {})),
    ],
)
def test_other_answers_to_a_stop(occasion: Occasion, reply: Reply) -> None:
    """What the documents rule out does not."""
    with pytest.raises(UnmetError):
        SPOKEN.check_cancel(reply, occasion)


# -- errors ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("reply", "codes"),
    [
        (refused(400, "165"), {"165"}),
        (told(entry(), entry(code="105"), entry(code="121"), status=207), {"105", "121"}),
        (answer(401, {"error": {"code": 1, "description": "so"}}), {"001"}),
        (answer(400, {"data": {"error": {"code": "101"}}}), {"101"}),
        (answer(400, {"error": "no"}), set()),
        (told({**entry(), "error": None}), set()),
        (answer(400, "<response><error><code>165</code></error></response>"), {"165"}),
        (answer(400, "<response>"), set()),
    ],
)
def test_codes_wherever_they_stand(reply: Reply, codes: set[str]) -> None:
    """Errors of the request and of recipients, in JSON and XML."""
    assert SPOKEN.codes(reply) == codes


@pytest.mark.parametrize(
    ("reply", "found"),
    [
        (told(entry(), entry("1202555x101", "105"), status=207), ["1202555x101"]),
        (told(entry(code="105")), [NUMBER]),
        (answer(200, {"error": {"code": "100"}}), [{"code": "100"}]),
        (told({**entry(), "error": {"code": "000"}}), []),
        (answer(204, {}), []),
        (answer(200, "<no xml"), []),
    ],
)
def test_refusals_whatever_the_status(reply: Reply, found: list[Any]) -> None:
    """A 2xx does not hide that somebody is refused; an error beside what is accepted is none."""
    assert refusals(reply) == found


def test_only_401_with_001_denies_access() -> None:
    """Another status, or another code, is no denial."""
    SPOKEN.denied(refused(401, "001"))
    for reply in (refused(403, "001"), refused(401, "007"), answer(401, {})):
        with pytest.raises(UnmetError):
            SPOKEN.denied(reply)


@pytest.mark.parametrize(
    "reply",
    [
        refused(402, "301"),
        refused(429, "130"),
        answer(429, {}),
        refused(503, "901"),
        answer(503, {}),
        told(entry(), entry(code="301"), status=207),
    ],
)
def test_answers_about_the_account_or_the_moment_decide_nothing(reply: Reply) -> None:
    """No credit, a limit and a temporary fault are no violations."""
    assert SPOKEN.undecidable(reply)


@pytest.mark.parametrize(
    "reply", [refused(400, "101"), answer(500, {}), refused(500, "901"), told(entry())]
)
def test_other_answers_decide(reply: Reply) -> None:
    """A fault of the server with another status than 503 is a violation, whatever its code."""
    assert not SPOKEN.undecidable(reply)


@pytest.mark.parametrize(
    "reply",
    [
        refused(401, "001"),
        answer(401, "<response><error><code>001</code></error></response>"),
        answer(200, {"data": {"balance": "300.50"}}),
    ],
)
def test_it_knows_its_own_answers(reply: Reply) -> None:
    """Its error object in either format, and a balance."""
    assert SPOKEN.recognises(reply)


@pytest.mark.parametrize(
    "reply",
    [
        answer(401, {"errors": [{"code": 1001, "message": "no"}]}),
        answer(401, {"error": "invalid_client"}),
        answer(401, {"error": {"code": 401, "description": "no"}}),
        answer(200, {"balance": "300.50"}),
        answer(200, {"data": {"balance": 300.5}}),
        answer(404, "<html></html>"),
        answer(404, "not found"),
    ],
)
def test_it_does_not_take_others_for_its_own(reply: Reply) -> None:
    """Neither the other providers' errors nor anybody's page."""
    assert not SPOKEN.recognises(reply)


def test_a_send_that_names_no_message_is_not_accepted() -> None:
    """Whatever its status, nobody gets anything; and what was sent to one has one message."""
    draft = SPOKEN.send("Hi", [NUMBER])

    assert [message.id for message in SPOKEN.sent(told(entry()), draft)] == [ID]
    with pytest.raises(UnmetError, match="a message in the answer"):
        SPOKEN.sent(told(), draft)
