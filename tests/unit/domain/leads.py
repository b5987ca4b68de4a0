# ruff: noqa: RUF001 - look-alike characters are what is tested
"""Leads and forms for tests, and strategies that make any lead a source could give."""

from __future__ import annotations

from datetime import UTC, datetime

from hypothesis import strategies as st

from shared.domain.ids import FormId, LeadgenId, PageId
from shared.domain.lead import (
    Answer,
    Attribution,
    Consent,
    LeadForm,
    Option,
    Question,
    SourceLead,
)

MOMENT = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)
PAGE, FORM, LEADGEN = PageId("104"), FormId("2204"), LeadgenId("700000000123456")


def source_lead(
    answers: dict[str, str | tuple[str, ...]] | None = None,
    *,
    consents: tuple[Consent, ...] = (),
    attribution: Attribution | None = None,
    is_test: bool = False,
) -> SourceLead:
    """Make a lead from keys and values."""
    given = (answers or {}).items()
    return SourceLead(
        leadgen_id=LEADGEN,
        created_at=MOMENT,
        answers=tuple(
            Answer(question=key, values=(value,) if isinstance(value, str) else value)
            for key, value in given
        ),
        consents=consents,
        attribution=attribution or Attribution(page_id=PAGE, form_id=FORM),
        is_test=is_test,
    )


def lead_form(
    *questions: Question, locale: str | None = None, consents: tuple[Option, ...] = ()
) -> LeadForm:
    """Make a form with these questions."""
    return LeadForm(
        form_id=FORM,
        page_id=PAGE,
        name="Villas in Riyadh",
        locale=locale,
        questions=questions,
        consents=consents,
    )


NASTY = st.text(
    st.one_of(
        st.characters(),
        st.sampled_from(
            "\x00\u202e\u2066\u200d\u200c\u200b\ufeff\u0301\u0655\ud83d\ude00+0٥@. ،\n\t"
        ),
    ),
    max_size=60,
)
"""Any text at all, half surrogates included, rich in what has broken things before."""

KEYS = st.one_of(
    st.sampled_from(
        [
            "full_name",
            "first_name",
            "last_name",
            "email",
            "phone_number",
            "country",
            "الاسم",
            "city",
        ]
    ),
    NASTY,
)
KINDS = st.sampled_from(["CUSTOM", "EMAIL", "PHONE", "FULL_NAME", "COUNTRY", "STORE_LOOKUP", "?"])

SOURCE_LEADS = st.builds(
    SourceLead,
    leadgen_id=st.just(LEADGEN),
    created_at=st.just(MOMENT),
    answers=st.lists(
        st.builds(Answer, question=KEYS, values=st.lists(NASTY, max_size=3).map(tuple)), max_size=6
    ).map(tuple),
    consents=st.lists(st.builds(Consent, key=KEYS, given=st.booleans()), max_size=2).map(tuple),
    attribution=st.builds(
        Attribution, page_id=st.just(PAGE), campaign_name=st.none() | NASTY, form_name=NASTY
    ),
    is_test=st.booleans(),
)

_OPTIONS = st.lists(st.builds(Option, key=NASTY, label=NASTY), max_size=3).map(tuple)

LEAD_FORMS = st.builds(
    LeadForm,
    form_id=st.just(FORM),
    page_id=st.just(PAGE),
    name=NASTY,
    locale=st.none() | NASTY | st.just("ar_AR"),
    questions=st.lists(
        st.builds(Question, key=KEYS, label=KEYS, kind=KINDS, options=_OPTIONS), max_size=5
    ).map(tuple),
    consents=_OPTIONS,
)
