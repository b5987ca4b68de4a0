from __future__ import annotations

import threading
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from shared.odoo_client import BadCall, Inserted, Refused

if TYPE_CHECKING:
    from conftest import Desk, Target

    from shared.odoo_client import OdooClientError


def test_the_same_key_gives_the_same_record_and_overwrites_nothing(desk: Desk) -> None:
    [first] = desk.insert(desk.row(1, phone="+966501111111"))
    desk.client.write("crm.lead", [first], {"phone": "+966502222222"})
    [again] = desk.insert(desk.row(1, phone="+966503333333"))
    assert again == first
    assert desk.read(first, "phone")["phone"] == "+966502222222"
    assert desk.count() == 1


def test_a_hundred_rows_are_one_load_and_come_back_in_order(desk: Desk) -> None:
    ids = desk.insert(*(desk.row(number) for number in range(100)))
    assert [call.method for call in desk.calls].count("load") == 1
    names = desk.client.read("crm.lead", [ids[0], ids[99]], ["name"])
    assert [record["name"] for record in names] == [f"{desk.run} 0", f"{desk.run} 99"]
    assert desk.count() == 100


def test_values_arrive_as_they_are(desk: Desk) -> None:
    wild = "=cmd()|' /C calc'!A0\nline 2\ttab \U0001f600 \u200f\u202bعربي\u202c <b>&amp;</b> \"q\""
    moment = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
    [tag] = desk.client.create_many("crm.tag", [{"name": desk.run}])
    row = desk.row(
        1,
        contact_name=f"nul\0{wild}",
        expected_revenue=Decimal("1234.56"),
        date_open=moment,
        tag_ids=[tag],
        type="lead",
        priority="2",
        active=True,
    )
    [record_id] = desk.insert(row, context={"tz": "Asia/Riyadh"})
    read = desk.read(
        record_id, "contact_name", "expected_revenue", "date_open", "tag_ids", "type", "priority"
    )
    desk.client.unlink("crm.tag", [tag])
    assert read == {
        "id": record_id,
        "contact_name": f"nul{wild}",
        "expected_revenue": Decimal("1234.56"),
        "date_open": moment,
        "tag_ids": [tag],
        "type": "lead",
        "priority": "2",
    }


def test_an_empty_owner_stays_empty_and_a_given_one_is_kept(desk: Desk) -> None:
    [me] = desk.client.search_read("res.users", [("login", "=", "admin")], ["id"])
    empty, mine = desk.insert(desk.row(1, user_id=None), desk.row(2, user_id=me["id"]))
    assert desk.read(empty, "user_id")["user_id"] is None
    owner = desk.read(mine, "user_id")["user_id"]
    assert getattr(owner, "id", None) == me["id"]


def test_fields_that_a_row_does_not_name_keep_odoos_default(desk: Desk) -> None:
    plain, ranked = desk.insert(desk.row(1), desk.row(2, priority="3"))
    assert desk.read(plain, "priority")["priority"] == "0"
    assert desk.read(ranked, "priority")["priority"] == "3"


def test_a_key_that_comes_twice_in_a_call_is_one_record(desk: Desk) -> None:
    first, second, other = desk.insert(desk.row(1), desk.row(1), desk.row(2))
    assert first == second != other
    assert desk.count() == 2


def test_bad_rows_are_refused_and_the_others_go_in(desk: Desk) -> None:
    rows = [desk.row(number, type="lead") for number in range(20)]
    rows[3] = desk.row(3, type="canary")
    rows[11] = desk.row(11, type="")
    rows += [desk.row("team", team_id=99999999), desk.row("text", phone=5)]
    outcomes = desk.client.insert_or_get("crm.lead", rows)
    refused = {one.key: one for one in outcomes if isinstance(one, Refused)}
    assert set(refused) == {desk.key(3), desk.key(11), desk.key("team"), desk.key("text")}
    assert refused[desk.key(3)].fields == ("type",)
    assert refused[desk.key("team")].fields == ("team_id",)
    assert not any("canary" in one.reason for one in refused.values())
    assert desk.count() == 18


def test_a_field_that_there_is_not_refuses_the_call_and_no_row(desk: Desk) -> None:
    with pytest.raises(BadCall, match="nofield"):
        desk.client.insert_or_get("crm.lead", [desk.row(1), desk.row(2, nofield="canary")])
    assert desk.count() == 0


def test_a_field_that_went_since_it_was_read_refuses_the_call_and_is_read_anew(desk: Desk) -> None:
    known = dict(desk.client.fields("crm.lead"))
    known["nofield"] = replace(known["name"], name="nofield")
    desk.client.forget_fields()
    desk.client._fields.get(("crm.lead", ""), lambda: known)
    with pytest.raises(BadCall, match="nofield"):
        desk.client.insert_or_get("crm.lead", [desk.row(1, nofield="canary")])
    assert "nofield" not in desk.client.fields("crm.lead")
    assert desk.count() == 0


def test_an_archived_record_is_found_and_not_made_again(desk: Desk) -> None:
    [record_id] = desk.insert(desk.row(1))
    desk.client.write("crm.lead", [record_id], {"active": False})
    assert desk.insert(desk.row(1)) == [record_id]
    assert desk.count() == 1


def test_a_deleted_record_is_made_anew(desk: Desk) -> None:
    [record_id] = desk.insert(desk.row(1))
    desk.client.unlink("crm.lead", [record_id])
    [again] = desk.insert(desk.row(1))
    assert again != record_id


def test_sixteen_threads_with_one_key_make_one_record(desk: Desk) -> None:
    together = threading.Barrier(16)
    ids: list[int] = []
    failures: list[OdooClientError] = []

    def work() -> None:
        together.wait()
        try:
            [outcome] = desk.client.insert_or_get("crm.lead", [desk.row(1)])
            assert isinstance(outcome, Inserted)
            ids.append(outcome.id)
        except Exception as error:  # noqa: BLE001 - shown by the assertion below
            failures.append(error)  # type: ignore[arg-type]

    threads = [threading.Thread(target=work) for _ in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert len(ids) == 16
    assert len(set(ids)) == 1
    assert desk.count() == 1


def test_other_models_can_be_keyed_too(desk: Desk) -> None:
    from shared.odoo_client import KeyedRow

    rows = [KeyedRow(desk.key(name), {"name": f"{desk.run} {name}"}) for name in ("a", "b")]
    first = desk.client.insert_or_get("crm.tag", rows)
    assert desk.client.insert_or_get("crm.tag", rows) == first
    desk.client.unlink("crm.tag", [one.id for one in first if isinstance(one, Inserted)])


def test_a_key_of_another_model_is_refused(desk: Desk) -> None:
    from shared.odoo_client import KeyedRow

    desk.insert(desk.row(1))
    [outcome] = desk.client.insert_or_get("crm.tag", [KeyedRow(desk.key(1), {"name": desk.run})])
    assert isinstance(outcome, Refused)


@pytest.mark.parametrize("context", [{"lang": "en_US"}, {"mode": "init", "noupdate": False}])
def test_the_context_cannot_turn_it_into_an_overwrite(
    desk: Desk, target: Target, context: dict[str, object]
) -> None:
    [record_id] = desk.insert(desk.row(1, city="first"), context=context)
    desk.insert(desk.row(1, city="second"), context=context)
    assert desk.read(record_id, "city")["city"] == "first"
