"""Whom a record's alerts are told to when nothing is set."""

from __future__ import annotations

from shared.domain.alerts.cause import Rung
from shared.domain.alerts.people import people_of
from shared.domain.alerts.settings import AlertSettings
from tests.alert_records import OWNER, at, known

MONDAY = at("2026-11-23 10:00")
NOBODYS = known(created_at=MONDAY, owner=None)


def test_in_a_company_of_one_that_one_is_told_of_what_is_nobodys() -> None:
    people = people_of(AlertSettings(), NOBODYS, frozenset({OWNER}), {})
    assert people.reader(Rung.OWNER, MONDAY.date()) == OWNER


def test_where_several_work_and_nobody_leads_nobody_is_chosen_by_chance() -> None:
    people = people_of(AlertSettings(), NOBODYS, frozenset({OWNER, 99}), {})
    assert people.reader(Rung.OWNER, MONDAY.date()) is None
