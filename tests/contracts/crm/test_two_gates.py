"""The addon's gate and `load()`: one lead a key, whichever is taken, and what each remembers."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest

from shared.errors import PermanentError
from shared.odoo_client import Ref
from tests.contracts.crm.conftest import NOW

if TYPE_CHECKING:
    from shared.domain.crm import LeadOrder
    from shared.domain.ids import CrmLeadId
    from tests.contracts.crm.conftest import Bench

RECEIPT = "g.assistant.receipt"


def merge(bench: Bench, *leads: CrmLeadId) -> int:
    """Merge leads as a person does and give the one that stays."""
    answer = bench.client.call("crm.lead", "merge_opportunity", ids=leads)
    (head,) = answer if isinstance(answer, list) else [answer]
    return int(str(head))


def receipts(bench: Bench, order: LeadOrder) -> list[tuple[int | None, bool]]:
    """Give lead and `is_merged` of the receipts under the order's key."""
    domain = [["tenant", "=", bench.tenant], ["leadgen_id", "=", order.lead.leadgen_id]]
    rows = bench.client.search_read(RECEIPT, domain, ["lead_id", "is_merged"])
    return [
        (row["lead_id"].id if isinstance(row["lead_id"], Ref) else None, bool(row["is_merged"]))
        for row in rows
    ]


def leads_of(bench: Bench, order: LeadOrder) -> int:
    return bench.count("crm.lead", [["email_from", "=", order.lead.person.email]])


def test_the_gate_is_the_addons_where_it_is(bench: Bench) -> None:
    order = bench.order()
    lead_id = bench.crm.put_lead(order)
    assert bench.named(order.lead) == [lead_id]
    assert bench.client.capabilities().has_model(RECEIPT) is bench.has_addon
    if bench.has_addon:
        assert receipts(bench, order) == [(lead_id, False)]


def test_with_the_addon_a_lead_has_its_origin_and_answers_as_data(bench: Bench) -> None:
    order = bench.order()
    lead_id = bench.crm.put_lead(order)
    if not bench.has_addon:
        assert not bench.client.capabilities().has_field("crm.lead", "meta_leadgen_id")
        return
    origin = order.lead.attribution
    expected: dict[str, object] = {
        "meta_leadgen_id": order.lead.leadgen_id,
        "meta_page_id": origin.page_id,
        "meta_page_name": origin.page_name,
        "meta_form_id": origin.form_id,
        "meta_form_name": origin.form_name,
        "meta_campaign_id": origin.campaign_id,
        "meta_campaign_name": origin.campaign_name,
        "meta_adset_id": None,
        "meta_adset_name": origin.adset_name,
        "meta_ad_id": None,
        "meta_ad_name": origin.ad_name,
        "meta_platform": "ig",
        "meta_is_organic": False,
        "meta_submitted_at": NOW,
        "meta_answers": [
            {"question": "متى تريد الشراء؟", "answers": ["خلال شهر", "قريبًا"]},
            {"question": "Budget?", "answers": ["=1+1 <script>alert(1)</script>"]},
        ],
    }
    row = bench.read("crm.lead", lead_id, *expected)
    assert {name: row[name] for name in expected} == expected


def test_a_platform_that_nobody_knew_and_an_empty_campaign_name_keep_no_lead_out(
    bench: Bench,
) -> None:
    changes = {"platform": "threads", "campaign_name": " \t"}
    origin = bench.lead().attribution.model_copy(update=changes)
    order = bench.order(bench.lead(attribution=origin))
    row = bench.read("crm.lead", bench.crm.put_lead(order), "campaign_id", "source_id")
    names = [ref.name if isinstance(ref, Ref) else None for ref in row.values()]
    assert names[-2:] == [origin.campaign_id, "Facebook"]


def test_what_postgresql_cannot_hold_is_taken_out_and_the_lead_gets_in(bench: Bench) -> None:
    lead = bench.lead()
    origin = lead.attribution.model_copy(update={"ad_name": "A\0d", "form_name": "F\ud800m"})
    lead_id = bench.crm.put_lead(bench.order(lead.model_copy(update={"attribution": origin})))
    note = str(bench.read("crm.lead", lead_id, "description")["description"])
    assert "Ad" in note
    assert "F?m" in note


def test_a_lead_that_came_by_one_gate_is_known_at_the_other(bench: Bench) -> None:
    first, second = bench.order(), bench.order()
    by_load = bench.crm._load.put(first)
    by_usual = bench.crm.put_lead(second)
    assert bench.crm.put_lead(first) == by_load
    assert bench.crm._load.put(second) == by_usual
    assert (leads_of(bench, first), leads_of(bench, second)) == (1, 1)


def test_the_same_key_through_both_gates_at_once_makes_one_lead(bench: Bench) -> None:
    orders = [bench.order() for _ in range(8)]
    gates = (bench.crm._load.put, bench.crm.put_lead, bench.another_crm().put_lead)
    calls = [(gate, order) for order in orders for gate in gates] * 2
    with ThreadPoolExecutor(24) as pool:
        ids = list(pool.map(lambda call: (call[1].key, int(call[0](call[1]))), calls))
    assert len(set(ids)) == len(orders)
    assert [leads_of(bench, order) for order in orders] == [1] * len(orders)
    if bench.has_addon:
        assert [len(receipts(bench, order)) for order in orders] == [1] * len(orders)


def test_a_deleted_lead_is_not_made_again_where_the_addon_remembers_it(bench: Bench) -> None:
    order = bench.order()
    lead_id = bench.crm.put_lead(order)
    bench.client.unlink("crm.lead", [lead_id])
    if not bench.has_addon:
        assert bench.crm.put_lead(order) != lead_id
        return
    for crm in (bench.crm, bench.another_crm()):
        with pytest.raises(PermanentError, match="somebody deleted it") as caught:
            crm.put_lead(order)
        assert caught.value.code == "deleted_in_crm"
    assert leads_of(bench, order) == 0
    assert receipts(bench, order) == [(None, False)]


def test_one_deleted_lead_does_not_stop_its_neighbours(bench: Bench) -> None:
    orders = [bench.order() for _ in range(10)]
    for order in orders[:3]:
        bench.client.unlink("crm.lead", [bench.crm.put_lead(order)])

    def put(order: LeadOrder) -> object:
        try:
            return bench.crm.put_lead(order)
        except PermanentError as error:
            return error.code

    with ThreadPoolExecutor(10) as pool:
        outcomes = list(pool.map(put, orders))
    assert outcomes.count("deleted_in_crm") == (3 if bench.has_addon else 0)
    assert [leads_of(bench, order) for order in orders[3:]] == [1] * 7


def test_a_merged_lead_is_the_one_that_it_was_merged_into(bench: Bench) -> None:
    one, two, three = (bench.order() for _ in range(3))
    ids = {order.key: bench.crm.put_lead(order) for order in (one, two, three)}
    first = merge(bench, ids[one.key], ids[two.key])
    head = merge(bench, first, ids[three.key])
    found = [bench.crm.put_lead(order) for order in (one, two, three)]
    if not bench.has_addon:
        assert found.count(head) == 1
        return
    assert found == [head] * 3
    kept = [receipts(bench, order)[0] for order in (one, two, three)]
    assert {lead for lead, _ in kept} == {head}
    assert sum(is_merged for _, is_merged in kept) == 2


def test_a_lead_of_load_that_was_merged_or_deleted_is_remembered_too(bench: Bench) -> None:
    head, tail, deleted = bench.order(), bench.order(), bench.order()
    ids = [bench.crm._load.put(order) for order in (head, tail, deleted)]
    stays = merge(bench, *ids[:2])  # type: ignore[arg-type]
    bench.client.unlink("crm.lead", ids[2:])
    if not bench.has_addon:
        assert {bench.crm.put_lead(head), bench.crm.put_lead(tail)} > {stays}
        return
    assert [bench.crm.put_lead(order) for order in (head, tail)] == [stays, stays]
    with pytest.raises(PermanentError) as caught:
        bench.crm.put_lead(deleted)
    assert caught.value.code == "deleted_in_crm"
