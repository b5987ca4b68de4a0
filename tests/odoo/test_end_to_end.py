"""Leads end to end into a real Odoo 19, without our addon: counts, repeats, races, kill -9."""

from __future__ import annotations

import time
import uuid
from concurrent.futures import ThreadPoolExecutor
from random import Random
from typing import TYPE_CHECKING

import pytest

from shared import settings
from shared.odoo_client import OdooClient
from tests.local_run import LocalRunProcess

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = [pytest.mark.odoo, pytest.mark.alone]
_ARCHIVED_TOO = {"active_test": False}


class RealOdoo:
    """A real Odoo, seen by the leads that came after this object was made."""

    def __init__(self, client: OdooClient) -> None:
        self.client = client
        newest = client.search_read(
            "crm.lead", [], ["id"], limit=1, order="id desc", context=_ARCHIVED_TOO
        )
        self._before = newest[0]["id"] if newest else 0

    def forget_our_people(self) -> None:
        """Archive the leads of earlier runs: the demo Meta has the same people every time."""
        ours = self.client.search_read(
            "ir.model.data",
            [["model", "=", "crm.lead"], ["name", "=like", "lead_e2e-%"]],
            ["res_id"],
        )
        ids = [row["res_id"] for row in ours]
        still = self.client.search_read("crm.lead", [["id", "in", ids]], ["id"])
        if still:
            self.client.write("crm.lead", [row["id"] for row in still], {"active": False})

    def count(self, *more: list[object]) -> int:
        domain: list[object] = [["id", ">", self._before], *more]
        return self.client.search_count("crm.lead", domain, context=_ARCHIVED_TOO)


@pytest.fixture(name="environment")
def _environment() -> dict[str, str]:
    found = settings.read()
    if not (found.odoo_url and found.odoo_database and found.odoo_api_key):
        pytest.fail("a real Odoo is needed: set ODOO_URL, ODOO_DATABASE and ODOO_API_KEY")
    return {
        "ODOO_URL": found.odoo_url,
        "ODOO_DATABASE": found.odoo_database,
        "ODOO_API_KEY": found.odoo_api_key,
        "TENANT": f"e2e-{uuid.uuid4().hex[:8]}",
    }


@pytest.fixture(name="odoo")
def _odoo(environment: dict[str, str]) -> Iterator[RealOdoo]:
    with OdooClient.connect(
        environment["ODOO_URL"],
        database=environment["ODOO_DATABASE"],
        api_key=environment["ODOO_API_KEY"],
    ) as client:
        odoo = RealOdoo(client)
        odoo.forget_our_people()
        yield odoo


def test_a_post_of_1000_changes_becomes_exactly_1000_leads_and_stays_so(
    tmp_path: Path, environment: dict[str, str], odoo: RealOdoo, capsys: pytest.CaptureFixture[str]
) -> None:
    with LocalRunProcess(tmp_path, environment) as run:
        leads = run.make_leads(1000)
        first = run.announce(leads)
        started = time.monotonic()
        run.wait_done(1000, 180)
        took_s = time.monotonic() - started
        again = run.announce(leads)
        run.wait_drained(60)
    assert (first.status, again.status) == (200, 200)
    assert first.elapsed_ms < 200
    assert odoo.count() == 1000
    assert odoo.count(["phone_sanitized", "!=", False]) > 900
    assert odoo.count(["email_from", "!=", False]) > 600
    assert odoo.count(["campaign_id", "!=", False]) == sum("ad_id" in lead for lead in leads)
    assert odoo.count(["description", "!=", False], ["user_id", "=", False]) == 1000
    with capsys.disabled():
        print(  # noqa: T201 - the figures are what a reader of this test wants to see
            f"\n1000 changes: answered in {first.elapsed_ms:.0f} ms, repeated in "
            f"{again.elapsed_ms:.0f} ms; in Odoo after {took_s:.1f} s; crm.lead: {odoo.count()}"
        )


def test_fifty_parallel_deliveries_of_one_change_make_one_lead(
    tmp_path: Path, environment: dict[str, str], odoo: RealOdoo
) -> None:
    with LocalRunProcess(tmp_path, environment) as run:
        leads = run.make_leads(1)
        with ThreadPoolExecutor(50) as pool:
            answers = list(pool.map(lambda _: run.announce(leads).status, range(50)))
        run.wait_done(1, 60)
        run.wait_drained(120)
    assert set(answers) == {200}
    assert odoo.count() == 1


def test_killed_at_ten_random_moments_under_300_leads_exactly_300_stand_in_odoo(
    tmp_path: Path, environment: dict[str, str], odoo: RealOdoo
) -> None:
    chance = Random(300)
    with LocalRunProcess(tmp_path, environment) as run:
        leads = run.make_leads(300)
        for start in range(0, 300, 30):
            assert run.announce(leads[start : start + 30]).status == 200
            run.kill(after_s=chance.uniform(0.0, 0.8))
            run.start()
        run.wait_done(300, 180)
    assert odoo.count() == 300
