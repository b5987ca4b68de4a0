"""Whether leads still come, and by which way."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from shared.domain.finding import fail, unknown, warn, well
from shared.domain.queries import LATEST_LEADS
from shared.domain.silence import Quiet, quiet, same_hours_before
from shared.domain.values import moment_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from shared.domain.finding import Finding
    from shared.ports import Memory
    from shared.usecases.checks.leads_seen import SeenLead

CHECK = "suite.silence"
_FRESH = frozenset({"webhook", "reconcile"})
"""A lead that somebody sent again, or imported, does not say that Meta still reports."""
_LATELY, _FEW = timedelta(hours=24), 3
_HOUR = timedelta(hours=1)


def hearing(memory: Memory, latest: Sequence[SeenLead], now: datetime) -> Iterator[Finding]:
    """Judge the time since the last lead, and whether any comes by webhook."""
    fresh = [lead for lead in latest if lead.source in _FRESH]
    lately = [lead.source for lead in fresh if now - lead.announced_at <= _LATELY]
    found = _quiet(memory, fresh[0].announced_at, now) if fresh else None
    if len(lately) >= _FEW and "webhook" not in lately:
        yield fail(CHECK, "webhooks_silent", leads=len(lately))
    elif found is None:
        yield unknown(CHECK, "rhythm_unknown")
    elif found.is_unusual:
        yield warn(CHECK, "silence", hours=found.lasted // _HOUR, expected=found.expected)
    else:
        yield well(CHECK, "rhythm_usual", hours=found.lasted // _HOUR)


def _quiet(memory: Memory, last: datetime, now: datetime) -> Quiet | None:
    """Ask for one lead and at most four counts."""
    earliest = memory.query(LATEST_LEADS, limit=1).documents
    try:
        first = datetime.fromisoformat(str(earliest[0].data.get("announced_at")))
    except (LookupError, ValueError):
        return None
    counts = [
        memory.count(LATEST_LEADS, at_least=moment_text(span.start), below=moment_text(span.end))
        for span in same_hours_before(last, now, first)
    ]
    return quiet(last, now, counts)
