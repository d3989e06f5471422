"""2sms's dialect: what it writes, and how it reads what comes back."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from conformance.errors import BlockedError, UnmetError
from conformance.providers import Draft, Reply, State
from conformance.providers.dialect import Dialect as Protocol
from conformance.providers.dialect import Occasion
from conformance.providers.twosms import Dialect, error_code, moment, refused, succeeded

NOW = datetime(2030, 1, 1, 12, tzinfo=UTC)
ACCOUNT = {"client_id": "conformance", "client_secret": "conformance-secret"}
GUID = "5b1f0c52-9b1e-4c6e-8a35-2d3f4b5c6d7e"
ANN, BOB = "12025550100", "12025550101"


def reply(status: int, document: Any = None, media_type: str = "application/json") -> Reply:
    """An answer with a document in JSON, or with none."""
    body = b"" if document is None else json.dumps(document).encode()
    return Reply(status, {"content-type": media_type} if body else {}, body, {}, "1")


def envelope(detail: Any, code: str | None = "00", status: int = 200) -> Reply:
    """An answer in the envelope."""
    data = {"Identification": {"UserId": "u"}, "Result": "Done", "Detail": detail}
    return reply(status, {"Error": {"ErrorCode": code}, "ResponseData": data})


@pytest.fixture
def dialect() -> Dialect:
    """The dialect of an account without a contact."""
    return Dialect(ACCOUNT)


class Tokens:
    """A token endpoint that counts what it gives."""

    def __init__(self, **members: Any) -> None:
        self.members = members
        self.asked: list[Draft] = []

    def __call__(self, draft: Draft) -> Reply:
        """Give the next token."""
        self.asked.append(draft)
        token = f"token-{len(self.asked)}"
        return reply(200, {"access_token": token, "token_type": "bearer", **self.members})


def test_the_dialect_keeps_to_the_protocol(dialect: Dialect) -> None:
    """It has everything that the protocol asks for."""
    spoken: Protocol = dialect
    assert all(hasattr(spoken, name) for name in vars(Protocol) if not name.startswith("_"))


# -- tokens ----------------------------------------------------------------------------------------


def test_a_token_is_asked_for_once(dialect: Dialect) -> None:
    """Every request until shortly before its end carries the same token."""
    tokens = Tokens(expires_in=28800)
    headers = [dialect.credentials(tokens, NOW + timedelta(hours=passed)) for passed in (0, 1, 7.9)]
    assert headers == [{"Authorization": "Bearer token-1"}] * 3
    [asked] = tokens.asked
    assert (asked.method, asked.path, asked.anonymous) == ("POST", "/Token", True)
    assert asked.body == {"grant_type": "client_credentials", **ACCOUNT}


@pytest.mark.parametrize(
    ("expires_in", "kept", "replaced"),
    [
        pytest.param(28800, 28700, 28750, id="a minute before its end"),
        pytest.param(10, 4, 6, id="in the middle of a short life"),
        pytest.param(None, 28700, 28750, id="after eight hours when it does not say"),
        pytest.param("soon", 28700, 28750, id="after eight hours when it says nonsense"),
        pytest.param(True, 28700, 28750, id="after eight hours when it says yes"),
    ],
)
def test_a_token_is_replaced_in_time(
    dialect: Dialect, expires_in: Any, kept: int, replaced: int
) -> None:
    """A token is replaced before it ends."""
    tokens = Tokens(expires_in=expires_in)
    dialect.credentials(tokens, NOW)
    dialect.credentials(tokens, NOW + timedelta(seconds=kept))
    assert len(tokens.asked) == 1
    dialect.credentials(tokens, NOW + timedelta(seconds=replaced))
    assert len(tokens.asked) == 2


@pytest.mark.parametrize(
    "answer",
    [
        reply(400, {"error": "invalid_client"}),
        reply(200, {"token_type": "bearer"}),
        reply(200, {"access_token": ""}),
        reply(200, {"access_token": 7}),
        reply(204),
    ],
)
def test_without_a_token_nothing_can_be_shown(dialect: Dialect, answer: Reply) -> None:
    """A case that is given no token is blocked, and blames nobody."""
    with pytest.raises(BlockedError, match="no token was given"):
        dialect.credentials(lambda _: answer, NOW)


def test_tokens_are_secrets(dialect: Dialect) -> None:
    """Whatever the token endpoint gives has a name to be shown by."""
    dialect.credentials(Tokens(expires_in=60, refresh_token="refresh-1"), NOW)
    assert dialect.secrets() == {
        "token-1": "$TWOSMS_TOKEN",
        "token-": "$TWOSMS_TOKEN without its end",
        "refresh-1": "$TWOSMS_REFRESH_TOKEN",
    }


def test_a_stranger_has_a_token_of_its_own(dialect: Dialect) -> None:
    """Wrong credentials look like right ones, and are new every time."""
    first, second = dialect.stranger(), dialect.stranger()
    assert first.keys() == dialect.credentials(Tokens(), NOW).keys()
    assert first != second


# -- the envelope ----------------------------------------------------------------------------------


@pytest.mark.parametrize("code", [None, "", "0", "00"])
def test_codes_of_success(code: str | None) -> None:
    """Null, empty, 0 and 00 mean that there is no error."""
    answer = envelope({}, code)
    assert succeeded(answer)
    assert not refused(answer)
    assert not error_code(answer)


@pytest.mark.parametrize("document", [{}, {"Error": None}, {"Error": {}}, None])
def test_no_error_is_success(document: Any) -> None:
    """Where there is no error object, only the status counts."""
    assert succeeded(reply(200, document))
    assert refused(reply(400, document))


def test_an_error_code_is_a_refusal(dialect: Dialect) -> None:
    """A request is refused by an error code, whatever the status."""
    answer = envelope(None, "03")
    assert refused(answer)
    assert not succeeded(answer)
    assert dialect.codes(answer) == {"03"}


def test_the_error_of_the_token_endpoint_is_a_code(dialect: Dialect) -> None:
    """The codes of RFC 6749 are error codes too."""
    assert dialect.codes(reply(400, {"error": "invalid_grant"})) == {"invalid_grant"}
    assert dialect.codes(reply(400, {"Message": "No."})) == set()
    assert dialect.codes(Reply(400, {"content-type": "application/json"}, b"{", {}, "1")) == set()


# -- sending ---------------------------------------------------------------------------------------


def test_a_send(dialect: Dialect) -> None:
    """An advanced message has its recipients as names of a map, with a plus."""
    draft = dialect.send("Hi", [ANN, BOB], NOW, Reads=3)
    assert (draft.method, draft.path, draft.operation) == (
        "POST",
        "/api/v2/sms/messages",
        "sendMessage",
    )
    assert draft.body == {
        "Contacts": {"QuickRecipients": {f"+{ANN}": 2, f"+{BOB}": 2}},
        "Content": "Hi",
        "Options": {"Reads": 3, "DateToSend": "2030-01-01T12:00:00Z"},
        "Type": 0,
    }


def test_the_type_of_a_send(dialect: Dialect) -> None:
    """The type stands beside the options, not among them."""
    body = dialect.send("Hi", [ANN], Type=1).body
    assert (body["Type"], body["Options"]) == (1, {})


def test_one_message_for_every_recipient(dialect: Dialect) -> None:
    """The recipients of a send share one message, which each can look at."""
    draft = dialect.send("Hi", [ANN, BOB], NOW)
    first, second = dialect.sent(envelope({"MessageID": GUID}), draft)
    assert (first.id, first.recipient, first.text, first.due) == (GUID, ANN, "Hi", NOW)
    assert (second.id, second.recipient) == (GUID, BOB)


@pytest.mark.parametrize(
    "answer",
    [
        envelope({"MessageID": GUID}, status=201),
        envelope({"MessageID": GUID}, "12"),
        envelope({"MessageID": ""}),
        envelope({"MessageID": 7}),
        envelope({}),
        reply(400, {"Message": "The request is invalid."}),
    ],
)
def test_an_answer_that_accepts_no_send(dialect: Dialect, answer: Reply) -> None:
    """Anything but 200 with an id is no accepted send."""
    with pytest.raises(UnmetError):
        dialect.sent(answer, dialect.send("Hi", [ANN]))


@pytest.mark.parametrize(
    ("answer", "ids"),
    [
        (envelope({"MessageID": GUID}, "12", 201), [GUID]),
        (envelope({"TemplateID": GUID}), [GUID]),
        (envelope([]), []),
        (envelope(None), []),
        (Reply(200, {"content-type": "application/json"}, b"{", {}, "1"), []),
    ],
)
def test_what_an_answer_has_made(dialect: Dialect, answer: Reply, ids: list[str]) -> None:
    """An id counts as created, however odd the answer around it."""
    assert dialect.created(answer) == ids


# -- reading and cancelling ------------------------------------------------------------------------


def test_a_view_is_asked_for_by_its_recipient(dialect: Dialect) -> None:
    """The recipient's destination serves as contact unless the account has one."""
    assert dialect.read(GUID, ANN).query == (("contactId", ANN),)
    assert dialect.read(GUID, ANN).path == f"/api/v1/sms/messages/{GUID}"
    assert Dialect({**ACCOUNT, "contact": "c1"}).read(GUID, ANN).query == (("contactId", "c1"),)


def test_an_odd_id_stays_one_step_of_the_path(dialect: Dialect) -> None:
    """What the target gives for an id does not lead to another path."""
    assert dialect.read("a/../b", ANN).path == "/api/v1/sms/messages/a%2F..%2Fb"


def test_a_shown_message_has_gone_out(dialect: Dialect) -> None:
    """A view that shows a text shows that the message was delivered."""
    view = dialect.view(envelope({"Message": "Hi"}))
    assert (view.state, view.text) == (State.DELIVERED, "Hi")


@pytest.mark.parametrize(
    "answer",
    [
        reply(404, {"Message": "The message can no longer be viewed."}),
        reply(403, {"Message": "No."}),
        envelope({"Message": "Hi"}, "12"),
        envelope({"Message": ""}),
        envelope({"Message": None}),
        envelope(None),
    ],
)
def test_a_message_that_is_not_shown(dialect: Dialect, answer: Reply) -> None:
    """A message is gone when its view is refused, or shows no text."""
    assert dialect.view(answer).state is State.GONE


@pytest.mark.parametrize("status", [401, 302, 500])
def test_an_answer_that_is_no_view(dialect: Dialect, status: int) -> None:
    """What is denied for want of a token, or is no answer, says nothing about the message."""
    with pytest.raises(UnmetError):
        dialect.view(reply(status, {"Message": "No."}))


def test_a_cancel_names_one_message(dialect: Dialect) -> None:
    """A cancel has the one id in its body, and nothing that could mean others."""
    draft = dialect.cancel(GUID)
    assert (draft.method, draft.path) == ("DELETE", "/api/v2/sms/messages/pendings")
    assert draft.body == {"MessageIDs": [GUID]}


@pytest.mark.parametrize("occasion", Occasion)
def test_an_accepted_cancel(dialect: Dialect, occasion: Occasion) -> None:
    """A cancel may be answered with success on every occasion."""
    dialect.check_cancel(envelope({}), occasion)


@pytest.mark.parametrize("answer", [reply(404, {"Message": "No."}), envelope({}, "12")])
def test_a_refused_cancel(dialect: Dialect, answer: Reply) -> None:
    """A cancel may be refused when there is nothing left to cancel, and not in time."""
    with pytest.raises(UnmetError):
        dialect.check_cancel(answer, Occasion.IN_TIME)
    for occasion in set(Occasion) - {Occasion.IN_TIME}:
        dialect.check_cancel(answer, occasion)


def test_a_cancel_that_is_not_answered(dialect: Dialect) -> None:
    """A redirect or a server's failure is no answer to a cancel."""
    for status in (302, 500):
        with pytest.raises(UnmetError):
            dialect.check_cancel(reply(status, {}), Occasion.NOTHING_THERE)


# -- the rest --------------------------------------------------------------------------------------


ANSWERS = [
    pytest.param(reply(400, {"error": "invalid_request"}), True, id="oauth"),
    pytest.param(reply(401, {"error": "invalid_client"}), True, id="oauth-401"),
    pytest.param(reply(400, {"error": "missing key"}), False, id="another-error"),
    pytest.param(reply(400, {"error": {"code": "001"}}), False, id="error-object"),
    pytest.param(reply(400, ["error"]), False, id="list"),
    pytest.param(reply(404, {"Message": "No."}), False, id="not-found"),
    pytest.param(reply(200, {"error": "invalid_request"}), False, id="accepted"),
    pytest.param(reply(400, {"error": "invalid_request"}, "text/html"), False, id="no-json"),
    pytest.param(
        Reply(400, {"content-type": "application/json"}, b"<", {}, "1"), False, id="broken"
    ),
]
"""Answers to an empty form, and whether 2sms gives them."""


@pytest.mark.parametrize(("answer", "expected"), ANSWERS)
def test_recognition(answer: Reply, expected: bool) -> None:  # noqa: FBT001 - a table's column
    """Only an error of OAuth in JSON is recognised, by a dialect that knows no account."""
    assert Dialect({}).recognises(answer) is expected


def test_access_is_denied_with_401_or_403(dialect: Dialect) -> None:
    """No other answer denies access."""
    for status in (401, 403):
        dialect.denied(reply(status, {"Message": "No."}))
    with pytest.raises(UnmetError):
        dialect.denied(reply(400, {"Message": "No."}))


def test_a_text_is_refused_like_anything_else(dialect: Dialect) -> None:
    """A 4xx status and an error code both refuse a text."""
    dialect.check_text_refused(reply(400, {"Message": "No."}))
    dialect.check_text_refused(envelope(None, "12"))
    with pytest.raises(UnmetError):
        dialect.check_text_refused(envelope({}))


def test_only_too_many_requests_decide_nothing(dialect: Dialect) -> None:
    """No page of 2sms documents a 503, so that it decides like any other 5xx."""
    assert dialect.undecidable(reply(429, {}))
    assert not dialect.undecidable(reply(503, {}))


def test_moments_are_written_in_utc() -> None:
    """A moment is told in UTC, to the second, with a Z."""
    local = NOW.astimezone().replace(microsecond=999)
    assert moment(local) == "2030-01-01T12:00:00Z"
