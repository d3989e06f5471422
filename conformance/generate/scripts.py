"""Generated texts of many scripts: any characters, at any place, that a text may be made of.

They are drawn with Python's own generator, so that a seed draws the same ones everywhere.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence

from conformance import sms
from conformance.sms.alphabet import BASIC, EXTENSION

LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789"

TYPOGRAPHY = "\u201c\u201d\u2018\u2019\u2013\u2014\u2026"
"""Quotes, dashes and an ellipsis."""

SCRIPTS: Mapping[str, Sequence[str]] = {
    "letters": f"{LETTERS} ",
    "the 7-bit alphabet": BASIC.replace("\r", "") + EXTENSION.replace("\f", ""),
    "mark-up": ("<b>", "</i>", "&lt;", "a&b", '"<"', "'>'", "%3C&"),
    "line ends": ("\n", "\r\n", "\n\n"),
    "blanks": ("  ", "\N{NO-BREAK SPACE}", "\N{IDEOGRAPHIC SPACE}"),
    "typography": TYPOGRAPHY,
    "accents": "áâãçêëíîóôõúûýÿšžőął",
    "accents apart": ("e\N{COMBINING ACUTE ACCENT}", "o\N{COMBINING DIAERESIS}"),
    "Greek and Cyrillic": "αβγδжшщюяЖШ",
    "right to left": "שלוםمرحبا",
    "Indic and Thai": ("क्ष", "ท", "น้ำ"),
    "Han and kana": "中文字かなカナ",
    "emoji": ("🙂", "👋", "👩\N{ZERO WIDTH JOINER}💻", "🇦🇲", "☃"),
}
"""What a text can have pieces of; none of it is odd as texts go."""

PIECE = 6
"""Characters of a piece at most."""

EDGES = (" ", "\n", "\N{NO-BREAK SPACE}")
"""What stands around a text, for those that trim."""

CONTROLS = "".join(map(chr, (*range(1, 10), 11, *range(14, 32), 127)))
"""Control characters of ASCII beside NUL, line ends and the one that the 7-bit alphabet has."""

NEARLY = ("`", "ç", "áâãêëíîïóôõúûýÿ", TYPOGRAPHY, "αβγδε", "жшщюя", "中文")
"""Characters that the 7-bit alphabet lacks, by how they are mistaken for members of it."""

ANY_OF_THEM = "".join(NEARLY)

FEWEST_STRADDLING = 3
"""Parts from which on a text of pairs alone is sure to need one part more."""


def mixed(seed: int, count: int) -> Iterator[str]:
    """So many texts of pieces: the first has one of every script, the others of some of them."""
    draw = random.Random(f"{seed} scripts")  # noqa: S311 - a seed is to tell what is drawn
    for place in range(count):
        names = draw.sample(list(SCRIPTS), len(SCRIPTS) if place == 0 else draw.randint(1, 4))
        pieces = [draw.choices(SCRIPTS[name], k=draw.randint(1, PIECE)) for name in names]
        text = "x".join("".join(piece) for piece in pieces)
        yield f"{draw.choice(EDGES)}a{text}b{draw.choice(EDGES)}"


def odd(seed: int) -> Iterator[str]:
    """Texts whose acceptance is open: with control characters, with NUL, and of blanks."""
    draw = random.Random(f"{seed} odd")  # noqa: S311 - as above
    words = draw.choices("abcdefghij", k=12)
    for strangers in (draw.sample(CONTROLS, 3), ["\0"]):
        text = list(words)
        for one in strangers:
            text.insert(draw.randint(1, len(text) - 1), one)
        yield "".join(text)
    yield " " * draw.randint(1, 12)


def encodable(seed: int) -> Iterator[str]:
    """A text of the whole 7-bit alphabet in one part, and one of several parts without escapes."""
    draw = random.Random(f"{seed} encodable")  # noqa: S311 - as above
    basic = [one for one in SCRIPTS["the 7-bit alphabet"] if one not in EXTENSION]
    beyond = [one for one in basic if not one.isascii()]
    short = [*draw.sample(beyond, 20), *draw.choices(EXTENSION.replace("\f", ""), k=20)]
    long = [*beyond, *draw.choices(basic, k=draw.randint(200, 400))]
    for text in (short, long):
        yield "".join(["a", *draw.sample(text, len(text)), "b"])


def nearly_encodable(seed: int) -> Iterator[str]:
    """Texts of letters with one character, at any place, that the 7-bit alphabet lacks."""
    draw = random.Random(f"{seed} nearly encodable")  # noqa: S311 - as above
    for strangers in (*NEARLY, ANY_OF_THEM):
        # Long enough that UCS-2 shows in the number of parts too, where the encoding is not told.
        text = draw.choices(LETTERS, k=draw.randint(200, 300))
        # Anywhere, and once behind all that a part of the 7-bit alphabet holds.
        place = draw.randrange(160 if strangers is ANY_OF_THEM else 0, len(text))
        text[place] = draw.choice(strangers)
        yield "".join(text)


def straddling(seed: int) -> Iterator[str]:
    """Texts of pairs, of escapes and of surrogates, that need a part more to keep them whole."""
    draw = random.Random(f"{seed} straddling")  # noqa: S311 - as above
    for pairs in (EXTENSION.replace("\f", ""), "🙂👋🎉"):
        encoding = sms.count(pairs).encoding
        full = draw.randint(FEWEST_STRADDLING, 5) * encoding.concatenated
        yield "".join(draw.choices(pairs, k=full // 2))


def costly(seed: int) -> Iterator[str]:
    """Texts that need another number of parts where an escape is forgotten, or put into UCS-2."""
    draw = random.Random(f"{seed} costly")  # noqa: S311 - as above
    for first, beyond in (("a", draw.randint(1, 3)), ("ж", -draw.randint(1, 3))):
        units = draw.randint(2, 4) * sms.count(first).encoding.concatenated + beyond
        text = [first, *draw.choices(EXTENSION.replace("\f", ""), k=draw.randint(8, 20))]
        text += "a" * (units - sms.count("".join(text)).units)
        yield "".join(draw.sample(text, len(text)))
