"""How a person can be reached: kinds of phone and e-mail, never the number or the address."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared.domain.clean_lead import LeadField
from shared.domain.cleaning.folding import fold
from shared.domain.features.field import YES_NO, FeatureField, Group, Kind, yes_no
from shared.domain.features.mailboxes import kind_of_domain
from shared.domain.features.phone_number import country_and_kind, looks_made_up
from shared.domain.features.spelling import is_named_after

if TYPE_CHECKING:
    from shared.domain.features.arrival import Arrival
    from shared.domain.person import Person
    from shared.domain.score import Features

_CONTACT = Group.CONTACT
_CATEGORY = Kind.CATEGORY
_DIGITS_AT_MOST = 12
_LEAST_LETTERS = 3

FIELDS = (
    FeatureField(
        "contact",
        _CATEGORY,
        _CONTACT,
        "which ways to reach the person are valid",
        "who cannot be reached does not buy",
        ("both", "phone", "email", "none"),
    ),
    FeatureField(
        "phone_kind",
        _CATEGORY,
        _CONTACT,
        "kind of the phone number, by the numbering plan; `invalid`: it cannot be dialled",
        "a mobile is answered; what cannot be dialled was not meant",
        ("mobile", "fixed", "fixed or mobile", "other", "invalid", "none"),
    ),
    FeatureField(
        "phone_home",
        _CATEGORY,
        _CONTACT,
        "whether the number is of the company's own country",
        "who lives elsewhere may be out of reach of what is sold",
        YES_NO,
    ),
    FeatureField(
        "phone_made_up",
        _CATEGORY,
        _CONTACT,
        "whether the digits repeat or count (5555555, 1234567)",
        "typed to get past the field; some are real",
        YES_NO,
    ),
    FeatureField(
        "email_kind",
        _CATEGORY,
        _CONTACT,
        "kind of the mailbox: `free` is Gmail and its like, `disposable` a throw-away one, "
        "`company` every other domain",
        "an address of one's company is given in earnest, a throw-away one is not",
        ("company", "government", "education", "free", "disposable", "invalid", "none"),
    ),
    FeatureField(
        "email_named",
        _CATEGORY,
        _CONTACT,
        "whether a part of the name stands in the address; Arabic names by their consonants",
        "name and address that fit each other are real ones",
        YES_NO,
    ),
    FeatureField(
        "email_digits",
        Kind.NUMBER,
        _CONTACT,
        "how many digits stand before the @, 0 to 12",
        "long runs of digits are made by programs",
    ),
    FeatureField(
        "email_company",
        _CATEGORY,
        _CONTACT,
        "whether the domain is named like the company that was given",
        "then the person works there",
        YES_NO,
    ),
)


def contact(arrival: Arrival) -> Features:
    """Give the features of this group that are known."""
    person = arrival.lead.person
    ways = {(True, True): "both", (True, False): "phone", (False, True): "email"}
    found: Features = {
        "contact": ways.get((person.phone is not None, person.email is not None), "none")
    }
    found |= _phone(person, arrival.home_country)
    found |= _email(person, arrival.lead.fields.get(LeadField.COMPANY))
    return found


def _phone(person: Person, home: str) -> Features:
    if person.phone is None:
        return {"phone_kind": "invalid" if person.phone_as_given else "none"}
    country, kind = country_and_kind(person.phone)
    found: Features = {
        "phone_kind": kind,
        "phone_made_up": yes_no(is_so=looks_made_up(person.phone)),
    }
    if country is not None:
        found["phone_home"] = yes_no(is_so=country == home)
    return found


def _email(person: Person, company: str | None) -> Features:
    if person.email is None:
        return {"email_kind": "invalid" if person.email_as_given else "none"}
    local_part, _, domain = person.email.rpartition("@")
    kind = kind_of_domain(domain)
    digits = sum(letter.isdecimal() for letter in local_part)
    found: Features = {"email_kind": kind, "email_digits": min(digits, _DIGITS_AT_MOST)}
    is_named = is_named_after(local_part, person.full_name or "")
    if is_named is not None:
        found["email_named"] = yes_no(is_so=is_named)
    if kind == "company" and company and (words := _words(company)):
        found["email_company"] = yes_no(is_so=any(word in domain for word in words))
    return found


def _words(company: str) -> list[str]:
    """Give the words by which a domain may be named; none for a name in another script."""
    words = [w for w in fold(company).split() if len(w) >= _LEAST_LETTERS and w.isascii()]
    return [*words, "".join(words)] if words else []
