"""A lead after cleaning: who, which CRM fields, every answer in the form's own words."""

from __future__ import annotations

from enum import StrEnum

from pydantic import Field

from shared.domain.ids import LeadgenId
from shared.domain.lead import Attribution
from shared.domain.person import Person
from shared.domain.values import Moment, Value

_SHORT_ID_CHARS = 6


class LeadField(StrEnum):
    """What an answer can be mapped to, besides staying an answer."""

    FULL_NAME = "full_name"
    FIRST_NAME = "first_name"
    LAST_NAME = "last_name"
    EMAIL = "email"
    PHONE = "phone"
    COMPANY = "company"
    JOB_TITLE = "job_title"
    STREET = "street"
    CITY = "city"
    STATE = "state"
    POSTAL_CODE = "postal_code"
    COUNTRY = "country"
    """ISO 3166 alpha-2."""
    WEBSITE = "website"


class Remark(StrEnum):
    """What cleaning and recognition met that a person may want to know."""

    EMAIL_INVALID = "email_invalid"
    """Something stood in the e-mail field, and it is no address; kept as it was typed."""
    PHONE_INVALID = "phone_invalid"
    """Something stood in the phone field that cannot be dialled; kept as it was typed."""
    NO_CONTACT = "no_contact"
    """Neither a valid e-mail nor a valid phone."""
    COUNTRY_UNKNOWN = "country_unknown"
    """The country answer names no country that we know."""
    COUNTRY_ASSUMED = "country_assumed"
    """Neither answer nor phone tells the country: the default was taken."""
    FORM_UNKNOWN = "form_unknown"
    """The form could not be read: questions stand under their keys."""
    TEXT_SHORTENED = "text_shortened"
    """An answer was longer than we keep."""
    ANSWERS_DROPPED = "answers_dropped"
    """There were more answers than we keep."""
    PHONE_SHARED = "phone_shared"
    """The CRM has this phone under another person's name; they were not joined."""
    MATCHES_DISAGREE = "matches_disagree"
    """E-mail and phone belong to two different customers; nothing was joined."""


class LabelledAnswer(Value):
    """A question and its answers as the person saw them."""

    question: str
    """The form's wording, or the field key where the form is unknown."""
    answers: tuple[str, ...]
    """Choice labels, or what was typed."""


class LabelledConsent(Value):
    """A disclaimer checkbox in its own words."""

    wording: str
    given: bool


class CleanLead(Value):
    """What the rest of the suite works with."""

    leadgen_id: LeadgenId
    created_at: Moment
    person: Person
    fields: dict[LeadField, str] = Field(default_factory=dict)
    """Mapped values besides name, e-mail and phone, which live in `person`."""
    answers: tuple[LabelledAnswer, ...] = ()
    """Every question of the form that was answered, in the form's order, standard ones too."""
    consents: tuple[LabelledConsent, ...] = ()
    attribution: Attribution
    language: str | None = None
    """From the form's locale: `ar`, `en`."""
    country: str | None = None
    """ISO 3166 alpha-2: from the country answer, else the phone, else the default (remarked)."""
    is_test: bool = False
    remarks: tuple[str, ...] = ()
    """Stable slugs of what cleaning and recognition met; see `Remark`."""

    @property
    def title(self) -> str:
        """What a salesperson reads first: who it is, else how to reach them, else which lead."""
        person = self.person
        known = (
            person.full_name,
            self.fields.get(LeadField.COMPANY),
            person.email or person.email_as_given,
            person.phone or person.phone_as_given,
        )
        return next(filter(None, known), self._title_of_a_nobody)

    def with_remarks(self, more: tuple[str, ...]) -> CleanLead:
        """Add remarks that are not there yet."""
        remarks = tuple(dict.fromkeys((*self.remarks, *more)))
        return self.model_copy(update={"remarks": remarks})

    @property
    def _title_of_a_nobody(self) -> str:
        form = self.attribution.form_name or self.attribution.campaign_name or "Lead"
        return f"{form} #{self.leadgen_id[-_SHORT_ID_CHARS:]}"
