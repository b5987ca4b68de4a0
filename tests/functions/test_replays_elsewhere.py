"""A message that somebody caught and sends again, to an instance that never saw it."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from shared.adapters.system.clock import SystemClock
from shared.domain.event import Topic
from shared.domain.signature import sign
from shared.domain.standard_webhooks import TOLERANCE_S
from tests.functions.conftest import NOW, SECRETS, World, announce, notification, push
from tests.functions.odoo_changes import deliver, picture, post
from tests.odoo_reports import STATE, event, message, won

if TYPE_CHECKING:
    from datetime import datetime

    from werkzeug.test import Client

    from shared.domain.event import Event

WINDOW = timedelta(seconds=TOLERANCE_S)


class Instances:
    """Instances of the door `webhooks`: each remembers only what it took itself."""

    def __init__(self, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
        self._world, self._patch = world, monkeypatch

    def another(self, at: datetime | None = None) -> Client:
        """Start one afresh; `at`: what its clock says."""
        if at is not None:
            self._patch.setattr(SystemClock, "now", lambda _: at)
        return self._world.door("webhooks")


@pytest.fixture
def instances(world: World, monkeypatch: pytest.MonkeyPatch) -> Instances:
    return Instances(world, monkeypatch)


def told(world: World) -> list[Event]:
    return world.published(Topic.LEAD_CHANGES)


@pytest.mark.parametrize(
    "later", [timedelta(), timedelta(seconds=1), WINDOW - timedelta(seconds=1), WINDOW]
)
def test_a_copy_within_the_window_at_another_instance_changes_nothing(
    world: World, instances: Instances, later: timedelta
) -> None:
    handler, sent_at = world.door("lead_event_handler"), SystemClock().now().replace(microsecond=0)
    old = message(event(1, state=STATE | {"title": "Before"}))
    assert post(instances.another(sent_at), old, at=sent_at).status_code == 200
    assert post(instances.another(), message(won(2)), at=sent_at).status_code == 200
    deliver(world, handler)
    before, happened = picture(world), told(world)
    assert before is not None
    assert happened

    assert post(instances.another(sent_at + later), old, at=sent_at).status_code == 200
    deliver(world, handler)
    assert picture(world) == before
    assert told(world) == []


@pytest.mark.parametrize("off", [WINDOW + timedelta(seconds=1), -WINDOW - timedelta(seconds=1)])
def test_a_second_beyond_the_window_no_instance_takes_it(
    world: World, instances: Instances, off: timedelta
) -> None:
    sent_at = SystemClock().now().replace(microsecond=0)
    answer = post(instances.another(sent_at + off), message(event()), at=sent_at)
    assert answer.status_code == 401
    assert answer.json is not None
    assert answer.json["code"] == "timestamp"
    assert world.published() == []


def test_copies_at_ten_instances_out_of_order_end_where_one_would(
    world: World, instances: Instances
) -> None:
    handler, sent_at = world.door("lead_event_handler"), SystemClock().now().replace(microsecond=0)
    caught = [message(event(n, state=STATE | {"title": str(n)})) for n in (1, 2, 3)]
    for body in (*caught, *reversed(caught), *caught):
        assert post(instances.another(), body, at=sent_at).status_code == 200
    deliver(world, handler)
    seen = picture(world)
    assert seen is not None
    assert seen.state is not None
    assert seen.state.title == "3"
    ids = [getattr(one, "happening_id", None) for one in told(world)]
    assert len(ids) == len(set(ids))


def crm_leads(world: World) -> int:
    count = world.client.call("crm.lead", "search_count", domain=[])
    assert isinstance(count, int)
    return count


def test_a_notification_of_meta_that_was_caught_makes_no_second_lead_and_tells_nobody(
    world: World, instances: Instances
) -> None:
    handler, leads = world.door("lead_event_handler"), world.make_leads()
    body = notification(leads, NOW)
    headers = {"X-Hub-Signature-256": sign(body, SECRETS[0])}
    assert announce(instances.another(), leads).status_code == 200
    for one in world.published():
        assert push(handler, one).status_code == 204
    entry, count = world.entry(leads[0]), crm_leads(world)
    assert entry is not None
    assert told(world)

    for _ in range(5):
        door = instances.another()
        assert door.post("/api/webhooks/meta", data=body, headers=headers).status_code == 200
        for one in world.published():
            assert push(handler, one).status_code == 204
    assert crm_leads(world) == count
    after = world.entry(leads[0])
    assert after is not None
    assert (after.state, after.crm_lead_id) == (entry.state, entry.crm_lead_id)


@pytest.mark.parametrize("age", [timedelta(days=8), timedelta(days=400)])
def test_a_notification_that_is_older_than_a_week_is_taken_for_its_lead_may_be_new_to_us(
    world: World, age: timedelta
) -> None:
    leads = world.make_leads()
    body = notification(leads, SystemClock().now() - age)
    headers = {"X-Hub-Signature-256": sign(body, SECRETS[0])}
    door = world.door("webhooks")
    assert door.post("/api/webhooks/meta", data=body, headers=headers).status_code == 200
    (found,) = world.published()
    assert push(world.door("lead_event_handler"), found).status_code == 204
    assert world.entry(leads[0]) is not None
