"""A candidate is judged on newer leads alone, and nothing of them is known to it."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.domain.ids import CrmLeadId, LeadKey
from shared.domain.opportunity import OpportunityState, Outcome
from shared.domain.outcomes import TEACHES, Fate, KnownOutcome, ScoredLead, Told, fate_of
from shared.domain.score import Correction, Grade, Verdict
from shared.domain.training_run import Decision, Why
from shared.scoring.errors import Untrainable
from shared.usecases.judge_scorecards import LARGEST_TOLERANCE, Contest, judge
from tests.unit.learning.company import CARD, MATURITY, START

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from shared.scoring.scorecard import Scorecard
    from tests.unit.learning.company import Company

EXPERT = CARD.scorecard("expert")


def known(arrived: int, *, is_won: bool = False, at: int | None = None) -> KnownOutcome:
    lead = ScoredLead(
        key=LeadKey(f"{arrived:032x}"),
        crm_lead_id=CrmLeadId(arrived + 1),
        arrived_at=START + timedelta(hours=arrived),
        features={"form": "demo"},
        grade=Grade.WARM,
    )
    moment = START + timedelta(hours=arrived + 1 if at is None else at)
    return KnownOutcome(lead, Told(Fate.WON if is_won else Fate.LOST, moment))


class Trainer:
    """Notes what each candidate was given, and gives the expert card."""

    def __init__(self, fewest: int = 0) -> None:
        self.given: list[tuple[KnownOutcome, ...]] = []
        self.fewest = fewest

    def __call__(self, older: Sequence[KnownOutcome]) -> Scorecard:
        if len(older) < self.fewest:
            raise Untrainable("too few")
        self.given.append(tuple(older))
        return EXPERT


@given(st.lists(st.booleans(), min_size=4, max_size=60), st.integers(0, 30))
def test_each_lead_is_judged_once_by_a_candidate_of_older_ones(
    outcomes: list[bool], seen: int
) -> None:
    every = [known(at, is_won=is_won) for at, is_won in enumerate(outcomes)]
    before, new = every[:seen], every[seen:]
    trainer = Trainer()
    judgement = judge(Contest(trainer, EXPERT, EXPERT, before, new))
    if not new:
        assert judgement is None
        return
    assert judgement is not None
    first = before or every[: len(every) // 2]
    assert judgement.candidate.leads == len(every) - len(first)
    assert trainer.given[0] == tuple(first)
    for older, more in zip(trainer.given, trainer.given[1:], strict=False):
        block = more[len(older) :]
        newest = max((one.lead.arrived_at for one in older), default=START)
        assert more[: len(older)] == older
        assert all(one.lead.arrived_at >= newest for one in block)


def test_the_same_model_is_no_worse_than_itself() -> None:
    every = [known(at, is_won=at % 3 == 0) for at in range(30)]
    judgement = judge(Contest(Trainer(), EXPERT, EXPERT, (), every))
    assert judgement is not None
    assert judgement.difference == judgement.tolerance == 0


def test_blocks_that_no_candidate_could_be_trained_for_are_left_out() -> None:
    every = [known(at, is_won=at % 3 == 0) for at in range(30)]
    judgement = judge(Contest(Trainer(fewest=20), EXPERT, EXPERT, (), every))
    assert judgement is not None
    assert judgement.candidate.leads == 10
    assert judge(Contest(Trainer(fewest=99), EXPERT, EXPERT, (), every)) is None


def test_the_tolerance_is_never_above_a_hundredth_and_below_zero_where_better_is_asked(
    company: Company,
) -> None:
    company.trade(60)
    judged = company.train(is_dry_run=True).judgement
    assert judged is not None
    assert 0 < judged.tolerance <= LARGEST_TOLERANCE
    assert judged.standard_error > 0


def test_a_candidate_that_learnt_from_other_times_is_refused_and_kept_as_refused(
    company: Company,
) -> None:
    company.trade(80, sign=-1)
    company.trade(80)
    run = company.train()
    assert (run.decision, run.why) == (Decision.KEPT, Why.WORSE)
    assert company.reader().version == "expert"
    version = company.kept.find(run.candidate)
    assert version is not None
    assert (version.passed, version.why) == (False, "worse")


@pytest.mark.parametrize("sign", [1.0, -1.0])
def test_the_average_chance_is_measured_on_the_same_leads(company: Company, sign: float) -> None:
    company.trade(120, sign=sign)
    judged = company.train(is_dry_run=True).judgement
    assert judged is not None
    assert judged.average is not None
    assert judged.average.leads == judged.candidate.leads
    assert judged.candidate.log_loss < judged.average.log_loss


MOMENTS = st.datetimes(min_value=START.replace(tzinfo=None), timezones=st.just(START.tzinfo))
STATES = st.none() | st.builds(
    OpportunityState,
    outcome=st.sampled_from(Outcome),
    closed_at=st.none() | MOMENTS,
    lost_reason=st.none() | st.text(max_size=30) | st.just("Duplicate"),
)


@given(
    STATES,
    st.none() | st.sampled_from(Verdict),
    st.integers(0, 10_000),
    st.booleans(),
)
def test_every_lead_has_one_fate_which_is_known_within_its_life(
    state: OpportunityState | None, verdict: Verdict | None, age_hours: int, is_test: bool
) -> None:
    now = START + timedelta(hours=age_hours)
    correction = Correction(verdict=verdict, at=now) if verdict else None
    lead = known(0).lead.model_copy(update={"correction": correction, "is_test": is_test})
    told = fate_of(lead, state, now, MATURITY)
    assert lead.arrived_at <= told.at <= now
    assert (told.fate is Fate.TEST) is is_test
    if TEACHES.get(told.fate):
        assert state is not None
        assert state.outcome is Outcome.WON


@given(STATES, st.integers(0, 10_000), st.integers(0, 10_000))
def test_what_is_closed_stays_as_it_was_told(
    state: OpportunityState | None, hours: int, more: int
) -> None:
    def at(now: datetime) -> Told:
        return fate_of(known(0).lead, state, now, MATURITY)

    early, late = (START + timedelta(hours=span) for span in (hours, hours + more))
    if state is not None and state.closed_at is not None and state.closed_at <= early:
        first, second = at(early), at(late)
        if first.fate in {Fate.WON, Fate.LOST}:
            assert first == second
