"""What a run of the sweep knows besides the record it is at: settings, directory, rules."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import TYPE_CHECKING

from shared.domain.alerts.known_people import KnownPeople
from shared.domain.alerts.reader_time import reader_time
from shared.domain.alerts.rules import RuleBook
from shared.domain.ids import CrmLeadId
from shared.domain.opportunity import Named, Opportunity, OpportunityState, opportunity_key
from shared.usecases.lead_scores import LeadScores
from shared.usecases.opportunities import Opportunities

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from shared.domain.alerts.alert import Alert
    from shared.domain.alerts.reader_time import ReaderTime
    from shared.domain.alerts.rules import Rules, Scope
    from shared.domain.alerts.settings import AlertSettings
    from shared.domain.alerts.trigger import Known
    from shared.domain.calendar.spans import Span
    from shared.domain.crm_directory import CrmDirectory, Salesperson, Team
    from shared.domain.score import LeadScore
    from shared.ports import Memory


FRESH_FOR, KEPT = timedelta(seconds=10), 1_000
"""So long, and so many, records that were judged are not read again to be told."""


@dataclass(frozen=True, slots=True)
class RecordFacts:
    """Settings and directory as one run has read them, and the facts of one record after another."""

    memory: Memory
    tenant: str
    settings: AlertSettings
    directory: CrmDirectory
    learnt: Mapping[Scope, Span] = field(default_factory=dict)
    by_number: KnownPeople = field(init=False)
    rule_book: RuleBook = field(init=False)
    _times: dict[int, ReaderTime] = field(init=False, default_factory=dict)
    _read: dict[CrmLeadId, tuple[datetime, Known]] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        """Lay the directory out by number."""
        by_number = KnownPeople.of(self.directory)
        object.__setattr__(self, "by_number", by_number)
        rule_book = RuleBook(self.settings, self.learnt, frozenset(by_number.people))
        object.__setattr__(self, "rule_book", rule_book)

    @property
    def people(self) -> Mapping[int, Salesperson]:
        """Give the salespeople by number."""
        return self.by_number.people

    def known(self, crm_lead_id: CrmLeadId, now: datetime) -> Known:
        """Read all that is known of a record; one without a picture counts as gone.

        Raises UnknownVersion for a picture or a score that this code cannot read.
        """
        stored = Opportunities(self.memory).find(self.tenant, crm_lead_id)
        picture = stored.picture if stored else self._nothing(crm_lead_id, now)
        known = self.by_number.known(picture, self._score(picture))
        if len(self._read) >= KEPT:
            self._read.clear()
        self._read[crm_lead_id] = (now, known)
        return known

    def rules(self, known: Known) -> Rules:
        """Give the rules of a record."""
        return self.rule_book.rules_for(known)

    def reader_time(self, reader_id: int) -> ReaderTime:
        """Give a reader's own clock."""
        found = self._times.get(reader_id)
        if found is None:
            found = reader_time(self.settings, reader_id, self.directory)
            self._times[reader_id] = found
        return found

    def known_of_alert(self, alert: Alert, now: datetime) -> Known:
        """Give what is known of an alert's record just now, or of the salesperson it is about.

        Raises UnknownVersion for a picture or a score that this code cannot read.
        """
        if alert.is_of_person:
            return self._person(alert.owner_id or 0, now)
        read_at, known = self._read.get(alert.crm_lead_id, (None, None))
        is_fresh = read_at is not None and timedelta() <= now - read_at < FRESH_FOR
        return known if known is not None and is_fresh else self.known(alert.crm_lead_id, now)

    def rules_of(self, alert: Alert, known: Known, now: datetime) -> Rules:
        """Give the rules that go with it."""
        if not alert.is_of_person:
            return self.rules(known)
        return self.rules_of_person(alert.owner_id or 0, now)

    def rules_of_person(self, user_id: int, now: datetime) -> Rules:
        """Give the rules of a salesperson's team, in which somebody else stands in for him."""
        rules = self.rules(self._person(user_id, now))
        people = replace(rules.people, owner_id=user_id, is_owner_missing=True)
        return replace(rules, people=people)

    def team_of(self, user_id: int) -> Team | None:
        """Give the team that a salesperson works in, the first if there are several."""
        return next((one for one in self.directory.teams if user_id in one.member_ids), None)

    def _person(self, user_id: int, now: datetime) -> Known:
        """Stand a salesperson in for a record of his."""
        team, person = self.team_of(user_id), self.people.get(user_id)
        state = OpportunityState(
            team=Named(id=team.id, name=team.name) if team else None,
            owner=Named(id=user_id, name=person.name if person else ""),
        )
        picture = self._nothing(CrmLeadId(0), now).model_copy(update={"state": state})
        return self.by_number.known(picture, None)

    def _score(self, picture: Opportunity) -> LeadScore | None:
        if picture.state is None:
            return None
        return LeadScores(self.memory).shown_by(self.tenant, picture.crm_lead_id)

    def _nothing(self, crm_lead_id: CrmLeadId, now: datetime) -> Opportunity:
        return Opportunity(
            key=opportunity_key(self.tenant, crm_lead_id),
            tenant=self.tenant,
            crm_lead_id=crm_lead_id,
            revision=-1,
            seen_at=now,
        )
