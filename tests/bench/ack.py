"""How long Meta waits for our 200, against a function that does nothing but say it."""

from __future__ import annotations

import sqlite3
import time
from contextlib import ExitStack
from typing import TYPE_CHECKING

from deploy.gcp.manifest import read_manifests
from deploy.local.doors import FUNCTIONS
from tests.bench.figures import Spread
from tests.bench.processes import ROOT, function_server, python, scratch
from tests.bench.report import Figures, Report, Verdict
from tests.bench.webhook_caller import SECRET, calling, webhooks
from tests.local_run import wait_until

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from tests.bench.report import Cell
    from tests.bench.webhook_caller import Webhook, WebhookCaller

SINGLES, BATCHES = 2000, 200
WARM_UP = 50
BATCH = 1000
DRAINED, DRAINED_ONES = 20, 500
"""Batches in the queue when measuring begins, and webhooks of one change sent meanwhile."""
_COLUMNS = ("webhook", "function", "requests", "p50 ms", "p95 ms", "p99 ms", "ratio of p50")


def measure(*, quick: bool = False) -> Report:
    """Measure webhooks of one and of 1000 changes, in turns with the bare function."""
    share = 10 if quick else 1
    with ExitStack() as stack:
        folder = stack.enter_context(scratch())
        source = FUNCTIONS / "webhooks/main.py"
        ours = _open(stack, folder / "full", "webhooks", source)
        quick_one = _open(stack, folder / "normal", "webhooks", source, SQLITE_SYNC="normal")
        bare = _open(stack, folder / "bare", "bare", ROOT / "tests/bench/bare/main.py")
        one = _in_turns((ours, quick_one, bare), webhooks(SINGLES // share + WARM_UP, 1))
        many = _in_turns(
            (ours, bare),
            webhooks(BATCHES // share + WARM_UP // 10, BATCH, first=10**6),
            WARM_UP // 10,
        )
        commits = _commits(folder / "commits.db", SINGLES // share)
    with scratch() as folder:
        drained, a_second = _while_drained(folder, DRAINED_ONES // share)
    raw = {"1 full": one[0], "1 normal": one[1], "1 bare": one[2]}
    raw |= {"1000 full": many[0], "1000 bare": many[1]}
    return _report(raw | {"drained": drained, "commit": commits}, a_second)


def _open(stack: ExitStack, folder: Path, target: str, source: Path, **more: str) -> WebhookCaller:
    """Both servers get the same settings: those that the function has in the cloud."""
    (manifest,) = (m for m in read_manifests(FUNCTIONS) if m.name == "webhooks")
    environment = {
        "THREADS": str(manifest.concurrency),
        "QUEUE": "embedded",
        "DATA_DIR": str(folder),
        "META_APP_SECRET": SECRET,
        "META_VERIFY_TOKEN": "not used here",
        "ODOO_WEBHOOK_SECRET": "whsec_" + "c2Vj" * 8,  # nor this
        **more,
    }
    port = stack.enter_context(function_server(source, target, folder, environment))
    return stack.enter_context(calling(port))


def _in_turns(
    callers: Sequence[WebhookCaller], sent: list[Webhook], warm_up: int = WARM_UP
) -> list[list[float]]:
    rounds = [[caller.post(webhook) for caller in callers] for webhook in sent][warm_up:]
    return [list(times) for times in zip(*rounds, strict=True)]


def _commits(path: Path, count: int) -> list[float]:
    """Time what no durable queue can do without: one small commit that reached the disk."""
    times = []
    db = sqlite3.connect(path, isolation_level=None)
    db.execute("PRAGMA journal_mode = WAL")
    db.execute("PRAGMA synchronous = FULL")
    db.execute("CREATE TABLE rows (data BLOB)")
    for _ in range(count):
        started = time.perf_counter()
        db.execute("INSERT INTO rows VALUES (zeroblob(400))")
        times.append(time.perf_counter() - started)
    db.close()
    return times


def _while_drained(folder: Path, count: int) -> tuple[list[float], float]:
    """Time webhooks of one change while another process works through 20,000 queued ones."""
    log = folder / "drained"
    with ExitStack() as stack:
        ours = _open(stack, folder, "webhooks", FUNCTIONS / "webhooks/main.py")
        for webhook in webhooks(DRAINED, BATCH):
            ours.post(webhook)
        with python(["-m", "tests.bench.drain", str(folder)], {"HOME": str(folder)}, log):
            wait_until(lambda: _queued(folder) < DRAINED * BATCH, 30, "nothing is delivered")
            times = [ours.post(webhook) for webhook in webhooks(count, 1, first=10**6)]
            if _queued(folder) <= count:
                raise RuntimeError("the queue was empty before all was sent: queue more")
    return times, float(log.read_text(encoding="utf-8").split()[-1])


def _queued(folder: Path) -> int:
    db = sqlite3.connect(f"file:{folder / 'queue.db'}?mode=ro", uri=True)
    try:
        (count,) = db.execute("SELECT count(*) FROM deliveries").fetchone()
    finally:
        db.close()
    return int(count)


def _report(raw: dict[str, list[float]], a_second: float) -> Report:
    found = {name: Spread.of(times) for name, times in raw.items()}
    bare, many_bare = found["1 bare"].p50_ms, found["1000 bare"].p50_ms
    full, normal = (found[name].p50_ms / bare for name in ("1 full", "1 normal"))
    many = found["1000 full"].p50_ms / many_bare
    rows: tuple[tuple[Cell, ...], ...] = (
        ("1 change", "webhooks, SQLITE_SYNC=normal", *_cells(found["1 normal"]), normal),
        ("", "webhooks, SQLITE_SYNC=full", *_cells(found["1 full"]), full),
        ("", "bare", *_cells(found["1 bare"]), 1),
        ("1000 changes", "webhooks, SQLITE_SYNC=full", *_cells(found["1000 full"]), many),
        ("", "bare", *_cells(found["1000 bare"]), 1),
        ("1 change, while drained", "webhooks, SQLITE_SYNC=full", *_cells(found["drained"]), None),
        ("one durable commit by itself", "", *_cells(found["commit"]), None),
    )
    return Report(
        "ack",
        f"The queue was drained at {a_second:.0f} deliveries a second.",
        (Figures("From sending to 200", _COLUMNS, rows),),
        (
            Verdict("1 change, p50, in bare functions, SQLITE_SYNC=normal", normal, 2.0),
            Verdict("1 change, p50, in bare functions, SQLITE_SYNC=full", full, 2.0),
            Verdict("1000 changes, p50, SQLITE_SYNC=full", found["1000 full"].p50_ms, 100, "ms"),
            Verdict("1000 changes, p99, SQLITE_SYNC=full", found["1000 full"].p99_ms, 200, "ms"),
        ),
        raw,
    )


def _cells(spread: Spread) -> tuple[float, ...]:
    return spread.count, *spread.cells
