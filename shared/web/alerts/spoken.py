"""A person's word on an alert, read from a form."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast, get_args

from shared.domain.alerts.saying import Word, WordKind
from shared.errors import BadInput
from shared.web.alerts import later
from shared.web.alerts.asked import number_in

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

STEP = "step"
"""Not a word but an order: carry out what is proposed."""


def word_of(what: str, who: str, form: Mapping[str, str], now: datetime, zone: str) -> Word:
    """Give the word; days begin in `zone`. Raises BadInput for none of ours, or half a one."""
    if what not in get_args(WordKind):
        raise BadInput("is none of ours", path="what")
    return Word(
        kind=cast("WordKind", what),
        by=who,
        reason=form.get("reason", ""),
        until=_until(form, now, zone) if what == "snooze" else None,
        to=number_in(form.get("to"), "to") if what == "delegate" else None,
    )


def _until(form: Mapping[str, str], now: datetime, zone: str) -> datetime:
    return later.until(form.get("until", ""), form.get("day", ""), now, zone)
