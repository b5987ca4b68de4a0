"""What a salesperson sees of a score, whether or not Odoo has our addon."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from shared.domain.ids import CrmLeadId
from shared.domain.score import Correction, Grade, Verdict
from shared.errors import CrmLeadGone
from tests.contracts.crm_scores.conftest import NOW, REASONS, Bench

if TYPE_CHECKING:
    from collections.abc import Sequence

SAID = Correction(verdict=Verdict.NOT_HOT, reason="A student", at=NOW + timedelta(hours=1))


@pytest.mark.parametrize("grade", Grade)
def test_a_lead_shows_its_grade(bench: Bench, grade: Grade) -> None:
    lead = bench.lead()
    bench.scores.write_score(bench.order(lead, grade))
    assert bench.grade(lead) == grade


def test_a_later_score_takes_the_place_of_the_former(bench: Bench) -> None:
    lead = bench.lead()
    for later_s, grade in enumerate((Grade.COLD, Grade.HOT, Grade.WARM, Grade.SPAM, Grade.HOT)):
        bench.scores.write_score(bench.order(lead, grade, later_s=later_s))
        assert bench.grade(lead) == grade


def test_the_same_score_again_changes_nothing(bench: Bench) -> None:
    lead = bench.lead()
    bench.scores.write_score(bench.order(lead))
    before = bench.read(lead, "write_date")
    bench.scores.write_score(bench.order(lead))
    assert bench.read(lead, "write_date") == before
    assert len(bench.notes(lead)) == (0 if bench.has_addon else 1)


def test_archived_leads_are_scored_too(bench: Bench) -> None:
    lead = bench.lead(active=False)
    bench.scores.write_score(bench.order(lead, Grade.WARM))
    assert bench.grade(lead) == "warm"


def test_a_lead_that_is_gone_is_told_apart_from_its_neighbours(bench: Bench) -> None:
    leads = [bench.lead() for _ in range(6)]
    bench.client.unlink("crm.lead", [leads[2]])

    def written(lead: CrmLeadId) -> str:
        try:
            bench.scores.write_score(bench.order(lead))
        except CrmLeadGone:
            return "gone"
        return bench.grade(lead)

    with ThreadPoolExecutor(6) as pool:
        assert list(pool.map(written, leads)) == ["hot", "hot", "gone", "hot", "hot", "hot"]


def test_a_score_without_a_chance_shows_only_the_grade(bench: Bench) -> None:
    lead = bench.lead()
    bench.scores.write_score(bench.order(lead, score=None, reasons=()))
    assert bench.grade(lead) == "hot"
    if bench.has_addon:
        assert bench.read(lead, "assistant_score")["assistant_score"] == 0
    else:
        assert "%" not in bench.notes(lead)[0]


def test_with_the_addon_score_and_reasons_stand_in_its_fields(bench: Bench) -> None:
    lead = bench.lead()
    bench.scores.write_score(bench.order(lead))
    if not bench.has_addon:
        assert not bench.client.capabilities().has_field("crm.lead", "assistant_score")
        return
    read = bench.read(lead, "assistant_score", "assistant_reasons", "assistant_scored_by")
    assert (read["assistant_score"], read["assistant_scored_by"]) == (87, "card-1")
    assert read["assistant_reasons"] == [
        {"en": one.en, "ar": one.ar, "points": Decimal(f"{one.points:.2f}")} for one in REASONS
    ]
    assert bench.tags(lead) == []
    assert bench.read(lead, "priority")["priority"] == "0"


def test_with_the_addon_a_persons_word_goes_along(bench: Bench) -> None:
    if not bench.has_addon:
        return
    lead = bench.lead()
    bench.scores.write_score(bench.order(lead, Grade.WARM, correction=SAID))
    bench.scores.write_score(bench.order(lead, Grade.HOT))  # by who has not heard of it yet
    read = bench.read(lead, "assistant_grade", "assistant_verdict", "assistant_verdict_reason")
    assert [read[name] for name in sorted(read) if name != "id"] == ["warm", "not_hot", "A student"]


def without_addon(bench: Bench, orders: Sequence[Grade], lead: CrmLeadId) -> bool:
    """Write these grades one after the other; False where there is an addon."""
    if bench.has_addon:
        return False
    for later_s, grade in enumerate(orders):
        bench.scores.write_score(bench.order(lead, grade, later_s=later_s))
    return True


def test_without_the_addon_a_tag_stars_and_one_note_say_it(bench: Bench) -> None:
    lead = bench.lead()
    if not without_addon(bench, [Grade.WARM, Grade.HOT], lead):
        return
    assert bench.tags(lead) == ["Hot · ساخن"]
    assert bench.read(lead, "priority")["priority"] == "3"
    (note,) = bench.notes(lead)
    assert "Grade: Hot · 87 %" in note
    assert "Wants it &lt;b&gt;this week&lt;/b&gt;" in note


def test_stars_and_tags_that_a_person_has_changed_stay(bench: Bench) -> None:
    lead, own = bench.lead(priority="2"), bench.lead()
    if not without_addon(bench, [Grade.HOT], lead):
        return
    assert bench.read(lead, "priority")["priority"] == "2"
    without_addon(bench, [Grade.HOT], own)
    kept = bench.client.create_many("crm.tag", [{"name": f"VIP {bench.tenant}"}])
    bench.client.write("crm.lead", [own], {"priority": "1", "tag_ids": [[6, 0, kept]]})
    without_addon(bench, [Grade.WARM, Grade.COLD], own)
    assert bench.read(own, "priority")["priority"] == "1"
    assert bench.tags(own) == [f"VIP {bench.tenant}"]
    (note,) = bench.notes(own)
    assert "Grade: Cold" in note


def test_other_tags_stay_beside_ours(bench: Bench) -> None:
    kept = bench.client.create_many("crm.tag", [{"name": f"Fair {bench.tenant}"}])
    lead = bench.lead(tag_ids=[[6, 0, kept]])
    if without_addon(bench, [Grade.COLD, Grade.HOT], lead):
        assert bench.tags(lead) == [f"Fair {bench.tenant}", "Hot · ساخن"]


def test_a_note_that_a_person_deleted_is_written_anew(bench: Bench) -> None:
    lead = bench.lead()
    if not without_addon(bench, [Grade.COLD], lead):
        return
    domain = [["model", "=", "crm.lead"], ["res_id", "=", lead], ["body", "ilike", "g_assistant_"]]
    rows = bench.client.search_read("mail.message", domain, ["id"])
    bench.client.unlink("mail.message", [int(str(row["id"])) for row in rows])
    without_addon(bench, [Grade.WARM], lead)
    assert len(bench.notes(lead)) == 1
