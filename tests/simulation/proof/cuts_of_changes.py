"""What takes a safeguard's place where Odoo's changes are taken in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from shared.domain import opportunity_changes, standard_webhooks
from shared.domain.standard_webhooks import Authentic
from shared.usecases.apply_odoo_change import ApplyOdooChange
from shared.usecases.read_crm_changes import ChangesRead, ReadCrmChanges
from shared.usecases.watermarks import Watermarks
from tests.simulation.proof.cuts import yes

if TYPE_CHECKING:
    from datetime import datetime

    import pytest


def trust_anybody(patch: pytest.MonkeyPatch) -> None:
    def check(raw: bytes, headers: Any, keys: Any, now: datetime) -> Authentic:
        return Authentic(now, raw)

    patch.setattr(standard_webhooks, "check", check)


def follow_no_merge(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(ApplyOdooChange, "_move_leads", lambda *_: 0)


def any_revision(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(opportunity_changes, "_is_newer", yes)


def mark_first(patch: pytest.MonkeyPatch) -> None:
    """Move the watermark, then publish what lay before it."""

    def call(use_case: ReadCrmChanges) -> ChangesRead:
        if use_case.pipeline.reports_changes():
            return ChangesRead(is_reported=True)
        marks = Watermarks(use_case.memory)
        mark = marks.get(f"{use_case.tenant}.crm_changes")
        page = use_case._page(mark.cursor)
        if marks.move(mark, page.cursor, use_case.clock.now()) is not None:
            use_case._publish(page)
        return ChangesRead()

    patch.setattr(ReadCrmChanges, "__call__", call)
