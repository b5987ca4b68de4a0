"""Domains find the same records in the demo and in a real Odoo."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from tests.contracts.odoo_wire.conftest import Wire

SAUDI = 192
A, B, C, LOST = "a", "b", "c", "lost"
CASES: dict[str, tuple[list[Any], set[str]]] = {
    "equal": ([["contact_name", "=", "Sara 100%"]], {A}),
    "not equal finds the empty": ([["email_from", "!=", "a@x.co"]], {B, C}),
    "in": ([["email_from", "in", ["a@x.co", "b@x.co"]]], {A, B}),
    "in with nothing": ([["email_from", "in", []]], set()),
    "in with False": ([["email_from", "in", ["a@x.co", False]]], {A, C}),
    "not in": ([["email_from", "not in", ["a@x.co"]]], {B, C}),
    "not in with False": ([["email_from", "not in", ["a@x.co", False]]], {B}),
    "empty": ([["email_from", "=", False]], {C}),
    "not empty": ([["email_from", "!=", False]], {A, B}),
    "normalised": ([["email_normalized", "=", "b@x.co"]], {B}),
    "sanitised phone": ([["phone_sanitized", "=", "+966501234567"]], {A}),
    "like minds case": ([["contact_name", "like", "sara"]], set()),
    "ilike does not": ([["contact_name", "ilike", "sARA"]], {A}),
    "ilike in Arabic": ([["contact_name", "ilike", "عبد"]], {B}),
    "like with a wildcard": ([["contact_name", "like", "S_ra"]], {A}),
    "escaped wildcard": ([["contact_name", "like", r"100\%"]], {A}),
    "=like": ([["contact_name", "=like", "Sa%"]], {A}),
    "=ilike": ([["contact_name", "=ilike", "sara 100%"]], {A}),
    "not ilike finds the empty": ([["contact_name", "not ilike", "sara"]], {B, C}),
    "less": ([["expected_revenue", "<", 20]], {A, C}),
    "at least": ([["expected_revenue", ">=", 10]], {A, B}),
    "zero is empty": ([["expected_revenue", "=", 0]], {C}),
    "reference by id": ([["country_id", "=", SAUDI]], {A}),
    "reference by name": ([["country_id", "=", "Saudi Arabia"]], {A}),
    "reference by part of the name": ([["country_id", "ilike", "saudi"]], {A}),
    "no reference": ([["country_id", "=", False]], {B, C}),
    "another reference or none": ([["country_id", "!=", SAUDI]], {B, C}),
    "path": ([["country_id.code", "=", "SA"]], {A}),
    "any": ([["country_id", "any", [["code", "=", "SA"]]]], {A}),
    "no tags": ([["tag_ids", "=", False]], {B, C}),
    "tag path": ([["tag_ids.name", "like", "wire"]], {A}),
    "no activities": ([["activity_ids", "=", False]], {A, B, C}),
    "or": (["|", ["email_from", "=", "a@x.co"], ["email_from", "=", "b@x.co"]], {A, B}),
    "or over and": (
        ["|", ["email_from", "=", False], "&", ["country_id", "=", SAUDI], ["city", "=", False]],
        {A, C},
    ),
    "not": (["!", ["email_from", "=", "a@x.co"]], {B, C}),
    "not over or": (["!", "|", ["email_from", "=", "a@x.co"], ["email_from", "=", False]], {B}),
    "archived only": ([["active", "=", False]], {LOST}),
    "archived too": ([["active", "in", [True, False]]], {A, B, C, LOST}),
    "won status": ([["won_status", "=", "lost"], ["active", "=", False]], {LOST}),
    "display name": ([["display_name", "like", "wire"]], {A, B, C}),
    "later than a day": ([["create_date", ">", "2999-01-01"]], set()),
    "up to a day": ([["create_date", "<=", "2999-01-01"]], {A, B, C}),
    "deadline": ([["date_deadline", ">=", "2030-01-01"]], {B}),
    "deadline on the day": ([["date_deadline", "=", "2030-01-01"]], {B}),
}


@pytest.fixture(name="leads")
def _leads(wire: Wire) -> dict[int, str]:
    tag = wire.create("crm.tag")
    made = {
        wire.create(
            contact_name="Sara 100%",
            email_from="a@x.co",
            phone="0501234567",
            country_id=SAUDI,
            expected_revenue=10,
            tag_ids=[[6, 0, [tag]]],
        ): A,
        wire.create(
            contact_name="عبد الله",
            email_from="b@x.co",
            expected_revenue=20,
            date_deadline="2030-01-01",
        ): B,
        wire.create(): C,
    }
    lost = wire.create()
    wire.call("crm.lead", "action_set_lost", ids=[lost])
    return made | {lost: LOST}


def test_domains_find_what_odoo_finds(wire: Wire, leads: dict[int, str]) -> None:
    found = {}
    for name, (domain, _) in CASES.items():
        whole = [*domain, ["id", "in", list(leads)]]
        found[name] = {leads[one] for one in wire.call("crm.lead", "search", domain=whole)}
    assert found == {name: expected for name, (_, expected) in CASES.items()}


def test_archived_records_are_found_only_on_request(wire: Wire, leads: dict[int, str]) -> None:
    mine = ["id", "in", list(leads)]
    assert wire.count(mine) == 3
    assert wire.count(mine, active_test=False) == 4


def test_moments_compare_by_the_whole_second(wire: Wire) -> None:
    """Stored moments have microseconds; what is read back has none and still finds the record."""
    lead = wire.create()
    stamp = wire.read("crm.lead", lead, "write_date")["write_date"]
    assert len(stamp) == len("2026-11-22 17:07:17")
    for operator, expected in {"=": 1, ">=": 1, "<=": 1, ">": 0, "<": 0}.items():
        assert wire.count(["id", "=", lead], ["write_date", operator, stamp]) == expected
