"""The answers of one lead, seen through a mapping: which field gets which value."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from shared.domain.cleaning.folding import fold_wording
from shared.domain.cleaning.text import clean_line
from shared.domain.cleaning.transforms import TransformContext, apply_transform

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from shared.domain.clean_lead import LeadField
    from shared.domain.cleaning.answers import AnsweredQuestion
    from shared.domain.mapping import FormMapping, MappingRule, QuestionRef

FIELD_MAX_CHARS = 500
AS_GIVEN_MAX_CHARS = 320
"""The longest e-mail address; ample for a phone."""


@dataclass(frozen=True, slots=True)
class MappedAnswers:
    """Looks answers up for the rules of a mapping."""

    mapping: FormMapping
    by_key: Mapping[str, Sequence[AnsweredQuestion]]
    by_kind: Mapping[str, Sequence[AnsweredQuestion]]

    @classmethod
    def of(cls, questions: Sequence[AnsweredQuestion], mapping: FormMapping) -> MappedAnswers:
        """Index the answered questions by key and by Meta's question type."""
        by_key: dict[str, list[AnsweredQuestion]] = {}
        by_kind: dict[str, list[AnsweredQuestion]] = {}
        for question in questions:
            by_key.setdefault(_name(question.key), []).append(question)
            by_kind.setdefault(question.kind, []).append(question)
        return cls(mapping, by_key, by_kind)

    def value(self, field: LeadField, *, countries: tuple[str, ...] = ()) -> str | None:
        """Give the value of the first rule for the field that gives one, on one line.

        `countries` (alpha-2): whose local phone numbers are understood, in order.
        """
        for rule in self.mapping.rules_for(field):
            context = TransformContext(countries, rule.separator)
            made = apply_transform(rule.transform, self._asked(rule), context) or rule.default
            if made and (line := clean_line(made, FIELD_MAX_CHARS)):
                return line
        return None

    def as_given(self, field: LeadField) -> str | None:
        """Give the first thing that was typed for the field, whether or not it was understood."""
        for rule in self.mapping.rules_for(field):
            for question in self._asked(rule):
                return clean_line(question.typed[0], AS_GIVEN_MAX_CHARS)
        return None

    def _asked(self, rule: MappingRule) -> list[AnsweredQuestion]:
        found = {id(asked): asked for ref in rule.questions for asked in self._named_by(ref)}
        return list(found.values())

    def _named_by(self, ref: QuestionRef) -> Sequence[AnsweredQuestion]:
        if ref.key is not None:
            return self.by_key.get(_name(ref.key), ())
        return self.by_kind.get((ref.kind or "").upper(), ())


def _name(key: str) -> str:
    return fold_wording(key) or key
