"""Leads that came in and were never contacted: hot ones within minutes, others within hours."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from shared.domain.alerts.cause import Cause, Urgency
from shared.domain.alerts.causes.due import triggered
from shared.domain.alerts.life import life_of
from shared.domain.score import Grade

if TYPE_CHECKING:
    from shared.domain.alerts.rules import Rules
    from shared.domain.alerts.trigger import Known, Trigger

NEW_FOR = timedelta(days=14)
"""Later on nobody needs to be told at once: such a record is idle."""


def hot_not_contacted(known: Known, rules: Rules) -> Trigger | None:
    """A hot lead counts in minutes from when it came in."""
    return _never_contacted(Cause.HOT_NOT_CONTACTED, known, rules) if _is_hot(known) else None


def new_not_contacted(known: Known, rules: Rules) -> Trigger | None:
    """Any other; a cold one is told in the morning."""
    if _is_hot(known) and Cause.HOT_NOT_CONTACTED in rules.causes:
        return None
    return _never_contacted(Cause.NEW_NOT_CONTACTED, known, rules)


def _never_contacted(cause: Cause, known: Known, rules: Rules) -> Trigger | None:
    life = life_of(known)
    if life.is_contacted:
        return None
    grade = known.score.grade if known.score else None
    urgency = Urgency.NORMAL if grade is Grade.COLD else None
    return triggered(
        cause, rules, life.created_at, urgency=urgency, told_within=NEW_FOR, grade=grade
    )


def _is_hot(known: Known) -> bool:
    return known.score is not None and known.score.grade is Grade.HOT
