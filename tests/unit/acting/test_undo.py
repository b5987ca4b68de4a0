"""What an action did is taken back while it stands, once, and never over somebody's later word."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from shared.domain.acting import orders as of
from shared.domain.acting.action import ActionState
from shared.domain.acting.orders import Undo
from shared.domain.acting.undoing import undo_of
from shared.domain.ids import CrmLeadId
from tests.action_world import CHAT, HOOK, LEAD, MAIL, STEP

if TYPE_CHECKING:
    from shared.domain.acting.orders import Order
    from tests.action_world import World

ASSIGN = of.Assign(crm_lead_id=LEAD, user_id=8)
MOVE = of.MoveStage(crm_lead_id=LEAD, stage_id=2)
TAG = of.AddTag(crm_lead_id=LEAD, name="vip")
UNTAG = of.RemoveTag(crm_lead_id=LEAD, name="old")
MONEY = of.SetField(crm_lead_id=LEAD, field="expected_revenue", value=Decimal(2))
DAY = of.SetField(crm_lead_id=LEAD, field="close_date", value=date(2026, 12, 1))
STARS = of.SetField(crm_lead_id=LEAD, field="priority", value="3")


def undo(world: World, natural_key: str = "undo") -> str:
    facts = world.run(Undo(action_key=world.action("one").key), natural_key)
    return str(facts["reason"] or facts["state"])


@pytest.fixture(autouse=True)
def _tagged(world: World) -> None:
    world.crm.leads[LEAD].tags.add("old")


def stands(world: World) -> tuple[object, ...]:
    lead, fields = world.crm.leads[LEAD], world.crm.leads[LEAD].fields
    values = {name: value for name, value in fields.items() if value is not None}
    return (
        lead.owner,
        lead.stage,
        frozenset(lead.tags),
        frozenset(values.items()),
        len(world.crm.open),
    )


@pytest.mark.parametrize(
    "order", [STEP, ASSIGN, MOVE, TAG, UNTAG, MONEY, DAY, STARS], ids=lambda one: one.kind
)
def test_an_undone_action_leaves_the_record_as_it_was(world: World, order: Order) -> None:
    before = stands(world)
    world.run(order)
    assert stands(world) != before
    assert undo(world) == "done"
    assert stands(world) == before
    assert world.action().state is ActionState.UNDONE
    assert undo(world) == "done"
    assert undo(world, "again") == "done"
    assert stands(world) == before


@pytest.mark.parametrize(
    "order",
    [CHAT, HOOK, MAIL, of.LogNote(crm_lead_id=LEAD, text="x")],
    ids=lambda one: one.kind,
)
def test_what_was_told_cannot_be_untold(world: World, order: Order) -> None:
    world.run(order)
    assert undo_of(world.action()) is None
    assert undo(world) == "undo_impossible"


def test_what_stood_so_already_is_not_taken_back(world: World) -> None:
    world.crm.leads[LEAD].owner = 8
    world.run(ASSIGN)
    assert undo_of(world.action()) is None


@pytest.mark.parametrize("order", [ASSIGN, MOVE, MONEY], ids=lambda one: one.kind)
def test_a_persons_later_change_is_left_alone(world: World, order: Order) -> None:
    world.run(order)
    lead = world.crm.leads[LEAD]
    lead.owner, lead.stage, lead.fields["expected_revenue"] = 9, 3, Decimal(77)
    assert undo(world) == "undo_overtaken"
    assert (lead.owner, lead.stage, lead.fields["expected_revenue"]) == (9, 3, Decimal(77))
    assert world.action().state is ActionState.DONE


def test_a_step_that_was_done_stays_done(world: World) -> None:
    world.run(STEP)
    world.crm.open.clear()
    assert undo(world) == "undo_overtaken"


def test_what_nobody_knows_or_is_gone_is_not_undone(world: World) -> None:
    assert world.run(Undo(action_key="f" * 32), "a")["reason"] == "undo_unknown"
    world.run(ASSIGN)
    del world.crm.leads[CrmLeadId(LEAD)]
    assert undo(world) == "crm_lead_gone"


def test_an_assignment_to_nobody_is_taken_back_to_the_owner_before(world: World) -> None:
    world.run(of.Assign(crm_lead_id=LEAD, user_id=None))
    assert world.crm.leads[LEAD].owner is None
    undo(world)
    assert world.crm.leads[LEAD].owner == 7
