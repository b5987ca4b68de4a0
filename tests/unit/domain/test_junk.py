"""What nobody has to call, and who may be odd without being junk."""

from __future__ import annotations

import pytest

from shared.domain.clean_lead import CleanLead
from shared.domain.junk import ADVERTISING, MADE_UP, WORDS, junk_of
from shared.domain.person import Person
from tests.lead_ways import lead

GOOD = {
    "full_name": "Sara Al Otaibi",
    "phone": "+966501429876",
    "phone_as_given": "0501429876",
    "email": "sara@example.net",
    "email_as_given": "sara@example.net",
}


def of(**person: str | None) -> CleanLead:
    known = Person.model_validate(GOOD | person)
    return lead("71234567890001009").model_copy(update={"person": known})


NOBODY = {"phone": None, "email": None}


@pytest.mark.parametrize(
    "person",
    [
        {"full_name": "asdf", **NOBODY},
        {"full_name": "qwerty", "phone": None, "phone_as_given": "0000000000"},
        {"full_name": "تجربة", **NOBODY},
        {"full_name": "شششش", **NOBODY},
        {"full_name": "aaaa", **NOBODY},
        {"full_name": "12345", **NOBODY},
        {"full_name": "SDFG", **NOBODY},
        {"phone": "+966500000000", "phone_as_given": "0500000000", "email": "test@test.com"},
        {"phone": None, "phone_as_given": "1234567890", "email": None},
        {"full_name": "test test", "email": "asdf1@gmail.com"},
        {"full_name": "test", "phone_as_given": "9999999999", "phone": None},
    ],
)
def test_what_is_made_up_is_junk(person: dict[str, str | None]) -> None:
    assert junk_of(of(**person), {}) == MADE_UP


@pytest.mark.parametrize(
    "person",
    [
        {},
        {"full_name": "asdf"},
        {"full_name": None},
        {"full_name": "Bo"},
        {"full_name": "محمد"},
        {"full_name": "Li Na"},
        {"email": None, "email_as_given": "not an address"},
        {"email": "test@mycompany.sa"},
        {"email": "sara@mailinator.com"},
        {"phone": None, "phone_as_given": "12"},
        {"full_name": None, **NOBODY},
    ],
)
def test_who_can_be_reached_or_gave_nothing_is_not_junk(person: dict[str, str | None]) -> None:
    assert junk_of(of(**person), {}) == ""


def test_who_sells_to_us_is_junk_and_only_if_both_are_proved() -> None:
    assert junk_of(of(), {"spam": "advertising", "intent": "sell"}) == ADVERTISING
    assert junk_of(of(), {"spam": "advertising", "intent": "unknown"}) == ""
    assert junk_of(of(), {"spam": "unknown", "intent": "sell"}) == ""


def test_metas_test_lead_is_graded_like_a_lead() -> None:
    made_up = of(full_name="test", **NOBODY).model_copy(update={"is_test": True})
    assert junk_of(made_up, {}) == ""


def test_every_cause_has_words_in_both_languages() -> None:
    assert set(WORDS) == {MADE_UP, ADVERTISING}
    assert all(english and arabic for english, arabic in WORDS.values())
