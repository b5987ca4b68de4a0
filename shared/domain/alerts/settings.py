"""What a company sets about its alerts: one document `alert_settings/{tenant}`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal, Self

from pydantic import Field, ValidationError, model_validator

from shared.domain.alerts.cause import Urgency
from shared.domain.alerts.cause_rules import DEFAULTS, CauseRule
from shared.domain.alerts.reader_rules import (
    DIGEST_AT,
    Caps,
    Causes,
    Ladder,
    OverloadLimit,
    ReaderRules,
    TeamRules,
)
from shared.domain.calendar.hours import LocalTime
from shared.domain.calendar.quiet import QuietHours
from shared.domain.calendar.settings import CalendarSettings
from shared.domain.opportunity import RecordId
from shared.domain.values import StoredValue
from shared.errors import BadInput

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pydantic_core import ErrorDetails

    from shared.domain.alerts.cause import Cause

LADDERS = {
    Urgency.URGENT: Ladder(
        owner="0 minutes",
        reminder="15 working minutes",
        manager="30 working minutes",
        reassign="60 working minutes",
    ),
    Urgency.NORMAL: Ladder(),
}


class AlertSettings(StoredValue):
    """All of it has a default: an empty document is a useful one."""

    is_on: bool = True
    """Off: nothing is raised and nobody is told; what is live closes."""
    calendar: CalendarSettings = Field(default_factory=CalendarSettings)
    """The company's working time."""
    causes: Causes = Field(default_factory=dict)
    """Changes to our own rules, for everybody."""
    teams: Annotated[dict[RecordId, TeamRules], Field(max_length=200)] = Field(default_factory=dict)
    """By the CRM's number of the team."""
    stages: Annotated[dict[RecordId, Causes], Field(max_length=200)] = Field(default_factory=dict)
    """By the CRM's number of the stage: they come before a team's."""
    ladders: dict[Urgency, Ladder] = Field(default_factory=dict)
    """Who is told while nobody acts; what is left out is as in `LADDERS`."""
    caps: Caps = Caps()
    quiet: QuietHours = QuietHours()
    """When nobody is told at once."""
    digest_at: LocalTime = DIGEST_AT
    """When the digest comes, on the reader's working days."""
    reassign: Literal["propose", "do"] = "propose"
    """On the last rung: propose another owner to the manager, or let the least busy take over."""
    default_manager_id: RecordId | None = None
    """Who is told where a team has neither manager nor leader, or he is absent."""
    learns: bool = False
    """Thresholds are learnt from what was won, where nothing is set."""
    readers: Annotated[dict[RecordId, ReaderRules], Field(max_length=2000)] = Field(
        default_factory=dict
    )
    """By the CRM's number of the user."""
    overload: OverloadLimit = OverloadLimit()

    def ladder(self, urgency: Urgency) -> Ladder:
        """Give the ladder for an urgency."""
        return self.ladders.get(urgency, LADDERS[urgency])

    def layers(self, team_id: int | None, stage_id: int | None) -> tuple[Causes, Causes]:
        """Give what is set for a stage and for a team; empty where nothing is."""
        team = self.teams.get(team_id) if team_id is not None else None
        stage = self.stages.get(stage_id, {}) if stage_id is not None else {}
        return stage, team.causes if team else {}

    def rule(
        self, cause: Cause, team_id: int | None = None, stage_id: int | None = None
    ) -> CauseRule:
        """Give the rule in force, without what is learnt."""
        rule = DEFAULTS[cause]
        for causes in (self.causes, *reversed(self.layers(team_id, stage_id))):
            rule = causes.get(cause, _AS_IS).over(rule)
        return rule

    @model_validator(mode="after")
    def _levels_in_order(self) -> Self:
        for path, cause, rule in _rules_in_force(self):
            if not rule.is_in_order:
                raise ValueError(f"{path}.{cause}.then comes before `after`")
        return self


_AS_IS = CauseRule()


def _rules_in_force(settings: AlertSettings) -> Iterator[tuple[str, Cause, CauseRule]]:
    """Give each rule that some record may have; of team and stage together where both say it."""
    for cause in settings.causes:
        yield "causes", cause, settings.rule(cause)
    for team_id, team in settings.teams.items():
        for cause in team.causes:
            yield f"teams.{team_id}.causes", cause, settings.rule(cause, team_id)
    for stage_id, causes in settings.stages.items():
        for cause in causes:
            yield f"stages.{stage_id}", cause, settings.rule(cause, None, stage_id)
            for team_id, team in settings.teams.items():
                if cause in team.causes:
                    rule = settings.rule(cause, team_id, stage_id)
                    yield f"stages.{stage_id}", cause, rule


def parse_settings(document: object) -> AlertSettings:
    """Read settings that a person wrote (as from JSON).

    Raises BadInput whose path names the first fault (`teams.3.causes.idle.after`): a name that is
    not known, a span that is none or negative, a second level before the first, a zone that is
    none, a calendar without working time.
    """
    try:
        return AlertSettings.model_validate(document, extra="forbid")
    except ValidationError as error:
        fault = error.errors(include_url=False, include_input=False)[0]
        raise _refused(fault) from None


def _refused(fault: ErrorDetails) -> BadInput:
    """A fault between parts names its place itself."""
    message = fault["msg"].removeprefix("Value error, ")
    path, _, rest = message.partition(" ")
    if path.endswith(".then"):
        return BadInput(rest, path=path)
    return BadInput(message, path=_path(fault))


def _path(fault: ErrorDetails) -> str:
    parts = [part for part in fault["loc"] if part not in _OF_PYDANTIC]
    named = (f"[{part}]" if isinstance(part, int) else f".{part}" for part in parts)
    return "".join(named).lstrip(".") or "$"


_OF_PYDANTIC = frozenset({"[key]"})
