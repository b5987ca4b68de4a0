"""LeadSource: what Meta refuses, what breaks on the way, what no sound server sends."""

import json

import pytest
import requests

from shared import deadline
from shared.errors import ConnectionDown, PermanentError, SuiteError, TransientError

ACADEMY, FORM = "104857600012345", "1048576000100001"


def refusal(source, announced):
    with pytest.raises(SuiteError) as caught:
        source.read_lead(announced["page_id"], announced["leadgen_id"])
    return caught.value


@pytest.fixture
def announced(meta):
    return meta.leads(form=FORM)[0]


@pytest.mark.parametrize(
    ("order", "expected"),
    [
        ("190", (ConnectionDown, "meta_token_dead")),
        ("190_460", (ConnectionDown, "meta_token_dead")),
        ("4", (ConnectionDown, "meta_throttled")),
        ("613", (ConnectionDown, "meta_throttled")),
        ("80005", (ConnectionDown, "meta_throttled")),
        ("1", (ConnectionDown, "meta_unavailable")),
        ("2", (ConnectionDown, "meta_unavailable")),
        ("500", (ConnectionDown, "meta_unavailable")),
        ("502", (ConnectionDown, "meta_unavailable")),
        ("503", (ConnectionDown, "meta_unavailable")),
        ("429", (ConnectionDown, "meta_throttled")),
        ("html_404", (TransientError, "meta_unknown_error")),
        ("100_33", (PermanentError, "meta_lead_gone")),
        ("103", (ConnectionDown, "meta_leads_access_revoked")),
        ("truncated_json", (TransientError, "meta_unexpected_reply")),
        ("html", (TransientError, "meta_unexpected_reply")),
        ("array", (TransientError, "meta_unexpected_reply")),
        ("deep", (TransientError, "meta_unexpected_reply")),
        ("huge", (TransientError, "meta_unexpected_reply")),
        ("redirect", (TransientError, "meta_unexpected_reply")),
        ("other_object", (TransientError, "meta_unexpected_reply")),
        ("empty_object", (PermanentError, "meta_unexpected_shape")),
        ("wrong_types", (PermanentError, "meta_unexpected_shape")),
    ],
)
def test_a_failure_becomes_the_error_that_says_what_happens_next(
    meta, source, announced, order, expected
):
    meta.order(order, kind="lead")
    error = refusal(source, announced)
    assert (type(error), error.code) == expected
    assert announced["leadgen_id"] not in str(error)
    assert meta.server.access_token not in str(error)


@pytest.mark.parametrize(("order", "kind"), [("200", ConnectionDown), ("100", PermanentError)])
def test_fewer_fields_are_asked_for_before_a_lead_is_given_up(meta, source, announced, order, kind):
    meta.order(order, times=2, kind="lead")
    assert type(refusal(source, announced)) is kind
    assert meta.open_faults() == []


@pytest.mark.parametrize("order", ["1", "truncated_json", "drop_before_commit", "empty_object"])
def test_after_a_failure_the_same_lead_is_read(meta, source, announced, order):
    meta.order(order, kind="lead")
    refusal(source, announced)
    lead = source.read_lead(announced["page_id"], announced["leadgen_id"])
    assert lead.leadgen_id == announced["leadgen_id"]


def test_a_dropped_connection_is_transient(meta, source, announced):
    meta.order("drop_before_commit", kind="lead")
    error = refusal(source, announced)
    assert isinstance(error, TransientError)
    assert error.code in {"meta_unreachable", "meta_unexpected_reply"}


def test_no_answer_in_time_is_transient(meta, announced):
    meta.order("timeout_before_commit", kind="lead")
    error = refusal(meta.source(timeout_s=0.2), announced)
    meta.session.post(f"{meta.server.url}/_faults/release", timeout=5)
    assert (type(error), error.code) == (ConnectionDown, "meta_timeout")


def test_nobody_there_is_transient(meta, announced):
    error = refusal(meta.source(graph_url="http://127.0.0.1:9"), announced)
    assert (type(error), error.code) == (ConnectionDown, "meta_unreachable")


def test_a_reply_that_drips_is_given_up_when_the_time_is_over(meta, announced):
    class LeapingClock:
        """Every look at it, ten seconds have passed."""

        def now(self):
            meta.clock.move(10)
            return meta.clock.now()

    error = refusal(meta.source(clock=LeapingClock()), announced)
    assert (type(error), error.code) == (ConnectionDown, "meta_timeout")


def test_a_throttle_stops_further_calls_for_as_long_as_meta_says(meta, source, announced):
    use_case = {"type": "leadgen", "call_count": 100, "estimated_time_to_regain_access": 19}
    meta.post("/_demo/quota", {"X-Business-Use-Case-Usage": {"1": [use_case]}})
    meta.order("80005", kind="lead")
    assert refusal(source, announced).retry_after_s == 1140
    meta.post("/_demo/quota", {})
    meta.order("500", kind="lead")
    error = refusal(source, announced)
    assert (error.code, error.retry_after_s) == ("meta_quota_used_up", 1140)
    assert len(meta.open_faults()) == 1
    meta.clock.move(1140)
    assert refusal(source, announced).code == "meta_unavailable"
    assert source.read_lead(ACADEMY, announced["leadgen_id"]).answers


def test_a_throttle_of_the_app_stops_the_calls_for_every_page(meta, source, announced):
    (elsewhere,) = meta.leads(page="104857600067890")
    meta.order("4", kind="lead")
    refusal(source, announced)
    assert refusal(source, elsewhere).code == "meta_quota_used_up"


def test_a_quota_that_is_nearly_full_stops_the_next_call_but_keeps_the_lead(
    meta, source, announced
):
    source.read_lead(ACADEMY, announced["leadgen_id"])
    usage = {"call_count": 96, "total_time": 3, "total_cputime": 3}
    meta.post("/_demo/quota", {"X-App-Usage": usage})
    assert source.read_lead(ACADEMY, announced["leadgen_id"]).answers
    assert refusal(source, announced).code == "meta_quota_used_up"


@pytest.mark.parametrize(
    ("order", "kind", "code"),
    [
        ("foreign_next", PermanentError, "meta_foreign_next"),
        ("circle", TransientError, "meta_paging_loop"),
        ("redirect", TransientError, "meta_unexpected_reply"),
        ("wrong_types", PermanentError, "meta_unexpected_shape"),
    ],
)
def test_a_hostile_list_is_stopped(meta, order, kind, code):
    meta.leads(count=4, form=FORM)
    source = meta.source(page_size=1)
    list(source.forms(ACADEMY))
    meta.order(order, times=5, edge="leads")
    with pytest.raises(SuiteError) as caught:
        list(source.leads_since(ACADEMY, FORM, meta.clock.now()))
    assert (type(caught.value), caught.value.code) == (kind, code)


def test_when_no_time_is_left_meta_is_not_even_asked(meta, announced):
    meta.order("500", path=f"/{announced['leadgen_id']}")
    with deadline.within(0):
        error = refusal(meta.source(), announced)
    assert (type(error), error.code) == (TransientError, "meta_timeout")
    assert meta.open_faults() != []


def test_meta_is_given_no_more_time_than_is_left(meta, announced):
    waits = []

    class Listening(requests.Session):
        def send(self, request, **kwargs):
            waits.append(kwargs["timeout"])
            return super().send(request, **kwargs)

    with Listening() as session:
        source = meta.source(session=session, timeout_s=5)
        with deadline.within(3):
            source.read_lead(ACADEMY, announced["leadgen_id"])
        within, waits[:] = list(waits), []
        source.read_lead(ACADEMY, announced["leadgen_id"])
    assert within
    assert all(0 < wait_s <= 3 for wait_s in within)
    assert set(waits) == {5}


def test_the_token_travels_as_a_header_with_its_proof_and_never_in_the_address(meta, announced):
    sent = []

    class Listening(requests.Session):
        def send(self, request, **kwargs):
            sent.append(request)
            return super().send(request, **kwargs)

    with Listening() as session:
        source = meta.source(session=session, page_size=1)
        source.read_lead(ACADEMY, announced["leadgen_id"])
        meta.leads(count=2, form=FORM)
        list(source.leads_since(ACADEMY, FORM, meta.clock.now()))
    assert len(sent) > 4
    for request in sent:
        assert request.headers["Authorization"].startswith("Bearer DEMO-")
        assert "appsecret_proof=" in request.url
        assert "access_token=" not in request.url
        assert "DEMO-" not in request.url


def test_a_netrc_file_does_not_replace_the_token(meta, announced, tmp_path, monkeypatch):
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login someone password else\n")
    netrc.chmod(0o600)
    monkeypatch.setenv("NETRC", str(netrc))
    assert meta.source().read_lead(ACADEMY, announced["leadgen_id"]).answers


def test_any_version_of_the_graph_is_asked_as_set(meta, announced):
    meta.order("500", path=f"/{announced['leadgen_id']}")
    refusal(meta.source(version="v31.0"), announced)
    assert json.loads(json.dumps(meta.open_faults())) == []
