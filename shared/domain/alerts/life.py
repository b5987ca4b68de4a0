"""The clock of deals: what customers could see of it, and what is planned."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from shared.domain.alerts.working_times import end_of_day

if TYPE_CHECKING:
    from datetime import datetime

    from shared.domain.alerts.rules import Rules
    from shared.domain.alerts.trigger import Known
    from shared.domain.opportunity import OpportunityState


@dataclass(frozen=True, slots=True)
class Life:
    """When a record was touched last, as far as the customer could notice.

    A moment that lies after we learnt of it is one of a clock that is ahead: it counts as then.
    """

    created_at: datetime | None
    stage_since: datetime | None
    contact_at: datetime | None
    """Last message either way, call or meeting."""
    customer_at: datetime | None
    """Last message of the customer."""

    @property
    def touched_at(self) -> datetime | None:
        """The last of all; technical writes never count."""
        moments = (self.created_at, self.stage_since, self.contact_at, self.customer_at)
        return max((one for one in moments if one is not None), default=None)

    @property
    def is_contacted(self) -> bool:
        """Somebody was in touch after it had come in."""
        if self.contact_at is None:
            return False
        return self.created_at is None or self.contact_at > self.created_at

    @property
    def waits_since(self) -> datetime | None:
        """The customer's message that nobody has answered."""
        if self.customer_at is None or (self.contact_at or self.customer_at) > self.customer_at:
            return None
        return self.customer_at

    @property
    def unanswered_since(self) -> datetime | None:
        """Our message that the customer has not answered."""
        if not self.is_contacted or self.contact_at is None:
            return None
        is_ours = self.customer_at is None or self.contact_at > self.customer_at
        return self.contact_at if is_ours else None


def life_of(known: Known) -> Life:
    """Read it from our picture."""
    state, seen_at = known.opportunity.state, known.opportunity.seen_at

    def clipped(moment: datetime | None) -> datetime | None:
        return None if moment is None else min(moment, seen_at)

    if state is None:
        return Life(None, None, None, None)
    return Life(
        created_at=clipped(state.created_at),
        stage_since=clipped(state.stage_since),
        contact_at=clipped(state.last_contact_at),
        customer_at=clipped(state.last_customer_message_at),
    )


def step_overdue_at(state: OpportunityState | None, rules: Rules) -> datetime | None:
    """Give when the planned step is overdue: as its day ends for whoever is to do it."""
    step = state.next_activity if state is not None else None
    if state is None or step is None or step.due_on is None:
        return None
    is_owners = state.owner is not None and step.user_id in {None, state.owner.id}
    return end_of_day(rules.owner_time if is_owners else rules.working, step.due_on)
