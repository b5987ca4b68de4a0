"""Replaying by facts and dues gives what a sweep every five minutes would have found."""

from __future__ import annotations

from bisect import bisect_right
from datetime import datetime, timedelta
from random import Random
from typing import Any

import pytest

from shared.domain.alerts.alert import Alert
from shared.domain.alerts.cause import Cause, Standing
from shared.domain.alerts.following import follow
from shared.domain.alerts.history import HappenedKind as Kind
from shared.domain.alerts.known_people import KnownPeople
from shared.domain.alerts.replaying import moments_of, replay
from shared.domain.alerts.rules import RuleBook
from shared.domain.alerts.settings import AlertSettings
from shared.domain.alerts.trigger import Known
from tests.alert_histories import DIRECTORY
from tests.alert_records import set_to
from tests.past_deals import GRID, START, deal, event, graded, lived

DAYS = 12
UNTIL = START + timedelta(days=DAYS)
PEOPLE = KnownPeople.of(DIRECTORY)
LEAVE = [{"first": "2026-11-05", "last": "2026-11-09", "name": "Leave"}]
SETTINGS: tuple[dict[str, Any], ...] = (
    {},
    {
        "causes": {
            "idle": {"after": "2 working days", "then": "3 working days", "cool_down": "0 minutes"},
            "no_next_step": {"after": "1 hour", "urgency": "urgent", "cool_down": "0 minutes"},
            "customer_waits": {"after": "5 minutes"},
            "close_date_pushed": {"at_least": 1},
            "stage_overrun": {"after": "3 days"},
        },
        "readers": {"7": {"absent": LEAVE}},
    },
    {
        "teams": {"2": {"calendar": {"country": "MA", "time_zone": "Africa/Casablanca"}}},
        "stages": {"2": {"idle": {"after": "1 working day"}, "no_reply": {"is_on": False}}},
        "default_manager_id": 9,
    },
)


def book(settings: AlertSettings) -> RuleBook:
    return RuleBook(settings, working_people=frozenset(PEOPLE.people))


def swept(known: tuple[tuple[datetime, Known], ...], rules: RuleBook) -> list[Alert]:
    """Judge every five minutes, whatever falls due, with all alerts that there are."""
    moments, alerts = [at for at, _ in known], dict[str, Alert]()
    now = START
    while now <= UNTIL:
        place = bisect_right(moments, now)
        if place:
            one = known[place - 1][1]
            found = follow(one, tuple(alerts.values()), rules.rules_for(one), now)
            alerts.update({alert.id: alert for alert in found.alerts})
        now += GRID
    return sorted(alerts.values(), key=lambda alert: (alert.raised_at, alert.cause))


@pytest.mark.parametrize("seed", range(9))
def test_it_finds_what_a_sweep_every_five_minutes_finds(seed: int) -> None:
    rng, rules = Random(seed), book(set_to(**SETTINGS[seed % len(SETTINGS)]))
    known = moments_of(graded(rng, lived(rng, DAYS)), "default", PEOPLE, UNTIL)
    found = replay(known, rules, UNTIL)
    assert list(found) == swept(known, rules)


def test_together_those_histories_raise_close_and_raise_again() -> None:
    found: list[Alert] = []
    for seed in range(9):
        rng, rules = Random(seed), book(set_to(**SETTINGS[seed % len(SETTINGS)]))
        found += replay(
            moments_of(graded(rng, lived(rng, DAYS)), "default", PEOPLE, UNTIL), rules, UNTIL
        )
    assert {one.standing for one in found} >= {Standing.OPEN, Standing.MENDED, Standing.GONE}
    assert max(one.episode for one in found) > 1
    assert max(one.level for one in found) > 1
    assert len({one.cause for one in found}) > 6


def test_what_happens_after_the_end_is_not_looked_at() -> None:
    answered = event(Kind.MESSAGE_SENT, START + timedelta(days=3))
    early = START + timedelta(days=2)
    known = moments_of(deal(12, answered), "default", PEOPLE, early)
    [alert] = [
        one
        for one in replay(known, book(AlertSettings()), early)
        if one.cause is Cause.NEW_NOT_CONTACTED
    ]
    assert alert.is_live


def test_settings_that_are_off_raise_nothing() -> None:
    known = moments_of(deal(12), "default", PEOPLE, UNTIL)
    assert replay(known, book(set_to(is_on=False)), UNTIL) == ()


def test_what_comes_at_the_very_moment_of_a_due_is_known_by_then() -> None:
    rules = book(AlertSettings())
    waited = replay(moments_of(deal(12), "default", PEOPLE, UNTIL), rules, UNTIL)
    due_at = next(one.raised_at for one in waited if one.cause is Cause.NEW_NOT_CONTACTED)
    answered = deal(12, event(Kind.MESSAGE_SENT, due_at))
    found = replay(moments_of(answered, "default", PEOPLE, UNTIL), rules, UNTIL)
    assert Cause.NEW_NOT_CONTACTED not in {one.cause for one in found}
