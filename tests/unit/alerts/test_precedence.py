"""Of several causes that say the same the strongest speaks: one alert, one activity a record."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta
from typing import Any

import pytest

from shared.domain.alerts.alert import Acted, Alert
from shared.domain.alerts.cause import Cause, Rung, Standing, Urgency
from shared.domain.alerts.following import follow
from shared.domain.alerts.precedence import ALONE, BESIDE, STRONGEST_FIRST, place_of
from shared.domain.alerts.saying import Word, said
from shared.domain.alerts.settings import AlertSettings
from shared.domain.alerts.subject import Around
from shared.domain.alerts.trigger import Known
from shared.domain.opportunity import PlannedActivity
from shared.domain.score import Grade
from tests.alert_histories import DIRECTORY
from tests.alert_records import OWNER, at, known, rules_of, set_to
from tests.alert_voices import strength
from tests.alert_world import World

CAME = at("2026-11-01 10:00")
NEW: dict[str, Any] = {"created_at": CAME, "stage_since": CAME}
STALE = at("2026-11-22 10:00")
OVERRUN = at("2026-11-24 10:00")


def alerts_of(
    one: Known, now: datetime, *before: Alert, settings: AlertSettings | None = None
) -> dict[Cause, Alert]:
    """Give the alerts of a record after it was followed."""
    found = {each.cause: each for each in before}
    after = follow(one, before, rules_of(one, settings), now, Around())
    return found | {each.cause: each for each in after.alerts}


def live(alerts: dict[Cause, Alert]) -> set[Cause]:
    return {cause for cause, one in alerts.items() if one.is_live}


def test_the_order_is_the_one_that_is_written_down_twice() -> None:
    strengths = [strength(cause, level) for cause, level in STRONGEST_FIRST]
    assert strengths == sorted(strengths, reverse=True)
    assert len({cause for cause, _ in STRONGEST_FIRST} | BESIDE) == 10
    assert place_of(Cause.CLOSE_DATE_PASSED, 1) == ALONE
    assert place_of(Cause.IDLE, 3) == place_of(Cause.IDLE, 2) == 0


def test_a_record_that_is_stale_when_it_is_first_seen_has_one_alert() -> None:
    """No next step, too long in its stage, no contact for long: one activity for its owner."""
    one = known(**NEW)
    alerts = alerts_of(one, at("2026-12-10 10:00"))
    assert live(alerts) == {Cause.IDLE}
    assert alerts[Cause.IDLE].level == 2


def test_a_stronger_cause_takes_the_place_of_a_weaker_one() -> None:
    one = known(**NEW, last_contact_at=CAME + timedelta(hours=1))
    first = alerts_of(one, at("2026-11-03 11:00"))
    assert live(first) == {Cause.NO_NEXT_STEP}
    later = at("2026-11-08 11:00")
    then = alerts_of(one, later, *first.values())
    assert live(then) == {Cause.NO_REPLY}
    covered = then[Cause.NO_NEXT_STEP]
    assert (covered.standing, covered.closed_at) == (Standing.COVERED, later)
    assert (covered.rung, covered.acted) == (None, None)


def test_a_weaker_one_comes_when_the_stronger_has_mended_and_still_holds() -> None:
    """The stage is as old as before; a call has ended the silence."""
    settings = set_to(causes={"no_next_step": {"is_on": False}})
    first = alerts_of(known(**NEW), OVERRUN, settings=settings)
    assert live(first) == {Cause.IDLE}
    called = OVERRUN + timedelta(hours=1)
    one = known(**NEW, last_contact_at=called)
    then = alerts_of(one, called, *first.values(), settings=settings)
    assert then[Cause.IDLE].standing is Standing.MENDED
    assert live(then) == {Cause.STAGE_OVERRUN}


def test_a_stage_that_was_told_of_is_not_told_anew_after_each_call() -> None:
    called = OVERRUN - timedelta(hours=1)
    one = known(**NEW, last_contact_at=called)
    overrun = alerts_of(one, OVERRUN)
    assert live(overrun) == {Cause.STAGE_OVERRUN}
    later = alerts_of(one, OVERRUN + timedelta(days=7), *overrun.values())
    assert live(later) == {Cause.STAGE_OVERRUN, Cause.NO_REPLY}
    assert overrun[Cause.STAGE_OVERRUN].id == later[Cause.STAGE_OVERRUN].id


def test_urgent_news_comes_through_and_nobody_is_told_of_the_rest() -> None:
    """The customer writes on a hot lead that nobody has called."""
    hot = alerts_of(known(grade=Grade.HOT, **NEW), CAME + timedelta(minutes=5))
    wrote = CAME + timedelta(hours=1)
    one = known(grade=Grade.HOT, **NEW, last_customer_message_at=wrote, last_contact_at=wrote)
    waiting = alerts_of(one, CAME + timedelta(hours=4), *hot.values())
    assert live(waiting) == {Cause.CUSTOMER_WAITS}


@pytest.mark.parametrize("kind", ["dismiss", "done"])
def test_what_a_person_says_of_the_strongest_holds_for_the_others(kind: Any) -> None:
    """ "No problem" of a stale record is not followed by "too long in its stage"."""
    one = known(**NEW)
    (stale,) = (each for each in alerts_of(one, OVERRUN).values() if each.is_live)
    spoken = said(stale, Word(kind, "Noura"), OVERRUN)
    assert live(alerts_of(one, OVERRUN + timedelta(days=1), spoken)) == set()


def test_a_word_on_a_waiting_customer_does_not_silence_a_hot_lead() -> None:
    one = known(grade=Grade.HOT, **NEW, last_customer_message_at=CAME, last_contact_at=CAME)
    now = CAME + timedelta(hours=3)
    (waits,) = (each for each in alerts_of(one, now).values() if each.is_live)
    spoken = said(waits, Word("dismiss", "Noura"), now)
    assert live(alerts_of(one, now, spoken)) == {Cause.HOT_NOT_CONTACTED}


def test_what_is_put_off_is_not_told_under_another_name() -> None:
    one = known(**NEW, last_contact_at=CAME + timedelta(hours=1))
    first = alerts_of(one, at("2026-11-03 11:00"))
    until = at("2026-11-19 11:00")
    later = said(first[Cause.NO_NEXT_STEP], Word("snooze", "Noura", until=until), CAME)
    assert live(alerts_of(one, at("2026-11-12 11:00"), later)) == {Cause.NO_NEXT_STEP}
    assert live(alerts_of(one, until, later)) == {Cause.IDLE}


def test_what_is_put_off_stays_so_beside_urgent_news() -> None:
    one = known(**NEW, last_contact_at=CAME + timedelta(hours=1))
    until = at("2026-11-19 11:00")
    snooze = Word("snooze", "Noura", until=until)
    later = said(alerts_of(one, at("2026-11-03 11:00"))[Cause.NO_NEXT_STEP], snooze, CAME)
    left = known(**NEW, last_contact_at=CAME + timedelta(hours=1), owner=None)
    both = alerts_of(left, at("2026-11-12 11:00"), later)
    assert both[Cause.NO_NEXT_STEP].standing is Standing.SNOOZED
    assert live(both) == {Cause.NO_NEXT_STEP, Cause.UNASSIGNED}
    after = alerts_of(left, until, *both.values())
    assert after[Cause.NO_NEXT_STEP].standing is Standing.COVERED


def test_one_that_somebody_acted_on_holds_nothing_back() -> None:
    """He planned a call for the new lead, and did not make it."""
    now = CAME + timedelta(hours=6)
    new = alerts_of(known(**NEW), now)[Cause.NEW_NOT_CONTACTED]
    acted = new.model_copy(update={"acted": Acted(at=now, how="planned"), "rung": None})
    step = PlannedActivity(id=5, due_on=at("2026-11-03 10:00").date(), user_id=OWNER)
    one = known(**NEW, next_activity=step)
    alerts = alerts_of(one, at("2026-11-04 10:00"), acted)
    assert live(alerts) == {Cause.NEW_NOT_CONTACTED, Cause.STEP_OVERDUE}


def test_that_nobody_is_there_is_said_beside_what_is_to_be_done() -> None:
    one = known(grade=Grade.HOT, **NEW, owner=None)
    soon, stale = (alerts_of(one, CAME + timedelta(hours=1)), alerts_of(one, STALE))
    assert live(soon) == {Cause.HOT_NOT_CONTACTED, Cause.UNASSIGNED}
    assert live(stale) == {Cause.IDLE, Cause.UNASSIGNED}
    warm = alerts_of(known(**NEW, owner=None), CAME + timedelta(days=1))
    assert live(warm) == {Cause.UNASSIGNED}


def test_a_lead_that_nobody_touches_is_one_activity_and_few_messages() -> None:
    """Eighteen working days: told as new, once more as stale, never under four names at once."""
    one = known(**NEW)
    world = World(AlertSettings(), DIRECTORY, lambda *_: one)
    most = 0
    now = CAME
    while now < at("2026-11-26 18:00"):
        now += timedelta(minutes=15)
        world.sweep(now, [12])
        most = max(most, sum(each.is_live for each in world.all()))
    times = Counter((one.reader_id, one.is_digest) for one in world.tellings)
    assert most == 1
    assert [each.cause for each in world.all()] == [Cause.NEW_NOT_CONTACTED, Cause.IDLE]
    assert times == {(OWNER, False): 2, (OWNER, True): 2, (8, False): 2, (8, True): 1}
    assert {each.urgency for each in world.all() if each.is_live} == {Urgency.NORMAL}
    assert world.tellings[-1].rung == Rung.MANAGER
