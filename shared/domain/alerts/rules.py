"""The rules of one record: what is set for its stage, its team and all, and for its people."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from shared.domain.alerts.cause import Cause, Rung, Urgency
from shared.domain.alerts.cause_rules import DEFAULTS, CauseRule
from shared.domain.alerts.people import People, people_of
from shared.domain.alerts.span_text import OFF, nominal_minutes, read_span, span_text
from shared.domain.alerts.working_times import working_time
from shared.domain.calendar.spans import LONGEST_DAYS, CalendarDays, Span

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from shared.domain.alerts.cause_rules import StepName
    from shared.domain.alerts.settings import AlertSettings
    from shared.domain.alerts.trigger import Known
    from shared.domain.calendar.working_time import WorkingTime

Scope = tuple[Cause, int | None, int | None]
"""A cause with team and stage; None: any."""
Learnt = dict[Scope, Span]


@dataclass(frozen=True, slots=True)
class Rule:
    """One cause's rule in force."""

    after: Span
    then: Span | None
    urgency: Urgency
    at_least: int
    cool_down: Span
    again_after: Span
    next_step: StepName
    template: str = ""
    """Of the next step `template`; "": none is named."""
    limits: Mapping[str, str] = field(default_factory=dict)
    """How long until each level, in words: `limit`, and `limit_2` where there are two."""

    @property
    def spans(self) -> tuple[Span, ...]:
        """How long until each level."""
        return (self.after,) if self.then is None else (self.after, self.then)


@dataclass(frozen=True, slots=True)
class Rules:
    """All that judging one record needs besides its facts."""

    causes: Mapping[Cause, Rule]
    """Those that are on."""
    working: WorkingTime
    """Its team's: spans count in it."""
    owner_time: WorkingTime
    """The same in its owner's zone: his days."""
    people: People
    ladders: Mapping[Urgency, tuple[tuple[Rung, Span], ...]] = field(default_factory=dict)


class RuleBook:
    """The rules of all records under one version of the settings: each is worked out once.

    `learnt` is used where learning is on; `working_people` are the users who work in the CRM
    (None: not known, everybody counts as there).
    """

    def __init__(
        self,
        settings: AlertSettings,
        learnt: Mapping[Scope, Span] | None = None,
        working_people: frozenset[int] | None = None,
    ) -> None:
        """Take the settings; nothing is worked out yet."""
        self.settings = settings
        self._learnt = (learnt or {}) if settings.learns else {}
        self._working_people = working_people
        self._ladders = {urgency: ladder(settings, urgency) for urgency in Urgency}
        self._absent = {user: one.absent for user, one in settings.readers.items() if one.absent}
        self._causes: dict[tuple[int | None, int | None, int], Mapping[Cause, Rule]] = {}
        self._times: dict[tuple[int | None, str | None], WorkingTime] = {}

    def rules_for(self, known: Known) -> Rules:
        """Give the rules of a record's stage and team."""
        state = known.opportunity.state
        team_id = state.team.id if state and state.team else None
        stage_id = state.stage.id if state and state.stage else None
        return Rules(
            causes=self._causes_of(team_id, stage_id, _crm_days(known)),
            working=self._time(team_id, None),
            owner_time=self._time(team_id, known.owner.time_zone if known.owner else None),
            people=people_of(self.settings, known, self._working_people, self._absent),
            ladders=self._ladders,
        )

    def _causes_of(
        self, team_id: int | None, stage_id: int | None, crm_days: int
    ) -> Mapping[Cause, Rule]:
        key = (team_id, stage_id, crm_days)
        if key not in self._causes:
            found = _Sources(self.settings, self._learnt, team_id, stage_id, crm_days)
            self._causes[key] = dict(found.rules()) if self.settings.is_on else {}
        return self._causes[key]

    def _time(self, team_id: int | None, zone: str | None) -> WorkingTime:
        key = (team_id, zone)
        if key not in self._times:
            team = self.settings.teams.get(team_id) if team_id is not None else None
            calendar = team.calendar if team and team.calendar else self.settings.calendar
            self._times[key] = working_time(calendar, zone)
        return self._times[key]


def rules_for(
    settings: AlertSettings,
    known: Known,
    learnt: Mapping[Scope, Span] | None = None,
    working_people: frozenset[int] | None = None,
) -> Rules:
    """Give the rules of one record; for many, keep a `RuleBook`."""
    return RuleBook(settings, learnt, working_people).rules_for(known)


def ladder(settings: AlertSettings, urgency: Urgency) -> tuple[tuple[Rung, Span], ...]:
    """Give the rungs that are told for an urgency, each with its delay."""
    return tuple((rung, read_span(text)) for rung, text in settings.ladder(urgency).rungs)


@dataclass(frozen=True, slots=True)
class _Sources:
    """Where a rule may come from, in the order in which they count."""

    settings: AlertSettings
    learnt: Mapping[Scope, Span]
    team_id: int | None
    stage_id: int | None
    crm_days: int
    """Odoo's own threshold of the stage, in calendar days as Odoo counts; 0: none."""

    def rules(self) -> Iterator[tuple[Cause, Rule]]:
        stage, team = self.settings.layers(self.team_id, self.stage_id)
        for cause, own in DEFAULTS.items():
            rule = self._of_learning(cause, own)
            for wider in (self.settings.causes, self._of_crm(), team, stage):
                rule = wider[cause].over(rule) if cause in wider else rule
            if rule.is_on:
                yield cause, _in_force(rule)

    def _of_crm(self) -> Mapping[Cause, CauseRule]:
        if not self.crm_days:
            return {}
        return {Cause.STAGE_OVERRUN: CauseRule(after=span_text(CalendarDays(self.crm_days)))}

    def _of_learning(self, cause: Cause, own: CauseRule) -> CauseRule:
        span = self._learnt(cause)
        if span is None:
            return own
        then = own.then if own.then == OFF else span_text(replace(span, n=span.n * 2))
        return own.model_copy(update={"after": span_text(span), "then": then})

    def _learnt(self, cause: Cause) -> Span | None:
        scopes = ((self.team_id, self.stage_id), (None, self.stage_id), (self.team_id, None))
        for team_id, stage_id in (*scopes, (None, None)):
            span = self.learnt.get((cause, team_id, stage_id))
            if span is not None:
                return span
        return None


def _crm_days(known: Known) -> int:
    days = known.stage.rotting_after_days if known.stage else 0
    return days if 0 < days <= LONGEST_DAYS else 0


def _in_force(rule: CauseRule) -> Rule:
    own = DEFAULTS[Cause.IDLE]
    after = read_span(rule.after or "0 minutes")
    then = None if rule.then in {None, OFF} else read_span(str(rule.then))
    if then is not None and nominal_minutes(then) < nominal_minutes(after):
        then = None
    texts = {"limit": span_text(after)} | ({"limit_2": span_text(then)} if then else {})
    return Rule(
        limits=texts,
        after=after,
        then=then,
        urgency=rule.urgency or Urgency.NORMAL,
        at_least=rule.at_least or 1,
        cool_down=read_span(rule.cool_down or str(own.cool_down)),
        again_after=read_span(rule.again_after or str(own.again_after)),
        next_step=rule.next_step or "review",
        template=rule.template or "",
    )
