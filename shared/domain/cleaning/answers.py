"""Answers in the words of the form: keys become wordings, choices become labels."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from shared.domain.cleaning.folding import fold, fold_wording
from shared.domain.cleaning.text import ANSWER_MAX_CHARS, clean_line, shorten, tidy

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from shared.domain.lead import Answer, LeadForm, Question

ANSWERS_MAX = 200
VALUES_MAX = 200
"""Answers to one question."""
LEAD_MAX_CHARS = 200_000
"""All questions and answers of a lead together: the ledger's document must stay under Firestore's 1 MiB."""
WORDING_MAX_CHARS = 1_000


@dataclass(frozen=True, slots=True)
class AnsweredQuestion:
    """One question with what was typed and what that means to a reader."""

    key: str
    kind: str
    wording: str
    typed: tuple[str, ...]
    """Cleaned, as the source gave it: choice keys or free text."""
    shown: tuple[str, ...]
    """The same with choice labels."""


class Answers(NamedTuple):
    """The answers of one lead, in the form's order, and whether anything had to be cut."""

    questions: tuple[AnsweredQuestion, ...]
    is_shortened: bool = False
    is_incomplete: bool = False


@dataclass(slots=True)
class _Budget:
    chars: int = LEAD_MAX_CHARS
    is_shortened: bool = False
    is_incomplete: bool = False

    def take(self, value: str) -> str:
        whole = tidy(value)
        if whole and self.chars <= 0:
            self.is_incomplete = True
            return ""
        text = shorten(whole, min(ANSWER_MAX_CHARS, max(self.chars, 1)))
        self.is_shortened |= text != whole
        self.chars -= len(text)
        return text


def read_answers(answers: Sequence[Answer], form: LeadForm | None) -> Answers:
    """Label every answer that is not empty; the same question asked twice becomes one.

    A value that is no choice of the form (a store number, a conditional answer, free text) stays
    as it was typed; a question that the form does not list stays under its key, after the others.
    """
    merged: dict[str, list[str]] = {}
    for answer in answers:
        merged.setdefault(answer.question, []).extend(answer.values)
    asked = {question.key: question for question in reversed(form.questions)} if form else {}
    budget = _Budget()
    read = [
        question
        for key in _in_order(merged, form)
        if (question := _read(key, merged[key], asked.get(key), budget))
    ]
    is_incomplete = budget.is_incomplete or len(read) > ANSWERS_MAX
    return Answers(tuple(read[:ANSWERS_MAX]), budget.is_shortened, is_incomplete)


def _in_order(merged: Iterable[str], form: LeadForm | None) -> list[str]:
    place = {question.key: index for index, question in enumerate(form.questions)} if form else {}
    return sorted(merged, key=lambda key: place.get(key, len(place)))


def _read(
    key: str, values: list[str], question: Question | None, budget: _Budget
) -> AnsweredQuestion | None:
    budget.is_incomplete |= len(values) > VALUES_MAX
    typed = [text for value in values[:VALUES_MAX] if (text := budget.take(value))]
    if not typed:
        return None
    labels, wording = _labels(question), _wording(key, question)
    budget.chars -= len(wording)
    return AnsweredQuestion(
        key=key,
        kind=question.kind.upper() if question else "",
        wording=wording,
        typed=_distinct(typed),
        shown=_distinct(_label(text, labels) for text in typed),
    )


def _wording(key: str, question: Question | None) -> str:
    label = clean_line(question.label, WORDING_MAX_CHARS) if question else ""
    return label or clean_line(key, WORDING_MAX_CHARS)


def _labels(question: Question | None) -> dict[str, str]:
    """Give labels by key, and by what Meta makes of a label (`Next week` -> `next_week`)."""
    if question is None or not question.options:
        return {}
    labels = [(option.key, clean_line(option.label)) for option in question.options]
    loose = {fold_wording(name): label for key, label in labels for name in (key, label) if label}
    return loose | {key: label for key, label in labels if label}


def _label(text: str, labels: dict[str, str]) -> str:
    if not labels:
        return text
    return labels.get(text) or labels.get(fold(text[:WORDING_MAX_CHARS])) or text


def _distinct(texts: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(texts))
