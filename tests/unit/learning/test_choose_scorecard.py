"""Rolling back holds what a person chose until new evidence is against it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from shared.domain.queries import AUDIT
from shared.domain.scorecard_version import EXPERT
from shared.domain.training_run import Decision, Why
from shared.errors import BadInput, Busy

if TYPE_CHECKING:
    from collections.abc import Mapping

    from shared.domain.document import Document
    from tests.unit.learning.company import Company


def test_rolling_back_to_the_expert_card_takes_effect_within_a_minute(company: Company) -> None:
    company.trade(300)
    company.train()
    reader = company.reader
    assert reader().version != "expert"
    company.choose(EXPERT, who="mona")
    company.later(seconds=61)
    assert reader().version == "expert"


def test_the_same_evidence_does_not_undo_what_a_person_chose(company: Company) -> None:
    company.trade(300)
    company.train()
    company.later(minutes=1)
    company.choose(EXPERT, who="mona")
    for _ in range(3):
        company.later(days=1)
        run = company.train()
        assert (run.decision, run.why, run.in_force) == (Decision.KEPT, Why.TOO_FEW_NEW, EXPERT)


def test_new_evidence_by_which_the_new_model_is_better_lifts_the_hold(company: Company) -> None:
    company.trade(300)
    company.train()
    company.later(minutes=1)
    company.choose(EXPERT, who="mona")
    company.trade(80)
    run = company.train()
    assert (run.decision, run.why) == (Decision.PROMOTED, Why.BETTER_SINCE_HELD)
    assert run.judgement is not None
    assert run.judgement.candidate.leads == 80
    pointer = company.kept.in_force().pointer
    assert pointer is not None
    assert pointer.held_since is None


def test_a_model_that_is_only_as_good_does_not_lift_the_hold(company: Company) -> None:
    company.trade(300)
    first = company.train()
    company.later(minutes=1)
    company.choose(first.in_force, who="mona")
    company.trade(40)
    run = company.train()
    assert (run.decision, run.why) == (Decision.KEPT, Why.NOT_BETTER_SINCE_HELD)
    assert run.in_force == first.in_force
    refused = company.kept.find(run.candidate)
    assert refused is not None
    assert not refused.passed


def test_the_same_refusal_again_keeps_no_second_copy(company: Company) -> None:
    company.trade(300)
    first = company.train()
    company.later(minutes=1)
    company.choose(first.in_force, who="mona")
    company.trade(40)
    refused = company.train()
    company.later(days=1)
    again = company.train()
    assert again.candidate == refused.candidate
    assert len(company.kept.latest(10)) == 2


def test_a_version_that_is_not_kept_is_refused_by_name(company: Company) -> None:
    with pytest.raises(BadInput, match="20260101"):
        company.choose("20260101-000000", who="mona")
    assert company.kept.in_force().pointer is None


def test_a_damaged_version_cannot_be_chosen(company: Company) -> None:
    company.trade(300)
    run = company.train()
    damage(company, run.in_force)
    with pytest.raises(BadInput, match="damaged"):
        company.choose(run.in_force, who="mona")


def damage(company: Company, version: str) -> None:
    kept = company.memory.get("scorecards", f"default.{version}")
    assert kept is not None
    company.memory.put("scorecards", kept.id, {**kept.data, "artefact": '{"format":'})


def test_a_choice_repairs_what_names_the_one_in_force(company: Company) -> None:
    company.memory.put("scorecard_in_force", "default", {"version": 7})
    company.choose(EXPERT, who="mona")
    assert company.kept.in_force().name == EXPERT


def test_who_chose_stands_in_the_trail(company: Company) -> None:
    company.choose(EXPERT, who="mona")
    page = company.memory.query(AUDIT, equals={"tenant": "default"})
    assert [line.data["who"] for line in page.documents] == ["mona"]


def test_a_run_that_was_faster_is_not_undone(
    company: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    choose = company.choose
    put = company.memory.put

    def other_first(
        collection: str, doc_id: str, data: Mapping[str, object], **how: str
    ) -> Document:
        if collection == "scorecard_in_force":
            monkeypatch.undo()
            put(collection, doc_id, {**data, "version": "another"}, if_version="")
        return put(collection, doc_id, data, **how)

    monkeypatch.setattr(company.memory, "put", other_first)
    with pytest.raises(Busy):
        choose(EXPERT, who="mona")
    assert company.kept.in_force().name == "another"
