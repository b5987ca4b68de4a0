"""Leads a second into Odoo when an outage is over, against bare creates of the same fields."""

from __future__ import annotations

import time
from contextlib import closing
from dataclasses import dataclass
from datetime import timedelta
from statistics import median
from typing import TYPE_CHECKING
from uuid import uuid4

import requests

from deploy.local.environment import prepare
from deploy.local.meta_caller import MetaCaller
from shared import bootstrap, once, settings
from shared.domain.connection import Connection, Gate, odoo_connection
from shared.usecases.connections import Connections
from tests.bench.odoo_access import odoo_access
from tests.bench.processes import scratch
from tests.bench.report import Figures, Report, Verdict
from tests.bench.throughput import Odoo
from tests.bench.written_values import written_values
from tests.local_run import LocalRunProcess, wait_until

if TYPE_CHECKING:
    from pathlib import Path

    from tests.bench.report import Cell

LEADS, ROUNDS, WARM_UP = 500, 3, 20
PAUSED_S = 20.0
"""Longer than it takes to park the leads: they fall due when it is over."""
_TIMEOUT_S = 300
_COLUMNS = ("round", "ours: s", "leads/s", "OdooRPC: s", "leads/s", "ratio")


@dataclass(frozen=True, slots=True)
class Round:
    """A backlog put into Odoo, and the same values by OdooRPC."""

    leads: int
    ours_s: float
    theirs_s: float

    @property
    def ratio(self) -> float:
        """Our leads a second in those of OdooRPC."""
        return self.theirs_s / self.ours_s


def measure(*, quick: bool = False) -> Report:
    """Let leads wait for Odoo, open the way, and wait for the last; in turns with OdooRPC."""
    access = odoo_access()
    with scratch() as folder, Odoo(access) as odoo:
        suite = folder / "suite"
        suite.mkdir()
        environment = {**access.environment, "DRAIN_LEADS_PER_S": "5000"}
        with (
            LocalRunProcess(suite, environment=environment) as run,
            closing(Bench(run, odoo, folder / "values")) as bench,
        ):
            bench.round(WARM_UP)
            rounds = [bench.round(60 if quick else LEADS) for _ in range(1 if quick else ROUNDS)]
    return _report(rounds)


class Bench:
    """Rounds on one running suite."""

    def __init__(self, run: LocalRunProcess, odoo: Odoo, folder: Path) -> None:
        self._run, self._odoo = run, odoo
        given = {**odoo.access.environment, "PORT": str(run.port), "DATA_DIR": str(folder)}
        self._here = prepare(given)
        self._suite = settings.read({"DATA_DIR": str(run.folder)})
        self._clock = bootstrap.clock()
        self._done = 0

    def round(self, leads: int) -> Round:
        """Park so many leads, drain them; then create the same ones by OdooRPC."""
        wish = {"count": leads, "seed": uuid4().int % 10**9}  # people whom this Odoo never met
        self._pause()
        paused_until = self._clock.now() + timedelta(seconds=PAUSED_S + 6)
        with MetaCaller(self._here) as meta:
            announced = meta.make_leads(wish)
            values = written_values(self._here.settings, announced)
            meta.announce(announced, now=self._clock.now())
        wait_until(lambda: self._run.count("waiting") == leads, _TIMEOUT_S, "leads do not wait")
        wait_until(lambda: self._clock.now() > paused_until, _TIMEOUT_S, "")
        self._redrive()
        self._run.wait_done(self._done + 1, _TIMEOUT_S)
        started = time.perf_counter()
        self._redrive()
        self._done += leads
        self._run.wait_done(self._done, _TIMEOUT_S)
        ours_s = time.perf_counter() - started
        self._odoo.check(announced)
        return Round(leads - 1, ours_s, self._odoo.create_one_by_one(values[1:]))

    def _pause(self) -> None:
        """Act as if Odoo had been found to be down just now."""
        now = self._clock.now()
        name = odoo_connection(self._suite.tenant)
        connections = Connections(bootstrap.memory(self._suite))
        probe_at = now + timedelta(seconds=PAUSED_S)
        paused = Connection(
            name=name, state=Gate.OPEN, cause="odoo_unreachable", since=now, probe_at=probe_at
        )
        connections.put(connections.get(name), paused)

    def _redrive(self) -> None:
        url = f"http://127.0.0.1:{self._run.port}/jobs/redrive"
        requests.post(url, timeout=_TIMEOUT_S).raise_for_status()

    def close(self) -> None:
        """Close what was opened to read the leads and to pause the connection."""
        once.close(self._here.settings)
        once.close(self._suite)


def _report(rounds: list[Round]) -> Report:
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (
            f"{number}: {r.leads} leads",
            *(r.ours_s, r.leads / r.ours_s, r.theirs_s, r.leads / r.theirs_s, r.ratio),
        )
        for number, r in enumerate(rounds, 1)
    )
    ratio = median([r.ratio for r in rounds])
    return Report(
        "backlog",
        "The whole suite in one process with its demo Meta, Odoo 19 beside it; "
        "DRAIN_LEADS_PER_S=5000, so that nothing but Odoo and we are the limit.",
        (Figures("From the open way to the last lead", _COLUMNS, rows),),
        (Verdict("leads a second, ours / OdooRPC (median)", ratio, 3.0, is_floor=True),),
        {"ours": [r.ours_s for r in rounds], "OdooRPC": [r.theirs_s for r in rounds]},
    )
