"""Many at once through both gates of a real Odoo, `ingest()` and `load()`: one lead a key."""

from __future__ import annotations

import time
import uuid
from collections import Counter, defaultdict
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from random import Random
from typing import TYPE_CHECKING, Any, TypeVar

import pytest

from shared.odoo_client import Conflict, Deadline, Inserted, KeyedRow, external_id
from tests.odoo.addon import ARCHIVED_TOO, RECEIPT

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from shared.odoo_client import OdooClient
    from tests.odoo.addon import AddonAccess, AddonOdoo

pytestmark = pytest.mark.odoo
_T = TypeVar("_T")
_THREADS, _KEYS, _DELIVERIES, _BATCH = 20, 500, 8, 8
_TRIES = 10
_CALL_S = 120.0


@dataclass(frozen=True, slots=True)
class Taken:
    """What one call of one gate said of one key."""

    key: str
    gate: str
    state: str
    lead_id: int


@dataclass(frozen=True, slots=True)
class Gates:
    """Both gates for one tenant, which no other run has."""

    client: OdooClient
    tenant: str

    def ingest(self, keys: Sequence[str]) -> list[Taken]:
        said: Any = _again_on_conflict(
            lambda: self.client.call(
                RECEIPT,
                "ingest",
                leads=[self._row(key) for key in keys],
                idempotent=True,
                deadline=Deadline(_CALL_S, time.monotonic),
            )
        )
        pairs = zip(keys, said, strict=True)
        return [Taken(key, "ingest", answer["state"], answer["id"]) for key, answer in pairs]

    def load(self, keys: Sequence[str]) -> list[Taken]:
        rows = [
            KeyedRow(
                external_id("__metalead__", f"lead_{self.tenant}_{key}"),
                {"name": self._title(key)},
            )
            for key in dict.fromkeys(keys)
        ]
        made = _again_on_conflict(
            lambda: self.client.insert_or_get(
                "crm.lead", rows, deadline=Deadline(_CALL_S, time.monotonic)
            )
        )
        pairs = zip(dict.fromkeys(keys), made, strict=True)
        return [
            Taken(key, "load", type(one).__name__, one.id if isinstance(one, Inserted) else 0)
            for key, one in pairs
        ]

    def _row(self, key: str) -> dict[str, object]:
        return {
            "tenant": self.tenant,
            "leadgen_id": key,
            "page_id": "103",
            "values": {"name": self._title(key), "user_id": None},
            "utm": {
                "campaign": {"key": f"campaign_{self.tenant}_{int(key) % 3}", "name": self.tenant},
                "source": {"key": f"utm_source_{self.tenant}", "name": f"Source {self.tenant}"},
            },
            "tags": [{"key": f"crm_tag_{self.tenant}", "name": f"Tag {self.tenant}"}],
        }

    def _title(self, key: str) -> str:
        return f"{self.tenant} {key}"


def _again_on_conflict(call: Callable[[], _T]) -> _T:
    """Call again as the queue would, when Odoo's and the client's own repeats were too few."""
    for _ in range(_TRIES - 1):
        try:
            return call()
        except Conflict:
            continue
    return call()


@pytest.fixture(name="gates")
def _gates(addon_access: AddonAccess, integration_key: str) -> Iterator[Gates]:
    with addon_access.connect(integration_key) as client:
        yield Gates(client, f"race-{uuid.uuid4().hex[:8]}")


def _batches(chance: Random) -> list[list[str]]:
    """Every key so many times, cut in small batches that overlap in all orders."""
    deliveries = [str(key) for key in range(_KEYS)] * _DELIVERIES
    chance.shuffle(deliveries)
    cut: list[list[str]] = []
    while deliveries:
        size = chance.randint(1, _BATCH)
        cut.append(deliveries[:size])
        del deliveries[:size]
    return cut


def _count(addon: AddonOdoo, model: str, *domain: list[str]) -> int:
    return addon.client.search_count(model, list(domain), context=ARCHIVED_TOO)


def test_twenty_threads_through_both_gates_make_exactly_one_lead_a_key(
    addon: AddonOdoo, gates: Gates, capsys: pytest.CaptureFixture[str]
) -> None:
    chance = Random(500)
    work = [
        (gates.load if chance.random() < 0.25 else gates.ingest, keys) for keys in _batches(chance)
    ]
    started = time.monotonic()
    with ThreadPoolExecutor(_THREADS) as pool:
        taken = [one for told in pool.map(lambda job: job[0](job[1]), work) for one in told]
    took_s = time.monotonic() - started
    taken += gates.ingest([str(key) for key in range(_KEYS)])

    ids = defaultdict(set)
    for one in taken:
        ids[one.key].add(one.lead_id)
    assert len(ids) == _KEYS
    assert [key for key, found in ids.items() if len(found) != 1 or 0 in found] == []
    states = Counter((one.gate, one.state) for one in taken)
    assert set(states) == {("ingest", "new"), ("ingest", "known"), ("load", "Inserted")}
    assert _count(addon, "crm.lead", ["name", "=like", f"{gates.tenant} %"]) == _KEYS
    receipts: list[Any] = addon.client.search_read(
        RECEIPT, [["tenant", "=", gates.tenant]], ["leadgen_id", "lead_id"]
    )
    assert {row["leadgen_id"]: {row["lead_id"].id} for row in receipts} == ids
    assert len(receipts) == _KEYS
    named = ["name", "=like", f"lead_{gates.tenant}_%"]
    assert _count(addon, "ir.model.data", ["module", "=", "__metalead__"], named) == _KEYS
    with capsys.disabled():
        print(  # noqa: T201 - the figures are what a reader of this test wants to see
            f"\n{len(work)} calls of {_THREADS} threads on {_KEYS} keys in {took_s:.1f} s: {states}"
        )


def test_twenty_threads_make_each_campaign_source_and_tag_once(
    addon: AddonOdoo, gates: Gates
) -> None:
    batches = [[str(n)] for n in range(60)]
    with ThreadPoolExecutor(_THREADS) as pool:
        told = [one for said in pool.map(gates.ingest, batches) for one in said]
    assert Counter(one.state for one in told) == {"new": 60}
    assert _count(addon, "utm.campaign", ["title", "=", gates.tenant]) == 3
    assert _count(addon, "utm.source", ["name", "=like", f"Source {gates.tenant}%"]) == 1
    assert _count(addon, "crm.tag", ["name", "=like", f"Tag {gates.tenant}%"]) == 1


def test_a_thousand_leads_in_one_call_again_while_they_are_being_made_are_a_thousand(
    addon: AddonOdoo, gates: Gates
) -> None:
    keys = [str(key) for key in range(1000)]
    with ThreadPoolExecutor(3) as pool:
        calls = list(pool.map(gates.ingest, [keys, keys[::-1], keys[500:] + keys[:500]]))
    by_key = [{one.key: one.lead_id for one in told} for told in calls]
    assert by_key[0] == by_key[1] == by_key[2]
    assert Counter(one.state for told in calls for one in told) == {"new": 1000, "known": 2000}
    assert _count(addon, "crm.lead", ["name", "=like", f"{gates.tenant} %"]) == 1000


def test_merged_and_deleted_leads_are_not_made_again(addon: AddonOdoo, gates: Gates) -> None:
    *pair, deleted, lost = (one.lead_id for one in gates.ingest(["1", "2", "3", "4"]))
    head = addon.merge(pair)  # which one stays is Odoo's choice, by its own scoring
    addon.client.unlink("crm.lead", [deleted])
    addon.client.call("crm.lead", "action_set_lost", ids=[lost])

    of_pair = [(head, "known" if one == head else "merged") for one in pair]
    expected = [*of_pair, (False, "gone"), (lost, "known")]
    for _ in range(2):
        again = gates.ingest(["1", "2", "3", "4"])
        assert [(one.lead_id, one.state) for one in again] == expected
    assert [one.lead_id for one in gates.load(["1", "2", "4"])] == [head, head, lost]
    assert _count(addon, "crm.lead", ["name", "=like", f"{gates.tenant} %"]) == 2
