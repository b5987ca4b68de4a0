"""Who did what by hand, and to how many: never to whom."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared.domain.values import moment_text

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from shared.ports import Memory

AUDIT = "audit"


def record(
    memory: Memory,
    doc_id: str,
    *,
    tenant: str,
    at: datetime,
    who: str,
    what: str,
    counts: Mapping[str, int],
) -> None:
    """Write one line of the audit trail; the same id again replaces it with later counts."""
    line = {
        "at": moment_text(at),
        "tenant": tenant,
        "who": who,
        "what": what,
        "counts": dict(counts),
    }
    memory.put(AUDIT, doc_id, line)
