"""An owner who is away, for days or for good, while something is due."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from shared.domain.alerts.cause import Cause
from shared.domain.alerts.judge import judge
from shared.domain.alerts.settings import AlertSettings
from shared.domain.score import Grade
from tests.alert_records import OWNER, RIYADH, at, dues_of, known, rules_of, set_to, trigger_of

SUNDAY = at("2026-11-22 10:00")
OTHERS_OFF = {
    cause: {"is_on": False} for cause in Cause if cause not in {Cause.OWNER_ABSENT, Cause.IDLE}
}


def away(*days: tuple[str, str], **more: Any) -> AlertSettings:
    spans = [{"first": first, "last": last, "name": "Leave"} for first, last in days]
    return set_to(readers={str(OWNER): {"absent": spans}}, **more)


def test_a_new_lead_of_an_absent_owner_is_a_matter_at_once() -> None:
    settings = away(("2026-11-22", "2026-11-26"))
    lead = known(created_at=SUNDAY, grade=Grade.WARM)
    assert dues_of(Cause.OWNER_ABSENT, lead, settings) == ("2026-11-22 10:00",)


def test_an_old_record_matters_when_something_else_falls_due_in_his_absence() -> None:
    settings = away(("2026-11-29", "2026-12-10"), causes=OTHERS_OFF)
    assert dues_of(Cause.OWNER_ABSENT, known(created_at=SUNDAY), settings) == ("2026-12-01 10:00",)


def test_nothing_is_due_before_he_goes_or_after_he_is_back() -> None:
    settings = away(("2026-11-23", "2026-11-30"), causes=OTHERS_OFF)
    assert dues_of(Cause.OWNER_ABSENT, known(created_at=SUNDAY), settings) == ()


def test_it_ends_by_itself_when_he_is_back() -> None:
    trigger = trigger_of(
        Cause.OWNER_ABSENT, known(created_at=SUNDAY), away(("2026-11-22", "2026-11-26"))
    )
    assert trigger is not None
    assert trigger.ends == at("2026-11-27 00:00")
    levels = [trigger.level(trigger.ends - timedelta(seconds=1)), trigger.level(trigger.ends)]
    assert levels == [1, 0]


def test_each_absence_has_a_trigger_of_its_own() -> None:
    one = known(created_at=SUNDAY)
    settings = away(("2026-11-22", "2026-11-23"), ("2026-12-06", "2026-12-07"))
    found = [
        trigger.dues[0].astimezone(RIYADH).strftime("%d %b %H:%M")
        for trigger in judge(one, rules_of(one, settings))
        if trigger.cause is Cause.OWNER_ABSENT
    ]
    assert found == ["22 Nov 10:00", "06 Dec 00:00"]


def test_an_owner_who_works_there_no_more_is_away_for_good() -> None:
    one = known(created_at=SUNDAY, is_owner_known=False)
    trigger = trigger_of(Cause.OWNER_ABSENT, one)
    assert trigger is not None
    assert (trigger.ends, trigger.facts["is_missing"]) == (None, True)


def test_nobody_is_absent_where_nothing_else_is_a_matter() -> None:
    settings = away(("2026-11-22", "2026-11-26"))
    assert dues_of(Cause.OWNER_ABSENT, known(), settings) == ()
