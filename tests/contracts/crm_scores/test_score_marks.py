"""Scores that come together, on an Odoo without our addon: few calls, and each its own outcome."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pytest

from shared.adapters.odoo.lookups import Lookups
from shared.adapters.odoo.score_marks import ScoreMarks
from shared.domain.score import Grade
from shared.errors import CrmLeadGone
from shared.odoo_client import Hooks, OdooClient

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from shared.odoo_client import CallRecord
    from tests.contracts.crm_scores.conftest import Bench
    from tests.contracts.odoo_targets import Target


@dataclass
class Watched:
    """The calls of the marks' own client, counted; `before_write` happens once."""

    calls: Counter[str] = field(default_factory=Counter)
    before_write: Callable[[], None] | None = None

    def noted(self, call: CallRecord) -> None:
        self.calls[f"{call.model}.{call.method}"] += 1
        if call.method == "write" and self.before_write:
            happen, self.before_write = self.before_write, None
            happen()


@pytest.fixture(name="watched")
def _watched() -> Watched:
    return Watched()


@pytest.fixture(name="marks")
def _marks(bench: Bench, target: Target, watched: Watched) -> Iterator[ScoreMarks | None]:
    """Know the tags and fields already; None where the addon has fields for a score."""
    with OdooClient.connect(
        target.url,
        database=target.database,
        api_key=target.our_key or target.api_key,
        hooks=Hooks(on_request=watched.noted),
    ) as client:
        marks = ScoreMarks(client, Lookups(client), language="en", tenant=bench.tenant)
        if not target.has_addon:
            assert marks.write([bench.order(bench.lead())]) == [None]
        watched.calls.clear()
        yield None if target.has_addon else marks


def test_ten_scores_of_two_grades_are_five_calls(
    bench: Bench, marks: ScoreMarks | None, watched: Watched
) -> None:
    if marks is None:
        return
    grades = [Grade.HOT, Grade.COLD] * 5
    leads = [bench.lead() for _ in grades]
    orders = [bench.order(*one) for one in zip(leads, grades, strict=True)]
    assert marks.write(orders) == [None] * 10
    assert watched.calls == {
        "crm.lead.search_read": 1,
        "ir.model.data.search_read": 1,
        "crm.lead.write": 2,
        "mail.message.load": 1,
    }
    assert [bench.grade(lead) for lead in leads] == grades
    assert [len(bench.notes(lead)) for lead in leads] == [1] * 10


def test_written_again_together_nothing_is_written(
    bench: Bench, marks: ScoreMarks | None, watched: Watched
) -> None:
    if marks is None:
        return
    orders = [bench.order(bench.lead()) for _ in range(3)]
    assert [marks.write(orders), marks.write(orders)] == [[None] * 3] * 2
    assert (watched.calls["crm.lead.write"], watched.calls["mail.message.load"]) == (1, 1)


def test_a_lead_that_is_deleted_meanwhile_is_gone_and_its_neighbours_are_graded(
    bench: Bench, marks: ScoreMarks | None, watched: Watched
) -> None:
    if marks is None:
        return
    leads = [bench.lead() for _ in range(5)]
    watched.before_write = lambda: bench.client.unlink("crm.lead", [leads[3]])
    said = marks.write([bench.order(lead) for lead in leads])
    assert [type(one) for one in said if one] == [CrmLeadGone]
    assert isinstance(said[3], CrmLeadGone)
    others = leads[:3] + leads[4:]
    assert [bench.grade(lead) for lead in others] == ["hot"] * 4
    assert [len(bench.notes(lead)) for lead in others] == [1] * 4


def test_of_two_scores_of_one_lead_the_later_stands(bench: Bench, marks: ScoreMarks | None) -> None:
    if marks is None:
        return
    one, two = bench.lead(), bench.lead()
    grades = [(one, Grade.HOT), (two, Grade.COLD), (one, Grade.WARM), (one, Grade.SPAM)]
    assert marks.write([bench.order(*each) for each in grades]) == [None] * 4
    assert (bench.grade(one), bench.grade(two)) == ("spam", "cold")
    (note,) = bench.notes(one)
    assert "Grade: Spam" in note
