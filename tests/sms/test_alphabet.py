"""The suite's GSM-7 is the standard's, character by character."""

from __future__ import annotations

import smsutil

from conformance.sms.alphabet import BASIC, EXTENSION, SEPTETS, is_gsm7

ESCAPE = "\x1b"


def test_the_basic_plane_against_smsutil() -> None:
    """Each of 65 535 characters is in or out, and as dear, as in smsutil; ESC apart."""
    differing = [
        f"U+{ord(character):04X}"
        for character in map(chr, range(0x10000))
        if character != ESCAPE
        and SEPTETS.get(character)
        != (smsutil.gsm_split(character).total_bytes if smsutil.is_valid_gsm(character) else None)
    ]

    assert differing == []


def test_the_escape_is_no_character() -> None:
    """U+001B announces the extension table, and a text with it is not GSM-7."""
    assert not is_gsm7(ESCAPE)


def test_nothing_beyond_the_basic_plane() -> None:
    """GSM-7 has 127 characters and ten more, all of them in the basic plane."""
    assert len(BASIC) == len(set(BASIC)) == 127
    assert len(EXTENSION) == len(set(EXTENSION)) == 10
    assert max(SEPTETS) == "€"


def test_characters_stand_at_their_codes() -> None:
    """The table is in the standard's order; behind the escape, codes are one ahead."""
    codes = {0x00: "@", 0x02: "$", 0x09: "Ç", 0x0A: "\n", 0x0D: "\r", 0x10: "Δ", 0x1A: "Ξ"}
    behind = {0x1C: "Æ", 0x20: " ", 0x24: "¤", 0x40: "¡", 0x5F: "§", 0x60: "¿", 0x7F: "à"}

    assert {code: BASIC[code] for code in codes} == codes
    assert {code: BASIC[code - 1] for code in behind} == behind


def test_ascii_has_one_printable_outsider() -> None:
    """Of printable ASCII, only the grave accent is missing."""
    assert [chr(code) for code in range(0x20, 0x7F) if not is_gsm7(chr(code))] == ["`"]


def test_one_outsider_is_enough() -> None:
    """A text is GSM-7 if all of it is."""
    assert is_gsm7("plain text {and more} €")
    assert not is_gsm7("plain text {and more} € я")


def test_an_empty_text() -> None:
    """A text without characters has none outside."""
    assert is_gsm7("")
