"""Values are levels of closed lists, numbers, and words of the company's: never a person's."""

from __future__ import annotations

import re
from math import isfinite

from hypothesis import given, settings
from hypothesis import strategies as st

from shared.domain.clean import clean_lead
from shared.domain.cleaning.country import is_country_code
from shared.domain.features.arrival import Arrival, KnownAs
from shared.domain.features.catalogue import described
from shared.domain.features.field import Kind
from shared.domain.features.lead_features import features_of
from shared.domain.lead import LeadForm
from tests.unit.domain.features.arrivals import QUESTIONS, SOURCE, arrival
from tests.unit.domain.leads import LEAD_FORMS, NASTY, SOURCE_LEADS, lead_form

NAMES = st.sampled_from(["Zaynab Qureshi", "زينب القريشي", "O'Neill", "Li", "a@b"]) | NASTY
LANGUAGE = re.compile("[a-z]{2,3}")
OF_THE_COMPANY = {
    *(SOURCE.page_name, "Villas in Riyadh", SOURCE.campaign_name, SOURCE.adset_name),
    *(SOURCE.ad_name, SOURCE.platform, "A villa", "A flat", "several"),
}


def is_impersonal(name: str, value: object) -> bool:
    """Whether a value is one of those that there can be without knowing the person."""
    field = described(name)
    if field is None:
        return False
    if field.kind is Kind.NUMBER:
        return isinstance(value, int | float) and isfinite(value) and abs(value) <= 1_000
    if field.values:
        return value in field.values
    text = str(value)
    return (
        text in OF_THE_COMPANY
        or (name == "country" and is_country_code(text))
        or (name == "language" and LANGUAGE.fullmatch(text) is not None)
    )


@settings(deadline=None)
@given(
    st.fixed_dictionaries(
        {
            "full_name": NAMES,
            "email": st.emails() | NASTY,
            "phone_number": st.from_regex(r"\+966 ?5[0-9]{8}", fullmatch=True) | NASTY,
            "flat": st.sampled_from(["villa", "flat"]) | NAMES,
            "wish": NASTY,
        }
    ),
    st.sampled_from(list(KnownAs)),
)
def test_whatever_a_person_fills_in_no_value_is_taken_from_it(
    answers: dict[str, str], known_as: KnownAs
) -> None:
    features = features_of(arrival(answers, known_as=known_as))
    assert [name for name, value in features.items() if not is_impersonal(name, value)] == []


@settings(deadline=None)
@given(SOURCE_LEADS, LEAD_FORMS | st.none() | st.just(lead_form(*QUESTIONS)))
def test_any_lead_at_all_has_features_of_bounded_size(source, form: LeadForm | None) -> None:
    lead = clean_lead(source, form, None, default_country="SA")
    given_ = Arrival(lead=lead, form=form, time_zone="Asia/Riyadh", home_country="SA")
    features = features_of(given_)
    assert features == features_of(given_)
    assert [name for name in features if described(name) is None] == []
    assert max(len(name) for name in features) <= 70
    assert max(len(str(value)) for value in features.values()) <= 60
