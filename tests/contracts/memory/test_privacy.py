"""Erasing, purging and exporting ask of a memory what both stores have to answer alike."""

from __future__ import annotations

from datetime import timedelta
from random import Random
from typing import TYPE_CHECKING

import pytest

from shared.domain.queries import AUDIT, DELETION_REQUESTS
from shared.domain.subject import Subject
from shared.usecases.erase_person import Erased, ErasePerson
from shared.usecases.export_person import ExportPerson
from shared.usecases.forget_lead import DEAD_LETTERS, RAW_LEADS
from shared.usecases.lead_ledger import LEADS
from shared.usecases.person_claims import CLAIMS
from shared.usecases.prove_retention import ProveRetention
from shared.usecases.purge import Purge
from tests.contracts.memory.stores import START
from tests.lead_ways import CANARY, PAGE, done, keep
from tests.simulation.stand_ins import CrmStandIn

if TYPE_CHECKING:
    from shared.ports import Memory
    from tests.contracts.memory.stores import GivenClock

RETENTION = timedelta(days=90)
EMAIL, PHONE = Subject(email="canary@example.com"), Subject(phone="+966500000000")
LEAD = Subject(leadgen_id=done(1).leadgen_id, page_id=PAGE)


def erase(memory: Memory, clock: GivenClock, subject: Subject) -> Erased:
    crm = CrmStandIn(clock)  # type: ignore[arg-type]  # any clock will do
    return ErasePerson(memory, crm, clock, Random(1), "default")(subject, who="huda")


@pytest.mark.parametrize("subject", [EMAIL, PHONE, LEAD], ids=["e-mail", "phone", "lead"])
def test_a_person_is_found_and_erased_with_every_trace(
    memory: Memory, clock: GivenClock, subject: Subject
) -> None:
    entry = done(1, START)
    keep(memory, entry)
    memory.create(RAW_LEADS, entry.key, {"answers": CANARY})
    memory.create(DEAD_LETTERS, "mine", {"lead_key": entry.key, "payload": CANARY})
    memory.create(DEAD_LETTERS, "other", {"lead_key": "f" * 32, "payload": "x"})
    memory.create(CLAIMS, "c", {"lead": entry.key, "since": "2026"})
    assert ExportPerson(memory, clock, Random(2), "default")(subject, who="huda")["leads"]
    done_now = erase(memory, clock, subject)
    assert (done_now.erased, done_now.told) == (1, 1)
    gone = [(RAW_LEADS, entry.key), (DEAD_LETTERS, "mine"), (CLAIMS, "c")]
    assert [memory.get(*address) for address in gone] == [None, None, None]
    assert memory.get(DEAD_LETTERS, "other") is not None
    stone = memory.get(LEADS, entry.key)
    assert stone is not None
    assert stone.data["state"] == "erased"
    assert CANARY not in str(stone)
    assert memory.count(AUDIT, equals={"tenant": "default"}) == 2
    assert erase(memory, clock, subject).erased == 0


def test_what_was_kept_long_enough_is_purged_and_proved(memory: Memory, clock: GivenClock) -> None:
    keep(memory, done(1, START), done(2, START + timedelta(days=60)))
    clock.moment = START + timedelta(days=100)
    prove = ProveRetention(memory, clock, "default", RETENTION)
    assert (prove().overdue, prove().looked_at) == (1, 1)
    purge = Purge(memory, clock, "default", RETENTION)
    assert [purge().leads, purge().leads] == [1, 0]
    assert prove().is_clean
    assert CANARY not in str(memory.get(LEADS, done(1).key))
    assert CANARY in str(memory.get(LEADS, done(2).key))


def test_open_requests_are_listed_by_tenant_and_state(memory: Memory) -> None:
    for number, (tenant, state) in enumerate([("a", "received"), ("a", "done"), ("b", "received")]):
        request = {"tenant": tenant, "state": state, "received_at": f"2026-0{number + 1}"}
        memory.create("deletion_requests", f"{number}", request)
    page = memory.query(DELETION_REQUESTS, equals={"tenant": "a", "state": "received"})
    assert [document.id for document in page.documents] == ["0"]
