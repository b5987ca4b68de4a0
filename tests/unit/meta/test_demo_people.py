"""The demo's people are invented, many, distinct, and the same for the same seed."""

from datetime import UTC, datetime
from random import Random

import phonenumbers
from email_validator import validate_email

from deploy.local.demo.meta.leads import LeadWish, make_leads
from deploy.local.demo.meta.people import invent

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


def person(serial):
    chance = Random(serial % 97)
    return invent(chance, serial, arabic=serial % 2 == 0)


def test_the_same_seed_gives_the_same_leads_and_another_gives_others():
    wish = LeadWish(count=20, seed=5)
    assert make_leads(wish, 1, NOW) == make_leads(wish, 1, NOW)
    assert make_leads(wish, 1, NOW) != make_leads(LeadWish(count=20, seed=6), 1, NOW)


def test_no_two_people_share_a_phone_or_an_address():
    people = [person(serial) for serial in range(1, 3001)]
    assert len({one.email.lower() for one in people}) == 3000
    numbers = {phonenumbers.parse(one.phone, "SA").national_number for one in people}
    assert len(numbers) == 3000


def test_every_phone_can_be_dialled_and_every_address_is_one():
    for serial in range(1, 2000):
        one = person(serial)
        assert phonenumbers.is_valid_number(phonenumbers.parse(one.phone, "SA")), one.phone
        assert validate_email(one.email, check_deliverability=False).normalized


def test_national_foreign_and_arabic_digit_phones_all_occur():
    phones = [person(serial).phone for serial in range(2, 900, 2)]
    assert any(phone.startswith("05") for phone in phones)
    assert any(phone.startswith("00") for phone in phones)
    assert any(phone.startswith("+9665") for phone in phones)
    assert any(not phone.isascii() for phone in phones)
