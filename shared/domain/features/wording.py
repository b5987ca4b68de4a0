"""How typed answers are worded, and what they say. All of it is in the group that is limited.

Whatever somebody types can lift a score only so far, so that no wording makes a lead hot.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from shared.domain.extraction import UNKNOWN, FreeText
from shared.domain.features.asked import AskedAs
from shared.domain.features.field import YES_NO, FeatureField, Group, Kind, yes_no

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from shared.domain.features.asked import AskedAnswer
    from shared.domain.score import Features

SAID, CHOSEN = "said_", "chosen_"
_WORDS_AT_MOST = 200
_LINK = re.compile(
    r"https?:|www\.|\b[\w-]+\.(?:com|net|org|io|ru|xyz|info|shop|top)\b", re.IGNORECASE
)
_DIGIT = re.compile(r"\d")

_LEVELS: dict[str, tuple[tuple[str, ...], str, str]] = {
    "need": (("specific", "general", "none"), "what they want", "a clear wish is near to a deal"),
    "timeline": (
        ("now", "month", "quarter", "later"),
        "when they want it",
        "who wants it now decides now",
    ),
    "budget": (
        ("amount", "ready", "tight", "none"),
        "what they can pay",
        "who names a sum has thought about it",
    ),
    "authority": (
        ("decides", "shares", "none"),
        "who decides",
        "somebody else's decision takes longer",
    ),
    "intent": (
        ("buy", "ask", "compare", "job", "sell", "none"),
        "what they are after",
        "who looks for work or sells is no customer",
    ),
    "spam": (
        ("advertising", "nonsense", "abuse"),
        "whether it is no enquiry at all",
        "time spent on it is lost",
    ),
}
_LANGUAGES = ("ar", "en", "mixed", "other")


def _read(prefix: str, group: Group, how: str, *more: str) -> tuple[FeatureField, ...]:
    return tuple(
        FeatureField(
            f"{prefix}{name}", Kind.CATEGORY, group, f"{meaning}, {how}", why, (*levels, *more)
        )
        for name, (levels, meaning, why) in _LEVELS.items()
    )


FIELDS = (
    *_read(
        CHOSEN, Group.CHOSEN, "as read from the choices that were picked; left out where none tells"
    ),
    *_read(
        SAID,
        Group.SAID,
        "as read from what was typed, each with a quote that is checked",
        UNKNOWN,
    ),
    FeatureField(
        "said_language",
        Kind.CATEGORY,
        Group.SAID,
        "in which language was typed",
        "people who write otherwise than they were asked may come from elsewhere",
        (*_LANGUAGES, UNKNOWN),
    ),
    FeatureField(
        "said_*",
        Kind.CATEGORY,
        Group.SAID,
        "whatever the company has read from typed answers besides",
        "it knows what matters to it",
    ),
    FeatureField(
        "chosen_*",
        Kind.CATEGORY,
        Group.CHOSEN,
        "the same, read from the choices that were picked",
        "it knows what matters to it",
    ),
    FeatureField(
        "said_words",
        Kind.NUMBER,
        Group.SAID,
        "how many words were typed, 0 to 200; left out where nothing was to be typed",
        "who writes much has thought about it",
    ),
    FeatureField(
        "said_digits",
        Kind.CATEGORY,
        Group.SAID,
        "whether there are digits in it",
        "sizes, dates, sums",
        YES_NO,
    ),
    FeatureField(
        "said_question",
        Kind.CATEGORY,
        Group.SAID,
        "whether it asks something",
        "who asks wants an answer",
        YES_NO,
    ),
    FeatureField(
        "said_link",
        Kind.CATEGORY,
        Group.SAID,
        "whether there is a link in it",
        "customers seldom send links, advertisers do",
        YES_NO,
    ),
)


def wording(asked: Sequence[AskedAnswer]) -> Features:
    """Give what the typed answers look like; nothing where there are none."""
    typed = [text for one in asked if one.as_ is AskedAs.TYPED for text in one.answers]
    if not typed:
        return {}
    words = sum(len(text.split()) for text in typed)
    return {
        "said_words": min(words, _WORDS_AT_MOST),
        "said_digits": yes_no(is_so=any(_DIGIT.search(text) for text in typed)),
        "said_question": yes_no(is_so=any("?" in text or "؟" in text for text in typed)),
        "said_link": yes_no(is_so=any(_LINK.search(text) for text in typed)),
    }


def said(read: Mapping[str, str]) -> Features:
    """Give what was read from typed texts; what they do not tell is a level of its own."""
    return {f"{SAID}{name}": level for name, level in read.items()}


def chosen(read: Mapping[str, str]) -> Features:
    """Give what was read from choices; a form need not offer any that tell, so that tells nothing."""
    return {f"{CHOSEN}{name}": level for name, level in read.items() if level != UNKNOWN}


def texts(asked: Sequence[AskedAnswer], *kinds: AskedAs) -> tuple[FreeText, ...]:
    """Give the answers of some kinds as texts to be read."""
    return tuple(
        FreeText(question=one.question, text="\n".join(one.answers))
        for one in asked
        if one.as_ in kinds
    )
