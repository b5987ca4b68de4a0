"""How many leads Meta and we have, by form and day: written by reconciling, read by checks."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from shared.domain.values import moment_text

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime

    from shared.domain.ids import FormId, PageId
    from shared.ports import Memory
    from shared.usecases.compare_leads import DayCount

FORM_DAYS = "form_days"
KEPT = timedelta(days=120)
"""Longer than Meta shows leads: later nothing can be compared any more."""


def store_form_days(
    memory: Memory,
    *,
    tenant: str,
    page_id: PageId,
    form_id: FormId,
    days: Mapping[date, DayCount],
    now: datetime,
) -> None:
    """Keep each day's counts under tenant, form and day; a later comparison replaces them."""
    for day, count in days.items():
        data: dict[str, object] = {
            "tenant": tenant,
            "page_id": page_id,
            "form_id": form_id,
            "day": day.isoformat(),
            "meta": count.meta,
            "known": count.known,
            "announced": count.announced,
            "as_of": moment_text(now),
        }
        doc_id = f"{tenant}.{form_id}.{day.isoformat()}"
        memory.put(FORM_DAYS, doc_id, data, expires_at=now + KEPT)
