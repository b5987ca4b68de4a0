"""Leads that wait: how many, for which connection, and for how long."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from shared.domain.finding import warn, well
from shared.domain.ledger import LeadState
from shared.domain.queries import LATEST_LEADS_IN_STATE
from shared.usecases.checks.pauses import short

if TYPE_CHECKING:
    from collections.abc import Iterator

    from shared.domain.document import Document
    from shared.domain.finding import Finding
    from shared.ports import Memory

_WAITING = {"state": LeadState.WAITING.value}
_SAMPLE = 100
SHORT = timedelta(minutes=30)
"""A lead that waits a while is everyday: Odoo restarts, Meta asks for fewer calls."""


def waiting(memory: Memory, tenant: str, now: datetime) -> Iterator[Finding]:
    """Count them, by what the oldest hundred wait for."""
    total = memory.count(LATEST_LEADS_IN_STATE, equals=_WAITING)
    oldest = memory.query(LATEST_LEADS_IN_STATE, equals=_WAITING, limit=_SAMPLE).documents
    late = [document for document in oldest if _waits(document, tenant, now)]
    if not late:
        yield well("suite.waiting", "none_wait_long", leads=total)
        return
    hours = max(_since(document, now) for document in late) // timedelta(hours=1)
    for name, number in sorted(Counter(_for_what(document, tenant) for document in late).items()):
        facts = {"leads": number, "total": total, "hours": hours}
        yield warn("suite.waiting", "leads_wait", about=name, **facts)


def _waits(document: Document, tenant: str, now: datetime) -> bool:
    return document.data.get("tenant") == tenant and _since(document, now) > SHORT


def _since(document: Document, now: datetime) -> timedelta:
    try:
        return now - datetime.fromisoformat(str(document.data.get("announced_at")))
    except (ValueError, TypeError):
        return timedelta()


def _for_what(document: Document, tenant: str) -> str:
    """Name the connection, or the code of why it waits where no connection is to blame."""
    data = document.data
    return short(str(data.get("waits_for") or data.get("reason") or ""), tenant)
