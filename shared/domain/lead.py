"""A lead as its source gives it: answers, consent, attribution; and the form it was given on."""

from __future__ import annotations

from shared.domain.ids import FormId, LeadgenId, PageId
from shared.domain.values import Moment, Value


class Answer(Value):
    """What was filled in for one question. `question` is the form's field key, not its wording."""

    question: str
    values: tuple[str, ...] = ()


class Consent(Value):
    """One checkbox of the form's disclaimer and whether it was ticked."""

    key: str
    given: bool


class Attribution(Value):
    """Where the lead came from, as deep as the token may see; ids are text, names as in Meta."""

    page_id: PageId
    page_name: str | None = None
    form_id: FormId | None = None
    form_name: str | None = None
    campaign_id: str | None = None
    campaign_name: str | None = None
    adset_id: str | None = None
    adset_name: str | None = None
    ad_id: str | None = None
    ad_name: str | None = None
    platform: str | None = None
    """`fb`, `ig` or whatever Meta says; None when it says nothing."""
    is_organic: bool = False


class SourceLead(Value):
    """One lead read from its source, before any cleaning."""

    leadgen_id: LeadgenId
    created_at: Moment
    answers: tuple[Answer, ...]
    consents: tuple[Consent, ...] = ()
    attribution: Attribution
    is_test: bool = False


class UnreadableLead(Value):
    """A lead that its source lists in a shape that we cannot read; what of it could be read."""

    leadgen_id: LeadgenId | None = None
    created_at: Moment | None = None
    fault: str
    """The place of what is not as documented; nothing that was filled in."""


_TEST_ANSWER = "<test lead:"
_TEST_EMAILS = {"test@meta.com", "test@fb.com"}


def looks_like_test(answers: tuple[Answer, ...]) -> bool:
    """Tell a lead of Meta's testing tool by its dummy answers: no field says so.

    The tool fills in `<test lead: dummy data for full_name>` and test@meta.com (earlier
    test@fb.com). A test lead made with answers of one's own (`POST /<form>/test_leads` with
    `field_data`) looks like any organic lead and cannot be told from the read.
    """
    given = [value.strip().lower() for answer in answers for value in answer.values]
    return any(value.startswith(_TEST_ANSWER) or value in _TEST_EMAILS for value in given)


class Option(Value):
    """One choice of a question: `key` is what answers hold, `label` what people saw."""

    key: str
    label: str


class Question(Value):
    """One question of a form. `kind` is Meta's question type (`EMAIL`, `FULL_NAME`, `CUSTOM`)."""

    key: str
    label: str
    kind: str = "CUSTOM"
    options: tuple[Option, ...] = ()


class LeadForm(Value):
    """A lead form: immutable at Meta (an edited form is a new one), so it can be cached."""

    form_id: FormId
    page_id: PageId
    name: str
    locale: str | None = None
    status: str | None = None
    questions: tuple[Question, ...] = ()
    consents: tuple[Option, ...] = ()
    """The disclaimer's checkboxes: key and wording."""
