"""Ways: a plain request said otherwise, in its headers, its credentials or what it has no need of.

A contract names them, so a name says what is done: `Accept: */*` and `without X-Version` are
headers; all others are in the tables here.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from conformance import packs
from conformance.contract import Contract
from conformance.errors import BlockedError, PackError

HEADER = re.compile(r"([A-Z][\w-]*): (.+)|without ([A-Z][\w-]*)")

OTHERWISE: dict[str, dict[str, Any]] = {
    "with a body": {"content": b'{"data": {}}'.hex()},
    "with an empty body": {"content": b"{}".hex()},
    "with no octet of a body": {"content": ""},
}
"""What stands beside a request that has no body."""

ANOTHER_HEADER = "X-Api-Key"

Headers = Mapping[str, str | None]
Present = Callable[[str, str, str], Headers]

CREDENTIALS: dict[str, Present] = {
    "no credentials": lambda header, _scheme, _secret: {header: None},
    "credentials cut short": lambda header, scheme, secret: {header: scheme + secret[:-1]},
    "credentials extended": lambda header, scheme, secret: {header: f"{scheme}{secret}0"},
    "credentials in other letters": lambda header, scheme, secret: {
        header: scheme + other_letters(secret)
    },
    "credentials after a name": lambda header, scheme, secret: {header: f"{scheme}key={secret}"},
    "credentials under a scheme": lambda header, _scheme, secret: {header: f"Bearer {secret}"},
    "credentials under another scheme": lambda header, _, secret: {header: f"Token {secret}"},
    "credentials in another header": lambda header, _scheme, secret: {
        header: None,
        ANOTHER_HEADER: secret,
    },
    "credentials as a bearer token": lambda header, _scheme, secret: {
        header: None,
        "Authorization": f"Bearer {secret}",
    },
    "the scheme in small letters": lambda header, scheme, secret: {header: scheme.lower() + secret},
    "the scheme in capitals": lambda header, scheme, secret: {header: scheme.upper() + secret},
    "the header of credentials in small letters": lambda header, scheme, secret: {
        header.lower(): scheme + secret
    },
    "the header of credentials in capitals": lambda header, scheme, secret: {
        header.upper(): scheme + secret
    },
}
"""How credentials are presented, given the header, the scheme with its blank, and the secret."""

STRANGER = "somebody else's credentials"
"""Well-formed ones that no account has."""


def change_of(way: str, provider: str) -> dict[str, Any]:
    """What a way changes of an example, by the example's attributes.

    Args:
        provider: whose contract names it.

    Raises:
        PackError: when nothing is known by this name.
    """
    header = HEADER.fullmatch(way)
    if header:
        name, value, absent = header.groups()
        return {"headers": ((absent or name, value),)}
    if way in CREDENTIALS or way == STRANGER:
        return {"credentials": way}
    if way in OTHERWISE:
        return OTHERWISE[way]
    known = ", ".join([*OTHERWISE, *CREDENTIALS, STRANGER])
    path = packs.shown(packs.folder(provider) / "openapi.yaml")
    raise PackError(
        f"{path}: under x-ways, no request can be said in the way {way!r}.",
        f"Write a header, as in 'Accept: */*' or 'without Accept', or one of: {known}.",
    )


def presented(
    way: str, contract: Contract, credentials: Mapping[str, str], stranger: Mapping[str, str]
) -> Headers:
    """The headers that present credentials in a way.

    Args:
        credentials: the headers that present them as they are.
        stranger: those of somebody whom the target does not know.

    Raises:
        BlockedError: when these credentials cannot be presented so.
    """
    if way == STRANGER:
        return stranger
    header = _header(contract)
    scheme, blank, secret = credentials[header].rpartition(" ")
    return CREDENTIALS[way](header, scheme + blank, secret)


def _header(contract: Contract) -> str:
    """The header that the contract's credentials stand in."""
    [scheme] = contract.document["components"]["securitySchemes"].values()
    return str(scheme["name"]) if scheme["type"] == "apiKey" else "Authorization"


def other_letters(secret: str) -> str:
    """A secret in other letters than it is written in.

    Raises:
        BlockedError: when it has no letters.
    """
    if secret.upper() == secret.lower():
        raise BlockedError("the credentials have no letters whose case could be changed")
    return secret.swapcase()
