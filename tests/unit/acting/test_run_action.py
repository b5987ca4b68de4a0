"""An order is claimed, carried out once, and its end recorded, whatever happens on the way."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from shared.domain.acting import orders as of
from shared.domain.acting.action import LEASE, ActionState
from shared.errors import (
    Busy,
    ConnectionDown,
    OutcomeUnknown,
    SuiteError,
    TransientError,
    UnknownVersion,
)
from shared.usecases.acting.run_action import RunAction
from tests.action_parts import NOW
from tests.action_world import CHAT, HOOK, KEPT, LEAD, MAIL, STEP, asked

if TYPE_CHECKING:
    from tests.action_world import World


def test_a_redelivered_order_is_carried_out_once(world: World) -> None:
    first = world.run(CHAT)
    again = world.run(CHAT)
    assert len(world.out.posts) == 1
    assert (first["state"], again["state"], again["is_repeat"]) == ("done", "done", True)
    assert world.action().attempts == 1


def test_the_first_order_of_a_key_is_the_one_that_counts(world: World) -> None:
    world.run(CHAT)
    world.run(CHAT.model_copy(update={"text": "something else"}))
    assert [notice.title for _, notice in world.out.posts] == ["Won!"]


def test_the_trail_says_who_asked_why_and_what_came_of_it(world: World) -> None:
    world.run(STEP)
    action = world.action()
    assert (action.asked_by.kind, action.why, action.order) == ("alert", "idle", STEP)
    assert (action.state, action.finished_at, action.leased_until) == (
        ActionState.DONE, NOW, None
    )  # fmt: skip
    assert (action.result.activity_id, action.result.activity_made_at) == (1, NOW)


def test_twenty_workers_with_one_order_carry_it_out_once(world: World) -> None:
    def work(number: int) -> str:
        try:
            return str(world.run(CHAT)["state"])
        except Busy:
            return "busy"

    with ThreadPoolExecutor(20) as pool:
        ends = list(pool.map(work, range(20)))
    assert set(ends) <= {"done", "busy"}
    assert "done" in ends
    assert len(world.out.posts) == 1


def test_what_is_late_is_not_begun(world: World) -> None:
    facts = world.run(CHAT, expires_at=NOW)
    assert (facts["state"], facts["reason"]) == ("expired", "expired")
    assert world.out.posts == []


def test_what_came_to_nothing_in_time_is_not_tried_too_late(world: World) -> None:
    world.out.faults.next["sales"] = [ConnectionDown("down", code="chat_down")]
    until = NOW + timedelta(minutes=5)
    with pytest.raises(ConnectionDown):
        world.run(CHAT, expires_at=until)
    world.clock.move(minutes=6)
    assert world.run(CHAT, expires_at=until)["state"] == "expired"
    assert world.out.posts == []


def test_what_may_have_been_done_in_time_is_finished_late(world: World) -> None:
    world.out.faults.next["erp"] = [OutcomeUnknown("no answer")]
    until = NOW + timedelta(minutes=5)
    with pytest.raises(OutcomeUnknown):
        world.run(HOOK, expires_at=until)
    world.clock.move(minutes=6)
    assert world.run(HOOK, expires_at=until)["state"] == "done"


def test_a_passing_trouble_is_raised_and_noted_and_the_next_delivery_does_it(world: World) -> None:
    world.out.faults.next["sales"] = [TransientError("slow down", code="chat_busy")]
    with pytest.raises(TransientError):
        world.run(CHAT)
    action = world.action()
    assert (action.state, action.reason, action.begun_at) == ("running", "chat_busy", None)
    assert world.run(CHAT)["attempts"] == 2
    assert (world.action().reason, len(world.out.posts)) == ("", 1)


def test_a_refusal_is_recorded_and_acknowledged(world: World) -> None:
    facts = world.run(of.MoveStage(crm_lead_id=LEAD, stage_id=99))
    assert (facts["state"], facts["reason"]) == ("refused", "stage_unknown")


def test_an_order_for_a_lead_that_is_gone_is_obsolete(world: World) -> None:
    facts = world.run(STEP.model_copy(update={"crm_lead_id": 404}))
    assert (facts["state"], facts["reason"]) == ("obsolete", "crm_lead_gone")


def test_an_order_that_nobody_here_knows_is_left_for_newer_code(world: World) -> None:
    blind = RunAction(world.memory, world.clock, {}, KEPT)
    with pytest.raises(UnknownVersion):
        blind(asked(CHAT))
    assert (world.action().state, world.action().reason) == ("running", "unknown_version")
    assert world.run(CHAT)["state"] == "done"


def test_another_worker_waits_while_one_is_at_it(world: World) -> None:
    world.out.faults.next["sales"] = [RuntimeError("a fault of ours")]
    with pytest.raises(RuntimeError):
        world.run(CHAT)
    with pytest.raises(Busy):
        world.run(CHAT)
    world.clock.move(seconds=LEASE.total_seconds() + 1)
    with pytest.raises(TransientError) as held:
        world.run(CHAT)
    assert held.value.code == "sending_unclear"


def test_a_message_of_unknown_outcome_is_sent_again_only_after_the_window(world: World) -> None:
    world.out.faults.next["sales"] = [OutcomeUnknown("no answer")]
    with pytest.raises(OutcomeUnknown):
        world.run(CHAT)
    world.clock.move(minutes=9)
    with pytest.raises(TransientError) as held:
        world.run(CHAT)
    assert (held.value.code, held.value.retry_after_s) == ("sending_unclear", 60.0)
    world.clock.move(minutes=1)
    world.run(CHAT)
    assert (len(world.out.posts), world.action().sending) == (1, ())


def test_an_email_of_unknown_outcome_is_sent_again_at_once_as_the_same_mail(world: World) -> None:
    world.run(MAIL, "a")
    world.out.faults.next["mail"] = [OutcomeUnknown("broke off")]
    with pytest.raises(OutcomeUnknown):
        world.run(MAIL, "b")
    world.run(MAIL, "b")
    assert world.out.mails_by_id == {f"{world.action(key).key}@example.com" for key in "ab"}


def test_the_document_outlives_every_copy_of_its_message(world: World) -> None:
    short = RunAction(world.memory, world.clock, world.runner().carriers, timedelta(days=1))
    short(asked(CHAT))
    world.clock.move(days=7, hours=1)
    assert short(asked(CHAT))["is_repeat"]
    world.clock.move(days=2)
    assert world.memory.get("actions", world_key(world)) is None


def world_key(world: World) -> str:
    from shared.domain.acting.action import action_key

    return action_key("default", "one")


def test_an_unreadable_document_is_left_alone(world: World) -> None:
    world.memory.create("actions", world_key(world), {"state": "newer"})
    with pytest.raises(SuiteError) as refused:
        world.run(CHAT)
    assert refused.value.code == "unknown_version"
    assert world.out.posts == []
