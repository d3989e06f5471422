"""XML judged whole: each way in which an answer in XML can be wrong is a contradiction."""

from __future__ import annotations

import pytest

from conformance.contract import judge, load

COVERAGE = (
    '<?xml version="1.0" encoding="utf-8"?><response><data><routable>1</routable>'
    "<destination>12025550100</destination><minimumCharge>0.8</minimumCharge></data></response>"
)
SENT = (
    "<response><data>"
    "<message><accepted>1</accepted><to>12025550100</to><apiMessageId>a1</apiMessageId></message>"
    "<message><accepted>1</accepted><to>12025550101</to><apiMessageId>a2</apiMessageId></message>"
    "</data></response>"
)
ACCOUNTS = (
    "<ResponseOfListOfSubAccountOverviewResponse><ResponseData>"
    "<Identification><UserId>conformance</UserId></Identification><Result>Done</Result>"
    "<Detail><SubAccountOverviewResponse><AccountLevel>1</AccountLevel>"
    "<AccountName>Zo\u00eb</AccountName></SubAccountOverviewResponse></Detail>"
    "</ResponseData></ResponseOfListOfSubAccountOverviewResponse>"
)
XSI = 'xmlns:i="http://www.w3.org/2001/XMLSchema-instance"'


def against(
    answer: str | bytes, place: tuple[str, str, str, int], media_type: str = "application/xml"
) -> set[str]:
    """The themes that an answer contradicts."""
    provider, method, path, status = place
    body = answer.encode() if isinstance(answer, str) else answer
    headers = {"content-type": media_type}
    return {
        one.theme
        for one in judge(load(provider), method, path, status, headers, body)
        if not one.holds
    }


ASKED = ("clickatell", "GET", "/rest/coverage/12025550100", 200)
SEND = ("clickatell", "POST", "/rest/message", 202)
OVERVIEW = ("twosms", "GET", "/api/v1/reports/subAccountOverview", 200)


@pytest.mark.parametrize(
    ("answer", "place"), [(COVERAGE, ASKED), (SENT, SEND), (ACCOUNTS, OVERVIEW)]
)
def test_an_answer_as_documented_is_right(answer: str, place: tuple[str, str, str, int]) -> None:
    """Without this, nothing below would mean anything."""
    assert against(answer, place) == set()


PARSES = "http.parses-as-declared"
FLAG = "coverage.routable-is-boolean"
LISTED = "accounts.overview-answered"

WRONG = {
    "not well-formed": (COVERAGE.replace("</data>", ""), ASKED, PARSES),
    "text after the end": (f"{COVERAGE}and more", ASKED, PARSES),
    "JSON under an XML type": ('{"data": {"routable": true}}', ASKED, PARSES),
    "nothing at all": ("", ASKED, PARSES),
    "a document type": (f"<!DOCTYPE response>{COVERAGE[38:]}", ASKED, PARSES),
    "an entity": (COVERAGE.replace(">1<", ">&one;<"), ASKED, PARSES),
    "another encoding than declared": (
        COVERAGE.replace("2025550100", "\u00e9").encode("latin-1"),
        ASKED,
        PARSES,
    ),
    "an encoding that does not exist": (COVERAGE.replace("utf-8", "x-none"), ASKED, PARSES),
    "another root": (COVERAGE.replace("response", "answer"), ASKED, "xml.coverage.shape"),
    "a root in a namespace": (
        COVERAGE.replace("<response>", '<response xmlns="urn:example">'),
        ASKED,
        "xml.coverage.shape",
    ),
    "a member in a namespace": (
        COVERAGE.replace("<routable>", '<routable xmlns="urn:example">'),
        ASKED,
        FLAG,
    ),
    "a name in another case": (
        COVERAGE.replace("routable", "Routable"),
        ASKED,
        FLAG,
    ),
    "a member missing": (
        COVERAGE.replace("<routable>1</routable>", ""),
        ASKED,
        FLAG,
    ),
    "a boolean in words": (COVERAGE.replace(">1<", ">yes<"), ASKED, FLAG),
    "an empty boolean": (COVERAGE.replace(">1<", "><"), ASKED, FLAG),
    "a number in words": (
        COVERAGE.replace(">0.8<", ">cheap<"),
        ASKED,
        "coverage.charge-is-number",
    ),
    "a number with a comma": (
        COVERAGE.replace(">0.8<", ">0,8<"),
        ASKED,
        "coverage.charge-is-number",
    ),
    "an element in a scalar": (COVERAGE.replace(">1<", "><a>1</a><"), ASKED, FLAG),
    "a member twice": (
        COVERAGE.replace("</routable>", "</routable><routable>1</routable>"),
        ASKED,
        FLAG,
    ),
    "items wrapped that are not": (
        SENT.replace("<data>", "<data><messages>").replace("</data>", "</messages></data>"),
        SEND,
        "xml.send.shape",
    ),
    "items of another name": (SENT.replace("message>", "entry>"), SEND, "xml.send.shape"),
    "wrapped items of another name": (
        ACCOUNTS.replace("SubAccountOverviewResponse><Acc", "Account><Acc").replace(
            "</SubAccountOverviewResponse></Detail>", "</Account></Detail>"
        ),
        OVERVIEW,
        LISTED,
    ),
    "text where items belong": (
        ACCOUNTS[: ACCOUNTS.index("<Detail>")]
        + "<Detail>none</Detail></ResponseData></ResponseOfListOfSubAccountOverviewResponse>",
        OVERVIEW,
        LISTED,
    ),
}


@pytest.mark.parametrize("name", WRONG)
def test_what_is_wrong_is_found(name: str) -> None:
    """And blamed on the requirement that it breaks."""
    answer, place, theme = WRONG[name]

    assert theme in against(answer, place)


RIGHT = {
    "true in letters": (COVERAGE.replace(">1<", ">true<"), ASKED),
    "blanks between elements": (COVERAGE.replace("><", ">\n  <"), ASKED),
    "a comment": (COVERAGE.replace("<data>", "<data><!-- nine -->"), ASKED),
    "marked text": (COVERAGE.replace(">12025550100<", "><![CDATA[12025550100]]><"), ASKED),
    "a member that nobody names": (COVERAGE.replace("</data>", "<more/></data>"), ASKED),
    "members in another order": (
        COVERAGE.replace("<routable>1</routable>", "").replace(
            "</data>", "<routable>1</routable></data>"
        ),
        ASKED,
    ),
    "an optional member that is nil": (
        ACCOUNTS.replace("<AccountLevel>1</AccountLevel>", f'<AccountLevel {XSI} i:nil="true"/>'),
        OVERVIEW,
    ),
    "UTF-16 as declared": (
        COVERAGE.replace("utf-8", "utf-16").encode("utf-16"),
        ASKED,
    ),
}


@pytest.mark.parametrize("name", RIGHT)
def test_what_is_free_is_not_blamed(name: str) -> None:
    """XML has many spellings of one document."""
    answer, place = RIGHT[name]

    assert against(answer, place) == set()


def test_the_charset_of_the_header_is_the_documents() -> None:
    """What the document says of itself does not count beside it (RFC 7303, clause 3)."""
    latin = ACCOUNTS.encode("latin-1")

    assert against(latin, OVERVIEW, "application/xml; charset=iso-8859-1") == set()
    assert PARSES in against(latin, OVERVIEW, "application/xml; charset=utf-8")
    assert PARSES in against(latin, OVERVIEW)
    assert PARSES in against(ACCOUNTS, OVERVIEW, "application/xml; charset=utf-16")
    assert PARSES in against(ACCOUNTS, OVERVIEW, "application/xml; charset=none")
