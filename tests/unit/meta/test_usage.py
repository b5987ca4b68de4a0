"""Meta's quota headers."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.adapters.meta.usage import Usage, UsageGate, app_usage, business_usage
from shared.errors import TransientError


def app(**figures):
    return {"X-App-Usage": json.dumps(figures)}


def business(*entries):
    return {"X-Business-Use-Case-Usage": json.dumps({"112130216863063": list(entries)})}


def leadgen(percent, minutes=0, kind="leadgen"):
    return {
        "type": kind,
        "call_count": percent,
        "total_cputime": 5,
        "total_time": 5,
        "estimated_time_to_regain_access": minutes,
    }


def test_the_highest_figure_of_the_app_counts():
    assert app_usage(app(call_count=28, total_time=97, total_cputime=3)) == Usage(97.0, 0.0)


def test_minutes_to_regain_access_become_seconds():
    usage = business_usage(business(leadgen(100, minutes=19)))
    assert usage == Usage(100.0, 1140.0)
    assert usage.wait_s() == 1140.0


def test_the_worst_of_several_use_cases_of_ours_counts_and_others_do_not():
    usage = business_usage(
        business(leadgen(10), leadgen(96, kind="pages"), leadgen(100, 60, kind="ads_insights"))
    )
    assert usage == Usage(96.0, 0.0)


@pytest.mark.parametrize(("percent", "wait_s"), [(0, 0), (94.9, 0), (95, 300), (250, 300)])
def test_from_95_per_cent_on_we_wait_where_meta_says_no_time(percent, wait_s):
    assert Usage(percent).wait_s() == wait_s


@pytest.mark.parametrize(
    "header",
    [
        *[None, "", "x", "[]", "null", "7", "{", '{"1": 7}', '{"1": [7, null, {}]}'],
        *['{"call_count": "95"}', '{"call_count": NaN}', '{"call_count": true}'],
        *["[" * 50_000, '{"a":' * 20_000],
    ],
)
def test_a_header_that_cannot_be_read_counts_as_none(header):
    headers = {} if header is None else {"X-App-Usage": header, "X-Business-Use-Case-Usage": header}
    assert app_usage(headers) == Usage()
    assert business_usage(headers) == Usage()


FIGURES = st.floats() | st.integers() | st.none() | st.text(max_size=3) | st.booleans()


@given(st.fixed_dictionaries({"call_count": FIGURES, "estimated_time_to_regain_access": FIGURES}))
@settings(max_examples=100)
def test_no_figure_whatever_makes_us_wait_more_than_a_day(figures):
    headers = business({"type": "leadgen", **figures})
    assert 0 <= business_usage(headers).wait_s() <= 86_400


def test_a_full_quota_stops_the_next_call_and_says_how_long(clock):
    gate = UsageGate(clock)
    gate.note("1", business(leadgen(100, minutes=2)))
    clock.move(30)
    with pytest.raises(TransientError) as caught:
        gate.check("1")
    assert caught.value.code == "meta_quota_used_up"
    assert caught.value.retry_after_s == 90
    clock.move(90)
    gate.check("1")


def test_a_pages_full_quota_leaves_the_others_alone_but_the_apps_stops_all(clock):
    gate = UsageGate(clock)
    gate.note("1", business(leadgen(96)))
    gate.check("2")
    gate.note("1", app(call_count=99))
    with pytest.raises(TransientError):
        gate.check("2")


def test_a_quota_with_room_stops_nothing(clock):
    gate = UsageGate(clock)
    gate.note("1", {**app(call_count=94), **business(leadgen(94))})
    gate.check("1")
