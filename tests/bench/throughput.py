"""Leads a second from Meta's webhook into Odoo, against bare creates of the same fields."""

from __future__ import annotations

import time
from contextlib import closing
from dataclasses import dataclass
from statistics import median
from typing import TYPE_CHECKING, Any, Self
from uuid import uuid4

from deploy.local.environment import prepare
from deploy.local.meta_caller import MetaCaller
from shared import bootstrap, once
from shared.adapters.odoo.lookups import PREFIX
from shared.odoo_client import OdooClient
from tests.bench.odoo_access import odoo_access
from tests.bench.processes import scratch
from tests.bench.report import Figures, Report, Verdict
from tests.bench.written_values import written_values
from tests.local_run import LocalRunProcess

if TYPE_CHECKING:
    from pathlib import Path

    from tests.bench.odoo_access import OdooAccess
    from tests.bench.report import Cell

LEADS, ROUNDS, WARM_UP = 300, 3, 5
_TIMEOUT_S = 300
_COLUMNS = ("round", "acknowledged ms", "ours: s", "leads/s", "OdooRPC: s", "leads/s", "ratio")


@dataclass(frozen=True, slots=True)
class Round:
    """One POST and all its leads in Odoo, then the same values by OdooRPC."""

    leads: int
    ack_s: float
    ours_s: float
    theirs_s: float

    @property
    def ratio(self) -> float:
        """Our leads a second in those of OdooRPC."""
        return self.theirs_s / self.ours_s


def measure(*, quick: bool = False) -> Report:
    """Run the suite on the real Odoo and the demo Meta, in turns with OdooRPC."""
    access = odoo_access()
    with scratch() as folder, Odoo(access) as odoo:
        suite = folder / "suite"
        suite.mkdir()
        with (
            LocalRunProcess(suite, environment=access.environment) as run,
            closing(Bench(run, odoo, folder / "values")) as bench,
        ):
            bench.round(WARM_UP)
            rounds = [bench.round(60 if quick else LEADS) for _ in range(1 if quick else ROUNDS)]
    return _report(rounds)


class Odoo:
    """The real one, as OdooRPC sees it; leaving removes the leads that were made."""

    def __init__(self, access: OdooAccess) -> None:
        import odoorpc  # type: ignore[import-untyped]  # it has no types

        self.access = access
        self._rpc = odoorpc.ODOO(access.host, port=access.port)
        self._rpc.login(access.database, access.login, access.api_key)
        self._made: list[int] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        with OdooClient.connect(
            self.access.url,
            database=self.access.database,
            api_key=self.access.api_key,
            allow_unlink=True,
        ) as client:
            client.unlink("crm.lead", self._made)

    def create_one_by_one(self, values: list[dict[str, object]]) -> float:
        """Create the records, a call each; give the seconds."""
        started = time.perf_counter()
        made = [self._rpc.execute_kw("crm.lead", "create", [one]) for one in values]
        elapsed_s = time.perf_counter() - started
        self._made += made
        return elapsed_s

    def check(self, announced: list[dict[str, Any]]) -> None:
        """Raise unless Odoo has exactly one lead for each announcement."""
        names = [f"lead_default_{one['leadgen_id']}" for one in announced]
        domain = [["module", "=", PREFIX], ["model", "=", "crm.lead"], ["name", "in", names]]
        found = self._rpc.execute_kw("ir.model.data", "search_read", [domain, ["res_id"]])
        ids = {record["res_id"] for record in found}
        self._made += ids
        if len(ids) != len(names):
            raise RuntimeError(f"{len(ids)} leads in Odoo instead of {len(names)}")


class Bench:
    """Rounds on one running suite."""

    def __init__(self, run: LocalRunProcess, odoo: Odoo, folder: Path) -> None:
        self._run, self._odoo = run, odoo
        given = {**odoo.access.environment, "PORT": str(run.port), "DATA_DIR": str(folder)}
        self._here = prepare(given)
        self._done = 0

    def round(self, leads: int) -> Round:
        """Send so many new leads in one POST and wait; then create the same ones by OdooRPC."""
        wish = {"count": leads, "seed": uuid4().int % 10**9}  # people whom this Odoo never met
        with MetaCaller(self._here) as meta:
            announced = meta.make_leads(wish)
            values = written_values(self._here.settings, announced)
            ack_s, ours_s = self._send(meta, announced)
        self._odoo.check(announced)
        theirs_s = self._odoo.create_one_by_one(values)
        return Round(leads, ack_s, ours_s, theirs_s)

    def _send(self, meta: MetaCaller, announced: list[dict[str, Any]]) -> tuple[float, float]:
        self._done += len(announced)
        started = time.perf_counter()
        sent = meta.announce(announced, now=bootstrap.clock().now())
        self._run.wait_done(self._done, _TIMEOUT_S)
        return sent.elapsed_ms / 1000, time.perf_counter() - started

    def close(self) -> None:
        """Close what was opened to read the leads as the suite does."""
        once.close(self._here.settings)


def _report(rounds: list[Round]) -> Report:
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (
            f"{number}: {r.leads} leads",
            *(r.ack_s * 1000, r.ours_s, r.leads / r.ours_s),
            *(r.theirs_s, r.leads / r.theirs_s, r.ratio),
        )
        for number, r in enumerate(rounds, 1)
    )
    return Report(
        "throughput",
        "The whole suite in one process with its demo Meta, Odoo 19 beside it.",
        (Figures("One POST, until its last lead is done", _COLUMNS, rows),),
        (
            Verdict(
                "leads a second, ours / OdooRPC (median)",
                median([r.ratio for r in rounds]),
                1.0,
                is_floor=True,
            ),
        ),
        {
            "ours": [r.ours_s for r in rounds],
            "OdooRPC": [r.theirs_s for r in rounds],
            "acknowledged": [r.ack_s for r in rounds],
        },
    )
