"""What is set for readers, teams, and for whom an alert goes to while nobody acts."""

from __future__ import annotations

from datetime import date, time
from typing import Annotated, Self

from pydantic import Field, ModelWrapValidatorHandler, model_validator

from shared.domain.alerts.cause import Cause, Rung
from shared.domain.alerts.cause_rules import CauseRule
from shared.domain.alerts.shown import Language
from shared.domain.alerts.span_text import OFF, Delay
from shared.domain.calendar.date_span import DateSpan
from shared.domain.calendar.hours import LocalTime
from shared.domain.calendar.quiet import QuietHours
from shared.domain.calendar.settings import CalendarSettings
from shared.domain.opportunity import RecordId
from shared.domain.values import StoredValue

Channels = Annotated[
    tuple[Annotated[str, Field(min_length=1, max_length=100)], ...], Field(max_length=10)
]
Causes = dict[Cause, CauseRule]


class Ladder(StoredValue):
    """Who is told while nobody acts: each delay counts from the telling before; `off` skips it.

    Read from `"off"` as well: then nobody is told, and the alert stands on the page only.
    """

    owner: Delay = "0 minutes"
    reminder: Delay = "1 working day"
    manager: Delay = "2 working days"
    reassign: Delay = "3 working days"

    @model_validator(mode="wrap")
    @classmethod
    def _from_text(cls, value: object, handler: ModelWrapValidatorHandler[Self]) -> Self:
        return handler(dict.fromkeys(Rung, OFF) if value == OFF else value)

    @property
    def rungs(self) -> tuple[tuple[Rung, str], ...]:
        """The rungs that are told, in order, each with its delay."""
        found = ((rung, str(getattr(self, rung))) for rung in Rung)
        return tuple((rung, delay) for rung, delay in found if delay != OFF)


class Caps(StoredValue):
    """How much one reader is told on one day of his."""

    urgent_a_day: Annotated[int, Field(ge=0, le=1000)] = 10
    """Told at once; what is above waits for the digest."""
    told_a_day: Annotated[int, Field(ge=1, le=1000)] = 12
    """In the digest; what is above is counted, and waits for the next one."""


class OverloadLimit(StoredValue):
    """When a salesperson has more than one can look after; his manager is told."""

    alerts: Annotated[int, Field(ge=1)] = 25
    """Live alerts on his records."""
    uncontacted: Annotated[int, Field(ge=1)] = 5
    """Leads among them that nobody has contacted in time."""


class ReaderRules(StoredValue):
    """What is set for one reader, a user of the CRM."""

    language: Language | None = None
    """None: as in the CRM."""
    mails: bool = True
    """Gets urgent alerts and the digest by e-mail."""
    chat_channels: Channels = ()
    """Names of the channels that his alerts are posted to."""
    quiet: QuietHours | None = None
    """None: as for all."""
    digest_at: LocalTime | None = None
    """None: as for all."""
    absent: Annotated[tuple[DateSpan, ...], Field(max_length=100)] = ()
    """Days on which somebody else is told."""

    def is_absent(self, day: date) -> bool:
        """Tell whether he is away on a day of his own."""
        return any(day in span for span in self.absent)


class TeamRules(StoredValue):
    """What is set for one team of the CRM."""

    calendar: CalendarSettings | None = None
    """Its working time; None: the company's."""
    causes: Causes = Field(default_factory=dict)
    manager_id: RecordId | None = None
    """Who is told on the third rung; None: the team's leader in the CRM."""
    chat_channels: Channels = ()
    """Names of the channels that its alerts are posted to as well."""


DIGEST_AT = time(8, 30)
