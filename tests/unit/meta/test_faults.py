"""Meta's error codes and what they mean to the suite: Graph API v26.0, error handling, limits."""

import pytest

from shared.adapters.meta.faults import TOKEN_CAUSES, GraphFault, suite_error
from shared.errors import PermanentError, TransientError

T, P = TransientError, PermanentError

TABLE = [
    # code, subcode, kind, slug, wait in seconds
    (1, 0, T, "meta_unavailable", 30),
    (2, 0, T, "meta_unavailable", 30),
    (4, 0, T, "meta_throttled", 300),
    (17, 0, T, "meta_throttled", 300),
    (32, 0, T, "meta_throttled", 300),
    (613, 1996, T, "meta_throttled", 300),
    (80000, 0, T, "meta_throttled", 300),
    (80001, 0, T, "meta_throttled", 300),
    (80002, 0, T, "meta_throttled", 300),
    (80003, 0, T, "meta_throttled", 300),
    (80004, 0, T, "meta_throttled", 300),
    (80005, 0, T, "meta_throttled", 300),
    (80006, 0, T, "meta_throttled", 300),
    (80008, 0, T, "meta_throttled", 300),
    (80009, 0, T, "meta_throttled", 300),
    (80014, 0, T, "meta_throttled", 300),
    (10, 0, P, "meta_permission_missing", None),
    (200, 0, P, "meta_permission_missing", None),
    (275, 0, P, "meta_permission_missing", None),
    (294, 0, P, "meta_permission_missing", None),
    (299, 0, P, "meta_permission_missing", None),
    (100, 0, P, "meta_request_refused", None),
    (100, 33, P, "meta_lead_gone", None),
    (803, 0, P, "meta_lead_gone", None),
    (103, 0, P, "meta_leads_access_revoked", None),
    (102, 0, T, "meta_token_dead", 900),
    (104, 0, T, "meta_token_dead", 900),
    (190, 0, T, "meta_token_dead", 900),
    (190, 460, T, "meta_token_dead", 900),
    (341, 0, T, "meta_blocked", 3600),
    (368, 0, T, "meta_blocked", 3600),
    (0, 0, T, "meta_unknown_error", 60),
    (300, 0, T, "meta_unknown_error", 60),
    (424242, 7, T, "meta_unknown_error", 60),
]


@pytest.mark.parametrize(("code", "subcode", "kind", "slug", "wait_s"), TABLE)
def test_a_code_decides_what_happens_next(code, subcode, kind, slug, wait_s):
    error = suite_error(GraphFault(status=400, code=code, subcode=subcode))
    assert type(error) is kind
    assert error.code == slug
    assert getattr(error, "retry_after_s", None) == wait_s
    assert f"code {code}, subcode {subcode}" in str(error)


@pytest.mark.parametrize(
    ("code", "message", "slug"),
    [
        (200, "CRM access has been revoked from Lead Access Manager", "meta_leads_access_revoked"),
        (100, "Invalid appsecret_proof provided in the API argument", "meta_app_secret_wrong"),
        (100, "Unsupported get request. Object with ID '1' does not exist", "meta_lead_gone"),
        (100, "Requires the 'pages_read_engagement' permission", "meta_permission_missing"),
        (100, "(#100) Tried accessing nonexisting field (x)", "meta_request_refused"),
    ],
)
def test_where_one_code_means_several_things_the_words_decide(code, message, slug):
    assert suite_error(GraphFault(status=400, code=code, message=message)).code == slug


@pytest.mark.parametrize(("subcode", "cause"), TOKEN_CAUSES.items())
def test_a_dead_token_says_why_it_died(subcode, cause):
    assert cause in str(suite_error(GraphFault(status=400, code=190, subcode=subcode)))


@pytest.mark.parametrize(
    ("status", "is_transient", "slug"),
    [
        (500, False, "meta_unavailable"),
        (502, False, "meta_unavailable"),
        (503, False, "meta_unavailable"),
        (400, True, "meta_unavailable"),
        (429, False, "meta_throttled"),
        (404, False, "meta_unknown_error"),
    ],
)
def test_a_reply_without_a_known_code_is_judged_by_its_status(status, is_transient, slug):
    error = suite_error(GraphFault(status=status, is_transient=is_transient))
    assert isinstance(error, TransientError)
    assert error.code == slug


def test_how_long_meta_asks_to_wait_goes_before_our_default():
    error = suite_error(GraphFault(status=400, code=80005, wait_s=1140))
    assert isinstance(error, TransientError)
    assert error.retry_after_s == 1140


def test_metas_own_words_never_get_into_the_error():
    fault = GraphFault(status=400, code=190, message="Token EAAB123 of Sara", trace_id="AbC-1")
    text = str(suite_error(fault))
    assert "EAAB123" not in text
    assert "Sara" not in text
    assert "trace AbC-1" in text


@pytest.mark.parametrize(
    ("code", "message", "expected"),
    [
        (190, "(#190) This method must be called with a Page Access Token", True),
        (210, "(#210) A page access token is required to request this resource", True),
        (190, "Error validating access token: Session has expired", False),
        (200, "must be called with a Page Access Token", False),
    ],
)
def test_the_wish_for_a_page_token_is_told_from_a_dead_token(code, message, expected):
    assert GraphFault(status=400, code=code, message=message).needs_page_token is expected
