"""The sweep of alerts: whether it runs, and whether there is somebody to tell of each alert."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from shared.domain.finding import fail, unknown, warn, well
from shared.domain.queries import ALERTS_WITHOUT_READER
from shared.usecases.watermarks import WATERMARKS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from shared.domain.finding import Finding
    from shared.ports import Memory

LATE = timedelta(minutes=15)
"""Three runs: one may be lost, or take long."""


def alert_mark(tenant: str) -> str:
    """Name the watermark that each sweep moves at its end."""
    return f"{tenant}.alert_sweep"


def alerts(memory: Memory, tenant: str, now: datetime) -> Iterator[Finding]:
    """Look at the sweep's mark and at alerts that nobody can be told of."""
    yield _running(memory, tenant, now)
    alone = memory.count(ALERTS_WITHOUT_READER, equals={"tenant": tenant, "lacks_reader": True})
    if alone:
        yield warn("suite.alerts_told", "alerts_without_reader", alerts=alone)
    else:
        yield well("suite.alerts_told", "alerts_have_readers")


def _running(memory: Memory, tenant: str, now: datetime) -> Finding:
    check, ran_at = "suite.alerts", _ran_at(memory, tenant)
    if ran_at is None:
        return unknown(check, "alert_sweep_never_ran")
    minutes = max(0, int((now - ran_at).total_seconds() // 60))
    if now - ran_at > LATE:
        return fail(check, "alert_sweep_late", minutes=minutes)
    return well(check, "alert_sweep_runs", minutes=minutes)


def _ran_at(memory: Memory, tenant: str) -> datetime | None:
    document = memory.get(WATERMARKS, alert_mark(tenant))
    moved_at = document.data.get("moved_at") if document else None
    if not isinstance(moved_at, str):
        return None
    try:
        return datetime.fromisoformat(moved_at)
    except ValueError:
        return None
