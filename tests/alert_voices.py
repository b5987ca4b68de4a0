"""Which alert speaks where several causes say that nobody does anything, put down a second time."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from shared.domain.alerts.alert import Alert
    from shared.domain.alerts.cause import Cause

STALE = 20
STRENGTH = {
    "customer_waits": 10,
    "hot_not_contacted": 9,
    "unassigned": 8,
    "owner_absent": 8,
    "new_not_contacted": 6,
    "step_overdue": 5,
    "no_reply": 4,
    "idle": 3,
    "no_next_step": 2,
    "stage_overrun": 1,
}
"""As docs/alerts.md has it; an idle one that is stale comes first. The rest stand for themselves."""
NEVER_WAIT = {"unassigned", "owner_absent"}
STAY = {"stage_overrun"}


def strength(cause: Cause, level: int) -> int:
    return STALE if (cause, level) == ("idle", 2) else STRENGTH.get(cause, 0)


def stronger_than(cause: Cause, level: int, other: Cause, other_level: int) -> bool:
    """Tell whether the other one waits for this one."""
    own, others = strength(cause, level), strength(other, other_level)
    return own > others > 0 and other not in NEVER_WAIT


def put_off_by(cause: Cause, level: int, live: Iterable[Alert]) -> bool:
    """Tell whether an alert that is live, and that nobody has acted on, says it as well."""
    return any(
        one.acted is None and stronger_than(one.cause, one.level, cause, level) for one in live
    )


def check_one_voice(live: Iterable[Alert]) -> None:
    """Of those that nobody has acted on none waits for another: one alert, one activity a record."""
    telling = [one for one in live if one.acted is None and one.standing != "snoozed"]
    for one, other in combinations([one for one in telling if one.cause not in STAY], 2):
        assert not stronger_than(one.cause, one.level, other.cause, other.level), (one, other)
        assert not stronger_than(other.cause, other.level, one.cause, one.level), (one, other)
