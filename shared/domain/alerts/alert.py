"""One alert: what needs a person, whom it was told to, what the next step is, what became of it."""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal, NewType

from pydantic import Field, FiniteFloat

from shared.domain.acting.action import ActionKey
from shared.domain.alerts.cause import LIVE, OF_OWNER, Cause, Rung, Standing, Urgency
from shared.domain.ids import CrmLeadId, hashed
from shared.domain.opportunity import OpportunityKey, RecordId, ShortText
from shared.domain.values import Moment, StoredValue

Place = tuple[Rung, int, int | None, int | None]
"""Rung and level, for which new owner the ladder was begun, and to whom it was delegated: each new
owner and each to whom it is delegated begins anew."""
AlertId = NewType("AlertId", str)
"""32 hex digits, made of record, cause and episode: overlapping sweeps agree on it."""


def alert_id(tenant: str, opportunity: OpportunityKey, cause: Cause, episode: int) -> AlertId:
    """Give the id of the n-th alert (from 1) for this record and cause."""
    return AlertId(hashed(tenant, "alert", opportunity, cause, episode))


class NextStep(StoredValue):
    """What is proposed, to be carried out by one click; an order is made of it then."""

    kind: Literal["call", "answer", "plan", "template", "move", "reassign", "review", "close_date"]
    user_id: RecordId | None = None
    """Of `reassign`: to whom; of the others: for whom, None is the owner."""
    stage_id: RecordId | None = None
    template: str = ""


class Told(StoredValue):
    """One telling: to whom, on which rung and level, and the actions that carried it."""

    rung: Rung
    level: int
    reader_id: RecordId
    at: Moment
    delegated_to: RecordId | None = None
    """To whom it was delegated by then."""
    begun_for: RecordId | None = None
    """Whose ladder it was, as in the alert."""
    actions: tuple[ActionKey, ...] = ()

    @property
    def place(self) -> Place:
        """Give where it was told: there it is told once."""
        given_to = self.delegated_to if self.rung in OF_OWNER else None
        return self.rung, self.level, self.begun_for, given_to


class Acted(StoredValue):
    """What a person did about it."""

    at: Moment
    how: Literal["contact", "stage", "planned", "step", "button", "activity", "assigned", "other"]


class Traces(StoredValue):
    """What a person's act would change on the record: acts are told by comparing."""

    contact_at: Moment | None = None
    """Last contact that was not the customer's own message."""
    stage_id: RecordId | None = None
    activity_id: RecordId | None = None
    activity_due_on: date | None = None
    owner_id: RecordId | None = None


class Alert(StoredValue):
    """One document of the collection `alerts`; changed by compare-and-set."""

    id: AlertId
    tenant: str
    opportunity: OpportunityKey
    crm_lead_id: CrmLeadId
    """0: it is about a salesperson (owner_overloaded)."""
    cause: Cause
    episode: int
    level: int
    urgency: Urgency
    since: Moment
    due_at: Moment
    """When the level was reached, by the facts."""
    raised_at: Moment
    """When the sweep found it."""
    facts: dict[str, str | int | float | bool | None] = Field(default_factory=dict)
    rank: FiniteFloat = 0.0
    """Value x chance x urgency: the highest are told first."""
    owner_id: RecordId | None = None
    team_id: RecordId | None = None
    reader_id: RecordId | None = None
    """Who is told next, or was told last."""
    standing: Standing = Standing.OPEN
    next_step: NextStep
    told: tuple[Told, ...] = ()
    rung: Rung | None = None
    """The rung to be told next; None: the ladder is at its end or stopped."""
    tell_at: Moment | None = None
    """When that is due; None where it waits for the reader's next morning, or for nothing."""
    awaits_digest: bool = False
    begun_for: RecordId | None = None
    """The new owner for whom the ladder of this level was begun anew; None: it never was."""
    traces: Traces = Traces()
    """As they were when it was raised, or an act was seen last."""
    acted: Acted | None = None
    """The first thing done after it was raised: the ladder stops there."""
    snoozed_until: Moment | None = None
    said_by: str = ""
    """Who acknowledged, snoozed, dismissed or delegated it last."""
    said_reason: ShortText = ""
    delegated_to: RecordId | None = None
    handed_to: tuple[RecordId, ...] = ()
    """To whom its activity in the CRM was handed, one after the other."""
    closed_at: Moment | None = None
    owed_at: Moment | None = None
    """Since when, or when again, the CRM has to be told how it stands; None: it knows."""

    @property
    def is_live(self) -> bool:
        """It is still about something that somebody should look at."""
        return self.standing in LIVE

    @property
    def is_of_person(self) -> bool:
        """It is about a salesperson, its owner, and about no record of the CRM."""
        return self.crm_lead_id == 0

    def was_told(self, rung: Rung) -> bool:
        """Tell whether a rung was told on the level that it has now."""
        return any(one.place == self.place_on(rung) for one in self.told)

    def place_on(self, rung: Rung) -> Place:
        """Give where it is told when it is told on this rung now."""
        given_to = self.delegated_to if rung in OF_OWNER else None
        return rung, self.level, self.begun_for, given_to

    def telling(self, at: datetime, actions: tuple[ActionKey, ...] = ()) -> Told | None:
        """Give its telling on the rung where it stands; None: nobody is told next."""
        if self.rung is None or self.reader_id is None:
            return None
        return Told(
            rung=self.rung,
            level=self.level,
            reader_id=self.reader_id,
            at=at,
            delegated_to=self.delegated_to,
            begun_for=self.begun_for,
            actions=actions,
        )

    @property
    def holders(self) -> tuple[RecordId, ...]:
        """Give who has had its activity in the CRM by our orders; who has it now is the last."""
        first = (one.reader_id for one in self.told if one.rung is Rung.OWNER)
        return (*tuple(first)[:1], *self.handed_to)
