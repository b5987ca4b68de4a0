"""Meta's error codes and what they mean to the suite: Graph API v26.0, error handling, limits."""

import pytest

from shared.adapters.meta.faults import TOKEN_CAUSES, GraphFault, of_one_form, suite_error
from shared.errors import ConnectionDown, PermanentError, TransientError

T, P, C = TransientError, PermanentError, ConnectionDown

TABLE = [
    # code, subcode, kind, slug, wait in seconds
    (1, 0, C, "meta_unavailable", 30),
    (2, 0, C, "meta_unavailable", 30),
    (4, 0, C, "meta_throttled", 300),
    (17, 0, C, "meta_throttled", 300),
    (32, 0, C, "meta_throttled", 300),
    (613, 1996, C, "meta_throttled", 300),
    (80000, 0, C, "meta_throttled", 300),
    (80001, 0, C, "meta_throttled", 300),
    (80002, 0, C, "meta_throttled", 300),
    (80003, 0, C, "meta_throttled", 300),
    (80004, 0, C, "meta_throttled", 300),
    (80005, 0, C, "meta_throttled", 300),
    (80006, 0, C, "meta_throttled", 300),
    (80008, 0, C, "meta_throttled", 300),
    (80009, 0, C, "meta_throttled", 300),
    (80014, 0, C, "meta_throttled", 300),
    (10, 0, C, "meta_permission_missing", None),
    (200, 0, C, "meta_permission_missing", None),
    (275, 0, C, "meta_permission_missing", None),
    (294, 0, C, "meta_permission_missing", None),
    (299, 0, C, "meta_permission_missing", None),
    (100, 0, P, "meta_request_refused", None),
    (100, 33, P, "meta_lead_gone", None),
    (803, 0, P, "meta_lead_gone", None),
    (103, 0, C, "meta_leads_access_revoked", None),
    (102, 0, C, "meta_token_dead", None),
    (104, 0, C, "meta_token_dead", None),
    (190, 0, C, "meta_token_dead", None),
    (190, 460, C, "meta_token_dead", None),
    (341, 0, C, "meta_blocked", 3600),
    (368, 0, C, "meta_blocked", 3600),
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


def test_only_a_passing_fault_is_no_proof_that_the_page_is_shut():
    faults = [suite_error(GraphFault(status=400, code=code)) for code, *_ in TABLE]
    down = {error.code: error.is_certain for error in faults if isinstance(error, C)}
    assert [code for code, is_certain in down.items() if not is_certain] == ["meta_unavailable"]


@pytest.mark.parametrize("code", [10, 103, 200])
def test_a_right_that_is_missing_for_a_form_is_that_forms_fault(code):
    error = of_one_form(suite_error(GraphFault(status=400, code=code)))
    assert type(error) is P


def test_a_dead_token_is_no_forms_fault():
    error = suite_error(GraphFault(status=400, code=190))
    assert of_one_form(error) is error


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
