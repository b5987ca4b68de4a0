"""Leads that nobody has to call: made-up names and numbers, advertising. Marked, never deleted.

One sign alone is not enough as long as the person can be reached: who hides their name may still
want to buy. An address of the kind that lives ten minutes is no sign here, the scorecard weighs it.
"""

from __future__ import annotations

import re
from types import MappingProxyType
from typing import TYPE_CHECKING

from shared.domain.cleaning.folding import fold

if TYPE_CHECKING:
    from collections.abc import Mapping

    from shared.domain.clean_lead import CleanLead
    from shared.domain.person import Person

MADE_UP = "made_up"
ADVERTISING = "advertising"
WORDS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        MADE_UP: (
            "Name and contact details look made up.",
            "الاسم وبيانات الاتصال تبدو وهمية.",
        ),
        ADVERTISING: (
            "It offers us something; it does not ask for anything.",
            "يعرض علينا شيئًا ولا يطلب شيئًا.",
        ),
    }
)
"""Why it is junk, in English and Arabic."""
_NOBODY = frozenset(
    {
        *("test", "testing", "tester", "test test", "asd", "asdf", "asdasd", "asdfgh", "qwe"),
        *("qwer", "qwerty", "qwertyuiop", "zxc", "zxcv", "zxcvbn", "abc", "abcd", "xyz", "foo"),
        *("foo bar", "no name", "noname", "none", "null", "na", "n a", "nobody", "fake", "name"),
        *("تجربة", "تجربه", "اختبار", "تست", "لا احد", "بدون اسم", "شسي", "شسيب", "ضصث", "سيب"),
    }
)
_ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm", "ضصثقفغعهخحج", "شسيبلاتنمك")
_LEAST_RUN = 4
_SEQUENCES = ("01234567890123456789", "98765432109876543210")
_LEAST_DIGITS = 6
_MAILBOX = re.compile(r"(?:test|asdf?|qwerty|abc|xyz|fake|none?|aaa+|xxx+|123+)[0-9]*")
_NO_HOSTS = frozenset({"test.com", "example.com", "abc.com", "asdf.com", "xyz.com", "aaa.com"})


def junk_of(lead: CleanLead, said: Mapping[str, str]) -> str:
    """Give why a lead is junk, or "": `said` is what its typed answers were read to say.

    Meta's own test leads are nobody's junk: whoever sends one wants to see how it is graded.
    """
    if lead.is_test:
        return ""
    if said.get("spam") == ADVERTISING and said.get("intent") == "sell":
        return ADVERTISING
    person = lead.person
    signs = [_is_nobody(person), _is_no_number(person), _is_no_mailbox(person)]
    is_reachable = _is_reachable(person)
    return MADE_UP if sum(signs) > 1 or (any(signs) and not is_reachable) else ""


def _is_reachable(person: Person) -> bool:
    by_phone = person.phone is not None and not _is_no_number(person)
    return by_phone or (person.email is not None and not _is_no_mailbox(person))


def _is_nobody(person: Person) -> bool:
    name = fold(person.full_name or "")
    if not name:
        return False
    letters = name.replace(" ", "")
    is_one_letter = len(letters) > 1 and len(set(letters)) == 1
    has_none = not any(sign.isalpha() for sign in letters)
    return name in _NOBODY or is_one_letter or has_none or _is_row(letters)


def _is_row(letters: str) -> bool:
    """Tell what a finger draws along the keys."""
    return len(letters) >= _LEAST_RUN and any(letters in row for row in _ROWS)


def _is_no_number(person: Person) -> bool:
    digits = "".join(sign for sign in person.phone_as_given or person.phone or "" if sign.isdigit())
    if len(digits) < _LEAST_DIGITS:
        return False
    tail = digits[-_LEAST_DIGITS - 1 :]
    is_run = any(tail in sequence for sequence in _SEQUENCES)
    return len(set(tail)) == 1 or is_run


def _is_no_mailbox(person: Person) -> bool:
    local, _, host = (person.email or person.email_as_given or "").lower().rpartition("@")
    return host in _NO_HOSTS or bool(local and _MAILBOX.fullmatch(local))
