"""What the actions do where an earlier Odoo lacks a method: the demo plays Odoo 19 only."""

from __future__ import annotations

from typing import Any

from shared.adapters.odoo.actions import OdooActions
from shared.domain.ids import CrmLeadId
from shared.odoo_client import NoSuchMethod


class GivenClock:
    def now(self) -> Any:
        raise AssertionError("nobody asks for the time")


class EarlierOdoo:
    """Has the step and the lead, and no `action_cancel`."""

    def __init__(self) -> None:
        self.written: list[tuple[str, list[int], Any]] = []

    def fields(self, _model: str) -> dict[str, None]:
        return {"name": None}

    def search_read(self, model: str, *_: Any, **__: Any) -> list[dict[str, int]]:
        return {"crm.lead": [{"id": 12}], "mail.activity": [{"id": 5, "res_id": 12}]}[model]

    def call(self, model: str, method: str, **_: Any) -> None:
        raise NoSuchMethod(f"{model} has no {method}")

    def write(self, model: str, ids: list[int], values: Any, **_: Any) -> None:
        self.written.append((model, ids, values))


def test_a_step_is_taken_away_through_its_lead() -> None:
    odoo = EarlierOdoo()
    actions = OdooActions(odoo, tenant="t", clock=GivenClock())  # type: ignore[arg-type]
    assert actions.cancel_activity(CrmLeadId(12), 5) is True
    assert odoo.written == [("crm.lead", [12], {"activity_ids": [[2, 5, 0]]})]
