"""Spans of time in words: "7 working days", in Arabic by its six plural forms."""

from __future__ import annotations

import re
from types import MappingProxyType
from typing import TYPE_CHECKING

from shared.texts.isolation import isolated

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from gettext import NullTranslations

    from shared.notices.voice import Voice

    Counted = Callable[[NullTranslations, int], str]

_SPAN = re.compile(r"([0-9]{1,7}) (working )?(minute|hour|day|week)s?", re.ASCII)
_UNITS: Mapping[str, Counted] = MappingProxyType(
    {
        "working minute": lambda of, n: of.ngettext(
            "%(shown)s working minute", "%(shown)s working minutes", n
        ),
        "working hour": lambda of, n: of.ngettext(
            "%(shown)s working hour", "%(shown)s working hours", n
        ),
        "working day": lambda of, n: of.ngettext(
            "%(shown)s working day", "%(shown)s working days", n
        ),
        "working week": lambda of, n: of.ngettext(
            "%(shown)s working week", "%(shown)s working weeks", n
        ),
        "minute": lambda of, n: of.ngettext("%(shown)s minute", "%(shown)s minutes", n),
        "hour": lambda of, n: of.ngettext("%(shown)s hour", "%(shown)s hours", n),
        "day": lambda of, n: of.ngettext("%(shown)s day", "%(shown)s days", n),
        "week": lambda of, n: of.ngettext("%(shown)s week", "%(shown)s weeks", n),
    }
)


def span_words(text: str, voice: Voice) -> str | None:
    """Say a span that settings write as "5 working days"; None for what is none, or no time at all."""
    parts = _SPAN.fullmatch(text.strip().lower())
    if parts is None or not int(parts[1]):
        return None
    return counted(int(parts[1]), f"{parts[2] or ''}{parts[3]}", voice)


def counted(number: int, unit: str, voice: Voice) -> str:
    """Say a number of units: `working day`, `minute`."""
    text = _UNITS[unit](voice.catalogue, number)
    return isolated(text % {"shown": voice.number(number)})
