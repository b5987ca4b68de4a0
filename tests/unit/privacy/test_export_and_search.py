"""All that is held on a person, and nothing of anybody else."""

from __future__ import annotations

import json
from datetime import timedelta
from random import Random
from typing import TYPE_CHECKING

from shared.domain.opportunity import opportunity_key
from shared.domain.queries import AUDIT
from shared.domain.subject import Subject
from shared.usecases import audit
from shared.usecases.export_person import ExportPerson
from shared.usecases.forget_lead import DEAD_LETTERS, RAW_LEADS
from shared.usecases.lead_ledger import LEADS, _data
from shared.usecases.lead_scores import SCORES
from shared.usecases.opportunities import OPPORTUNITIES
from shared.usecases.person_leads import FindPersonLeads
from tests.lead_ways import PAGE, done, keep, lead
from tests.simulation.stand_ins import NOW, GivenClock

if TYPE_CHECKING:
    import pytest

    from shared.adapters.storage.sqlite import SqliteMemory
    from shared.domain.ledger import LedgerEntry

CANARY = Subject(email="canary@example.com")


def export(memory: SqliteMemory, clock: GivenClock, subject: Subject = CANARY) -> dict[str, object]:
    return ExportPerson(memory, clock, Random(1), "default")(subject, who="huda")


def others(number: int) -> LedgerEntry:
    base = lead(str(81234567890000000 + number))
    person = base.person.model_copy(update={"email": "other@example.com", "phone": "+966511111111"})
    return done(number).holding(NOW, base.model_copy(update={"person": person}))


def keys(memory: SqliteMemory, subject: Subject, **limits: int) -> set[str]:
    found = FindPersonLeads(memory, "default", **limits)(subject).found
    return {stored.entry.key for stored in found}


def test_an_export_holds_all_that_is_kept_and_nothing_of_others(
    memory: SqliteMemory, clock: GivenClock
) -> None:
    mine = done(1)
    keep(memory, mine, others(2))
    memory.create(RAW_LEADS, mine.key, {"answers": "as read"})
    memory.create(SCORES, mine.key, {"grade": "hot"})
    memory.create(SCORES, others(2).key, {"grade": "not mine"})
    memory.create(DEAD_LETTERS, "d1", {"lead_key": mine.key, "payload": "mine"})
    memory.create(DEAD_LETTERS, "d2", {"lead_key": others(2).key, "payload": "not mine"})
    picture = {"title": "Villa", "crm_lead_id": 1}
    memory.create(OPPORTUNITIES, opportunity_key("default", 1), picture)  # type: ignore[arg-type]
    memory.create("audit", "a1", {"at": "2026", "tenant": "default", "lead_key": mine.key})
    document = export(memory, clock)
    [told] = document["leads"]  # type: ignore[misc]
    assert told["entry"]["lead"]["person"]["full_name"] == "Canary Person"  # type: ignore[index]
    assert told["as_read"] == {"answers": "as read"}  # type: ignore[index]
    assert told["score"] == {"grade": "hot"}  # type: ignore[index]
    assert told["dead_letters"] == [{"lead_key": mine.key, "payload": "mine"}]  # type: ignore[index]
    assert told["opportunity"] == picture  # type: ignore[index]
    assert [line["lead_key"] for line in document["audit"]] == [mine.key]  # type: ignore[attr-defined]
    text = json.dumps(document)
    assert "other@example.com" not in text
    assert "not mine" not in text


def test_that_an_export_was_made_is_recorded_and_for_whom_is_not(
    memory: SqliteMemory, clock: GivenClock
) -> None:
    keep(memory, done(1))
    export(memory, clock)
    [line] = memory.query(AUDIT, equals={"tenant": "default"}).documents
    assert line.data["counts"] == {"found": 1}
    assert (line.data["who"], line.data["what"]) == ("huda", "export")
    assert "canary" not in str(line)


def test_an_export_of_nobody_is_empty(memory: SqliteMemory, clock: GivenClock) -> None:
    keep(memory, others(2))
    assert export(memory, clock)["leads"] == []


def test_a_person_is_found_by_e_mail_by_phone_and_by_lead(memory: SqliteMemory) -> None:
    keep(memory, done(1), done(2), others(3))
    mine = {done(1).key, done(2).key}
    assert keys(memory, CANARY) == keys(memory, Subject(phone="+966500000000")) == mine
    assert keys(memory, Subject(leadgen_id=done(1).leadgen_id)) == {done(1).key}
    assert keys(memory, Subject(leadgen_id=done(1).leadgen_id, page_id=PAGE)) == {done(1).key}
    assert keys(memory, Subject(email="nobody@example.com")) == set()


def test_entries_of_older_code_are_looked_through_up_to_a_limit(memory: SqliteMemory) -> None:
    for number in range(5):
        entry = done(number, NOW - timedelta(hours=number))
        data = _data(entry)
        for added in ("held_since", "email_hash", "phone_hash"):
            del data[added]
        memory.create(LEADS, entry.key, data)
    memory.create(LEADS, "broken", {"announced_at": "2026-11-22", "lead": 7})
    assert len(keys(memory, CANARY)) == 5
    assert len(keys(memory, CANARY, at_most=3)) == 3
    assert not FindPersonLeads(memory, "default", 3)(CANARY).is_complete
    assert FindPersonLeads(memory, "default")(CANARY).is_complete


def test_another_tenants_leads_are_not_found(memory: SqliteMemory) -> None:
    keep(memory, done(1).model_copy(update={"tenant": "other"}))
    assert keys(memory, CANARY) == keys(memory, Subject(leadgen_id=done(1).leadgen_id)) == set()


def test_a_hash_differs_between_tenants_and_says_nothing() -> None:
    from shared.domain.person_hash import person_hash

    hashes = {person_hash(tenant, "canary@example.com") for tenant in ("a", "b")}
    assert len(hashes) == 2
    assert all(len(one) == 32 and "canary" not in one for one in hashes)


def test_no_log_line_of_a_search_names_the_person(
    memory: SqliteMemory, clock: GivenClock, caplog: pytest.LogCaptureFixture
) -> None:
    keep(memory, done(1))
    export(memory, clock)
    assert "canary" not in caplog.text
    assert audit.AUDIT == "audit"
