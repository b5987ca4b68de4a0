"""F13: many at once under the same external ids, over `load()` on an Odoo without our addon."""

from __future__ import annotations

import time
import uuid
from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor
from random import Random
from typing import TYPE_CHECKING

import pytest

from shared import settings
from shared.odoo_client import Conflict, Deadline, Inserted, KeyedRow, OdooClient, external_id

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

pytestmark = pytest.mark.odoo
THREADS, KEYS, DELIVERIES, AT_MOST = 20, 500, 4, 4
TRIES, CALL_S = 20, 120.0


@pytest.fixture(name="client")
def _client() -> Iterator[OdooClient]:
    found = settings.read()
    if not (found.odoo_url and found.odoo_database and found.odoo_api_key):
        pytest.fail("a real Odoo is needed: set ODOO_URL, ODOO_DATABASE and ODOO_API_KEY")
    with OdooClient.connect(
        found.odoo_url,
        database=found.odoo_database,
        api_key=found.odoo_api_key,
        pool_size=THREADS,
        allow_unlink=True,
    ) as client:
        yield client


def test_f13_twenty_threads_load_the_same_500_ids_and_500_leads_stand_there(
    client: OdooClient, capsys: pytest.CaptureFixture[str]
) -> None:
    run = f"race-{uuid.uuid4().hex[:8]}"
    work = batches(Random(13))
    started = time.monotonic()
    with ThreadPoolExecutor(THREADS) as pool:
        told = list(pool.map(lambda batch: load(client, run, batch), work))
    took_s = time.monotonic() - started
    ids: dict[str, set[int]] = defaultdict(set)
    for outcomes in told:
        for one in outcomes:
            ids[one.key].add(one.id)
    there = client.search_read(
        "crm.lead", [["name", "=like", f"{run} %"]], ["id"], context={"active_test": False}
    )
    client.unlink("crm.lead", [row["id"] for row in there])
    with capsys.disabled():
        print(  # noqa: T201 - the figures are what a reader of this test wants to see
            f"\n{len(work)} calls of load() by {THREADS} threads on {KEYS} ids, each {DELIVERIES} "
            f"times: {len(there)} leads in {took_s:.1f} s"
        )
    assert len(ids) == KEYS
    assert [key for key, found in ids.items() if len(found) != 1] == []
    assert {row["id"] for row in there} == {one for found in ids.values() for one in found}
    assert len(there) == KEYS


def batches(chance: Random) -> list[list[int]]:
    """Deal every id out so many times, in batches of one to a few, in an order drawn by lot."""
    deliveries = [number for number in range(KEYS) for _ in range(DELIVERIES)]
    chance.shuffle(deliveries)
    cut = []
    while deliveries:
        size = chance.randint(1, AT_MOST)
        cut.append(list(dict.fromkeys(deliveries[:size])))
        del deliveries[:size]
    return cut


def load(client: OdooClient, run: str, batch: Sequence[int]) -> list[Inserted]:
    """Load one batch, again as the queue would when others kept winning."""
    rows = [
        KeyedRow(external_id("__metalead__", f"lead_{run}_{one}"), {"name": f"{run} {one}"})
        for one in batch
    ]
    for _ in range(TRIES):
        try:
            made = client.insert_or_get("crm.lead", rows, deadline=Deadline(CALL_S, time.monotonic))
        except Conflict:
            continue
        assert all(isinstance(one, Inserted) for one in made)
        return [one for one in made if isinstance(one, Inserted)]
    raise AssertionError(f"others won {TRIES} times in a row")
