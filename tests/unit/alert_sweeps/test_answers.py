"""What people say of alerts, and what pages show and count."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from shared.domain.acting.orders import Assign, CreateActivity, SendWhatsapp
from shared.domain.alerts.alert import NextStep
from shared.domain.alerts.cause import Cause, Rung, Standing
from shared.domain.alerts.saying import Word
from shared.domain.event import Topic
from shared.errors import BadInput, TransientError
from shared.usecases.alerts.alert_figures import AlertFigures
from shared.usecases.alerts.alert_settings import AlertSettingsBook
from shared.usecases.alerts.list_alerts import AlertFilter, ListAlerts
from shared.usecases.alerts.say_of_alert import SayOfAlert
from shared.usecases.alerts.told_alerts_of_memory import ToldAlertsOfMemory
from tests.alert_records import DEFAULT_MANAGER, LEADER, OWNER, TEAM, at, set_to
from tests.swept_world import WORDING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from shared.domain.alerts.alert import Alert
    from shared.domain.event import Event
    from shared.ports import Bus
    from tests.swept_world import SweptWorld

NEW = at("2026-11-22 10:00")
WHO = "noura@example.com"


class DownBus:
    def publish(self, topic: Topic, events: Sequence[Event]) -> None:
        raise TransientError("the bus is down")


def say_of(world: SweptWorld, bus: Bus | DownBus | None = None) -> SayOfAlert:
    settings = AlertSettingsBook(world.memory, world.clock, world.tenant)
    own = (world.book, settings, WORDING, world.tenant)
    return SayOfAlert(world.memory, bus or world.bus, world.clock, *own, "ar")  # type: ignore[arg-type]


@pytest.fixture
def alert(world: SweptWorld) -> Alert:
    """Give an alert that was told to the owner at 14:00."""
    only = {cause.value: {"is_on": False} for cause in Cause if cause != Cause.NEW_NOT_CONTACTED}
    world.set_to(set_to(causes=only))
    world.record(created_at=NEW)
    world.sweep_at("2026-11-22 14:00")
    return world.alert(Cause.NEW_NOT_CONTACTED)


def test_who_has_it_in_hand_stops_the_ladder(world: SweptWorld, alert: Alert) -> None:
    after = say_of(world).say(alert.id, Word("acknowledge", WHO))
    assert after is not None
    assert (after.standing, after.said_by, after.rung) == (Standing.ACKNOWLEDGED, WHO, None)
    world.sweep_at("2026-11-22 16:00")
    assert [one.rung for one in world.alert(alert.cause).told] == [Rung.OWNER]


@pytest.mark.parametrize("kind", ["done", "dismiss"])
def test_who_closes_it_takes_its_activity_away(world: SweptWorld, alert: Alert, kind: str) -> None:
    say_of(world).say(alert.id, Word(kind, WHO, reason="A friend of mine"))  # type: ignore[arg-type]
    world.carry_out()
    assert world.activities == {}
    closed = world.alert(alert.cause)
    assert (closed.is_live, closed.owed_at) == (False, None)


def test_snoozed_it_is_told_no_further_until_its_time_is_over(
    world: SweptWorld, alert: Alert
) -> None:
    say_of(world).say(alert.id, Word("snooze", WHO, until=at("2026-11-22 16:00")))
    for text in ("14:30", "15:30"):
        world.sweep_at(f"2026-11-22 {text}")
    assert len(world.alert(alert.cause).told) == 1
    world.sweep_at("2026-11-22 16:00")
    awake = world.alert(alert.cause)
    assert (awake.standing, len(awake.told)) == (Standing.OPEN, 2)


def test_somebody_else_to_whom_it_was_given_is_told(world: SweptWorld, alert: Alert) -> None:
    say_of(world).say(alert.id, Word("delegate", WHO, to=LEADER))
    world.sweep_at("2026-11-22 14:05")
    assert [one.reader_id for one in world.alert(alert.cause).told] == [OWNER, LEADER]


@pytest.mark.parametrize("rungs", range(4))
def test_each_to_whom_it_is_given_is_told_once_however_far_the_ladder_has_come(
    world: SweptWorld, alert: Alert, rungs: int
) -> None:
    for text in ("14:15", "14:45", "15:45")[:rungs]:
        world.sweep_at(f"2026-11-22 {text}")
    before = len(world.alert(alert.cause).told)
    say = say_of(world)
    for to in (DEFAULT_MANAGER, LEADER):
        say.say(alert.id, Word("delegate", WHO, to=to))
        say.say(alert.id, Word("delegate", WHO, to=to))
        for _ in range(2):
            world.sweep()
            world.carry_out()
    told = world.alert(alert.cause).told
    assert [one.reader_id for one in told[before:]] == [DEFAULT_MANAGER, LEADER]
    notices = [key for key in world.carried_out if f"{alert.id}:owner" in key]
    assert len(notices) == 3
    say.say(alert.id, Word("delegate", WHO, to=DEFAULT_MANAGER))
    world.sweep()
    assert len([key for key in world.bus.keys if f"{alert.id}:owner" in key]) == 3


def test_what_is_not_urgent_stands_in_the_next_list_of_the_one_to_whom_it_is_given(
    world: SweptWorld,
) -> None:
    only = {cause.value: {"is_on": False} for cause in Cause if cause is not Cause.IDLE}
    world.set_to(set_to(causes=only))
    world.record(created_at=at("2026-11-08 10:00"))
    world.sweep_at("2026-11-22 10:00")
    world.sweep_at("2026-11-23 08:30")
    idle = world.alert(Cause.IDLE)
    world.clock.moment = at("2026-11-23 11:00")
    say_of(world).say(idle.id, Word("delegate", WHO, to=DEFAULT_MANAGER))
    world.sweep_at("2026-11-23 11:05")
    assert [one.reader_id for one in world.alert(Cause.IDLE).told] == [OWNER]
    world.sweep_at("2026-11-24 08:30")
    assert [one.reader_id for one in world.alert(Cause.IDLE).told] == [OWNER, DEFAULT_MANAGER]


def test_of_a_closed_one_a_word_comes_too_late_and_changes_nothing(
    world: SweptWorld, alert: Alert
) -> None:
    say = say_of(world)
    say.say(alert.id, Word("dismiss", WHO))
    before = len(world.bus.published)
    after = say.say(alert.id, Word("acknowledge", "another"))
    assert after is not None
    assert (after.standing, after.said_by) == (Standing.DISMISSED, WHO)
    assert len(world.bus.published) == before


def test_there_is_nothing_to_say_of_what_is_not_there(world: SweptWorld) -> None:
    assert say_of(world).say("0" * 32, Word("done", WHO)) is None
    assert say_of(world).carry_out("0" * 32, who=WHO) is None


def test_a_word_holds_though_the_bus_is_down_and_the_sweep_makes_up_for_it(
    world: SweptWorld, alert: Alert
) -> None:
    after = say_of(world, DownBus()).say(alert.id, Word("done", WHO))
    assert after is not None
    assert after.standing is Standing.DONE
    assert len(world.activities) == 1
    world.sweep_at("2026-11-22 14:05")
    assert world.activities == {}


def test_each_word_stands_in_the_audit_trail_without_whom_it_is_about(
    world: SweptWorld, alert: Alert
) -> None:
    say_of(world).say(alert.id, Word("dismiss", WHO, reason="Canary Person"))
    from shared.domain.queries import AUDIT

    lines = world.memory.query(AUDIT, equals={"tenant": "default"}).documents
    [line] = [one.data for one in lines if one.data["what"] == "alert_dismiss"]
    assert line["who"] == WHO
    assert "Canary" not in str(line)


@pytest.mark.parametrize(
    ("step", "order"),
    [
        (NextStep(kind="call"), CreateActivity),
        (NextStep(kind="move"), CreateActivity),
        (NextStep(kind="template", template="no_reply"), SendWhatsapp),
        (NextStep(kind="reassign", user_id=LEADER), Assign),
    ],
    ids=lambda one: getattr(one, "kind", None),
)
def test_the_proposed_step_is_ordered_once_in_the_persons_name(
    world: SweptWorld, alert: Alert, step: NextStep, order: type
) -> None:
    stored = world.book.find(alert.id)
    assert stored is not None
    world.book.change(stored, lambda one: one.model_copy(update={"next_step": step}))
    after = say_of(world).carry_out(alert.id, who=WHO)
    say_of(world).carry_out(alert.id, who=WHO)
    assert after is not None
    assert after.standing is Standing.ACKNOWLEDGED
    found = [one for one in world.bus.published if one.asked_by.kind == "person"]
    assert {one.natural_key for one in found} == {f"alert:{alert.id}:step:1"}
    assert {(type(one.order), one.asked_by.id) for one in found} == {(order, WHO)}


def test_a_step_that_only_a_person_can_take_is_refused(world: SweptWorld, alert: Alert) -> None:
    stored = world.book.find(alert.id)
    assert stored is not None
    world.book.change(stored, lambda one: one.model_copy(update={"crm_lead_id": 0}))
    with pytest.raises(BadInput, match="for a person") as refused:
        say_of(world).carry_out(alert.id, who=WHO)
    assert refused.value.code == "no_step"


def test_a_page_shows_live_ones_by_rank_and_closed_ones_by_time(
    world: SweptWorld, alert: Alert
) -> None:
    for number, value in ((13, 10), (14, 10_000)):
        world.record(number, created_at=NEW, expected_revenue=value)
    world.sweep_at("2026-11-22 14:05")
    pages = ListAlerts(world.memory, world.book, world.tenant, page_size=2)
    first = pages(AlertFilter(owner_id=OWNER))
    rest = pages(AlertFilter(owner_id=OWNER), first.cursor)
    ranks = [one.alert.rank for one in (*first.alerts, *rest.alerts)]
    assert ranks == sorted(ranks, reverse=True)
    assert (len(ranks), first.live, rest.cursor) == (3, 3, None)
    assert first.alerts[0].state is not None

    say_of(world).say(alert.id, Word("dismiss", WHO))
    for wanted, count in (
        (AlertFilter(), 2),
        (AlertFilter(reader_id=OWNER), 2),
        (AlertFilter(team_id=TEAM, cause=Cause.NEW_NOT_CONTACTED), 2),
        (AlertFilter(cause=Cause.IDLE), 0),
        (AlertFilter(standing=Standing.DISMISSED), 1),
        (AlertFilter(standing=Standing.DISMISSED, owner_id=LEADER), 0),
    ):
        assert len(pages(wanted).alerts) == count, wanted
    assert [one.alert.id for one in pages.of_record(12)] == [alert.id]
    with pytest.raises(BadInput):
        pages(AlertFilter(), "forged")


def test_what_came_of_alerts_is_counted_by_cause_and_reader(
    world: SweptWorld, alert: Alert
) -> None:
    world.record(13, created_at=NEW)
    world.sweep_at("2026-11-22 14:05")
    world.clock.moment = at("2026-11-22 14:31")
    world.record(12, created_at=NEW, last_contact_at=at("2026-11-22 14:30"))
    world.sweep_at("2026-11-22 14:35")
    world.closed(12, outcome="won", last_contact_at=at("2026-11-22 14:30"))
    say_of(world).say(world.alert(alert.cause, 13).id, Word("dismiss", WHO))

    figures = AlertFigures(world.memory, world.book)
    found = figures(NEW, NEW + timedelta(days=1))
    all_of = found.all
    assert (all_of.raised, all_of.told, all_of.mended, all_of.dismissed) == (2, 2, 1, 1)
    assert (all_of.acted_in_time, all_of.median_acting_s, all_of.won) == (1, 30 * 60, 1)
    assert found.by_cause.keys() == {Cause.NEW_NOT_CONTACTED}
    assert found.by_reader.keys() == {OWNER}
    assert figures(NEW + timedelta(days=1), NEW + timedelta(days=2)).all.raised == 0
    assert not AlertFigures(world.memory, world.book, at_most=1)(
        NEW, at("2026-11-23 10:00")
    ).is_complete


def test_a_message_says_what_stands_when_it_is_sent(world: SweptWorld, alert: Alert) -> None:
    settings = AlertSettingsBook(world.memory, world.clock, world.tenant)
    told = ToldAlertsOfMemory(world.memory, world.book, settings, world.tenant, "ar")
    shown, reader = told.shown(alert.id), told.reader(OWNER)
    assert shown is not None
    assert reader is not None
    assert (shown.alert.id, reader.language, reader.time_zone) == (alert.id, "ar", "Asia/Riyadh")
    assert shown.chat_channels == ()
    world.set_to(set_to(teams={str(TEAM): {"chat_channels": ["dubai-sales"]}}))
    world.clock.moment += timedelta(minutes=2)
    posted = told.shown(alert.id)
    assert posted is not None
    assert posted.chat_channels == ("dubai-sales",)
    assert told.shown("0" * 32) is None
    assert told.reader(4711) is None
    assert told.digest(reader, NEW.date()) is None
