from __future__ import annotations

import re
from datetime import date, time

import pytest
import yaml

from shared.domain.calendar.hours import Hours
from shared.domain.calendar.settings import CalendarSettings, read_calendar
from shared.domain.calendar.spans import CalendarDays, Minutes, Span, WorkingDays, WorkingMinutes
from shared.domain.calendar.weekends import WEEKENDS
from shared.errors import BadInput
from tests.architecture.repository import ROOT

NINE_TO_SIX = ((time(9), time(18)),)


def test_nothing_set_is_a_company_in_riyadh() -> None:
    settings = read_calendar({})
    assert settings.time_zone == "Asia/Riyadh"
    assert settings.days_off == {5, 6}
    assert settings.hours.spans == NINE_TO_SIX
    assert settings == CalendarSettings()


@pytest.mark.parametrize(
    ("country", "off"),
    [
        ("SA", {5, 6}), ("AE", {6, 7}), ("EG", {5, 6}), ("KW", {5, 6}), ("MA", {6, 7}),
        ("DE", {6, 7}), ("US", {6, 7}), ("IR", {5}), ("", {6, 7}), ("XX", {6, 7}),
    ],
)  # fmt: skip
def test_the_weekend_is_the_countrys_own(country: str, off: set[int]) -> None:
    assert read_calendar({"country": country}).days_off == off


def test_a_weekend_that_is_set_counts_even_if_it_is_empty() -> None:
    assert read_calendar({"weekend": []}).days_off == frozenset()
    assert read_calendar({"country": "AE", "weekend": [5, 6, 7]}).days_off == {5, 6, 7}


@pytest.mark.parametrize(
    "document",
    [
        "09:00-12:00, 14:00-24:00",
        {"spans": [["09:00", "12:00"], ["14:00", "00:00"]]},
        {"spans": [["09:00:00", "12:00:00"], ["14:00:00", "24:00"]]},
        Hours(spans=((time(9), time(12)), (time(14), time()))),
    ],
)
def test_hours_are_read_as_text_as_lists_and_as_they_are(document: object) -> None:
    hours = Hours.model_validate(document)
    assert hours.spans == ((time(9), time(12)), (time(14), time()))


def test_settings_are_kept_and_read_again_as_they_were() -> None:
    settings = read_calendar(
        {
            "country": "AE",
            "time_zone": "Asia/Dubai",
            "weekend": [6, 7],
            "hours": "08:00-12:00, 16:00-24:00",
            "by_weekday": {5: "08:00-12:00"},
            "ramadan": "09:00-15:00",
            "closed": [{"first": "2026-08-01", "last": "2026-08-14", "name": "Stocktaking"}],
            "open": ["2026-12-02"],
        }
    )
    assert CalendarSettings.model_validate_json(settings.model_dump_json()) == settings
    assert read_calendar(settings.model_dump(mode="json")) == settings


def test_stored_settings_of_newer_code_are_read() -> None:
    assert CalendarSettings.model_validate({"country": "EG", "newer": 1}).country == "EG"


@pytest.mark.parametrize(
    ("document", "path"),
    [
        ({"weekend": [1, 2, 3, 4, 5, 6, 7]}, "team.calendar"),
        ({"weekend": [0]}, "team.calendar.weekend[0]"),
        ({"time_zone": "Asia/Riad"}, "team.calendar.time_zone"),
        ({"time_zone": "../../etc/passwd"}, "team.calendar.time_zone"),
        ({"country": "KSA"}, "team.calendar.country"),
        ({"hours": "18:00-09:00"}, "team.calendar.hours"),
        ({"hours": "09:00-09:00"}, "team.calendar.hours"),
        ({"hours": "09:00-13:00, 12:00-18:00"}, "team.calendar.hours"),
        ({"hours": "09:00-24:00, 22:00-23:00"}, "team.calendar.hours"),
        ({"hours": ""}, "team.calendar.hours.spans[0][0]"),
        ({"hours": {"spans": []}}, "team.calendar.hours.spans"),
        ({"hours": {"spans": [[540, 1080]]}}, "team.calendar.hours.spans[0][0]"),
        ({"hours": "9-18"}, "team.calendar.hours.spans[0][0]"),
        ({"hours": "09:00-25:00"}, "team.calendar.hours.spans[0][1]"),
        ({"by_weekday": {"8": "09:00-12:00"}}, "team.calendar.by_weekday.8.[key]"),
        ({"by_weekday": {"6": "09:00-12:00"}}, "team.calendar"),
        ({"closed": [{"first": "2026-02-02", "last": "2026-02-01", "name": "x"}]},
         "team.calendar.closed[0]"),
        ({"closed": [{"first": "2026-02-02", "last": "2027-02-03", "name": "x"}]},
         "team.calendar.closed[0]"),
        ({"closed": [{"first": "2026-02-02", "last": "2026-02-03"}]},
         "team.calendar.closed[0].name"),
        ({"ramadam": "10:00-16:00"}, "team.calendar"),
        ("nine to five", "team.calendar"),
    ],
)  # fmt: skip
def test_a_fault_is_refused_and_its_place_is_named(document: object, path: str) -> None:
    with pytest.raises(BadInput) as refused:
        read_calendar(document, "team.calendar")
    assert refused.value.path == path


def test_a_closed_time_includes_both_its_ends() -> None:
    document = {"closed": [{"first": "2026-08-01", "last": "2026-08-02", "name": "x"}]}
    (closed,) = read_calendar(document).closed
    days = [date(2026, 7, 31), date(2026, 8, 1), date(2026, 8, 2), date(2026, 8, 3)]
    assert [day in closed for day in days] == [False, True, True, False]


@pytest.mark.parametrize("span", [Minutes, WorkingMinutes, CalendarDays, WorkingDays])
@pytest.mark.parametrize("amount", [-1, 10**9])
def test_a_span_is_neither_negative_nor_a_slip(span: type[Span], amount: int) -> None:
    with pytest.raises(BadInput):
        span(amount)


def test_what_the_page_shows_is_read_and_every_setting_is_explained() -> None:
    page = (ROOT / "docs/working-time.md").read_text(encoding="utf-8")
    (example,) = re.findall(r"```yaml\n(.+?)```", page, re.DOTALL)
    settings = read_calendar(yaml.safe_load(example))
    assert settings.by_weekday[5].spans == ((time(9), time(12)),)
    assert settings.open == (date(2026, 12, 3),)
    (closed,) = settings.closed
    assert (closed.first, closed.last) == (date(2026, 8, 2), date(2026, 8, 6))
    assert set(re.findall(r"^\| `(\w+)` \|", page, re.MULTILINE)) == {
        *CalendarSettings.model_fields
    }


def test_the_page_lists_every_weekend_of_the_table() -> None:
    page = (ROOT / "docs/working-time.md").read_text(encoding="utf-8")
    rows = re.findall(
        r"^\| [A-Z][a-z]+day[\w, ]* \| ([A-Z]{2}(?: [A-Z]{2})*) \|$", page, re.MULTILINE
    )
    assert {*" ".join(rows).split()} == {*WEEKENDS}
