"""Signed links: whole and in time they say what they were made for, else nothing."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.domain.alerts.links import Says, SignedLink, read_link, sign_link
from shared.errors import NotAuthentic

NOW = datetime(2026, 11, 29, 8, 30, tzinfo=UTC)
OURS = "a-secret-of-thirty-two-characters"
LINK = SignedLink("0123456789abcdef" * 2, Says.DONE, 7, NOW + timedelta(days=14))
ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_."


def refused(token, now=NOW, secrets=(OURS,)):
    with pytest.raises(NotAuthentic) as caught:
        read_link(token, secrets, now)
    return caught.value.code


@pytest.mark.parametrize("says", Says)
def test_a_link_says_what_it_was_made_for(says):
    link = SignedLink(LINK.alert, says, 2**53 - 1, LINK.ends_at)

    assert read_link(sign_link(link, OURS), (OURS,), NOW) == link


def test_a_token_is_short_enough_for_a_plain_text_mail():
    assert len(sign_link(LINK, OURS)) == 86


@settings(deadline=None)
@given(st.integers(0, 85), st.sampled_from(ALPHABET))
def test_one_changed_character_makes_it_nobodys(place, character):
    token = sign_link(LINK, OURS)
    changed = token[:place] + character + token[place + 1 :]

    assert changed == token or refused(changed) == "signature"


@pytest.mark.parametrize("length", range(86))
def test_a_cut_link_is_refused(length):
    assert refused(sign_link(LINK, OURS)[:length]) == "signature"


@pytest.mark.parametrize(
    "token", ["", "1", "1..", "..", "x" * 5000, "1.é", sign_link(LINK, OURS) + "\n", "\u0661.a.b"]
)
def test_what_is_no_token_is_refused(token):
    assert refused(token) == "signature"


def test_an_ended_link_is_told_apart_from_a_forged_one():
    token = sign_link(LINK, OURS)

    assert refused(token, LINK.ends_at) == "timestamp"
    assert refused(token, LINK.ends_at + timedelta(days=400)) == "timestamp"
    assert read_link(token, (OURS,), LINK.ends_at - timedelta(seconds=1)) == LINK


def test_links_of_the_old_secret_hold_while_it_is_rotated():
    token = sign_link(LINK, OURS)

    assert read_link(token, ("new", OURS), NOW) == LINK
    assert refused(token, secrets=("new",)) == "signature"
    assert refused(token, secrets=()) == "signature"


def test_an_empty_secret_opens_nothing():
    assert refused(sign_link(LINK, ""), secrets=("",)) == "signature"


def test_parts_of_two_links_make_none():
    one = sign_link(LINK, OURS).split(".")
    other = sign_link(SignedLink("f" * 32, Says.DISMISS, 7, LINK.ends_at), OURS).split(".")

    assert refused(".".join([one[0], other[1], one[2]])) == "signature"


def test_a_link_of_newer_code_is_refused():
    import base64

    from shared.domain.alerts import links

    signed = f"1.{base64.urlsafe_b64encode(bytes([99]) + bytes(29)).decode()}"

    assert refused(f"{signed}.{links._signature(signed, OURS)}") == "signature"
