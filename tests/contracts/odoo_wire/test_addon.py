"""The addon's own methods, asked in raw requests of the demo and of a real Odoo with the addon."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

import pytest

from deploy.local.demo.odoo import DemoOdoo
from tests.contracts.odoo_wire.conftest import Server, Wire
from tests.odoo.addon import addon_access

if TYPE_CHECKING:
    from collections.abc import Iterator

RECEIPT = "g.assistant.receipt"
KNOWN_USER = 2


@pytest.fixture(
    scope="module",
    params=["demo_with_addon", pytest.param("real_with_addon", marks=pytest.mark.odoo)],
    name="addon_server",
)
def _addon_server(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Server]:
    if request.param == "real_with_addon":
        access = addon_access()
        yield Server(access.url, access.database, "admin", access.api_key, is_demo=False)
        return
    with DemoOdoo.start(tmp_path_factory.mktemp("wire") / "odoo.db", addon=True) as demo:
        yield Server(demo.url, demo.database, demo.login, demo.api_key, is_demo=True)


@pytest.fixture
def wire(addon_server: Server) -> Iterator[Wire]:
    line = Wire(addon_server)
    yield line
    line.remove_everything()


def lead(wire: Wire, **changes: Any) -> dict[str, Any]:
    values = {"name": wire.key, "type": "lead"} | changes.pop("values", {})
    row = {"tenant": wire.key, "leadgen_id": uuid.uuid4().hex, "page_id": "101", "values": values}
    return row | changes


def ingest(wire: Wire, *leads: object) -> list[Any]:
    answers: list[Any] = wire.call(RECEIPT, "ingest", leads=list(leads))
    return answers


def bad(name: str) -> tuple[str, list[str]]:
    return f"The value of {name} is not one it can have.", [name]


REFUSED: dict[str, tuple[dict[str, Any], tuple[str, list[str]]]] = {
    "unknown key": ({"secret": 1}, ("Not allowed in a lead: secret", ["secret"])),
    "unknown value": (
        {"values": {"stage_id": 1, "active": False}},
        ("Not allowed in a lead: active, stage_id", ["active", "stage_id"]),
    ),
    "salesperson": (
        {"values": {"user_id": KNOWN_USER}},
        ("A new lead has no salesperson: Odoo assigns it.", ["user_id"]),
    ),
    "no title": ({"values": {"name": " "}}, ("A lead needs a title.", ["name"])),
    "no such customer": (
        {"values": {"partner_id": 2**31 - 1}},
        ("There is no such record: partner_id", ["partner_id"]),
    ),
    "tenant": ({"tenant": "Main"}, bad("tenant")),
    "no tenant": ({"tenant": None}, bad("tenant")),
    "leadgen id": ({"leadgen_id": "1_2"}, bad("leadgen_id")),
    "leadgen id as number": ({"leadgen_id": 12}, bad("leadgen_id")),
    "page": ({"page_id": "1 2"}, bad("page_id")),
    "no values": ({"values_": 0}, ("Not allowed in a lead: values_", ["values_"])),
    "priority": ({"values": {"priority": "9"}}, bad("priority")),
    "platform": ({"values": {"meta_platform": "tv"}}, bad("meta_platform")),
    "NUL": ({"values": {"city": "a\0b"}}, bad("city")),
    "half a surrogate": ({"note": "\ud800"}, bad("note")),
    "number as text": ({"values": {"city": 7}}, bad("city")),
    "text as id": ({"values": {"country_id": "192"}}, bad("country_id")),
    "negative id": ({"values": {"country_id": -1}}, bad("country_id")),
    "flag": ({"values": {"meta_is_organic": "yes"}}, bad("meta_is_organic")),
    "moment": ({"values": {"meta_submitted_at": "soon"}}, bad("meta_submitted_at")),
    "answers": ({"values": {"meta_answers": [{"question": "q"}]}}, bad("meta_answers")),
    "utm kind": ({"utm": {"term": {"key": "k", "name": "n"}}}, bad("utm")),
    "utm without name": ({"utm": {"source": {"key": "k", "name": " "}}}, bad("utm")),
    "utm key": ({"utm": {"source": {"key": "a b", "name": "n"}}}, bad("utm")),
    "tags": ({"tags": {"key": "k", "name": "n"}}, bad("tags")),
}


@pytest.mark.parametrize("case", REFUSED)
def test_a_bad_lead_is_refused_by_name_and_its_neighbours_get_in(wire: Wire, case: str) -> None:
    changes, (reason, fields) = REFUSED[case]
    good = [lead(wire), lead(wire)]
    answers = ingest(wire, good[0], lead(wire, **dict(changes)), good[1])
    assert answers[1] == {"id": False, "state": "refused", "reason": reason, "fields": fields}
    assert [answers[at]["state"] for at in (0, 2)] == ["new", "new"]
    assert wire.count(["name", "=", wire.key]) == 2


@pytest.mark.parametrize("row", [None, 7, "lead", []])
def test_what_is_no_object_is_refused(wire: Wire, row: object) -> None:
    [answer] = ingest(wire, row)
    reason = "A lead must be an object."
    assert answer == {"id": False, "state": "refused", "reason": reason, "fields": []}


@pytest.mark.parametrize("leads", [None, {}, "x", [{}] * 1001])
def test_what_is_no_list_or_too_long_is_an_error(wire: Wire, leads: object) -> None:
    answer = wire.send(RECEIPT, "ingest", {"leads": leads})
    assert answer.status_code == 422
    assert answer.json()["name"] == "odoo.exceptions.ValidationError"
    assert answer.json()["message"].replace(",", "") == "The leads must be a list of at most 1000."


def test_new_known_merged_and_gone_in_one_call(wire: Wire) -> None:
    rows = [lead(wire) for _ in range(4)]
    made = [answer["id"] for answer in ingest(wire, *rows)]
    head = wire.call("crm.lead", "merge_opportunity", ids=made[:2])
    wire.call("crm.lead", "unlink", ids=made[2:3])
    answers = ingest(wire, *rows, lead(wire))
    stays = head if isinstance(head, int) else head[0]
    kept = ["known", "merged"] if stays == made[0] else ["merged", "known"]
    assert [answer["state"] for answer in answers] == [*kept, "gone", "known", "new"]
    assert [answer["id"] for answer in answers[:4]] == [stays, stays, False, made[3]]


def test_a_key_twice_in_one_call_is_one_lead(wire: Wire) -> None:
    row = lead(wire)
    first, second = ingest(wire, row, row)
    assert first == {"id": second["id"], "state": "new"}
    assert second["state"] == "known"


def test_a_refused_lead_leaves_no_campaign_and_no_receipt(wire: Wire) -> None:
    utm = {"campaign": {"key": f"campaign_{wire.key}", "name": f"{wire.key} Spring"}}
    row = lead(wire, values={"partner_id": 2**31 - 1}, utm=utm)
    ingest(wire, row)
    assert wire.call(RECEIPT, "search_count", domain=[["tenant", "=", wire.key]]) == 0
    domain = [["title", "=", f"{wire.key} Spring"]]
    assert wire.call("utm.campaign", "search_count", domain=domain) == 0


def test_references_are_found_by_key_then_name_and_made_once(wire: Wire) -> None:
    there = wire.create("utm.source", name=f"{wire.key} TV")
    utm = {
        "campaign": {"key": f"campaign_{wire.key}", "name": f"{wire.key} Spring"},
        "source": {"key": f"utm_source_{wire.key}", "name": f"{wire.key} TV"},
    }
    tags = [{"key": f"crm_tag_{wire.key}", "name": f"{wire.key} tag"}]
    rows = [lead(wire, utm=utm, tags=tags) for _ in range(2)]
    made = [ingest(wire, row)[0]["id"] for row in rows]
    wire.call("utm.campaign", "write", ids=[_campaign(wire, made[0])], vals={"title": "Renamed"})
    made += [ingest(wire, lead(wire, utm=utm, tags=tags))[0]["id"]]
    read = [wire.read("crm.lead", one, "campaign_id", "source_id", "tag_ids") for one in made]
    assert {row["source_id"][0] for row in read} == {there}
    assert len({row["campaign_id"][0] for row in read}) == 1
    assert [len(row["tag_ids"]) for row in read] == [1, 1, 1]
    wire.call("utm.campaign", "write", ids=[_campaign(wire, made[0])], vals={"name": wire.key})


def _campaign(wire: Wire, lead_id: int) -> int:
    return int(wire.read("crm.lead", lead_id, "campaign_id")["campaign_id"][0])


def test_a_merge_keeps_where_the_lead_came_from(wire: Wire) -> None:
    plain = wire.create("crm.lead", type="opportunity")
    origin = {"meta_form_name": "Villas", "meta_answers": [{"question": "q", "answers": ["a"]}]}
    [answer] = ingest(wire, lead(wire, values=origin))
    head = wire.call("crm.lead", "merge_opportunity", ids=[plain, answer["id"]])
    stays = head if isinstance(head, int) else head[0]
    read = wire.read("crm.lead", stays, "meta_leadgen_id", "meta_page_id", *origin)
    assert {name: read[name] for name in origin} == origin
    assert read["meta_page_id"] == "101"
    assert len(read["meta_leadgen_id"]) == 32


def test_the_addon_says_that_it_is_there_and_tells_its_time(wire: Wire) -> None:
    said = wire.call(RECEIPT, "probe")
    assert said.keys() == {"version", "is_sending"}
    assert said["version"] == "19.0.1.2.0"
    first, second = (wire.call("g.assistant.event", "clock") for _ in range(2))
    assert 1_700_000_000_000 < first <= second < first + 60_000


def test_the_addons_fields_are_described_alike(wire: Wire) -> None:
    names = ["meta_leadgen_id", "meta_answers", "meta_platform", "assistant_score"]
    told = wire.call("crm.lead", "fields_get", allfields=names, attributes=["type", "selection"])
    assert {name: one["type"] for name, one in told.items()} == {
        "meta_leadgen_id": "char",
        "meta_answers": "json",
        "meta_platform": "selection",
        "assistant_score": "integer",
    }
    platforms = [key for key, _ in told["meta_platform"]["selection"]]
    assert platforms == ["fb", "ig", "msg", "wa", "other"]
