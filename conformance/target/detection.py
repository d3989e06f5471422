"""Detection: whether a target is there at all, which providers it serves, and what of them not."""

from __future__ import annotations

import contextlib
import socket
import ssl
from collections.abc import Callable, Collection, Sequence
from urllib.parse import parse_qsl

import httpx

from conformance.catalogue import Pack
from conformance.contract import media
from conformance.errors import CaseEndedError, InconclusiveError, TargetError, UnmetError
from conformance.providers import Draft, Reply
from conformance.wire.network import trust

CONNECT_SECONDS = 5.0


def check_reachable(url: httpx.URL) -> None:
    """Connect to the target and hang up, without sending a request.

    Raises:
        TargetError: saying what failed: the name, the connection or TLS.
    """
    shown = str(url).rstrip("/")
    port = url.port or (443 if url.scheme == "https" else 80)
    advice = "Is the server running, and is this its address? No request was sent."
    try:
        with socket.create_connection((url.host, port), CONNECT_SECONDS) as connection:
            if url.scheme == "https":
                _shake_hands(connection, url.host, shown)
    except socket.gaierror:
        raise TargetError(f"{shown} cannot be reached: the host name is unknown.", advice) from None
    except TimeoutError:
        raise TargetError(
            f"{shown} cannot be reached: no connection within {CONNECT_SECONDS:.0f} seconds.",
            advice,
        ) from None
    except (OSError, ValueError, OverflowError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise TargetError(f"{shown} cannot be reached: {reason.lower()}.", advice) from None


def _shake_hands(connection: socket.socket, host: str, shown: str) -> None:
    """Find out whether the host speaks TLS and can be trusted."""
    try:
        with trust().wrap_socket(connection, server_hostname=host):
            pass
    except ssl.SSLCertVerificationError as error:
        raise TargetError(
            f"{shown} cannot be trusted: {error.verify_message}.",
            "Mend its certificate, or test it over http on a loopback address. "
            "No request was sent.",
        ) from None
    except (ssl.SSLError, TimeoutError, ConnectionError) as error:
        reason = getattr(error, "reason", None) or "no answer to the handshake"
        raise TargetError(
            f"{shown} does not speak TLS: {reason}.", "Is it an http server? No request was sent."
        ) from None


def probe(pack: Pack) -> Draft:
    """The request that asks whether a provider is served: without credentials and effect."""
    data = pack.probe
    return Draft(
        method=data["method"],
        path=data["path"],
        headers=tuple(data.get("headers", {}).items()),
        body=data.get("form"),
        media_type=media.FORM,
        anonymous=True,
    )


def served(
    packs: Sequence[Pack], ask: Callable[[Pack, Draft], Reply], recognises: Callable[..., bool]
) -> list[Pack]:
    """The providers that a target serves, each asked once.

    Args:
        ask: sends a provider's probe.
        recognises: (pack, reply) -> whether only that provider would answer so.

    Raises:
        TargetError: when it serves none, with what it answered.
    """
    found: list[Pack] = []
    answers: list[str] = []
    for pack in packs:
        draft = probe(pack)
        try:
            reply = ask(pack, draft)
        except InconclusiveError as error:
            answers.append(f"{pack.title}: {draft.method} {draft.path}: {error}")
            continue
        if recognises(pack, reply):
            found.append(pack)
        else:
            answers.append(f"{pack.title}: {draft.method} {draft.path}: {_shown(reply)}")
    if not found:
        listed = "\n".join(f"  {answer}" for answer in answers)
        raise TargetError(
            f"The target serves none of the providers that this suite knows.\n{listed}",
            "Name the provider with --provider if it is served and answers in its own way.",
        )
    return found


def unserved(pack: Pack, claimed: Collection[str], ask: Callable[[Draft], Reply]) -> dict[str, str]:
    """The claimed features of a provider whose collection a target does not know.

    Args:
        ask: sends a read with the account's credentials.

    Returns:
        What was answered, by the feature's name. Whatever is not a 404 leaves a feature claimed:
        its cases will tell.
    """
    found: dict[str, str] = {}
    for name in sorted(claimed):
        path, _, query = pack.features[name].collection.partition("?")
        if not path:
            continue
        with contextlib.suppress(CaseEndedError, UnmetError):
            if ask(Draft("GET", path, query=tuple(parse_qsl(query)))).status == 404:
                found[name] = f"GET {path} was answered 404"
    return found


def _shown(reply: Reply) -> str:
    begin = reply.body[:60].decode("utf-8", "replace").replace("\n", " ").strip()
    kind = reply.media_type or "no Content-Type"
    return f"status {reply.status}, {kind}, {begin!r}"
