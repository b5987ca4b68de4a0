"""F15 for real: an Odoo that is stopped for a minute while leads come in."""

from __future__ import annotations

import time
from statistics import quantiles
from typing import TYPE_CHECKING

import pytest

from shared import settings
from shared.odoo_client import OdooClient
from tests.local_run import LocalRunProcess, wait_until
from tests.odoo.own_odoo import OwnOdoo

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

pytestmark = [pytest.mark.odoo, pytest.mark.alone]
OUTAGE_S, LEADS, A_POST = 60.0, 500, 10


@pytest.fixture(name="odoo")
def _odoo() -> Iterator[OwnOdoo]:
    found = settings.read()
    if not (found.odoo_url and found.odoo_api_key):
        pytest.fail("a real Odoo is needed: set ODOO_URL and ODOO_API_KEY")
    with OwnOdoo("outage", found.odoo_url, found.odoo_api_key) as odoo:
        yield odoo


def test_f15_an_odoo_that_is_stopped_for_a_minute_loses_and_doubles_nothing(
    odoo: OwnOdoo, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    environment = {
        "ODOO_URL": odoo.url,
        "ODOO_DATABASE": odoo.database,
        "ODOO_API_KEY": odoo.api_key,
    }
    with LocalRunProcess(tmp_path, environment) as run:
        before = send(run, LEADS // 5, within_s=LEADS / 50)
        run.wait_done(LEADS // 5, 120)
        odoo.stop()
        during = send(run, LEADS, within_s=OUTAGE_S)
        assert run.count("done") == LEADS // 5
        odoo.start()
        back = time.monotonic()
        run.wait_done(LEADS + LEADS // 5, 300)
        took_s = time.monotonic() - back
        run.wait_drained(60)
    with OdooClient.connect(odoo.url, database=odoo.database, api_key=odoo.api_key) as client:
        in_odoo = client.search_count("crm.lead", [], context={"active_test": False})
        notes = client.search_count("mail.activity", [["res_model", "=", "crm.lead"]])
    with capsys.disabled():
        print(  # noqa: T201 - the figures are what a reader of this test wants to see
            f"\nOdoo stopped for {OUTAGE_S:.0f} s under {LEADS} leads: acknowledged in "
            f"{p95(before):.1f} ms before, {p95(during):.1f} ms meanwhile (p95); "
            f"all in Odoo {took_s:.0f} s after its return"
        )
    assert in_odoo == LEADS + LEADS // 5
    assert notes == 0
    assert p95(during) < 200


def send(run: LocalRunProcess, count: int, *, within_s: float) -> list[float]:
    """Send so many leads of new people, evenly; give the milliseconds of each answer."""
    leads, posts = run.make_leads(count), count // A_POST
    began, took = time.monotonic(), []
    for number in range(posts):
        wait_until(reached(began + number * within_s / posts), within_s, "the clock stands still")
        sent = run.announce(leads[number * A_POST : (number + 1) * A_POST])
        assert sent.status == 200
        took.append(sent.elapsed_ms)
    wait_until(reached(began + within_s), within_s, "the clock stands still")
    return took


def reached(moment: float) -> Callable[[], bool]:
    return lambda: time.monotonic() >= moment


def p95(milliseconds: list[float]) -> float:
    return quantiles(milliseconds, n=20, method="inclusive")[-1]
