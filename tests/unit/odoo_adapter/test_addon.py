"""Whether the addon is there: asked on first need, then hourly, and what decides it."""

from __future__ import annotations

import logging
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from deploy.local.demo.faults import Rule
from deploy.local.demo.odoo import addon as demo_addon
from shared.adapters.odoo.addon import Addon, AddonAnswer
from shared.odoo_client import (
    AuthenticationFailed,
    BadReply,
    NoAnswer,
    NotFound,
    Unavailable,
)

if TYPE_CHECKING:
    from tests.unit.odoo_adapter.conftest import Desk

HERE = AddonAnswer(demo_addon.VERSION, is_sending=False)
PROBE = "g.assistant.receipt.probe"
UNDECIDED = {
    "503": Unavailable,
    "html_404": NotFound,
    "invalid_key": AuthenticationFailed,
    "truncated_json": NoAnswer,
    "drop_before_commit": NoAnswer,
}


@pytest.fixture
def addon(desk: Desk) -> Addon:
    return Addon(desk.bench.our_client, desk.clock)


def test_it_is_asked_on_first_need_and_then_once_an_hour(desk: Desk, addon: Addon) -> None:
    assert PROBE not in desk.called()
    for _ in range(5):
        assert addon.answer() == HERE
    desk.clock.move(timedelta(minutes=59, seconds=59))
    assert addon.answer() == HERE
    assert desk.called().count(PROBE) == 1
    desk.clock.move(timedelta(seconds=1))
    assert addon.answer() == HERE
    assert desk.called().count(PROBE) == 1


def test_an_addon_that_comes_or_goes_is_noticed_within_the_hour(desk: Desk, addon: Addon) -> None:
    for installed in (False, True, False):
        desk.odoo.switch_addon(installed=installed)
        desk.clock.move(timedelta(hours=1))
        assert (addon.answer() is not None) is installed


def test_a_clock_that_was_set_back_does_not_keep_an_answer_for_ever(
    desk: Desk, addon: Addon
) -> None:
    assert addon.answer() == HERE
    desk.odoo.switch_addon(installed=False)
    desk.clock.move(-timedelta(days=365))
    assert addon.answer() is None


@pytest.mark.parametrize("fault", UNDECIDED)
def test_what_decides_nothing_is_raised_on_first_need_and_asked_again_at_once(
    desk: Desk, addon: Addon, fault: str
) -> None:
    desk.break_call(fault, "probe")
    with pytest.raises(UNDECIDED[fault]):
        addon.answer()
    assert addon.answer() == HERE


@pytest.mark.parametrize("fault", UNDECIDED)
@pytest.mark.parametrize("installed", [True, False])
def test_what_decides_nothing_leaves_the_former_answer_and_odoo_in_peace_for_a_minute(
    desk: Desk, addon: Addon, fault: str, installed: bool
) -> None:
    desk.odoo.switch_addon(installed=installed)
    former = addon.answer()
    desk.odoo.switch_addon(installed=not installed)
    desk.clock.move(timedelta(hours=1))
    desk.break_call(fault, "probe")
    desk.called()
    assert [addon.answer() for _ in range(3)] == [former] * 3
    assert desk.called() == [PROBE]
    desk.clock.move(timedelta(minutes=1))
    assert (addon.answer() is None) is installed


def test_an_addon_that_refuses_our_user_counts_as_none_and_is_told_once(
    desk: Desk, addon: Addon, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO):
        for _ in range(3):
            desk.break_call("access_error", "probe")
            assert addon.answer() is None
            desk.clock.move(timedelta(hours=1))
    assert addon.answer() == HERE
    assert [record.getMessage() for record in caplog.records] == [
        "Odoo's addon does not serve our user; leads go in without it"
    ]


def test_one_that_is_gone_is_not_asked_for_another_hour(desk: Desk, addon: Addon) -> None:
    assert addon.answer() == HERE
    addon.is_gone()
    desk.called()
    desk.clock.move(timedelta(minutes=59))
    assert addon.answer() is None
    assert desk.called() == []
    desk.clock.move(timedelta(minutes=1))
    assert addon.answer() == HERE


def test_many_threads_on_first_need_ask_once(desk: Desk, addon: Addon) -> None:
    desk.odoo.faults.order(Rule("slow", {"method": "probe"}, ms=100))
    with ThreadPoolExecutor(20) as pool:
        answers = list(pool.map(lambda _: addon.answer(), range(20)))
    assert answers == [HERE] * 20
    assert desk.called().count(PROBE) == 1


def test_while_one_thread_asks_again_the_others_go_on_with_the_former_answer(
    desk: Desk, addon: Addon, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert addon.answer() == HERE
    desk.clock.move(timedelta(hours=1))
    asks, may_answer = threading.Event(), threading.Event()
    usual = addon._probe

    def slow() -> object:
        asks.set()
        may_answer.wait(10)
        return usual()

    monkeypatch.setattr(addon, "_probe", slow)
    desk.odoo.switch_addon(installed=False)
    with ThreadPoolExecutor(2) as pool:
        asking = pool.submit(addon.answer)
        assert asks.wait(10)
        assert pool.submit(addon.answer).result(10) == HERE
        may_answer.set()
        assert asking.result(10) is None
    assert addon.answer() is None


@pytest.mark.parametrize("said", [None, [], {}, {"version": None}, {"version": 19}, "19.0"])
def test_an_answer_of_another_shape_decides_nothing(
    desk: Desk, addon: Addon, monkeypatch: pytest.MonkeyPatch, said: object
) -> None:
    monkeypatch.setattr(addon, "_probe", lambda: said)
    with pytest.raises(BadReply):
        addon.answer()


def test_it_says_when_it_reports_changes(
    desk: Desk, addon: Addon, monkeypatch: pytest.MonkeyPatch
) -> None:
    later = {"version": "19.0.9.0.0", "is_sending": True, "something": "new"}
    monkeypatch.setattr(addon, "_probe", lambda: later)
    assert addon.answer() == AddonAnswer("19.0.9.0.0", is_sending=True)
