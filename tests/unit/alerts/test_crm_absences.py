"""Who is out of office by the CRM's own word is absent, for as long as it says."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from shared.domain.alerts.crm_absences import with_crm_absences
from shared.domain.alerts.settings import AlertSettings, parse_settings
from shared.domain.crm_directory import CrmDirectory, Salesperson
from tests.alert_records import OWNER, at

NOW = at("2026-11-22 10:00")


def absent_days(
    begins: datetime | None, ends: datetime | None, zone: str | None = None
) -> list[tuple[date, date]]:
    person = Salesperson(
        id=OWNER, name="Noura", time_zone=zone, absent_from=begins, absent_until=ends
    )
    directory = CrmDirectory(salespeople=(person,), read_at=NOW)
    rules = with_crm_absences(AlertSettings(), directory).readers.get(OWNER)
    return [(one.first, one.last) for one in rules.absent] if rules else []


def test_an_absence_is_told_in_days_of_the_person() -> None:
    begins, ends = at("2026-11-20 23:30"), at("2026-11-24 12:00")
    assert absent_days(begins, ends) == [(date(2026, 11, 20), date(2026, 11, 24))]
    far = absent_days(begins, ends, "Pacific/Auckland")
    assert far == [(date(2026, 11, 21), date(2026, 11, 24))]


def test_one_without_an_end_goes_on_for_a_while() -> None:
    assert absent_days(at("2026-11-20 08:00"), None) == [(date(2026, 11, 20), date(2026, 12, 6))]


def test_what_is_over_or_turned_round_is_none() -> None:
    assert absent_days(at("2026-11-01 08:00"), at("2026-11-21 08:00")) == []
    assert absent_days(at("2026-11-29 08:00"), at("2026-11-25 08:00")) == []
    assert absent_days(None, at("2026-11-29 08:00")) == []


@pytest.mark.parametrize("zone", ["Nowhere/At/All", "", None])
def test_an_unknown_zone_is_the_companys(zone: str | None) -> None:
    begins, ends = at("2026-11-20 23:30"), at("2026-11-24 12:00")
    assert absent_days(begins, ends, zone) == [(date(2026, 11, 20), date(2026, 11, 24))]


def test_the_longest_is_cut() -> None:
    [(first, last)] = absent_days(at("2020-01-01 08:00"), at("2040-01-01 08:00"))
    assert last - first == timedelta(days=360)


def test_what_was_set_here_stays() -> None:
    span = {"first": "2026-12-01", "last": "2026-12-02", "name": "Leave"}
    settings = parse_settings({"readers": {str(OWNER): {"absent": [span], "mails": False}}})
    person = Salesperson(id=OWNER, name="Noura", absent_from=at("2026-11-20 08:00"))
    directory = CrmDirectory(salespeople=(person,), read_at=NOW)
    rules = with_crm_absences(settings, directory).readers[OWNER]
    assert [one.name for one in rules.absent] == ["Leave", "Out of office"]
    assert rules.mails is False
