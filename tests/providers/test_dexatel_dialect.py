"""Dexatel's dialect: what it writes, and how it reads what comes back."""

import json
from typing import Any

import pytest

from conformance.errors import UnmetError
from conformance.providers import Reply, State
from conformance.providers.dexatel import (
    Dialect,
    cut_short,
    following,
    listing,
    message_in,
    rows,
)

KEY = "0123456789abcdef"
ANN = "12025550100"
ID = "48e200b7-be98-4360-b5c7-5dfac16b06f9"


def reply(status: int, document: Any) -> Reply:
    """An answer with a document in JSON."""
    headers = {"content-type": "application/json"}
    return Reply(status, headers, json.dumps(document).encode(), {}, "1")


def page(link: Any) -> Reply:
    """An empty page with this link to the next one."""
    return reply(200, {"data": [], "pagination": {"links": {"next": link}}})


@pytest.fixture
def dialect() -> Dialect:
    """The dialect of an account with a sender for each channel but WhatsApp."""
    return Dialect({"key": KEY, "sender": "Shop", "sender_viber": "ShopViber"})


@pytest.mark.parametrize(
    ("channel", "sender"), [("SMS", "Shop"), ("VIBER", "ShopViber"), ("WHATSAPP", "Shop")]
)
def test_a_message_comes_from_the_sender_of_its_channel(
    dialect: Dialect, channel: str, sender: str
) -> None:
    """A channel without a sender of its own has that of SMS."""
    assert dialect.send("Hi", [ANN], channel=channel).body["data"]["from"] == sender


def test_the_key_cut_short_is_a_secret(dialect: Dialect) -> None:
    """What is left of the key tells nearly all of it."""
    assert list(dialect.secrets()) == [cut_short(KEY)]
    assert cut_short(KEY) == KEY[:-1]


def test_a_list_is_asked_for_with_its_filters() -> None:
    """Filters stand in brackets."""
    assert listing(2, to=ANN).query == (("page_size", "2"), ("filter[to]", ANN))


@pytest.mark.parametrize(
    "link",
    [
        f"https://api.example.com/v1/messages?page_token=a%2Bb&filter%5Bto%5D={ANN}",
        f"/v1/messages?page_token=a%2Bb&filter%5Bto%5D={ANN}",
        f"?page_token=a%2Bb&filter%5Bto%5D={ANN}",
        f"page_token=a%2Bb&filter%5Bto%5D={ANN}",
    ],
)
def test_the_next_page_is_found_in_every_kind_of_link(link: str) -> None:
    """A URL, a path and a query string all lead to the same request."""
    draft = following(page(link))

    assert draft is not None
    assert draft.path == "/v1/messages"
    assert draft.query == (("page_token", "a+b"), ("filter[to]", ANN))


@pytest.mark.parametrize("link", [None, "", 7, ["/v1/messages"]])
def test_a_list_ends_where_there_is_no_link(link: Any) -> None:
    """Null, nothing, and what is no text end a list."""
    assert following(page(link)) is None
    assert following(reply(200, {"data": []})) is None


def test_rows_are_read_from_pages_only() -> None:
    """An answer with another status, without an array or with an entry of another kind is none."""
    assert rows(page(None)) == []
    for answer in (
        reply(404, {"data": []}),
        reply(200, {"data": {}}),
        reply(200, {"data": [{"id": ID}, 4711]}),
        reply(200, {}),
    ):
        with pytest.raises(UnmetError):
            rows(answer)


@pytest.mark.parametrize("wrapped", [False, True])
def test_a_message_is_read_bare_or_under_data(dialect: Dialect, *, wrapped: bool) -> None:
    """Both shapes show the same message."""
    message = {"id": ID, "to": [ANN], "status": "enroute", "segments_count": 2}
    answer = reply(200, {"data": message} if wrapped else message)

    assert message_in(answer) == message
    view = dialect.view(answer)
    assert (view.state, view.recipient, view.segments) == (State.QUEUED, ANN, 2)


def test_1501_says_that_a_message_is_gone(dialect: Dialect) -> None:
    """Any other refusal of a read is no answer about a message."""
    gone = reply(404, {"errors": [{"code": 1501, "message": "Message is not found"}]})
    other = reply(400, {"errors": [{"code": 1502, "message": "Invalid message identifier"}]})

    assert dialect.view(gone).state is State.GONE
    with pytest.raises(UnmetError):
        dialect.view(other)


def test_a_create_that_names_no_message_is_not_accepted(dialect: Dialect) -> None:
    """Whatever its status, nobody gets anything; and what was sent to one has one message."""
    draft = dialect.send("Hi", [ANN])

    assert [one.id for one in dialect.sent(reply(201, {"data": [{"id": ID}]}), draft)] == [ID]
    with pytest.raises(UnmetError, match="a message in the answer"):
        dialect.sent(reply(201, {"data": []}), draft)
