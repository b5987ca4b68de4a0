"""Laws of alerts, on random histories: none lost, none twice, nobody woken.

`make simulate HISTORIES=5000` proves them on as many as there is time for.
"""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.domain.alerts.cause import Cause
from tests.alert_courses import course, proved
from tests.alert_histories import DIRECTORY
from tests.alert_oracle import LIMITS, held
from tests.alert_records import at, known, set_to
from tests.alert_world import World

SEEDS_A_TEST = 40
FOUND = (1984,)
"""1984: a sweep that had begun before another closed what that one had found due meanwhile."""
SEEDS_UNTIL_FOUND = 60
SEEDS_OF_SETTINGS = 30
_ABROAD = {"country": "MA", "time_zone": "Africa/Casablanca"}
ODD: tuple[dict[str, Any], ...] = (
    {
        "causes": {"idle": {"after": "1 working day", "then": "2 working days"}},
        "teams": {
            "1": {"causes": {"idle": {"after": "3 working days", "then": "off"}}},
            "2": {"calendar": _ABROAD, "causes": {"no_reply": {"after": "1 working day"}}},
        },
        "stages": {"2": {"idle": {"then": "9 working days"}, "no_reply": {"after": "90 minutes"}}},
    },
    {
        "causes": {"customer_waits": {"is_on": False}, "idle": {"is_on": False}},
        "teams": {"2": {"causes": {"customer_waits": {"is_on": True, "after": "4 hours"}}}},
        "stages": {"1": {"idle": {"is_on": True}, "hot_not_contacted": {"is_on": False}}},
    },
    {
        "causes": {
            "unassigned": {"after": "11 working hours", "then": "3000 minutes"},
            "hot_not_contacted": {"after": "541 working minutes"},
            "step_overdue": {"after": "2 working days"},
        }
    },
)
"""Rules for stages and teams, causes that are off, limits longer than a day and by the clock."""


@pytest.mark.parametrize("part", range(4))
def test_none_is_lost_none_comes_twice_and_nobody_is_woken(part: int) -> None:
    for seed in range(part * SEEDS_A_TEST, (part + 1) * SEEDS_A_TEST):
        assert proved(seed).opinions > 0


@pytest.mark.parametrize("seed", FOUND)
def test_what_once_broke_a_law_keeps_it(seed: int) -> None:
    assert proved(seed).opinions > 0


@given(seed=st.integers(min_value=10_000))
@settings(max_examples=40)
def test_the_laws_hold_for_any_history(seed: int) -> None:
    assert proved(seed).opinions > 0


@pytest.mark.parametrize("cause", LIMITS)
def test_a_judge_that_forgets_a_cause_is_found_out(cause: Cause) -> None:
    assert is_found_out(cause, {"is_on": False})


@pytest.mark.parametrize("cause", LIMITS)
def test_a_judge_that_is_late_by_little_is_found_out(cause: Cause) -> None:
    unit = "day" if "day" in LIMITS[cause][0] else "minute"
    number = int(LIMITS[cause][0].split()[0]) * (60 if "hour" in LIMITS[cause][0] else 1)
    assert is_found_out(cause, {"after": f"{number + 1} working {unit}s"})


def is_found_out(cause: Cause, rule: dict[str, Any]) -> bool:
    """Judge by another rule than the one that was set, until a law is broken."""
    for seed in range(SEEDS_UNTIL_FOUND):
        drawn = course(seed)
        document = drawn.past.settings.model_dump(mode="json", exclude_unset=True)
        document["causes"] = {**document.get("causes", {}), cause: rule}
        drawn.world = World(set_to(**document), DIRECTORY, drawn.past.known_at)
        try:
            drawn.prove()
        except AssertionError:
            return True
    return False


@pytest.mark.parametrize("document", ODD, ids=("narrower", "off", "clock"))
def test_the_second_opinion_agrees_under_other_settings(document: dict[str, Any]) -> None:
    for seed in range(SEEDS_OF_SETTINGS):
        drawn = course(seed)
        drawn.past.settings = set_to(**document)
        drawn.world = World(drawn.past.settings, DIRECTORY, drawn.past.known_at)
        drawn.ask_at_edges()
        drawn.ask_at_random()
        assert drawn.opinions > 0


@pytest.mark.parametrize(
    ("moment", "level"),
    [("12-01 08:59", 0), ("12-01 09:00", 1), ("12-10 08:59", 1), ("12-10 09:00", 2)],
)
def test_the_second_opinion_counts_working_days(moment: str, level: int) -> None:
    one = known(seen_at=at("2026-11-22 09:00"), created_at=at("2026-11-22 09:00"))
    found = held(one, set_to(), at(f"2026-{moment}"))
    assert (found[Cause.IDLE].level if Cause.IDLE in found else 0) == level
