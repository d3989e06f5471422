"""Lists that come in pages, with a token that carries the place and the filters.

A token names the rows by when they were made rather than by position, so that rows which come or
go between two pages neither repeat a row nor hide one.
"""

from __future__ import annotations

import base64
import hmac
import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, ClassVar, Protocol, TypeVar
from urllib.parse import urlencode

from werkzeug.wrappers import Request, Response

from conformance.reference.dexatel.api import Api
from conformance.reference.dexatel.faults import Refusal

Filters = Mapping[str, str]

SIGNATURE_SIZE = 9


class Row(Protocol):
    """Something that can be listed."""

    @property
    def serial(self) -> int:
        """Its place in the order in which things were made."""


AnyRow = TypeVar("AnyRow", bound=Row)


@dataclass(frozen=True)
class Cursor:
    """A page of one list.

    Attributes:
        number: the page, from 1.
        size: how many rows it may have.
        top: the newest row that there was when the listing began.
        start: the page begins with the newest row that is no newer than this.
        filters: what rows have to match.
    """

    number: int
    size: int
    top: int
    start: int
    filters: Filters


class Listing(Api):
    """Answers with one page of a list, newest first.

    Attributes:
        default_page_size: rows of a page when the request does not say.
        largest_page_size: rows of a page at most; more may be asked for.
    """

    default_page_size: ClassVar[int] = 20
    largest_page_size: ClassVar[int] = 1000

    serial = 0
    """The newest row so far, of whatever list."""

    def next_serial(self) -> int:
        """The place of a new row."""
        self.serial += 1
        return self.serial

    def listed(
        self,
        request: Request,
        select: Callable[[Filters], Sequence[AnyRow]],
        show: Callable[[AnyRow], dict[str, Any]],
    ) -> Response:
        """The page that the request asks for, of the rows that `select` has, oldest first."""
        cursor = self.cursor(request)
        rows = [row for row in reversed(select(cursor.filters)) if row.serial <= cursor.top]
        begin = sum(row.serial > cursor.start for row in rows)
        page = rows[begin : begin + cursor.size]
        return self.json(
            200,
            {
                "data": [show(row) for row in page],
                "pagination": {
                    "number": cursor.number,
                    "size": len(page),
                    "total": len(rows),
                    "links": self.page_links(request, cursor, rows, begin),
                },
            },
        )

    def page_links(
        self, request: Request, cursor: Cursor, rows: Sequence[Row], begin: int
    ) -> dict[str, str]:
        """The addresses of this page and its neighbours; one that does not exist is left out."""
        pages = {"first": replace(cursor, number=1, start=cursor.top), "current": cursor}
        if begin > 0:
            before = rows[max(0, begin - cursor.size)].serial
            pages["previous"] = replace(cursor, number=max(1, cursor.number - 1), start=before)
        if begin + cursor.size < len(rows):
            after = rows[begin + cursor.size].serial
            pages["next"] = replace(cursor, number=cursor.number + 1, start=after)
        return {name: self.page_link(request, page) for name, page in pages.items()}

    def page_link(self, request: Request, page: Cursor) -> str:
        """The address of a page: the request's, with the page's token."""
        query = {n: v for n, v in request.args.items() if n not in {"page_token", "page_size"}}
        return f"{request.base_url}?{urlencode({**query, 'page_token': self.seal(page)})}"

    # -- what a request asks for ----------------------------------------------

    def cursor(self, request: Request) -> Cursor:
        """The page that the request asks for; what it says besides a token goes before."""
        filters = self.filters(request)
        token = request.args.get("page_token")
        if token:
            cursor = self.unseal(token)
            size = self.page_size(request, cursor.size)
            return replace(cursor, size=size, filters={**cursor.filters, **filters})
        size = self.page_size(request, self.default_page_size)
        return Cursor(1, size, self.serial, self.serial, filters)

    def page_size(self, request: Request, default: int) -> int:
        """How many rows the page may have."""
        wanted = request.args.get("page_size") or str(default)
        if not re.fullmatch("[0-9]{1,9}", wanted) or int(wanted) == 0:
            raise Refusal(400, "'page_size' is invalid")
        return min(int(wanted), self.largest_page_size)

    def filters(self, request: Request) -> Filters:
        """The filters by name; an empty one is none."""
        named = (re.fullmatch(r"filter\[(\w+)\]", name) for name in request.args)
        found = {match[1]: request.args[match[0]] for match in named if match}
        return {name: value for name, value in found.items() if value}

    # -- tokens ---------------------------------------------------------------

    def seal(self, cursor: Cursor) -> str:
        """A token that stands for the page."""
        state = [cursor.number, cursor.size, cursor.top, cursor.start, dict(cursor.filters)]
        return self.signed(json.dumps(state, separators=(",", ":")).encode())

    def unseal(self, token: str) -> Cursor:
        """The page that a token of ours stands for."""
        try:
            padded = token.encode("ascii") + b"=" * (-len(token) % 4)
            state = base64.urlsafe_b64decode(padded)[SIGNATURE_SIZE:]
        except ValueError:
            state = b""
        if self.signed(state) != token:
            raise Refusal(400, "'page_token' is invalid")
        return Cursor(*json.loads(state))

    def signed(self, state: bytes) -> str:
        """The state with a signature before it, in letters that a URL can hold."""
        signature = hmac.digest(self.key.encode(), state, "sha256")[:SIGNATURE_SIZE]
        return base64.urlsafe_b64encode(signature + state).decode("ascii").rstrip("=")
