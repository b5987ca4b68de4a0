"""The use cases of lead qualification: grade, grade again, correct.

A door asks here for its use case when it starts, as in `shared/assembly.py`.
"""

from __future__ import annotations

from threading import BoundedSemaphore
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from shared import assembly, bootstrap, learning

if TYPE_CHECKING:
    from shared.scoring_ports import CrmScores
    from shared.settings import Settings
    from shared.usecases.correct_grade import CorrectGrade
    from shared.usecases.describe_arrival import DescribeArrival
    from shared.usecases.extract_answers import ExtractAnswers, Model
    from shared.usecases.qualify_lead import QualifyLead
    from shared.usecases.say_of_grade import SayOfGrade
    from shared.usecases.show_opportunity import ShowOpportunity
    from shared.usecases.tell_score import TellScore

MODEL_PLACES = 4
"""So many leads of an instance wait for the language model; others are graded beside them."""


def qualify_lead(found: Settings) -> QualifyLead:
    """Give the use case that grades a lead, first by dictionaries and then by what a model reads."""
    from shared.domain.extracting.schema import asked_by
    from shared.usecases.qualify_lead import QualifyLead

    return QualifyLead(
        bootstrap.memory(found),
        bootstrap.clock(),
        describe_arrival(found),
        extract_answers(found),
        asked_by(found.qualification_questions),
        learning.scorecard_in_force(found),
        learning.expert_card().words,
        tell_score(found),
        BoundedSemaphore(MODEL_PLACES),
    )


def correct_grade(found: Settings) -> CorrectGrade:
    """Give the use case that takes a person's word on a grade."""
    from shared.usecases.correct_grade import CorrectGrade

    return CorrectGrade(bootstrap.memory(found), tell_score(found))


def of_one_record(found: Settings) -> tuple[ShowOpportunity, SayOfGrade]:
    """Give all that the page of one opportunity needs."""
    return assembly.show_opportunity(found), say_of_grade(found)


def say_of_grade(found: Settings) -> SayOfGrade:
    """Give the use case by which a page takes a person's word on a grade."""
    from random import SystemRandom

    from shared.usecases.say_of_grade import SayOfGrade

    return SayOfGrade(
        bootstrap.memory(found),
        bootstrap.bus(found),
        bootstrap.clock(),
        SystemRandom(),
        found.tenant,
    )


def describe_arrival(found: Settings) -> DescribeArrival:
    """Give the use case that puts together what was known of a lead when it arrived."""
    from shared.usecases.describe_arrival import DescribeArrival

    return DescribeArrival(
        bootstrap.memory(found), found.tenant, found.time_zone, found.default_country
    )


def tell_score(found: Settings) -> TellScore:
    """Give the use case that lets Odoo show a score and tells the bus."""
    from shared.usecases.tell_score import TellScore

    return TellScore(
        bootstrap.memory(found), guarded_scores(found), bootstrap.bus(found), bootstrap.clock()
    )


def guarded_scores(found: Settings) -> CrmScores:
    """Give Odoo's scores behind the circuit breaker."""
    from shared.usecases.guarded import GuardedScores

    return GuardedScores(bootstrap.crm_scores(found), assembly.breaker(found), found.tenant)


def extract_answers(found: Settings) -> ExtractAnswers:
    """Give the use case that reads free text."""
    from shared.usecases.extract_answers import ExtractAnswers

    return ExtractAnswers(
        bootstrap.memory(found),
        bootstrap.clock(),
        bootstrap.dictionaries(found),
        language_model(found),
        found.tenant,
    )


def language_model(found: Settings) -> Model | None:
    """Give the language model with its price and the day's money; None without a key."""
    from shared.domain.extracting.price import MICROS_PER_CENT, Price
    from shared.domain.local_days import LocalDays
    from shared.usecases.daily_budget import DailyBudget
    from shared.usecases.extract_answers import Model

    extractor = bootstrap.language_model(found)
    if extractor is None:
        return None
    budget = DailyBudget(
        bootstrap.memory(found),
        bootstrap.clock(),
        LocalDays(ZoneInfo(found.time_zone)),
        found.tenant,
        found.gemini_daily_budget * MICROS_PER_CENT,
    )
    return Model(
        extractor,
        found.gemini_model,
        Price(found.gemini_price_in, found.gemini_price_out),
        budget,
        assembly.breaker(found),
        found.gemini_max_tokens,
    )
