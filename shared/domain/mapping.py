"""How the answers of a form fill the fields of a lead: a document that people can edit."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal, Self

from pydantic import Field, StringConstraints, ValidationError, model_validator

from shared.domain.clean_lead import LeadField
from shared.domain.cleaning.transforms import Transform
from shared.domain.values import Value
from shared.errors import BadInput, UnknownVersion

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

MAPPING_VERSION = 1

NAME_MAX_CHARS = 1_000
"""Of a question's key or type, and of a default."""

_Name = Annotated[str, StringConstraints(min_length=1, max_length=NAME_MAX_CHARS)]


class QuestionRef(Value):
    """Names questions by the form's field key, or by Meta's question type; exactly one of both.

    Case, punctuation and accents do not count: `Phone Number` names `phone_number`.
    """

    key: _Name | None = None
    kind: _Name | None = None

    @model_validator(mode="after")
    def _names_one(self) -> Self:
        if (self.key is None) == (self.kind is None):
            raise ValueError("give either key or kind")
        return self


class MappingRule(Value):
    """Fills one field from one or more questions."""

    field: LeadField
    questions: tuple[QuestionRef, ...] = Field(default=(), max_length=200)
    """In order of preference; `join` takes them all in this order."""
    transform: Transform = Transform.TEXT
    separator: Annotated[str, StringConstraints(max_length=20)] = ", "
    """Between the values of a multiple choice and between joined questions."""
    default: _Name | None = None
    """Taken when the questions give nothing."""

    @model_validator(mode="after")
    def _can_give_something(self) -> Self:
        if not self.questions and self.default is None:
            raise ValueError("a rule needs questions or a default")
        return self


class FormMapping(Value):
    """The rules of one form. Of several rules for a field, the first that gives a value wins.

    Answers that no rule takes are not lost: every answer stays among the lead's answers.
    """

    version: Literal[1] = 1
    rules: tuple[MappingRule, ...] = Field(default=(), max_length=200)

    def rules_for(self, field: LeadField) -> tuple[MappingRule, ...]:
        """Give the rules that may fill a field, in order."""
        return tuple(rule for rule in self.rules if rule.field is field)


def parse_mapping(document: object) -> FormMapping:
    """Read a mapping document (as from JSON).

    Raises UnknownVersion for a document of newer code, and BadInput whose path names the first
    fault (`rules[0].transform`).
    """
    version = document.get("version", MAPPING_VERSION) if isinstance(document, dict) else None
    if isinstance(version, int) and version > MAPPING_VERSION:
        raise UnknownVersion(f"no reader for mapping version {version}")
    try:
        return FormMapping.model_validate(document)
    except ValidationError as error:
        fault = error.errors(include_url=False, include_input=False)[0]
        raise BadInput(fault["msg"], path=_path(fault)) from None


def _path(fault: ErrorDetails) -> str:
    parts = (f"[{part}]" if isinstance(part, int) else f".{part}" for part in fault["loc"])
    return "".join(parts).lstrip(".") or "$"
