"""Meta's GET handshake."""

import pytest

from shared.domain.meta_webhook import answer_challenge
from shared.errors import BadInput, NotAuthentic


def query(**changes):
    named = {"mode": "subscribe", "verify_token": "right", "challenge": "1158201444", **changes}
    return {f"hub.{name}": value for name, value in named.items() if value is not None}


def test_the_right_token_gets_the_challenge_back():
    assert answer_challenge(query(), "right") == "1158201444"


@pytest.mark.parametrize("token", ["wrong", "", None, "right ", "Right", "ri\udcffght", "é"])
def test_a_wrong_token_is_not_authentic(token):
    with pytest.raises(NotAuthentic) as caught:
        answer_challenge(query(verify_token=token), "right")
    assert caught.value.code == "verify_token"


def test_an_empty_token_of_ours_lets_nobody_in():
    with pytest.raises(NotAuthentic):
        answer_challenge(query(verify_token=""), "")


@pytest.mark.parametrize(
    "challenge",
    [None, "", "<script>alert(1)</script>", "1 2", "-1", "1.5", "٣", "1" * 21, "12\n"],
)
def test_a_challenge_that_is_no_number_is_never_sent_back(challenge):
    with pytest.raises(BadInput) as caught:
        answer_challenge(query(challenge=challenge), "right")
    assert caught.value.path == "hub.challenge"
    assert "script" not in str(caught.value)


@pytest.mark.parametrize("mode", [None, "", "unsubscribe", "SUBSCRIBE"])
def test_another_mode_is_refused(mode):
    with pytest.raises(BadInput) as caught:
        answer_challenge(query(mode=mode), "right")
    assert caught.value.path == "hub.mode"


def test_a_wrong_token_is_refused_before_the_challenge_is_looked_at():
    with pytest.raises(NotAuthentic):
        answer_challenge(query(verify_token="wrong", challenge="<script>"), "right")
