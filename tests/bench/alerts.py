"""What a sweep of alerts costs: the same 500 changes among ten thousand, and among a million."""

from __future__ import annotations

import json
import sqlite3
import tracemalloc
from contextlib import closing
from dataclasses import dataclass, field
from datetime import timedelta
from random import Random
from statistics import median
from time import perf_counter
from typing import TYPE_CHECKING

from shared.adapters.messaging.embedded import EmbeddedBus
from shared.adapters.storage.sqlite import SqliteMemory
from shared.domain.ids import CrmLeadId
from shared.domain.opportunity import opportunity_key
from shared.domain.values import moment_text
from shared.notices.buttons import Buttons
from shared.notices.writer import NoticeWriter
from shared.usecases.alerts.alert_settings import AlertSettingsBook
from shared.usecases.alerts.find_unfollowed import FindUnfollowed
from shared.usecases.alerts.pass_mark import PassMark, rules_mark
from shared.usecases.alerts.sweep_alerts import SweepAlerts
from shared.usecases.refresh_directory import read_directory
from shared.usecases.watermarks import Watermarks
from tests.alert_records import OWNER, at, opportunity
from tests.bench.processes import scratch
from tests.bench.report import Figures, Report, Verdict
from tests.swept_world import RETENTION, SetClock, SweptWorld

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime
    from pathlib import Path

    from shared.domain.opportunity import OpportunityKey
    from shared.usecases.alerts.sweep_alerts import Swept

SIZES = (10_000, 100_000, 1_000_000)
CHANGES, ROUNDS = 500, 5
TENANT = "default"
START = at("2026-11-22 14:00")
LATER = START + timedelta(days=5)
"""When what has not changed falls due."""
_INSERT = "INSERT INTO documents (collection, id, data) VALUES (?, ?, ?)"


@dataclass
class Measured:
    """One size."""

    records: int
    sweeps_s: list[float] = field(default_factory=list)
    idle_s: list[float] = field(default_factory=list)
    """The same with nothing due."""
    pass_s: float = 0.0
    """One run of the slow pass."""
    passed: int = 0
    peak_kb: float = 0.0
    raised: int = 0


def measure(*, quick: bool = False) -> Report:
    """Fill a memory, change 500 records, sweep; some rounds each."""
    sizes = tuple(size // 10 for size in SIZES) if quick else SIZES
    return _report([_measured(size, 2 if quick else ROUNDS) for size in sizes])


def _measured(records: int, rounds: int) -> Measured:
    found, chance = Measured(records), Random(records)
    with scratch() as folder:
        clock = SetClock(START)
        with closing(SqliteMemory(folder / "memory.db", clock=clock, synchronous="FULL")) as memory:
            SweptWorld(memory, clock)
        _fill(folder / "memory.db", records)
        bus = EmbeddedBus(folder / "queue.db", clock=clock, rng=chance, synchronous="FULL")
        memory = SqliteMemory(folder / "memory.db", clock=clock, synchronous="FULL")
        with closing(memory), closing(bus):
            world, sweep = SweptWorld(memory, clock), _sweep(memory, bus, clock)
            _pass_is_over(memory, clock.moment)
            _changed(world, sweep, chance, records)  # indexes are made, caches filled
            for _ in range(rounds):
                took_s, done = _changed(world, sweep, chance, records)
                found.sweeps_s.append(took_s)
                found.raised += done.raised
                found.idle_s.append(_timed(sweep)[0])
            tracemalloc.start()
            _changed(world, sweep, chance, records)
            found.peak_kb = tracemalloc.get_traced_memory()[1] / 1000
            tracemalloc.stop()
            _measure_pass(found, memory, clock)
    return found


def _sweep(memory: SqliteMemory, bus: EmbeddedBus, clock: SetClock) -> SweepAlerts:
    return SweepAlerts(
        memory,
        bus,
        clock,
        AlertSettingsBook(memory, clock, TENANT),
        NoticeWriter(Buttons(), "Asia/Riyadh"),
        TENANT,
        RETENTION,
        "ar",
    )


def _changed(
    world: SweptWorld, sweep: SweepAlerts, chance: Random, records: int
) -> tuple[float, Swept]:
    """Let 500 records change, half of them so that something is due, and sweep."""
    world.clock.moment += timedelta(minutes=5)
    for place, number in enumerate(chance.sample(range(1, records + 1), CHANGES)):
        created_at = world.clock.moment - timedelta(days=1, hours=place % 24)
        contact_at = None if place % 2 else world.clock.moment - timedelta(minutes=1)
        world.record(
            number,
            created_at=created_at,
            stage_since=created_at,
            last_contact_at=contact_at,
            alert_activities=(),
        )
    return _timed(sweep)


def _timed(sweep: SweepAlerts) -> tuple[float, Swept]:
    begun = perf_counter()
    done = sweep()
    return perf_counter() - begun, done


def _measure_pass(found: Measured, memory: SqliteMemory, clock: SetClock) -> None:
    find = FindUnfollowed(memory, clock, TENANT)
    begun = perf_counter()
    found.passed = find("other rules", clock.moment + timedelta(minutes=1)).looked_at
    found.pass_s = perf_counter() - begun


def _pass_is_over(memory: SqliteMemory, now: datetime) -> None:
    directory = read_directory(memory, TENANT)
    assert directory is not None
    rules = rules_mark(AlertSettingsBook(memory, SetClock(now), TENANT).read(), directory, {})
    marks = Watermarks(memory)
    mark = PassMark(rules=rules, ended_s=int(now.timestamp()))
    marks.move(marks.get(f"{TENANT}.alert_pass"), str(mark), now)


def _fill(path: Path, records: int) -> None:
    """Write rows straight into the file, as the adapter lays them out; in the order of its index."""
    keys = sorted((opportunity_key(TENANT, CrmLeadId(n)), n) for n in range(1, records + 1))
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA synchronous = OFF")
        connection.execute("PRAGMA cache_size = -200000")
        for rows in (_follow_ups(keys), _opportunities(keys)):
            with connection:
                connection.executemany(_INSERT, rows)
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _follow_ups(keys: list[tuple[OpportunityKey, int]]) -> Iterator[tuple[str, str, str]]:
    due = {"tenant": TENANT, "owner_id": OWNER, "check_at": moment_text(LATER)}
    for key, number in keys:
        yield "follow_ups", key, json.dumps(due | {"crm_lead_id": number}, separators=(",", ":"))


def _opportunities(keys: list[tuple[OpportunityKey, int]]) -> Iterator[tuple[str, str, str]]:
    picture = opportunity(
        1, seen_at=START, created_at=START - timedelta(days=3), last_contact_at=START
    )
    shape = picture.model_dump(mode="json", exclude_none=True)
    shape["seen_at"] = moment_text(START)
    for key, number in keys:
        data = json.dumps(shape | {"key": key, "crm_lead_id": number}, separators=(",", ":"))
        yield "opportunities", key, data


def _report(found: list[Measured]) -> Report:
    rows = tuple(
        (
            f"{one.records:,}",
            median(one.sweeps_s),
            median(one.idle_s) * 1000,
            one.raised // len(one.sweeps_s),
            one.peak_kb / 1000,
            one.pass_s,
        )
        for one in found
    )
    columns = ("open opportunities", "sweep s", "nothing due ms", "raised", "peak MB", "pass s")
    least, middle, most = found[0], found[1], found[-1]
    ratio = median(most.sweeps_s) / median(least.sweeps_s)
    verdicts = (
        Verdict("sweep, the most / the fewest opportunities", ratio, 1.5),
        Verdict("peak memory, the same", most.peak_kb / least.peak_kb, 1.5),
        Verdict(f"sweep among {middle.records:,}", median(middle.sweeps_s), 2, "s"),
    )
    setting = (
        f"{CHANGES} records change, half of them so that something is due; the median of"
        f" {len(least.sweeps_s)} rounds. SQLite and the embedded queue, both written through to the"
        f" disk. The slow pass looked at {most.passed:,} of the most and had all judged anew."
    )
    raw = {f"{one.records}": one.sweeps_s for one in found}
    return Report("alerts", setting, (Figures("One sweep", columns, rows),), verdicts, raw)
