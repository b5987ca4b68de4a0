"""No wording makes a lead hot: text adds at most the cap, whoever reads it and however it obeys."""

from __future__ import annotations

import json
import logging
import unicodedata
from datetime import UTC, datetime
from random import Random
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared import learning
from shared.domain.clean import clean_lead
from shared.domain.extracting.prompt import instruction
from shared.domain.extracting.schema import BUILT_IN
from shared.domain.extraction import UNKNOWN
from shared.domain.features.arrival import Arrival
from shared.domain.features.lead_features import features_of, typed_texts
from shared.domain.ids import FormId, LeadgenId, PageId
from shared.domain.lead import Answer, Attribution, LeadForm, Question, SourceLead
from shared.domain.rating import rated
from shared.domain.score import Grade
from shared.scoring.scorecard import UNIT
from shared.scoring.training import train
from tests.unit.extracting.injections import CAMPAIGNS, E_MAILS, LABELS, NAMES, TEXTS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from shared.domain.extraction import Extraction
    from shared.domain.score import Features
    from shared.scoring.scorecard import Scorecard
    from shared.usecases.extract_answers import ExtractAnswers
    from tests.unit.extracting.conftest import Desk

CAP = 0.8
ROUNDING = 1e-6
LEVELS = {one.name: (*one.levels, UNKNOWN) for one in BUILT_IN}
CARD = learning.expert_card().scorecard("expert")
WORDS = learning.expert_card().words
SAID = {f"said_{name}": levels for name, levels in LEVELS.items()} | {
    "said_words": (0, 3, 7, 40, 200),
    "said_digits": ("yes", "no"),
    "said_question": ("yes", "no"),
    "said_link": ("yes", "no"),
    "said_course": ("nursing", "hot", UNKNOWN),
}


def test_there_are_at_least_thirty_attacks_and_no_two_are_alike() -> None:
    every = [*TEXTS.values(), *NAMES.values(), *E_MAILS.values(), *LABELS.values()]
    assert len({*every, *CAMPAIGNS.values()}) == len(every) + len(CAMPAIGNS) >= 30


def trained() -> Scorecard:
    """Give a card that has learnt to trust what is typed far too much."""
    rng = Random(5)
    leads = [
        {"platform": rng.choice(["fb", "ig"]), **{f: rng.choice(SAID[f]) for f in SAID}}
        for _ in range(150)
    ]
    outcomes = [
        lead["said_intent"] == "buy" or lead["said_timeline"] == "now" or rng.random() < 0.05
        for lead in leads
    ]
    return train(leads, outcomes, learning.expert_card(), version="gullible").scorecard


@pytest.fixture(scope="module")
def gullible() -> Scorecard:
    return trained()


def arrival(
    typed: str | None,
    *,
    name: str = "Sara Ali",
    email: str = "sara@example.org",
    label: str = "Tell us more",
    campaign: str = "Autumn",
) -> Arrival:
    """Give a lead that answered a form with one question to type in."""
    page, form = PageId("1"), FormId("2")
    questions = (
        Question(key="full_name", label="Full name", kind="FULL_NAME"),
        Question(key="email", label="Email", kind="EMAIL"),
        Question(key="phone_number", label="Phone", kind="PHONE"),
        Question(key="more", label=label),
    )
    answers = {"full_name": name, "email": email, "phone_number": "+966501234567"}
    if typed is not None:
        answers["more"] = typed
    source = SourceLead(
        leadgen_id=LeadgenId("3"),
        created_at=datetime(2026, 11, 29, 3, 0, tzinfo=UTC),
        answers=tuple(Answer(question=key, values=(text,)) for key, text in answers.items()),
        attribution=Attribution(page_id=page, form_id=form, campaign_name=campaign),
    )
    made = LeadForm(form_id=form, page_id=page, name="Form", locale="en_US", questions=questions)
    return Arrival(
        lead=clean_lead(source, made, None, default_country="SA"),
        form=made,
        time_zone="Asia/Riyadh",
        home_country="SA",
    )


def features(one: Arrival, said: Mapping[str, str]) -> Features:
    return features_of(one.model_copy(update={"said": dict(said)}))


NOTHING_SAID = features(arrival(None), dict.fromkeys(LEVELS, UNKNOWN))


def reader(desk: Desk, who: str) -> ExtractAnswers:
    if who == "dictionaries":
        return desk.reader(None)
    desk.gemini.order(who)
    return desk.reader(desk.model())


def check(said: Extraction, one: Arrival, cards: tuple[Scorecard, ...]) -> None:
    assert all(said.levels[name] in levels for name, levels in LEVELS.items())
    assert said.levels.keys() == LEVELS.keys()
    seen = features(one, said.levels)
    for card in cards:
        assert card.log_odds(seen) - card.log_odds(NOTHING_SAID) <= CAP + ROUNDING
        grades = [rated(card, WORDS, one).grade for one in (NOTHING_SAID, seen)]
        assert grades != [Grade.COLD, Grade.HOT]


@pytest.mark.parametrize("who", ["dictionaries", "honest", "obedient"])
@pytest.mark.parametrize("attack", TEXTS)
def test_a_text_adds_at_most_the_cap(
    desk: Desk, gullible: Scorecard, caplog: pytest.LogCaptureFixture, attack: str, who: str
) -> None:
    caplog.set_level(logging.INFO)
    one = arrival(TEXTS[attack])
    said = reader(desk, who)(BUILT_IN, typed_texts(one))
    check(said, one, (CARD, gullible))
    assert said.not_by_model == ""
    assert TEXTS[attack][:12].strip() not in caplog.text
    for sent in map(json.loads, desk.gemini.calls()):
        assert sent["systemInstruction"]["parts"][0]["text"] == instruction(BUILT_IN)
        (row,) = json.loads(sent["contents"][0]["parts"][0]["text"])
        assert row.keys() == {"question", "text"}
        hidden = {"Cc", "Cf", "Co", "Cs", "Cn"}
        assert [letter for letter in row["text"] if unicodedata.category(letter) in hidden] == []


def test_a_model_that_obeys_is_really_obeying(desk: Desk) -> None:
    """Else the attacks above would prove nothing."""
    one = arrival(TEXTS["plain order"])
    said = reader(desk, "obedient")(BUILT_IN, typed_texts(one))
    best = {one.name: one.levels[0] for one in BUILT_IN if one.name != "spam"}
    assert {name: said.levels[name] for name in best} == best
    lift = CARD.log_odds(features(one, said.levels)) - CARD.log_odds(NOTHING_SAID)
    assert lift == pytest.approx(CAP)


@pytest.mark.parametrize("who", ["dictionaries", "obedient"])
@pytest.mark.parametrize("attack", LABELS)
def test_a_label_of_the_form_is_no_proof_and_no_order(
    desk: Desk, gullible: Scorecard, attack: str, who: str
) -> None:
    one = arrival("hello there", label=LABELS[attack])
    check(reader(desk, who)(BUILT_IN, typed_texts(one)), one, (CARD, gullible))


@pytest.mark.parametrize("attack", NAMES)
def test_a_name_is_not_read_and_lifts_nothing(desk: Desk, attack: str) -> None:
    one = arrival("hello there", name=NAMES[attack])
    said = reader(desk, "obedient")(BUILT_IN, typed_texts(one))
    check(said, one, (CARD,))
    (sent,) = desk.gemini.calls()
    assert one.lead.person.full_name
    assert one.lead.person.full_name not in sent


@pytest.mark.parametrize("attack", E_MAILS)
def test_an_address_is_not_read_and_lifts_nothing(desk: Desk, attack: str) -> None:
    one = arrival("hello there", email=E_MAILS[attack])
    check(reader(desk, "obedient")(BUILT_IN, typed_texts(one)), one, (CARD,))
    assert "hot" not in desk.gemini.calls()[0]


@pytest.mark.parametrize("attack", CAMPAIGNS)
def test_a_campaign_is_not_read_and_lifts_nothing(desk: Desk, attack: str) -> None:
    one = arrival("hello there", campaign=CAMPAIGNS[attack])
    check(reader(desk, "obedient")(BUILT_IN, typed_texts(one)), one, (CARD,))
    assert CAMPAIGNS[attack] not in desk.gemini.calls()[0]


@given(st.fixed_dictionaries({name: st.sampled_from(levels) for name, levels in SAID.items()}))
def test_whatever_is_read_it_adds_at_most_the_cap(said: dict[str, str | float]) -> None:
    lift = CARD.log_odds({**NOTHING_SAID, **said}) - CARD.log_odds(NOTHING_SAID)
    assert lift <= CAP + ROUNDING


def test_from_cold_to_hot_is_further_than_the_cap() -> None:
    """A cold lead is below `warm`, so that it stays below `hot` by as much."""
    (cap,) = CARD.content.caps
    assert CARD.content.hot - CARD.content.warm >= cap.at_most
    assert cap.at_most * UNIT == pytest.approx(CAP)
