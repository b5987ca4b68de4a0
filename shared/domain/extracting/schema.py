"""What is looked for in every lead's free text, and what a company adds to it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from shared.domain.extraction import UNKNOWN, Asked, Words
from shared.errors import BadInput

if TYPE_CHECKING:
    from collections.abc import Mapping

QUESTIONS_MAX = 8
LEVELS_MAX = 12
WORDS_MAX = 40
_MEANING_MAX_CHARS = 300
_WORD_MAX_CHARS = 60
_COUNTED = ("words", "digits", "question", "link")
"""What is counted in typed answers besides: features of these names are taken."""
_NAME = re.compile("[a-z][a-z0-9_]{0,29}")

BUILT_IN: tuple[Asked, ...] = (
    Asked(
        name="need",
        meaning="what they want: specific = they name the thing, size, place or date that they "
        "need; general = they only say that they want something of the kind; none = they need "
        "nothing",
        levels=("specific", "general", "none"),
    ),
    Asked(
        name="timeline",
        meaning="when they want it: now = at once or within a week; month = within about a month; "
        "quarter = within about three months; later = after that or some day",
        levels=("now", "month", "quarter", "later"),
    ),
    Asked(
        name="budget",
        meaning="what they can pay: amount = they name a sum; ready = they say that money is "
        "there; tight = they ask for a discount, instalments or something cheap; none = they "
        "have no money for it",
        levels=("amount", "ready", "tight", "none"),
    ),
    Asked(
        name="authority",
        meaning="who decides: decides = the writer (owner, director, for oneself); shares = with "
        "or after somebody else (a boss, a spouse, parents); none = somebody else altogether",
        levels=("decides", "shares", "none"),
    ),
    Asked(
        name="intent",
        meaning="what they are after: buy = to buy, book, register or be visited; ask = price or "
        "details; compare = to compare offers; job = work for themselves; sell = to sell us "
        "something; none = they are not interested or came here by mistake",
        levels=("buy", "ask", "compare", "job", "sell", "none"),
    ),
    Asked(
        name="language",
        meaning="what the texts are written in: ar = Arabic; en = English; mixed = Arabic and "
        "English together; other = anything else",
        levels=("ar", "en", "mixed", "other"),
    ),
    Asked(
        name="spam",
        meaning="whether it is no enquiry at all: advertising = it offers goods, services or "
        "links; nonsense = letters without sense; abuse = insults",
        levels=("advertising", "nonsense", "abuse"),
    ),
)
"""Every one has `unknown` besides these levels."""


def asked_by(own: tuple[Asked, ...] | None) -> tuple[Asked, ...]:
    """Give everything that is asked: the built-in ones, then the company's own."""
    return (*BUILT_IN, *(own or ()))


def parse_questions(raw: object) -> tuple[Asked, ...]:
    """Read a company's own questions; raises BadInput whose path names the first fault.

    An object by name: `{"course": {"meaning": "which course they want", "levels": ["nursing",
    "pharmacy"], "words": {"nursing": ["nurse", "تمريض"]}}}`. `words`, which may be left out, is
    what the dictionaries look for besides the level's own name.
    """
    questions = _object(raw, "$")
    if len(questions) > QUESTIONS_MAX:
        raise BadInput(f"more than {QUESTIONS_MAX} questions", path="$")
    return tuple(_asked(name, question) for name, question in questions.items())


def _asked(name: str, raw: object) -> Asked:
    _check_name(name, name)
    if name in {*(one.name for one in BUILT_IN), *_COUNTED}:
        raise BadInput("is built in and cannot be changed", path=name)
    question = _object(raw, name)
    if more := sorted(question.keys() - {"meaning", "levels", "words"}):
        raise BadInput("is not known (meaning, levels, words)", path=f"{name}.{more[0]}")
    levels = _levels(question.get("levels"), f"{name}.levels")
    return Asked(
        name=name,
        meaning=_text(question.get("meaning"), f"{name}.meaning", _MEANING_MAX_CHARS),
        levels=levels,
        words=_words(question.get("words", {}), levels, f"{name}.words"),
    )


def _levels(raw: object, path: str) -> tuple[str, ...]:
    levels = _texts(raw, path, LEVELS_MAX)
    for index, level in enumerate(levels):
        _check_name(level, f"{path}[{index}]")
        if level == UNKNOWN or level in levels[:index]:
            raise BadInput("stands there already", path=f"{path}[{index}]")
    return levels


def _words(raw: object, levels: tuple[str, ...], path: str) -> tuple[Words, ...]:
    by_level = _object(raw, path)
    if strangers := sorted(by_level.keys() - set(levels)):
        raise BadInput("is not one of the levels", path=f"{path}.{strangers[0]}")
    return tuple(
        Words(level=level, words=_texts(words, f"{path}.{level}", WORDS_MAX))
        for level, words in by_level.items()
    )


def _object(raw: object, path: str) -> Mapping[str, object]:
    if type(raw) is not dict:
        raise BadInput("is not an object", path=path)
    return raw


def _texts(raw: object, path: str, at_most: int) -> tuple[str, ...]:
    if not isinstance(raw, list) or not 1 <= len(raw) <= at_most:
        raise BadInput(f"is not a list of 1 to {at_most} texts", path=path)
    return tuple(_text(text, f"{path}[{index}]", _WORD_MAX_CHARS) for index, text in enumerate(raw))


def _text(raw: object, path: str, max_chars: int) -> str:
    if not isinstance(raw, str) or not raw.strip() or len(raw) > max_chars:
        raise BadInput(f"is not a text of 1 to {max_chars} characters", path=path)
    return raw.strip()


def _check_name(name: str, path: str) -> None:
    if not _NAME.fullmatch(name):
        raise BadInput("is not 1 to 30 of a-z, 0-9 and _, a letter first", path=path)
