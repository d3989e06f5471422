"""Malformed bodies: octets that are plainly not what a media type says, each in one way.

None has a digit that could be read as a recipient, so that the guard need not stop them.
"""

from __future__ import annotations

from collections.abc import Iterator

from conformance.contract import media

ALWAYS = frozenset({"nothing at all", "octets that are no UTF-8", "an array", "another root"})


def malformed(media_type: str, *, thorough: bool) -> Iterator[tuple[str, bytes]]:
    """What is wrong, and the octets.

    Args:
        thorough: everything, and not only what differs most.
    """
    known = JSON if media.is_json(media_type) else XML if media.is_xml(media_type) else {}
    yield from (one for one in known.items() if thorough or one[0] in ALWAYS)


JSON = {
    "nothing at all": b"",
    "a word": b"hello",
    "a comma too many": b'{"data": {},}',
    "text after the end": b'{"data": {}} {}',
    "octets that are no UTF-8": b'{"data": "\xff\xfe"}',
    "XML instead": b"<data>x</data>",
    "an array": b"[]",
    "null": b"null",
    "an empty object": b"{}",
    "an object of an unknown member": b'{"unknownMember": "x"}',
    "a hundred arrays in each other": b"[" * 100 + b"]" * 100,
}

XML = {
    "nothing at all": b"",
    "a word": b"hello",
    "an element that does not end": b"<request><data>",
    "another root": b"<somethingElse><data/></somethingElse>",
    "a root in another namespace": b'<request xmlns="urn:example:other"><data/></request>',
    "an undeclared prefix": b"<a:request/>",
    "an unknown entity": b"<request>&nothing;</request>",
    "octets that are no UTF-8": b"<request>\xff\xfe</request>",
    "another encoding than it declares": b'<?xml version="1.0" encoding="utf-16"?><request/>',
    "an encoding that does not exist": b'<?xml version="1.0" encoding="x-none"?><request/>',
    "a declaration that is not the first": b' <?xml version="1.0"?><request/>',
    "JSON instead": b'{"data": {}}',
    "a hundred elements in each other": b"<request>" * 100 + b"</request>" * 100,
}
