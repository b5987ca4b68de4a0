"""What was kept long enough goes; what keeps a lead from being made again stays."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from shared.domain.erasure import erased, holds_person
from shared.domain.ids import CrmLeadId
from shared.domain.ledger import Decision, LeadState, LedgerEntry
from shared.domain.score import Correction, Reason, Verdict
from shared.errors import SuiteError
from shared.usecases.lead_ledger import LEADS, LeadLedger, _data
from shared.usecases.lead_scores import SCORES, LeadScores
from shared.usecases.prove_retention import ProveRetention
from shared.usecases.purge import Purge, Purged
from tests.lead_ways import CANARY, announced, done, fetched, in_crm, keep
from tests.simulation.faulty import Controller, Crash
from tests.simulation.points import points
from tests.simulation.stand_ins import NOW, GivenClock
from tests.unit.domain.test_grading import score

if TYPE_CHECKING:
    from pathlib import Path

    from shared.adapters.storage.sqlite import SqliteMemory

RETENTION = timedelta(days=90)
OLD, YOUNG = NOW - timedelta(days=91), NOW - timedelta(days=89)
REMARKED = Decision(partner_id=31, remarks=("phone_shared",))


def purge(memory: object, clock: GivenClock, **limits: object) -> Purged:
    job = Purge(memory, clock, "default", RETENTION, **limits)  # type: ignore[arg-type]
    return job()


def proof_is_clean(memory: SqliteMemory, clock: GivenClock) -> bool:
    return ProveRetention(memory, clock, "default", RETENTION)().is_clean


def entry(memory: SqliteMemory, before: LedgerEntry) -> LedgerEntry:
    found = LeadLedger(memory).find(before.key)
    assert found is not None
    return found


def keep_as_older_code(memory: SqliteMemory, *entries: LedgerEntry) -> None:
    for one in entries:
        data = _data(one)
        for added in ("held_since", "email_hash", "phone_hash"):
            data.pop(added, None)
        memory.create(LEADS, one.key, data)


def test_an_old_lead_loses_its_person_and_keeps_what_stops_it_from_coming_again(
    memory: SqliteMemory, clock: GivenClock
) -> None:
    before = done(1, OLD, decision=REMARKED)
    keep(memory, before)
    assert purge(memory, clock).leads == 1
    after = entry(memory, before)
    assert not holds_person(after)
    kept = ("key", "state", "leadgen_id", "announced_at", "done_at", "crm_lead_id")
    assert [getattr(after, name) for name in kept] == [getattr(before, name) for name in kept]
    document = memory.get(LEADS, before.key)
    assert CANARY not in str(document)
    assert "phone_shared" not in str(document)


def test_an_old_leads_score_loses_metas_id_and_all_words_and_keeps_what_training_needs(
    memory: SqliteMemory, clock: GivenClock
) -> None:
    before = done(1, OLD)
    keep(memory, before)
    said = Correction(verdict=Verdict.SPAM, reason=CANARY, at=NOW)
    told = Reason(en=CANARY, ar=CANARY, points=0.5)
    kept = score(1, key=before.key, correction=said, reasons=(told,), features={"platform": "ig"})
    LeadScores(memory).create(kept)
    purge(memory, clock)
    document = memory.get(SCORES, before.key)
    assert CANARY not in str(document)
    assert kept.leadgen_id not in str(document)
    found = LeadScores(memory).find(before.key)
    assert found is not None
    assert (found.score.features, found.score.grade) == (kept.features, kept.grade)
    assert found.score.correction == said.model_copy(update={"reason": ""})


def test_a_young_lead_is_left_as_it_is(memory: SqliteMemory, clock: GivenClock) -> None:
    before = done(1, YOUNG)
    keep(memory, before)
    assert purge(memory, clock) == Purged()
    assert entry(memory, before) == before


def test_a_lead_under_way_is_left_and_counted(memory: SqliteMemory, clock: GivenClock) -> None:
    open_ones = [fetched(announced(1, OLD)), in_crm(fetched(announced(2, OLD)))]
    keep(memory, *open_ones)
    assert purge(memory, clock).left_open == 2
    assert [entry(memory, one) for one in open_ones] == open_ones
    assert not proof_is_clean(memory, clock)


def test_a_dead_lead_that_is_sent_again_after_the_purge_is_read_anew(
    memory: SqliteMemory, clock: GivenClock
) -> None:
    before = fetched(announced(1, OLD), decision=REMARKED).dead("odoo_invalid", "refused")
    keep(memory, before)
    purge(memory, clock)
    after = entry(memory, before)
    assert (after.state, after.reason) == (LeadState.DEAD, "odoo_invalid")
    assert (after.lead, after.decision) == (None, None)
    assert after.claimed(NOW).state is LeadState.ANNOUNCED


def test_purging_again_changes_nothing(memory: SqliteMemory, clock: GivenClock) -> None:
    keep(memory, done(1, OLD), done(2, YOUNG))
    purge(memory, clock)
    before = memory.get(LEADS, done(1, OLD).key)
    assert purge(memory, clock) == Purged()
    assert memory.get(LEADS, done(1, OLD).key) == before


def test_more_than_one_run_can_take_is_gone_on_with_by_the_next(
    memory: SqliteMemory, clock: GivenClock
) -> None:
    keep(memory, *(done(number, OLD) for number in range(25)))
    runs = [purge(memory, clock, at_most=10) for _ in range(3)]
    assert [(run.leads, run.is_done) for run in runs] == [(10, False), (10, False), (5, True)]
    assert proof_is_clean(memory, clock)


def test_a_run_stops_when_its_time_is_over(memory: SqliteMemory, clock: GivenClock) -> None:
    keep(memory, done(1, OLD))
    assert purge(memory, clock, within=timedelta(0)) == Purged(is_done=False)
    assert purge(memory, clock).leads == 1


def test_entries_of_older_code_are_found_without_a_mark_and_looked_at_once(
    memory: SqliteMemory, clock: GivenClock
) -> None:
    keep_as_older_code(memory, *(done(number, OLD) for number in range(3)), done(9, YOUNG))
    assert purge(memory, clock).leads == 3
    assert purge(memory, clock) == Purged()
    clock.move(timedelta(days=2))
    assert purge(memory, clock).leads == 1
    texts = [str(memory.get(LEADS, done(number).key)) for number in (0, 1, 2, 9)]
    assert not any(CANARY in text for text in texts)


def test_what_cannot_be_read_does_not_stop_the_others(
    memory: SqliteMemory, clock: GivenClock
) -> None:
    broken = _data(done(1, OLD)) | {"state": "of newer code"}
    memory.create(LEADS, "broken", broken)
    keep(memory, done(2, OLD))
    run = purge(memory, clock)
    assert (run.leads, run.unreadable) == (1, 1)


def test_another_tenants_leads_are_left_alone(memory: SqliteMemory, clock: GivenClock) -> None:
    keep(memory, done(1, OLD, decision=None).model_copy(update={"tenant": "other"}))
    assert purge(memory, clock) == Purged()


def test_a_fault_at_any_port_call_leaves_a_run_that_the_next_one_finishes(
    tmp_path: Path, clock: GivenClock
) -> None:
    from shared.adapters.storage.sqlite import SqliteMemory

    def prepared(name: str) -> SqliteMemory:
        memory = SqliteMemory(tmp_path / name, clock=clock)
        keep(memory, done(1, OLD), done(2, OLD), done(3, YOUNG))
        return memory

    fine = Controller()
    purge(fine.wrap("memory", prepared("fine.db")), clock)
    for number, (at, fault) in enumerate(points(fine.calls)):
        memory = prepared(f"{number}.db")
        try:
            purge(Controller({at: fault}).wrap("memory", memory), clock)
        except (Crash, SuiteError):
            purge(memory, clock)
        assert proof_is_clean(memory, clock), f"{fault} at {at} ({fine.calls[at - 1]})"
        assert entry(memory, done(3, YOUNG)) == done(3, YOUNG)
        memory.close()


def test_a_lead_that_is_sent_again_while_it_is_purged_keeps_what_it_needs(
    memory: SqliteMemory, clock: GivenClock
) -> None:
    before = done(1, OLD).dead("gave_up", "given up")
    keep(memory, before)

    class SentAgain:
        """Memory in which somebody sends the lead again just after it was found."""

        def __getattr__(self, name: str) -> object:
            return getattr(memory, name)

        def query(self, *args: object, **named: object) -> object:
            page = memory.query(*args, **named)  # type: ignore[arg-type]
            stored = LeadLedger(memory).read(before.key)
            if stored is not None and stored.entry.is_settled:
                LeadLedger(memory).replace(stored, stored.entry.waiting(NOW, "sent_again", ""))
            return page

    purge(SentAgain(), clock)
    assert entry(memory, before).lead == before.lead


@pytest.mark.parametrize("held", ["lead", "email_hash", "phone_hash"])
def test_the_proof_sees_whatever_is_left_of_a_person(
    memory: SqliteMemory, clock: GivenClock, held: str
) -> None:
    keep(memory, done(1, OLD))
    stored = memory.get(LEADS, done(1, OLD).key)
    assert stored is not None
    kept = {"lead", "email_hash", "phone_hash"} - {held}
    memory.put(LEADS, stored.id, {k: v for k, v in stored.data.items() if k not in kept})
    proof = ProveRetention(memory, clock, "default", RETENTION)()
    assert (proof.overdue, proof.looked_at, proof.is_clean) == (1, 1, False)


def test_erasures_that_the_crm_was_not_told_of_are_counted_each_night(
    memory: SqliteMemory, clock: GivenClock
) -> None:
    keep(memory, erased(done(1, YOUNG), NOW, CrmLeadId(7)), erased(done(2, YOUNG), NOW, None))
    assert purge(memory, clock).untold == 1
    assert ProveRetention(memory, clock, "default", RETENTION)().untold == 1
