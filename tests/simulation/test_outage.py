"""Outages: nobody is called who is down, nothing is lost, and all go in when it is over."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from shared.domain.connection import IN_A_ROW, PROBE_FROM_S
from shared.domain.ledger import LeadState
from shared.domain.queries import CONNECTIONS
from shared.errors import ConnectionDown, OutcomeUnknown, TransientError
from shared.usecases.take_in_lead import OUTAGE_AT_MOST
from tests.simulation.long_outage import six_hours_without_odoo
from tests.simulation.outages import Outage, beginning, down, gaps, unreachable
from tests.simulation.stand_ins import NOW

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

DAY, HOUR, MINUTE, SECOND = (
    timedelta(days=1),
    timedelta(hours=1),
    timedelta(minutes=1),
    timedelta(seconds=1),
)


@pytest.fixture
def suite(tmp_path: Path) -> Iterator[Outage]:
    with beginning(tmp_path) as outage:
        yield outage


def test_f15_six_hours_without_odoo_under_two_thousand_leads(suite: Outage) -> None:
    """`make simulate` does it with ten thousand."""
    assert " 2000 leads in after " in six_hours_without_odoo(suite, 2_000)


def test_f15_leads_that_arrive_while_the_backlog_drains_do_not_queue_behind_it(
    suite: Outage,
) -> None:
    suite.crm.trouble = down((0 * HOUR, HOUR), error=unreachable)
    for _ in range(2_000):
        suite.clock.move(SECOND)
        suite.arrive()
    suite.clock.moment = NOW + HOUR
    for _ in range(2):
        suite.minute()
    assert suite.count(LeadState.WAITING) > 0
    before = suite.count(LeadState.DONE)
    suite.arrive()
    assert suite.count(LeadState.DONE) == before + 1


def test_f16_an_odoo_that_flaps_every_20_seconds_is_not_hammered_and_gets_all(
    suite: Outage,
) -> None:
    spans = [(start * 40 * SECOND, (start * 40 + 20) * SECOND) for start in range(90)]
    suite.crm.trouble = down(*spans, error=unreachable)
    for second in range(3_600):
        suite.clock.moment = NOW + second * SECOND
        if second % 9 == 0:
            suite.arrive()
        if second % 60 == 59:
            suite.clock.move(-MINUTE)
            suite.minute()
    failed = sum(1 for at in suite.crm.calls if suite.crm.trouble(at))
    assert failed <= 3_600 / PROBE_FROM_S * (IN_A_ROW + 1)
    suite.until_all_are_in(at_most=20 * MINUTE)
    assert len(suite.crm.leads) == suite.announced == 400


def test_f17_an_odoo_that_cuts_every_write_off_is_paused_as_well_and_doubles_nothing(
    suite: Outage,
) -> None:
    def cut_off() -> OutcomeUnknown:
        return OutcomeUnknown("no answer in time", code="odoo_outcome_unknown")

    suite.crm.trouble = down((0 * HOUR, HOUR), error=cut_off)
    for _ in range(500):
        suite.clock.move(7 * SECOND)
        suite.arrive()
    during = [at for at in suite.crm.calls if at < NOW + HOUR]
    assert min(gaps(during)[IN_A_ROW:]) >= PROBE_FROM_S
    suite.until_all_are_in(at_most=30 * MINUTE)
    assert len(suite.crm.leads) == 500


def test_f22_a_token_that_dies_parks_its_page_and_drains_by_itself_when_it_is_replaced(
    suite: Outage,
) -> None:
    def dead() -> ConnectionDown:
        return ConnectionDown("dead", code="meta_token_dead", is_certain=True)

    suite.source.trouble = down((HOUR, 31 * HOUR), error=dead)
    for number in range(600):
        suite.clock.moment = NOW + number * 3 * MINUTE
        suite.arrive()
    while suite.clock.now() < NOW + 31 * HOUR:
        suite.minute()
    assert suite.standings().keys() == {"done", "waiting"}
    asked = [at for at in suite.source.calls if NOW + HOUR <= at < NOW + 31 * HOUR]
    assert min(gaps(asked)) >= PROBE_FROM_S
    suite.until_all_are_in(at_most=30 * MINUTE)
    assert len(suite.crm.leads) == 600


def test_f23_a_page_that_meta_throttles_is_left_alone_for_as_long_as_meta_says(
    suite: Outage,
) -> None:
    def throttled() -> ConnectionDown:
        return ConnectionDown("fewer", code="meta_throttled", retry_after_s=1_200, is_certain=True)

    suite.source.trouble = down((0 * HOUR, HOUR), error=throttled)
    for _ in range(200):
        suite.clock.move(10 * SECOND)
        suite.arrive()
    while suite.clock.now() < NOW + HOUR:
        suite.minute()
    assert min(gaps([at for at in suite.source.calls if at < NOW + HOUR])) >= 1_200
    suite.until_all_are_in(at_most=30 * MINUTE)


def test_no_lead_dies_of_an_outage_of_a_week(suite: Outage) -> None:
    suite.crm.trouble = down((0 * HOUR, 7 * DAY + 3 * HOUR), error=unreachable)
    for _ in range(20):
        suite.arrive()
    while suite.clock.now() < NOW + 7 * DAY:
        suite.clock.move(HOUR)
        suite.minute()
    assert suite.standings() == {"waiting": 20}
    suite.until_all_are_in(at_most=4 * HOUR)


def test_after_an_outage_a_lead_has_its_whole_patience_for_trouble_of_its_own(
    suite: Outage,
) -> None:
    def conflict() -> TransientError:
        return TransientError("others were at it", code="odoo_conflict")

    suite.crm.trouble = down((0 * HOUR, 30 * DAY), error=unreachable)
    suite.arrive()
    for day, expected in ((8, {"waiting": 1}), (10, {"waiting": 1}), (12, {"dead": 1})):
        while suite.clock.now() < NOW + day * DAY:
            suite.clock.move(HOUR)
            suite.minute()
        assert suite.standings() == expected, day
        suite.crm.trouble = down((0 * HOUR, 30 * DAY), error=conflict)


def test_a_connection_that_never_comes_back_ends_where_somebody_sees_it(suite: Outage) -> None:
    suite.crm.trouble = down((0 * HOUR, 365 * DAY), error=unreachable)
    suite.arrive()
    suite.clock.move(OUTAGE_AT_MOST + HOUR)
    for _ in range(3):
        suite.minute()
    assert suite.standings() == {"dead": 1}


def test_the_trouble_of_one_page_or_of_odoo_holds_up_nobody_else(suite: Outage) -> None:
    """A lead of the paused page waits while the breaker of Odoo, which works, stays closed."""
    suite.source.trouble = down((0 * HOUR, HOUR), error=unreachable)
    for _ in range(IN_A_ROW + 2):
        suite.arrive()
    names = {one.id: one.data["state"] for one in suite.memory.query(CONNECTIONS).documents}
    assert list(names.values()) == ["open"]
    assert suite.crm.calls == []
