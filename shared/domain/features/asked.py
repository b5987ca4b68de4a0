"""How each answer was asked for: a standard question, a choice, a date, or a field to type in."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from shared.domain.clean_lead import LeadField
from shared.domain.cleaning.answers import WORDING_MAX_CHARS
from shared.domain.cleaning.folding import fold_wording
from shared.domain.cleaning.text import clean_line
from shared.domain.standard_mapping import mapping_for

if TYPE_CHECKING:
    from collections.abc import Mapping

    from shared.domain.clean_lead import CleanLead, LabelledAnswer
    from shared.domain.features.arrival import Arrival
    from shared.domain.lead import LeadForm, Question

_DATES = frozenset({"DATE_TIME"})
_FREE_KINDS = frozenset({"CUSTOM", ""})


class AskedAs(StrEnum):
    """What the person could answer with."""

    STANDARD = "standard"
    """Name, e-mail, phone, company ...: what Meta asks everywhere, or a field of the CRM."""
    CHOICE = "choice"
    """Only choices of the form: the company's words, not the person's."""
    DATE = "date"
    TYPED = "typed"
    """Anything at all."""


@dataclass(frozen=True, slots=True)
class AskedAnswer:
    """One answered question."""

    as_: AskedAs
    question: str
    answers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Known:
    is_standard: bool
    is_date: bool
    labels: frozenset[str]


def answered(arrival: Arrival) -> tuple[AskedAnswer, ...]:
    """Give the answers with how they were asked, in the form's order.

    Without the form nothing can be proved to be a choice: what is no standard question is typed.
    """
    known = _questions(arrival.form) if arrival.form else {}
    person = _of_the_person(arrival.lead)
    return tuple(_asked(answer, known, person) for answer in arrival.lead.answers)


def questions_besides_typed(form: LeadForm) -> int:
    """Count the questions of a form that are answered otherwise than by typing anything at all."""
    known = _questions(form).values()
    return sum(one.is_standard or one.is_date or bool(one.labels) for one in known)


def _asked(
    answer: LabelledAnswer, known: Mapping[str, _Known], person: frozenset[str]
) -> AskedAnswer:
    return AskedAnswer(
        _as(answer, known.get(answer.question), person), answer.question, answer.answers
    )


def _as(answer: LabelledAnswer, known: _Known | None, person: frozenset[str]) -> AskedAs:
    """Say typed on any doubt: that is the kind whose weight is limited."""
    if any(text in person for text in answer.answers):
        return AskedAs.STANDARD
    if known is None:
        is_standard = fold_wording(answer.question) in _standard_keys()
        return AskedAs.STANDARD if is_standard else AskedAs.TYPED
    if known.labels and known.labels.issuperset(answer.answers):
        return AskedAs.CHOICE
    if known.is_date:
        return AskedAs.DATE
    return AskedAs.STANDARD if known.is_standard else AskedAs.TYPED


def _of_the_person(lead: CleanLead) -> frozenset[str]:
    """Give what names or reaches the person: a company may have mapped any question to it."""
    person = lead.person
    given = (
        *(person.full_name, person.first_name, person.last_name),
        *(person.email, person.email_as_given, person.phone, person.phone_as_given),
        *(lead.fields.get(field) for field in (LeadField.STREET, LeadField.POSTAL_CODE)),
    )
    return frozenset(filter(None, given))


@lru_cache(maxsize=256)
def _questions(form: LeadForm) -> Mapping[str, _Known]:
    """Give what is known of each question, by its wording; of two alike the first counts."""
    refs = [ref for rule in mapping_for(form).rules for ref in rule.questions]
    keys = {fold_wording(ref.key) for ref in refs if ref.key}
    return {
        _wording(question): _Known(
            is_standard=question.kind.upper() not in _FREE_KINDS
            or fold_wording(question.key) in keys,
            is_date=question.kind.upper() in _DATES,
            labels=frozenset(clean_line(option.label) for option in question.options) - {""},
        )
        for question in reversed(form.questions)
    }


def _wording(question: Question) -> str:
    label = clean_line(question.label, WORDING_MAX_CHARS)
    return label or clean_line(question.key, WORDING_MAX_CHARS)


@cache
def _standard_keys() -> frozenset[str]:
    refs = (ref for rule in mapping_for(None).rules for ref in rule.questions)
    return frozenset(fold_wording(ref.key) for ref in refs if ref.key)
