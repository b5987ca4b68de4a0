"""A small world for alerts: records that change, people who speak, sweeps that come as they like.

It does what the sweep does, with dictionaries for a memory: judge what is due, tell what is due.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from shared.domain.alerts.alert import Alert
from shared.domain.alerts.cause import OF_OWNER, Standing
from shared.domain.alerts.following import check_at, follow_subject
from shared.domain.alerts.judge import judge
from shared.domain.alerts.ladder import after_telling, put_off, to_digest
from shared.domain.alerts.reader_time import ReaderTime, reader_time
from shared.domain.alerts.rules import RuleBook, Rules
from shared.domain.alerts.saying import Word, said
from shared.domain.alerts.subject import Around, Subject, subject_of
from shared.domain.alerts.telling import digest_of, due_tellings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from datetime import date, datetime

    from shared.domain.alerts.settings import AlertSettings
    from shared.domain.alerts.trigger import Known, Trigger
    from shared.domain.crm_directory import CrmDirectory


class Telling(NamedTuple):
    """One telling as the reader gets it."""

    alert_id: str
    level: int
    rung: str
    reader_id: int
    at: datetime
    is_digest: bool
    given_to: int = 0
    """To whom it was delegated; 0: to nobody. Only of the rungs that are the owner's."""
    owner_id: int = 0
    """The record's owner when it was looked at; 0: nobody."""
    begun_for: int = 0
    """The new owner for whom the ladder was begun anew; 0: it never was."""


class Judged(NamedTuple):
    """What is made of a record; no clock is asked, so it stands as long as the record does."""

    known: Known
    rules: Rules
    subject: Subject
    triggers: tuple[Trigger, ...]


@dataclass
class World:
    """What is kept from sweep to sweep."""

    settings: AlertSettings
    directory: CrmDirectory
    known_at: Callable[[int, datetime], Known | None]
    """A record as it stands at a moment; None: it is not there yet."""
    is_thorough: bool = False
    """Every record is judged by every sweep, not only what was touched or falls due."""
    alerts: dict[int, dict[str, Alert]] = field(default_factory=dict)
    follow_ups: dict[int, tuple[Known, datetime | None]] = field(default_factory=dict)
    """What a record was when it was judged, and when it is to be judged next."""
    judged_at: dict[int, datetime] = field(default_factory=dict)
    dues: dict[int, datetime | None] = field(default_factory=dict)
    tellings: list[Telling] = field(default_factory=list)
    digests: dict[int, datetime] = field(default_factory=dict)
    """When a reader's next digest is due, as long as he has live alerts."""
    sent: list[tuple[int, date]] = field(default_factory=list)
    put_off: list[tuple[Alert, datetime, datetime]] = field(default_factory=list)
    at_once: Counter[tuple[int, date]] = field(default_factory=Counter)
    digest_sizes: list[tuple[int, int, int]] = field(default_factory=list)
    """How many waited, were told, and were counted only."""
    crowded: list[int] = field(default_factory=list)
    """How many a reader had been told at once when more was put off to his digest."""
    clocks: dict[int, ReaderTime] = field(default_factory=dict)
    given: dict[str, bool] = field(default_factory=dict)
    """By alert: what was done last is that its record got another owner."""
    judgements: dict[int, Judged] = field(default_factory=dict)
    """By the identity of what is known."""

    def __post_init__(self) -> None:
        people = frozenset(one.id for one in self.directory.salespeople)
        self.book = RuleBook(self.settings, working_people=people)

    def sweep(self, now: datetime, records: Sequence[int]) -> None:
        """Judge the records in this order, then tell."""
        self.judge_all(now, records, now)
        self.drop_turns()
        for reader_id in sorted(self.with_turn()):
            self.tell_at_once(reader_id, now)
            self.tell_digest(reader_id, now)
        self.give_turns(now)
        for number, (known, _) in self.follow_ups.items():
            at = check_at(self.dues[number], self.of_record(number), now)
            self.follow_ups[number] = (known, at)

    def with_turn(self) -> set[int]:
        return self.readers()

    def drop_turns(self) -> None:
        """Whose last alert has just closed has no digest: his next one begins with his next alert."""
        readers = self.readers()
        self.digests = {one: at for one, at in self.digests.items() if one in readers}

    def give_turns(self, now: datetime) -> None:
        """Let each reader have a digest on his next morning; without live alerts he has none."""
        self.digests = {
            one: self.digests.get(one) or self.reader(one).next_digest(now)
            for one in self.readers()
        }

    def judge_all(self, now: datetime, records: Sequence[int], began_at: datetime) -> None:
        """Judge the records as they are now, in a sweep that began then.

        The memory refuses what another sweep has judged since: that is judged once more, by now.
        """
        for number in records:
            known = self.known_at(number, now)
            if known is not None and self.is_due(number, known, now):
                is_refused = self.judged_at.get(number, began_at) > began_at
                self.judge(known, number, now if is_refused else began_at)

    def is_due(self, number: int, known: Known, now: datetime) -> bool:
        judged, at = self.follow_ups.get(number, (None, None))
        return self.is_thorough or judged is not known or (at is not None and at <= now)

    def judge(self, known: Known, number: int, now: datetime) -> None:
        own, found = self.alerts.setdefault(number, {}), self.judged(known)
        alerts = tuple(own.values())
        done = follow_subject(found.subject, found.triggers, alerts, found.rules, now)
        for one in done.alerts:
            before = own.get(one.id)
            if before is not None and before.traces != one.traces:
                former = {None, before.traces.owner_id}
                self.given[one.id] = one.traces.owner_id not in former
        own.update({one.id: one for one in done.alerts})
        self.follow_ups[number] = (known, done.next_check_at)
        self.judged_at[number] = now
        self.dues[number] = done.next_check_at

    def say(self, number: int, word: Word, now: datetime, pick: int) -> None:
        """Let somebody speak of one of a record's live alerts."""
        live = sorted(one.id for one in self.of_record(number) if one.is_live)
        if live:
            chosen = live[pick % len(live)]
            before = self.alerts[number][chosen]
            after = self.alerts[number][chosen] = said(before, word, now)
            if after.standing is Standing.ACKNOWLEDGED:
                self.given[chosen] = False
            self.follow_ups.pop(number, None)

    def tell_at_once(self, reader_id: int, now: datetime) -> None:
        reader = self.reader(reader_id)
        told = self.at_once[reader_id, reader.day_of(now)]
        due = due_tellings(self.of_reader(reader_id), reader, told, self.settings.caps, now)
        for one in due.now:
            self.told(one, now, is_digest=False)
            self.at_once[reader_id, reader.day_of(now)] += 1
        for one, until in due.later:
            self.put(put_off(one, until))
            self.put_off.append((one, now, until))
        for one in due.to_digest:
            self.put(to_digest(one))
            self.crowded.append(self.at_once[reader_id, reader.day_of(now)])

    def tell_digest(self, reader_id: int, now: datetime) -> None:
        reader = self.reader(reader_id)
        due_at = self.digests.get(reader_id) or reader.next_digest(now)
        self.digests[reader_id] = due_at
        day = reader.digest_due(due_at, now)
        if day is None:
            return
        own = self.of_reader(reader_id)
        chosen = digest_of(own, reader, day, self.settings.caps)
        waiting = [one for one in own if one.standing == "open" and one.awaits_digest]
        due = [one for one in waiting if not one.tell_at or reader.day_of(one.tell_at) <= day]
        self.digest_sizes.append((len(due), len(chosen.told), chosen.more))
        for one in chosen.told:
            self.told(one, now, is_digest=True)
        self.sent.append((reader_id, day))
        self.digests[reader_id] = reader.next_digest(now)

    def told(self, alert: Alert, now: datetime, *, is_digest: bool) -> None:
        is_untouched = alert.acted is None or alert.acted.at <= alert.due_at
        owner_id = alert.traces.owner_id
        is_new_owners = self.given.get(alert.id, False) and alert.begun_for == owner_id
        is_excused = alert.delegated_to is not None or is_new_owners
        assert is_untouched or is_excused, "told after somebody acted"
        one = alert.telling(now)
        assert one is not None
        self.put(after_telling(alert, one, self.rules(alert.crm_lead_id, now)))
        given_to = (alert.delegated_to or 0) if alert.rung in OF_OWNER else 0
        place = (alert.id, one.level, one.rung, one.reader_id)
        whose = (given_to, owner_id or 0, alert.begun_for or 0)
        self.tellings.append(Telling(*place, now, is_digest, *whose))

    def put(self, alert: Alert) -> None:
        self.alerts[alert.crm_lead_id][alert.id] = alert

    def rules(self, number: int, facts_at: datetime) -> Rules:
        known = self.known_at(number, facts_at)
        assert known is not None
        return self.judged(known).rules

    def judged(self, known: Known) -> Judged:
        found = self.judgements.get(id(known))
        if found is None:
            rules = self.book.rules_for(known)
            found = Judged(known, rules, subject_of(known, Around()), judge(known, rules))
            self.judgements[id(known)] = found
        return found

    def reader(self, reader_id: int) -> ReaderTime:
        if reader_id not in self.clocks:
            self.clocks[reader_id] = reader_time(self.settings, reader_id, self.directory)
        return self.clocks[reader_id]

    def readers(self) -> set[int]:
        return {one.reader_id for one in self.all() if one.is_live and one.reader_id is not None}

    def all(self) -> Iterable[Alert]:
        return (one for own in self.alerts.values() for one in own.values())

    def of_record(self, number: int) -> list[Alert]:
        return list(self.alerts.get(number, {}).values())

    def of_reader(self, reader_id: int) -> list[Alert]:
        return [one for one in self.all() if one.is_live and one.reader_id == reader_id]
