"""How much was answered, and what was chosen from what the form offers."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from shared.domain.clean_lead import LeadField
from shared.domain.cleaning.text import shorten
from shared.domain.features.asked import AskedAs, questions_besides_typed
from shared.domain.features.field import YES_NO, FeatureField, Group, Kind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from shared.domain.clean_lead import CleanLead
    from shared.domain.features.arrival import Arrival
    from shared.domain.features.asked import AskedAnswer
    from shared.domain.lead import LeadForm
    from shared.domain.score import Features

CHOICES_AT_MOST = 20
QUESTION_MAX_CHARS, CHOICE_MAX_CHARS = 60, 40
SEVERAL = "several"
_DAYS_AT_MOST = 365
_GIVEN = {
    "company_given": (LeadField.COMPANY, frozenset({"COMPANY_NAME"})),
    "job_given": (LeadField.JOB_TITLE, frozenset({"JOB_TITLE"})),
}

FIELDS = (
    FeatureField(
        "answered_share",
        Kind.NUMBER,
        Group.ANSWERS,
        "answered questions by those that the form asks, 0 to 1; fields to type in do not count "
        "(see what was typed)",
        "who takes the time means it",
    ),
    FeatureField(
        "left_empty",
        Kind.NUMBER,
        Group.ANSWERS,
        "how many of them stayed empty",
        "the same, counted",
    ),
    FeatureField(
        "choices",
        Kind.NUMBER,
        Group.ANSWERS,
        "how many of the company's own questions were answered by a choice or a date",
        "name, e-mail and phone are filled in by Meta, these are not",
    ),
    FeatureField(
        "company_given",
        Kind.CATEGORY,
        Group.ANSWERS,
        "whether a company was named; `no` where the form asked for it in vain",
        "businesses buy otherwise than people",
        YES_NO,
    ),
    FeatureField(
        "job_given",
        Kind.CATEGORY,
        Group.ANSWERS,
        "whether a job title was given; `no` where the form asked for it in vain",
        "who says what they do wants to be taken seriously",
        YES_NO,
    ),
    FeatureField(
        "consent",
        Kind.CATEGORY,
        Group.ANSWERS,
        "how many of the form's boxes were ticked; left out where it has none",
        "who agrees to be called or written to expects it",
        ("all", "some", "none"),
    ),
    FeatureField(
        "appointment_days",
        Kind.NUMBER,
        Group.CHOSEN,
        "days until the appointment that was picked, 0 to 365 (Meta's appointment question)",
        "soon is earnest",
    ),
    FeatureField(
        "answer:*",
        Kind.CATEGORY,
        Group.CHOSEN,
        "what was chosen for a question, by the question's wording; `several` where it was more "
        "than one. Only choices that stand in the form: what is typed never becomes a value",
        "which course, which flat, how soon: often the most telling of all",
    ),
)


def answering(arrival: Arrival, asked: Sequence[AskedAnswer]) -> Features:
    """Give the features of this group that are known."""
    found: Features = {"choices": sum(one.as_ in (AskedAs.CHOICE, AskedAs.DATE) for one in asked)}
    if arrival.form is not None:
        found |= _completeness(arrival.form, sum(one.as_ is not AskedAs.TYPED for one in asked))
    found |= _given(arrival)
    found |= _consent(arrival.lead)
    found |= _appointment(arrival, asked)
    return found | _choices(asked)


def _completeness(form: LeadForm, given: int) -> Features:
    """Leave out what is typed: that somebody wrote something must not lift the score twice."""
    put = questions_besides_typed(form)
    if put == 0:
        return {}
    return {"answered_share": round(min(1.0, given / put), 2), "left_empty": max(0, put - given)}


def _given(arrival: Arrival) -> Features:
    found: Features = {}
    kinds = {one.kind.upper() for one in arrival.form.questions} if arrival.form else set()
    for name, (field, asked_as) in _GIVEN.items():
        if field in arrival.lead.fields:
            found[name] = "yes"
        elif kinds & asked_as:
            found[name] = "no"
    return found


def _consent(lead: CleanLead) -> Features:
    given = [one.given for one in lead.consents]
    if not given:
        return {}
    return {"consent": "all" if all(given) else "some" if any(given) else "none"}


def _appointment(arrival: Arrival, asked: Sequence[AskedAnswer]) -> Features:
    for one in asked:
        if one.as_ is AskedAs.DATE and (at := _moment(one.answers[0])) is not None:
            days = (at - arrival.at).total_seconds() / 86_400
            return {"appointment_days": round(min(max(days, 0.0), _DAYS_AT_MOST), 1)}
    return {}


def _moment(text: str) -> datetime | None:
    """Read Meta's spelling, `2026-12-03T16:00:00+03:00`; without a zone it is no moment."""
    try:
        read = datetime.fromisoformat(text)
    except ValueError:
        return None
    return read if read.tzinfo is not None else None


def _choices(asked: Sequence[AskedAnswer]) -> Features:
    chosen = [one for one in asked if one.as_ is AskedAs.CHOICE][:CHOICES_AT_MOST]
    return {choice_name(one.question): _choice(one) for one in reversed(chosen)}


def choice_name(question: str) -> str:
    """Give the name of the feature that holds what was chosen for a question."""
    wording = shorten(question.lower(), QUESTION_MAX_CHARS).rstrip(" ?؟:*.")
    return f"answer:{wording}"


def _choice(one: AskedAnswer) -> str:
    several = len(one.answers) > 1
    return SEVERAL if several else shorten(one.answers[0], CHOICE_MAX_CHARS)
