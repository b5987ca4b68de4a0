"""Clean a lead: from what its source gives to what the rest of the suite works with."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared.domain.clean_lead import CleanLead, LabelledAnswer, LabelledConsent, LeadField, Remark
from shared.domain.cleaning.answers import WORDING_MAX_CHARS, Answers, read_answers
from shared.domain.cleaning.country import country_code, is_country_code
from shared.domain.cleaning.email_address import normalise_email
from shared.domain.cleaning.language import language_of_locale, language_of_texts
from shared.domain.cleaning.names import Name, clean_name, complete_name
from shared.domain.cleaning.phone import country_of, normalise_phone
from shared.domain.cleaning.text import clean_line
from shared.domain.mapped_answers import MappedAnswers
from shared.domain.person import Person
from shared.domain.standard_mapping import mapping_for

if TYPE_CHECKING:
    from collections.abc import Iterator

    from shared.domain.lead import Attribution, LeadForm, SourceLead
    from shared.domain.mapping import FormMapping

_ELSEWHERE = frozenset(
    {
        LeadField.FULL_NAME,
        LeadField.FIRST_NAME,
        LeadField.LAST_NAME,
        LeadField.EMAIL,
        LeadField.PHONE,
        LeadField.COUNTRY,
    }
)
_PLAIN_FIELDS = tuple(field for field in LeadField if field not in _ELSEWHERE)
_CONSENTS_MAX = 100


def clean_lead(
    source: SourceLead,
    form: LeadForm | None,
    mapping: FormMapping | None,
    *,
    default_country: str,
) -> CleanLead:
    """Clean one lead. Total: whatever the source holds, a lead comes out; nothing is raised.

    `mapping` None means the default for the form. `default_country` (ISO 3166 alpha-2) is assumed
    for phones in local form and for a person of whom nothing else tells the country. What could
    not be understood is kept as it was typed, and named in `remarks`.
    """
    answers = read_answers(source.answers, form)
    mapped = MappedAnswers.of(answers.questions, mapping or mapping_for(form))
    assumed = _country_or_none(default_country)
    answered = country_code(mapped.value(LeadField.COUNTRY) or "")
    person = _person(mapped, tuple(dict.fromkeys(filter(None, (answered, assumed)))))
    told = answered or (country_of(person.phone) if person.phone else None)
    remarks = (
        *_remarks_on_person(person),
        *_remarks_on_country(mapped, answered, told, assumed),
        *_remarks_on_answers(answers, form),
    )
    return CleanLead(
        leadgen_id=source.leadgen_id,
        created_at=source.created_at,
        person=person,
        fields=_fields(mapped, answered),
        answers=tuple(
            LabelledAnswer(question=q.wording, answers=q.shown) for q in answers.questions
        ),
        consents=_consents(source, form),
        attribution=_attribution(source.attribution, form),
        language=_language(answers, form),
        country=told or assumed,
        is_test=source.is_test,
        remarks=remarks,
    )


def _country_or_none(code: str) -> str | None:
    upper = code.strip().upper()
    return upper if is_country_code(upper) else None


def _person(mapped: MappedAnswers, countries: tuple[str, ...]) -> Person:
    name = _name(mapped)
    return Person(
        full_name=name.full,
        first_name=name.first,
        last_name=name.last,
        email=normalise_email(mapped.value(LeadField.EMAIL) or ""),
        email_as_given=mapped.as_given(LeadField.EMAIL),
        phone=_phone(mapped, countries),
        phone_as_given=mapped.as_given(LeadField.PHONE),
    )


def _name(mapped: MappedAnswers) -> Name:
    def part(field: LeadField) -> str | None:
        return clean_name(mapped.value(field) or "") or None

    return complete_name(
        Name(part(LeadField.FULL_NAME), part(LeadField.FIRST_NAME), part(LeadField.LAST_NAME))
    )


def _phone(mapped: MappedAnswers, countries: tuple[str, ...]) -> str | None:
    """Normalise again what the mapping gave: a rule may use another transform, or a default."""
    text = mapped.value(LeadField.PHONE, countries=countries)
    if text is None:
        return None
    tries = (normalise_phone(text, country) for country in countries or (None,))
    return next(filter(None, tries), None)


def _fields(mapped: MappedAnswers, country: str | None) -> dict[LeadField, str]:
    values = {field: mapped.value(field) for field in _PLAIN_FIELDS}
    values[LeadField.COUNTRY] = country
    return {field: value for field, value in values.items() if value}


def _consents(source: SourceLead, form: LeadForm | None) -> tuple[LabelledConsent, ...]:
    wordings = {consent.key: consent.label for consent in form.consents} if form else {}
    return tuple(
        LabelledConsent(
            wording=clean_line(wordings.get(consent.key) or consent.key, WORDING_MAX_CHARS),
            given=consent.given,
        )
        for consent in source.consents[:_CONSENTS_MAX]
    )


def _attribution(attribution: Attribution, form: LeadForm | None) -> Attribution:
    texts = {name: text for name, text in attribution if isinstance(text, str)}
    if form is not None:
        texts.setdefault("form_name", form.name)
    return attribution.model_copy(update={name: clean_line(text) for name, text in texts.items()})


def _language(answers: Answers, form: LeadForm | None) -> str | None:
    known = language_of_locale(form.locale) if form else None
    texts = (text for q in answers.questions for text in (q.wording, *q.shown))
    return known or language_of_texts(texts)


def _remarks_on_person(person: Person) -> Iterator[Remark]:
    if person.email_as_given and not person.email:
        yield Remark.EMAIL_INVALID
    if person.phone_as_given and not person.phone:
        yield Remark.PHONE_INVALID
    if person.keys.is_empty:
        yield Remark.NO_CONTACT


def _remarks_on_country(
    mapped: MappedAnswers, answered: str | None, told: str | None, assumed: str | None
) -> Iterator[Remark]:
    if not answered and mapped.as_given(LeadField.COUNTRY):
        yield Remark.COUNTRY_UNKNOWN
    if not told and assumed:
        yield Remark.COUNTRY_ASSUMED


def _remarks_on_answers(answers: Answers, form: LeadForm | None) -> Iterator[Remark]:
    if form is None:
        yield Remark.FORM_UNKNOWN
    if answers.is_shortened:
        yield Remark.TEXT_SHORTENED
    if answers.is_incomplete:
        yield Remark.ANSWERS_DROPPED
