"""F15: six hours without Odoo, under as many leads as one likes."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from shared.domain.connection import IN_A_ROW, PROBE_FROM_S
from shared.domain.ledger import LeadState
from tests.simulation.outages import MINUTE, Outage, down, gaps, unreachable
from tests.simulation.stand_ins import NOW

if TYPE_CHECKING:
    from datetime import datetime

OUTAGE = timedelta(hours=6)
UNTIL_PROBED, A_LEAD = timedelta(minutes=3), timedelta(milliseconds=160)
"""Ten thousand are in within half an hour."""


def six_hours_without_odoo(suite: Outage, leads: int) -> str:
    """Say how it went: at most one call each 30 s while it is paused, all in soon after its return.

    Each lead is told once and read once. Fewer leads have less time to go in.
    """
    suite.crm.trouble = down((timedelta(0), OUTAGE), error=unreachable)
    _arrive_evenly(suite, leads)
    calls = [at for at in suite.crm.calls if at < NOW + OUTAGE]
    assert suite.count(LeadState.WAITING) == leads
    assert suite.queue.waiting == []
    assert min(gaps(calls)[IN_A_ROW:]) >= PROBE_FROM_S
    assert len(calls) >= OUTAGE / timedelta(seconds=120)
    took = suite.until_all_are_in(at_most=UNTIL_PROBED + leads * A_LEAD)
    assert len(suite.crm.leads) == leads
    assert set(suite.queue.told.values()) == {1}
    assert len(suite.source.calls) == leads, "a lead that was read once is not read again"
    return f"F15: {len(calls)} calls in 6 h, {leads} leads in after {took}"


def _arrive_evenly(suite: Outage, leads: int) -> None:
    next_minute = NOW + MINUTE
    for number in range(leads):
        now: datetime = NOW + number * (OUTAGE / leads)
        while next_minute <= now:
            suite.clock.moment = next_minute - MINUTE
            suite.minute()
            next_minute += MINUTE
        suite.clock.moment = now
        suite.arrive()
    suite.clock.moment = NOW + OUTAGE
