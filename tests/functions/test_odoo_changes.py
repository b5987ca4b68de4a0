"""A change from Odoo's addon to `lead-changes`: both doors, the queue and the memory are real."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from random import Random
from typing import TYPE_CHECKING

import pytest

from shared import bootstrap
from shared.domain.event import LeadStored, OdooRecordChanged, Topic
from shared.domain.lead_changes import LeadCreated, LeadMerged, LeadWon, StageChanged
from shared.usecases.opportunities import OPPORTUNITIES
from tests.functions.canaries import watching
from tests.functions.conftest import World, announce, problem, push
from tests.functions.odoo_changes import deliver, picture, report
from tests.odoo_reports import NEW, STATE, WON, change, event, reading, state, won

if TYPE_CHECKING:
    from werkzeug.test import Client


@pytest.fixture(name="handler")
def _handler(world: World) -> Client:
    return world.door("lead_event_handler")


@pytest.fixture(name="webhooks")
def _webhooks(world: World) -> Client:
    return world.door("webhooks")


def test_a_lead_won_in_odoo_is_pictured_and_told(
    world: World, webhooks: Client, handler: Client
) -> None:
    stage = event(1, kind="stage_changed", changed={"stage": {"from": NEW, "to": WON}})
    assert report(webhooks, stage, won(2)).status_code == 200
    assert deliver(world, handler) == 2
    told = world.published(Topic.LEAD_CHANGES)
    assert {type(one) for one in told} == {StageChanged, LeadWon}
    (victory,) = [one for one in told if isinstance(one, LeadWon)]
    assert (victory.crm_lead_id, victory.happening_id) == (12, f"{2:032x}")
    assert victory.state is not None
    assert victory.state.stage is not None
    assert victory.state.stage.name == "Won"
    seen = picture(world)
    assert seen is not None
    assert seen.state == victory.state
    assert seen.revision == victory.revision


def test_messages_out_of_order_and_twice_end_in_the_latest_state_and_are_told_once(
    world: World, webhooks: Client, handler: Client
) -> None:
    events = [event(number, state=STATE | {"title": str(number)}) for number in range(1, 31)]
    for part in (events[20:], events[:20], events[10:]):
        Random(7).shuffle(part)
        assert report(webhooks, *part).status_code == 200
        deliver(world, handler)
    seen = picture(world)
    assert seen is not None
    assert seen.state is not None
    assert seen.state.title == "30"
    ids = [one.happening_id for one in world.published(Topic.LEAD_CHANGES)]
    assert set(ids) == {one["id"] for one in events}


def test_many_changes_of_one_opportunity_at_once_are_all_told(
    world: World, handler: Client
) -> None:
    changes = [change(number) for number in range(1, 17)]

    def until_acknowledged(one: OdooRecordChanged) -> int:
        return next(n for n in range(200) if push(handler, one).status_code == 204)

    with ThreadPoolExecutor(16) as pool:
        list(pool.map(until_acknowledged, changes))
    ids = {one.happening_id for one in world.published(Topic.LEAD_CHANGES)}
    assert ids == {one.event_id for one in changes}
    seen = picture(world)
    assert seen is not None
    assert {one.id for one in seen.recent} == ids
    assert seen.revision == changes[-1].revision


def test_the_lead_of_a_merged_opportunity_leads_to_the_one_it_went_into(
    world: World, webhooks: Client, handler: Client
) -> None:
    (lead,) = world.make_leads()
    announce(webhooks, [lead])
    deliver(world, handler)
    entry = world.entry(lead)
    assert entry is not None
    tail = entry.crm_lead_id
    merged = event(5, kind="merged", lead_id=tail, merged_into=4711, state=None)
    assert report(webhooks, merged).status_code == 200
    deliver(world, handler)
    moved = world.entry(lead)
    assert moved is not None
    assert moved == entry.model_copy(update={"crm_lead_id": 4711, "stood_in": (tail,)})
    stored, told = world.published(Topic.LEAD_CHANGES)
    assert isinstance(stored, LeadStored)
    assert isinstance(told, LeadMerged)
    assert (told.crm_lead_id, told.merged_into) == (tail, 4711)
    assert tail is not None
    seen = picture(world, tail)
    assert seen is not None
    assert (seen.is_gone, seen.merged_into) == (True, 4711)


def test_readings_of_our_own_are_compared_and_told(world: World, handler: Client) -> None:
    made = reading(1, state=state(created_at="2025-11-22T18:00:00Z"))
    for one in (made, reading(2, "sweep", state=state(outcome="won")), reading(2, "sweep")):
        assert push(handler, one).status_code == 204
    told = world.published(Topic.LEAD_CHANGES)
    assert [type(one) for one in told] == [LeadCreated, LeadWon]


def test_odoo_is_not_asked_and_not_written_to(
    world: World, handler: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    from shared.odoo_client import OdooClient

    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("Odoo was called")

    monkeypatch.setattr(OdooClient, "call", refuse)
    assert push(handler, change(kind="won")).status_code == 204


def test_a_picture_of_newer_code_is_not_overwritten_and_the_message_is_kept(
    world: World, handler: Client
) -> None:
    """F42: new documents meet old code."""
    push(handler, change(1))
    memory = bootstrap.memory(world.settings)
    seen = picture(world)
    assert seen is not None
    memory.put(OPPORTUNITIES, seen.key, {"version": "of newer code"})
    answer = push(handler, change(2))
    assert (answer.status_code, problem(answer)["code"]) == (422, "unknown_version")
    document = memory.get(OPPORTUNITIES, seen.key)
    assert document is not None
    assert document.data == {"version": "of newer code"}


def test_titles_and_names_reach_no_log_and_no_answer(
    world: World, capfd: pytest.CaptureFixture[str]
) -> None:
    secret = STATE | {
        "title": "Zarqaa Canariya",
        "lost_reason": "Zarqaa Canariya",
        "owner": {"id": 2, "name": "Zarqaa Canariya"},
        "stage": {"id": 1, "name": "Zarqaa Canariya"},
    }
    changed = {"title": {"from": None, "to": "Zarqaa Canariya"}}
    with watching(capfd) as watch:
        webhooks, handler = world.door("webhooks"), world.door("lead_event_handler")
        given = event(1, state=secret, changed=changed)
        bad = event(2, state=secret | {"priority": {"Zarqaa Canariya": 1}}, changed=changed)
        watch.note(report(webhooks, given, bad, event(3, kind="Zarqaa Canariya")))
        deliver(world, handler)
        for one in (change(4, state=state(**secret)), reading(5, state=state(title="x"))):
            watch.note(push(handler, one))
        assert len(world.published(Topic.LEAD_CHANGES)) == 3
        heard = watch.heard()
    assert '"source": "poll"' in heard
    assert "canariya" not in heard.casefold()
    assert json.loads(heard.splitlines()[0])["function"] == "webhooks"
