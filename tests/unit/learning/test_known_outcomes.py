"""Which leads the scorecard may learn from, and what each counts as."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from shared.domain.opportunity import Outcome
from shared.domain.outcomes import Fate
from shared.domain.score import Verdict
from shared.usecases.known_outcomes import ReadOutcomes, stretches
from tests.unit.learning.company import MATURITY, TENANT

if TYPE_CHECKING:
    from tests.unit.learning.company import Company


def test_won_is_one_and_lost_is_nought(company: Company) -> None:
    company.lead(Outcome.WON)
    company.lead(Outcome.LOST, lost_reason="Too expensive")
    found = company.read()
    assert [one.is_won for one in found.known] == [False, True]
    assert found.fates == {Fate.WON: 1, Fate.LOST: 1}
    assert found.is_complete


def test_an_open_lead_says_nothing_until_the_maturity_window_is_over(company: Company) -> None:
    lead = company.lead(Outcome.OPEN)
    assert company.read().fates == {Fate.OPEN: 1}
    company.later(days=MATURITY.days, seconds=1)
    found = company.read()
    assert found.fates == {Fate.OVERDUE: 1}
    assert [(one.is_won, one.told.at) for one in found.known] == [
        (False, lead.arrived_at + MATURITY)
    ]


def test_spam_counts_as_not_won_at_once_and_a_sale_outweighs_it(company: Company) -> None:
    company.lead(Outcome.OPEN, verdict=Verdict.SPAM)
    company.lead(Outcome.WON, verdict=Verdict.SPAM)
    assert company.read().fates == {Fate.SPAM: 1, Fate.WON: 1}


@pytest.mark.parametrize("verdict", [Verdict.NOT_HOT, Verdict.HOT, Verdict.NOT_SPAM])
def test_an_opinion_of_an_open_lead_is_no_outcome(company: Company, verdict: Verdict) -> None:
    company.lead(Outcome.OPEN, verdict=verdict)
    assert company.read().known == ()


def test_test_leads_duplicates_and_what_is_gone_are_left_out(company: Company) -> None:
    company.lead(Outcome.WON, is_test=True)
    company.lead(Outcome.LOST, lost_reason="Duplicate entry")
    company.lead(Outcome.LOST, lost_reason="عميل مكرر")
    company.lead(None)
    found = company.read()
    assert found.known == ()
    assert found.fates == {Fate.TEST: 1, Fate.NO_VERDICT: 2, Fate.GONE: 1}


def test_a_merged_leads_outcome_is_that_of_the_one_it_went_into(company: Company) -> None:
    merged = company.lead(None)
    company.picture(merged.crm_lead_id, Outcome.OPEN, merged_into=900_000)
    company.picture(900_000, Outcome.WON)
    assert company.read().fates == {Fate.WON: 1}


def test_merges_in_a_circle_end(company: Company) -> None:
    one, other = company.lead(None), company.lead(None)
    company.picture(one.crm_lead_id, Outcome.OPEN, merged_into=other.crm_lead_id)
    company.picture(other.crm_lead_id, Outcome.OPEN, merged_into=one.crm_lead_id)
    assert company.read().fates == {Fate.GONE: 2}


def test_what_cannot_be_read_is_counted_and_hides_no_other(company: Company) -> None:
    company.lead(Outcome.WON)
    score = {"tenant": TENANT, "arrived_at": "2026-06-01T00:00:00.000000Z", "features": [1]}
    company.memory.create("scores", "damaged", score)
    company.memory.create("opportunities", "damaged", {"tenant": TENANT, "crm_lead_id": 1})
    found = company.read()
    assert len(found.known) == 1
    assert found.unreadable == 2


def test_only_the_newest_leads_are_read(company: Company) -> None:
    for _ in range(5):
        company.later(hours=1)
        company.lead(Outcome.WON)
    read = ReadOutcomes(company.memory, company.clock, TENANT, MATURITY, at_most=3)
    found = read()
    assert [one.lead.crm_lead_id for one in found.known] == [5, 4, 3]
    assert not found.is_complete


def test_another_tenants_leads_are_not_ours(company: Company) -> None:
    company.lead(Outcome.WON)
    assert ReadOutcomes(company.memory, company.clock, "other", MATURITY)().fates == {}


def test_a_clock_of_the_crm_that_runs_ahead_closes_nothing_in_the_future(company: Company) -> None:
    company.clock.at += timedelta(days=2)
    company.lead(Outcome.WON)
    company.clock.at -= timedelta(days=1)
    [known] = company.read().known
    assert known.told.at <= company.clock.at


def test_ids_that_lie_close_are_read_as_one_stretch() -> None:
    assert list(stretches(dict.fromkeys([5, 1, 150, 9_000]))) == [(1, 150), (9_000, 9_000)]
    assert list(stretches({})) == []
