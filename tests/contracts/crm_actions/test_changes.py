"""Owner, stage, tags, fields, notes and contact, whether or not Odoo has our addon."""

from __future__ import annotations

import uuid
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from shared.action_ports import Before
from shared.errors import BadInput, CrmLeadGone
from shared.odoo_client import Ref
from tests.contracts.crm_actions.conftest import ALL_LEADS, Bench

if TYPE_CHECKING:
    from collections.abc import Callable

NEW, QUALIFIED = 1, 2
"""Stages of every fresh Odoo."""
THREADS = 20


def owner(bench: Bench, lead: int) -> int | None:
    value = bench.read(lead, "user_id")["user_id"]
    return value.id if isinstance(value, Ref) else None


def stage(bench: Bench, lead: int) -> int | None:
    value = bench.read(lead, "stage_id")["stage_id"]
    return value.id if isinstance(value, Ref) else None


def test_another_owner_is_set_and_the_one_before_is_told(bench: Bench) -> None:
    first, second = bench.user(), bench.user()
    lead = bench.lead(user_id=first)
    assert bench.actions.assign(lead, second) == Before(first, changed=True)
    assert bench.actions.assign(lead, second) == Before(second, changed=False)
    assert owner(bench, lead) == second
    assert bench.actions.assign(lead, None) == Before(second, changed=True)
    assert owner(bench, lead) is None
    assert bench.actions.assign(lead, None) == Before(None, changed=False)


def test_no_lead_goes_to_whom_odoo_does_not_know_any_more(bench: Bench) -> None:
    gone = bench.user(ALL_LEADS)
    lead = bench.lead(user_id=False)
    bench.client.write("res.users", [gone], {"active": False})
    for user in (gone, 2**30):
        with pytest.raises(BadInput) as caught:
            bench.actions.assign(lead, user)
        assert caught.value.code == "assignee_archived"
    assert owner(bench, lead) is None


def test_another_stage_is_set_and_the_one_before_is_told(bench: Bench) -> None:
    lead = bench.lead(stage_id=NEW)
    assert bench.actions.move_stage(lead, QUALIFIED) == Before(NEW, changed=True)
    assert bench.actions.move_stage(lead, QUALIFIED) == Before(QUALIFIED, changed=False)
    assert stage(bench, lead) == QUALIFIED


def test_a_stage_that_there_is_not_is_bad_input(bench: Bench) -> None:
    lead = bench.lead(stage_id=NEW)
    with pytest.raises(BadInput) as caught:
        bench.actions.move_stage(lead, 2**30)
    assert caught.value.code == "stage_unknown"
    assert stage(bench, lead) == NEW


def test_a_tag_is_put_on_once_and_taken_off(bench: Bench) -> None:
    lead, name = bench.lead(), f"مهم {uuid.uuid4().hex[:6]}"
    assert bench.actions.tag(lead, name) == Before(None, changed=True)
    assert bench.actions.tag(lead, name) == Before(name, changed=False)
    tags = bench.client.search_read("crm.tag", [["name", "=", name]], ["id"])
    assert bench.read(lead, "tag_ids")["tag_ids"] == [tags[0]["id"]]
    for _ in range(2):
        bench.actions.untag(lead, name)
    assert bench.read(lead, "tag_ids")["tag_ids"] == []
    bench.actions.untag(lead, f"never {name}")


def test_a_new_tag_on_twenty_leads_at_once_is_one_tag(bench: Bench) -> None:
    leads, name = [bench.lead() for _ in range(THREADS)], f"Fair {uuid.uuid4().hex[:6]}"
    with ThreadPoolExecutor(THREADS) as pool:
        said = list(pool.map(lambda lead: bench.actions.tag(lead, name), leads))
    assert said == [Before(None, changed=True)] * THREADS
    assert bench.client.search_count("crm.tag", [["name", "=", name]]) == 1


def test_a_tag_that_people_made_is_used(bench: Bench) -> None:
    name = f"VIP {uuid.uuid4().hex[:6]}"
    (made,) = bench.client.create_many("crm.tag", [{"name": name}])
    lead = bench.lead()
    bench.actions.tag(lead, name)
    assert bench.read(lead, "tag_ids")["tag_ids"] == [made]


@pytest.mark.parametrize(
    ("field", "column", "value", "before", "after"),
    [
        ("priority", "priority", "3", "0", "3"),
        ("expected_revenue", "expected_revenue", Decimal("1500.5"), "0", Decimal("1500.5")),
        ("close_date", "date_deadline", date(2031, 4, 5), None, date(2031, 4, 5)),
    ],
)
def test_a_field_is_set_and_set_back_to_what_was_told(  # noqa: PLR0917 - a row of the table
    bench: Bench, field: str, column: str, value: object, before: str | None, after: object
) -> None:
    lead = bench.lead()
    assert bench.actions.set_field(lead, field, value) == Before(before, changed=True)  # type: ignore[arg-type]
    assert bench.read(lead, column)[column] == after
    again = bench.actions.set_field(lead, field, value)  # type: ignore[arg-type]
    assert again.changed is False
    undone = bench.actions.set_field(lead, field, before)
    assert undone == Before(again.value, changed=True)  # type: ignore[arg-type]
    assert bench.actions.set_field(lead, field, before).changed is False


@pytest.mark.parametrize(
    ("field", "value"),
    [("priority", "9"), ("expected_revenue", "much"), ("close_date", "soon"), ("name", "x")],
)
def test_what_a_field_cannot_hold_is_bad_input(bench: Bench, field: str, value: str) -> None:
    with pytest.raises(BadInput) as caught:
        bench.actions.set_field(bench.lead(), field, value)
    assert caught.value.code == "field_value"


def test_a_note_is_written_once_a_key_as_text_that_customers_do_not_see(bench: Bench) -> None:
    lead, key = bench.lead(), bench.key()
    with ThreadPoolExecutor(THREADS) as pool:
        list(
            pool.map(
                lambda _: bench.actions.log_note(key, lead, "<script>1</script>\nمرتين"),
                range(THREADS),
            )
        )
    notes = [
        row for row in bench.messages(lead, "body", "subtype_id") if "script" in str(row["body"])
    ]
    assert len(notes) == 1
    assert "&lt;script&gt;1&lt;/script&gt;<br>مرتين" in str(notes[0]["body"])
    kind = notes[0]["subtype_id"]
    assert isinstance(kind, Ref)
    assert bench.row("mail.message.subtype", kind.id, "internal")["internal"] is True


def test_how_a_customer_can_be_reached_is_read_as_odoo_has_cleaned_it(bench: Bench) -> None:
    unique = uuid.uuid4().int % 10**7
    lead = bench.lead(
        contact_name="سارة",
        email_from=f"Sara <SARA.{unique}@Example.com>",
        phone=f"+966 50 {unique:07d}",
    )
    contact = bench.actions.contact(lead)
    assert (contact.name, contact.email) == ("سارة", f"sara.{unique}@example.com")
    assert contact.phone == f"+96650{unique:07d}"
    assert contact.is_opted_out is False


@pytest.mark.parametrize(("model", "column"), [("mail.blacklist", "email"), ("phone.blacklist", "number")])  # fmt: skip
def test_who_is_on_a_blacklist_has_opted_out(bench: Bench, model: str, column: str) -> None:
    unique = uuid.uuid4().int % 10**7
    phone, email = f"+96650{unique:07d}", f"omar.{unique}@example.com"
    lead = bench.lead(email_from=email, phone=phone)
    listed = {"email": email, "number": phone}[column]
    bench.client.create_many(model, [{column: listed}])
    assert bench.actions.contact(lead).is_opted_out is True


def test_a_lead_without_details_has_none(bench: Bench) -> None:
    contact = bench.actions.contact(bench.lead())
    assert (contact.name, contact.email, contact.phone, contact.is_opted_out) == (
        *(None, None, None),
        False,
    )


ON_A_LEAD: list[Callable[[Bench, int], object]] = [
    lambda bench, lead: bench.actions.assign(lead, None),  # type: ignore[arg-type]
    lambda bench, lead: bench.actions.move_stage(lead, NEW),  # type: ignore[arg-type]
    lambda bench, lead: bench.actions.tag(lead, "x"),  # type: ignore[arg-type]
    lambda bench, lead: bench.actions.untag(lead, "x"),  # type: ignore[arg-type]
    lambda bench, lead: bench.actions.set_field(lead, "priority", "1"),  # type: ignore[arg-type]
    lambda bench, lead: bench.actions.log_note(bench.key(), lead, "x"),  # type: ignore[arg-type]
    lambda bench, lead: bench.actions.contact(lead),  # type: ignore[arg-type]
]


@pytest.mark.parametrize("do", ON_A_LEAD)
def test_what_is_to_be_done_on_a_lead_that_is_gone_says_so(
    bench: Bench, do: Callable[[Bench, int], object]
) -> None:
    lead = bench.lead()
    bench.client.unlink("crm.lead", [lead])
    with pytest.raises(CrmLeadGone):
        do(bench, lead)
