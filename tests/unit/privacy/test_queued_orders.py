"""Orders that lay in a queue while their record's person was erased: not sent, and not kept."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from shared.domain.acting import orders as of
from shared.domain.event import encode
from shared.domain.opportunity import opportunity_key
from shared.errors import UnknownVersion
from shared.usecases.acting.action_log import ACTIONS, ActionLog
from shared.usecases.dead_letters import DEAD_LETTERS
from shared.usecases.erased_records import ERASED_RECORDS
from shared.usecases.forget_record import ForgetRecord
from shared.usecases.keep_dead_letter import KeepDeadLetter
from tests.action_parts import NOW
from tests.action_world import DAY, KEPT, LEAD, TENANT, World, asked
from tests.dead_letters import dead

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from shared.domain.acting.orders import Order

WORDS = "Sara wants two villas"
WITH_WORDS: tuple[Order, ...] = (
    of.LogNote(crm_lead_id=LEAD, text=WORDS),
    of.SendEmail(crm_lead_id=LEAD, subject=WORDS, text=WORDS),
    of.SendWhatsapp(crm_lead_id=LEAD, template="visit", parameters=(WORDS,)),
    of.CreateActivity(crm_lead_id=LEAD, user_id=7, summary=WORDS, note=WORDS, due_on=DAY),
)
EACH = pytest.mark.parametrize("order", WITH_WORDS, ids=lambda order: order.kind)


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    world = World(tmp_path)
    yield world
    world.memory.close()


def forget(world: World) -> None:
    ForgetRecord(world.memory, TENANT, KEPT)(LEAD, world.clock.now())


def is_untouched(world: World) -> bool:
    out, crm = world.out, world.crm
    return not (out.mails or out.whatsapps or out.posts or crm.notes or crm.activities)


@EACH
def test_what_was_ordered_before_the_erasure_is_not_carried_out_and_its_words_are_not_kept(
    world: World, order: Order
) -> None:
    forget(world)
    world.clock.move(minutes=5)
    facts = world.run(order)
    assert (facts["state"], facts["reason"]) == ("obsolete", "lead_erased")
    assert WORDS not in str(world.memory.get(ACTIONS, world.action().key))
    assert world.action().order.kind == order.kind
    assert is_untouched(world)
    assert world.run(order)["is_repeat"] is True
    assert WORDS not in str(world.memory.get(ACTIONS, world.action().key))


@EACH
def test_an_action_that_was_begun_and_erased_is_not_carried_out_by_the_next_copy(
    world: World, order: Order
) -> None:
    ActionLog(world.memory, KEPT).open(asked(order), NOW)
    forget(world)
    for _ in range(2):
        facts = world.run(order)
        assert (facts["state"], facts["reason"]) == ("obsolete", "lead_erased")
        assert WORDS not in str(world.memory.get(ACTIONS, world.action().key))
        world.memory.delete(ACTIONS, world.action().key)
    assert is_untouched(world)


class ErasedMeanwhile:
    """A memory in which the erasure goes through just before an action is recorded."""

    def __init__(self, world: World) -> None:
        self._world = world

    def __getattr__(self, name: str) -> Any:
        return getattr(self._world.memory, name)

    def create(self, collection: str, *args: Any, **more: Any) -> Any:
        forget(self._world)
        return self._world.memory.create(collection, *args, **more)


@EACH
def test_an_erasure_between_looking_and_recording_is_met_all_the_same(
    world: World, order: Order
) -> None:
    run = world.runner(lambda name, port: ErasedMeanwhile(world) if name == "memory" else port)
    assert run(asked(order))["reason"] == "lead_erased"
    assert WORDS not in str(world.memory.get(ACTIONS, world.action().key))
    assert is_untouched(world)


def test_what_is_ordered_afterwards_or_of_another_record_or_without_words_is_carried_out(
    world: World,
) -> None:
    forget(world)
    note = of.LogNote(crm_lead_id=LEAD, text="The receipt was sent")
    later = NOW + timedelta(seconds=1)
    assert world.run(note, "later", requested_at=later)["state"] == "done"
    world.crm.leads[13] = world.crm.leads[LEAD]
    assert world.run(note.model_copy(update={"crm_lead_id": 13}), "other")["state"] == "done"
    assert world.run(of.MoveStage(crm_lead_id=LEAD, stage_id=2), "move")["state"] == "done"


def test_a_mark_that_this_code_cannot_read_holds_the_order_back(world: World) -> None:
    world.memory.put(ERASED_RECORDS, opportunity_key(TENANT, LEAD), {"erased_at": "soon"})
    with pytest.raises(UnknownVersion):
        world.run(WITH_WORDS[0])
    assert is_untouched(world)


def test_dead_letters_with_such_orders_go_and_none_is_kept_afterwards(world: World) -> None:
    keep = KeepDeadLetter(world.memory, world.clock)
    own = encode(asked(WITH_WORDS[0]))
    other = encode(asked(of.LogNote(crm_lead_id=13, text="Another's"), "other"))
    kept = [str(keep(dead(one, topic="actions"))["dead_letter"]) for one in (own, other)]
    assert all(world.memory.get(DEAD_LETTERS, one) for one in kept)
    forget(world)
    assert [world.memory.get(DEAD_LETTERS, one) is None for one in kept] == [True, False]
    facts = keep(dead(own, topic="actions"))
    assert facts["reason"] == "lead_erased"
    assert world.memory.get(DEAD_LETTERS, kept[0]) is None


def test_the_mark_names_nobody(world: World) -> None:
    forget(world)
    mark = world.memory.get(ERASED_RECORDS, opportunity_key(TENANT, LEAD))
    assert mark is not None
    assert list(mark.data) == ["erased_at"]
