"""A record that stays in its stage for too long."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared.domain.alerts.cause import Cause
from shared.domain.alerts.causes.due import triggered
from shared.domain.alerts.life import life_of

if TYPE_CHECKING:
    from shared.domain.alerts.rules import Rules
    from shared.domain.alerts.trigger import Known, Trigger


def stage_overrun(known: Known, rules: Rules) -> Trigger | None:
    """It counts from when it came into the stage: nothing but a move ends it."""
    state, life = known.opportunity.state, life_of(known)
    if state is None or state.stage is None:
        return None
    since = life.stage_since or life.created_at
    return triggered(Cause.STAGE_OVERRUN, rules, since, stage_id=state.stage.id)
