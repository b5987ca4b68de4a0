from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from shared.odoo_client import MissingRecord, NotAllowed, OdooVersion, Ref

if TYPE_CHECKING:
    from conftest import Desk, Target


def test_the_version_is_asked_and_the_newest_protocol_chosen(target: Target) -> None:
    with target.connect() as client:
        able = client.capabilities()
    assert able.version == OdooVersion(19, 0, "19.0")
    assert able.protocol == "json2"


def test_models_and_fields_are_asked_for(desk: Desk) -> None:
    able = desk.client.capabilities()
    assert able.has_model("crm.lead")
    assert not able.has_model("no.such.model")
    assert able.has_field("crm.lead", "phone")
    assert not able.has_field("crm.lead", "mobile")


def test_fields_tell_what_is_needed_for_checks(desk: Desk) -> None:
    fields = desk.client.fields("crm.lead")
    assert fields["name"].required
    assert fields["type"].type == "selection"
    assert {value for value, _label in fields["type"].selection} == {"lead", "opportunity"}
    assert fields["team_id"].relation == "crm.team"
    assert fields["expected_revenue"].type == "monetary"
    assert desk.client.fields("crm.lead") is fields


def test_values_come_back_by_the_type_of_their_field(desk: Desk) -> None:
    moment = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
    values = {
        "name": f"{desk.run} typed",
        "expected_revenue": Decimal("1250.55"),
        "date_open": moment,
        "user_id": False,
        "phone": None,
    }
    [record_id] = desk.client.create_many("crm.lead", [values])
    read = desk.read(
        record_id, "name", "expected_revenue", "date_open", "user_id", "phone", "active",
        "stage_id", "tag_ids", "date_deadline",
    )  # fmt: skip
    stage = read.pop("stage_id")
    assert isinstance(stage, Ref)
    assert stage.name
    assert read == {
        "id": record_id,
        "name": f"{desk.run} typed",
        "expected_revenue": Decimal("1250.55"),
        "date_open": moment,
        "user_id": None,
        "phone": None,
        "active": True,
        "tag_ids": [],
        "date_deadline": None,
    }
    assert isinstance(read["expected_revenue"], Decimal)


def test_many_records_are_created_in_batches_and_in_order(desk: Desk) -> None:
    wanted = [{"name": f"{desk.run} {number}"} for number in range(5)]
    ids = desk.client.create_many("crm.lead", wanted, batch_size=2)
    assert [desk.read(record_id, "name")["name"] for record_id in ids] == [
        vals["name"] for vals in wanted
    ]
    assert [call.method for call in desk.calls].count("create") == 3


def test_a_write_changes_all_its_records(desk: Desk) -> None:
    ids = desk.client.create_many("crm.lead", [{"name": f"{desk.run} {n}"} for n in range(2)])
    desk.client.write("crm.lead", ids, {"expected_revenue": Decimal(7)}, checked=True)
    found = desk.client.search_read("crm.lead", desk.mine(), ["expected_revenue"], order="id")
    assert [(record["id"], record["expected_revenue"]) for record in found] == [
        (record_id, Decimal(7)) for record_id in ids
    ]


def test_limit_offset_and_order_are_kept(desk: Desk) -> None:
    ids = desk.client.create_many("crm.lead", [{"name": f"{desk.run} {n}"} for n in range(4)])
    found = desk.client.search_read(
        "crm.lead", desk.mine(), ["id"], order="id desc", offset=1, limit=2
    )
    assert [record["id"] for record in found] == [ids[2], ids[1]]


def test_archived_records_are_left_out_unless_asked_for(desk: Desk) -> None:
    [record_id] = desk.client.create_many("crm.lead", [{"name": f"{desk.run} lost"}])
    desk.client.write("crm.lead", [record_id], {"active": False})
    assert desk.client.search_count("crm.lead", desk.mine()) == 0
    assert desk.count() == 1


def test_a_record_that_is_gone_is_left_out_of_a_read_and_missing_in_a_write(desk: Desk) -> None:
    [record_id] = desk.client.create_many("crm.lead", [{"name": f"{desk.run} gone"}])
    desk.client.unlink("crm.lead", [record_id])
    assert desk.client.read("crm.lead", [record_id], ["name"]) == []
    with pytest.raises(MissingRecord):
        desk.client.write("crm.lead", [record_id], {"name": "x"})


def test_deleting_must_be_allowed(target: Target, protocol: str, desk: Desk) -> None:
    [record_id] = desk.client.create_many("crm.lead", [{"name": f"{desk.run} kept"}])
    with target.connect(protocol) as careful, pytest.raises(NotAllowed):
        careful.unlink("crm.lead", [record_id])
    assert desk.count() == 1


def test_all_records_are_read_page_by_page(desk: Desk) -> None:
    ids = desk.client.create_many("crm.lead", [{"name": f"{desk.run} {n}"} for n in range(7)])
    pages = desk.client.iter_read("crm.lead", desk.mine(), ["name"], batch_size=3)
    assert [record["id"] for record in pages] == ids


def test_changes_are_read_from_a_checkpoint_on(desk: Desk) -> None:
    since = datetime.now(UTC) - timedelta(minutes=1)  # noqa: TID251 - the server's own clock counts
    ids = desk.client.create_many("crm.lead", [{"name": f"{desk.run} {n}"} for n in range(5)])
    desk.client.write("crm.lead", ids[:1], {"active": False})

    def changes(start: datetime, after_id: int = 0) -> list[tuple[object, object]]:
        found = desk.client.iter_changes(
            "crm.lead", desk.mine(), ["name"], since=start, after_id=after_id,
            batch_size=2, settle_s=-5,
        )  # fmt: skip
        return [(one.record["id"], one.checkpoint) for one in found]

    whole = changes(since)
    assert sorted(record_id for record_id, _checkpoint in whole) == ids  # type: ignore[type-var]
    middle = whole[2][1]
    assert changes(middle.since, middle.after_id) == whole[3:]  # type: ignore[attr-defined]


def test_any_public_method_can_be_called_by_name(desk: Desk) -> None:
    [record_id] = desk.client.create_many("crm.lead", [{"name": f"{desk.run} note"}])
    note = desk.client.call("crm.lead", "message_post", ids=[record_id], body="hello")
    assert note
    found = desk.client.call("crm.lead", "search", domain=[("id", "=", record_id)])
    assert found == [record_id]
