"""Which alerts come first, and what is proposed with each."""

from __future__ import annotations

from decimal import Decimal

import pytest

from shared.domain.alerts.alert import Alert, NextStep
from shared.domain.alerts.cause import Cause, Rung, Urgency
from shared.domain.alerts.following import follow
from shared.domain.alerts.proposing import proposal, proposal_on
from shared.domain.alerts.ranking import rank_of, worth_of
from shared.domain.alerts.subject import Around
from shared.domain.score import Grade
from shared.errors import BadInput
from tests.alert_records import at, known, rules_of, scored, set_to

MUCH, LITTLE = Decimal(1_000_000), Decimal(1_000)


def test_value_counts_by_its_order_of_magnitude() -> None:
    much, little = (worth_of(known(expected_revenue=one)) for one in (MUCH, LITTLE))
    assert little < much < 3 * little


@pytest.mark.parametrize("value", [None, Decimal(0), Decimal(-5)])
def test_a_value_that_is_not_known_counts_as_the_least(value: Decimal | None) -> None:
    assert worth_of(known(expected_revenue=value)) == worth_of(known(expected_revenue=Decimal(1)))


def test_the_chance_is_odoos_then_the_scores_then_one_for_the_grade() -> None:
    odoo = known(probability=50.0, score=scored(Grade.COLD, probability=0.1))
    score = known(score=scored(Grade.COLD, probability=0.1))
    grades = [worth_of(known(grade=grade)) for grade in (Grade.HOT, Grade.WARM, Grade.COLD)]
    assert worth_of(odoo) == pytest.approx(5 * worth_of(score))
    assert grades == sorted(grades, reverse=True)
    assert worth_of(known(probability=-3.0)) > 0


def test_urgent_ones_and_higher_levels_weigh_more() -> None:
    assert (
        rank_of(1, Urgency.URGENT, 1)
        > rank_of(1, Urgency.NORMAL, 2)
        > rank_of(1, Urgency.NORMAL, 1)
    )


def test_each_cause_proposes_one_step() -> None:
    rules = rules_of(known()).causes
    steps = {cause: proposal(rules[cause], 17) for cause in Cause}
    assert "template" not in {step.kind for step in steps.values()}
    assert steps[Cause.UNASSIGNED].user_id == 17
    assert steps[Cause.CUSTOMER_WAITS].kind == "answer"


@pytest.mark.parametrize(
    ("template", "step"),
    [
        ({}, NextStep(kind="call")),
        ({"template": "no_reply_ar"}, NextStep(kind="template", template="no_reply_ar")),
    ],
)
def test_a_template_is_proposed_where_one_is_named_else_a_call(
    template: dict[str, str], step: NextStep
) -> None:
    causes = {"no_reply": {"next_step": "template", **template}}
    rules = rules_of(known(), set_to(causes=causes)).causes
    assert proposal(rules[Cause.NO_REPLY]) == step


def test_a_template_that_cannot_be_one_is_refused() -> None:
    with pytest.raises(BadInput):
        set_to(causes={"no_reply": {"template": "No reply!"}})


def test_on_the_last_rung_another_owner_is_proposed() -> None:
    one = known(grade=Grade.HOT, created_at=at("2026-11-22 10:00"))
    alert: Alert = follow(
        one, (), rules_of(one), at("2026-11-22 10:06"), Around(reassign_to=17)
    ).alerts[0]
    assert proposal_on(Rung.MANAGER, alert, 17) == alert.next_step
    last = proposal_on(Rung.REASSIGN, alert, 17)
    assert (last.kind, last.user_id) == ("reassign", 17)
