"""The whole suite's Odoo does what the adapter does on the demo Odoo, at both gates.

What is said of the smaller stand-in holds here too: its sentences are taken over.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from deploy.local.demo.odoo import DemoOdoo
from shared.errors import CrmLeadGone, PermanentError
from shared.odoo_client import OdooClient
from tests.simulation.proof.odoo import OdooStandIn
from tests.simulation.stand_ins import GivenClock
from tests.simulation.test_crm_stand_in import (
    OdooDesk,
    a_lead,
    lead,
    order,
    submission,
    test_a_lost_lead_is_found_closed_and_not_made_again,
    test_a_person_is_found_by_what_they_gave,
    test_a_submission_is_noted_once_and_its_owner_told_once,
    test_the_newest_record_comes_first,
    test_the_same_order_again_gives_the_same_lead_and_keeps_an_edit,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from shared.domain.clean_lead import CleanLead
    from shared.domain.ids import CrmLeadId

TAKEN_OVER = (
    lead,
    test_a_lost_lead_is_found_closed_and_not_made_again,
    test_a_person_is_found_by_what_they_gave,
    test_a_submission_is_noted_once_and_its_owner_told_once,
    test_the_newest_record_comes_first,
    test_the_same_order_again_gives_the_same_lead_and_keeps_an_edit,
)


class ProofDesk:
    """The stand-in as its people see it."""

    def __init__(self, *, has_addon: bool) -> None:
        self.crm, self.has_addon = OdooStandIn(GivenClock(), has_addon=has_addon), has_addon

    def delete(self, lead_id: CrmLeadId) -> None:
        self.crm.delete(lead_id)

    def lose(self, lead_id: CrmLeadId) -> None:
        self.crm.close(lead_id, "lost")

    def edit(self, lead_id: CrmLeadId, name: str) -> None:
        self.crm.edit(lead_id, name)

    def merge(self, tail: CrmLeadId, head: CrmLeadId) -> CrmLeadId:
        self.crm.merge(tail, head)
        return head

    def name(self, lead_id: CrmLeadId) -> str:
        return str(self.crm.leads[lead_id].contact_name)

    def notes_and_todos(self, lead_id: CrmLeadId) -> tuple[int, int]:
        notes, todos = [*self.crm.notes.values()], [*self.crm.todos.values()]
        return notes.count(lead_id), todos.count(lead_id)


class DemoDesk(OdooDesk):
    """The adapter on the demo Odoo."""

    def __init__(self, client: OdooClient, *, has_addon: bool) -> None:
        super().__init__(client)
        self.has_addon = has_addon

    def merge(self, tail: CrmLeadId, head: CrmLeadId) -> CrmLeadId:
        """Odoo chooses which one stays."""
        answer = self._client.call("crm.lead", "merge_opportunity", ids=[head, tail])
        (stays,) = answer if isinstance(answer, list) else [answer]
        return stays


Desk = ProofDesk | DemoDesk


@pytest.fixture(
    name="desk",
    scope="module",
    params=[(kind, addon) for kind in ("stand-in", "demo Odoo") for addon in (True, False)],
    ids=lambda param: f"{param[0]} {'with' if param[1] else 'without'} the addon",
)
def _desk(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Desk]:
    kind, has_addon = request.param
    if kind == "stand-in":
        yield ProofDesk(has_addon=has_addon)
        return
    scratch = tmp_path_factory.mktemp("odoo") / "demo.db"
    with (
        DemoOdoo.start(scratch, addon=has_addon) as odoo,
        OdooClient.connect(
            odoo.url, database=odoo.database, api_key=odoo.api_key, allow_unlink=True
        ) as client,
    ):
        yield DemoDesk(client, has_addon=has_addon)


def test_a_deleted_lead_put_again_is_remembered_by_the_addon_only(
    desk: Desk, lead: CleanLead
) -> None:
    lead_id = desk.crm.put_lead(order(lead))
    desk.delete(lead_id)
    with pytest.raises(CrmLeadGone):
        desk.crm.add_submission(submission(lead_id, lead))
    if not desk.has_addon:
        assert desk.crm.put_lead(order(lead)) != lead_id
        return
    with pytest.raises(PermanentError) as refused:
        desk.crm.put_lead(order(lead))
    assert refused.value.code == "deleted_in_crm"


def test_a_merged_lead_put_again_is_its_head_where_the_addon_is(
    desk: Desk, lead: CleanLead
) -> None:
    number = int(lead.leadgen_id[-9:]) + 5_000_000
    other = a_lead(number, person=number % 10_000)
    head, tail = desk.crm.put_lead(order(other)), desk.crm.put_lead(order(lead))
    stays = desk.merge(tail, head)
    gone = lead if stays == head else other
    again = desk.crm.put_lead(order(gone))
    assert (again == stays) is desk.has_addon


def test_the_notes_of_a_merged_lead_stand_in_its_head(desk: Desk, lead: CleanLead) -> None:
    number = int(lead.leadgen_id[-9:]) + 6_000_000
    other = a_lead(number, person=number % 10_000)
    head, tail = desk.crm.put_lead(order(other)), desk.crm.put_lead(order(lead))
    note = submission(tail, lead)
    desk.crm.add_submission(note)
    stays = desk.merge(tail, head)
    assert desk.notes_and_todos(stays)[0] == 1
    desk.crm.add_submission(note.model_copy(update={"onto": stays}))
    assert desk.notes_and_todos(stays)[0] == 1
