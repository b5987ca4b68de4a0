"""Notifications of new leads."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.domain.event import MetaLeadAnnounced, decode, encode
from shared.domain.meta_webhook import Fault, parse_notification
from shared.domain.signature import check_signature
from shared.errors import NotAuthentic

FIXTURES = Path(__file__).parents[3] / "functions" / "webhooks" / "fixtures"
NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
PAGE = "104857600012345"


def parse(document):
    raw = document if isinstance(document, bytes) else json.dumps(document).encode()
    return parse_notification(raw, tenant="acme", now=NOW)


def fixture(name):
    return parse((FIXTURES / name).read_bytes())


def change(**value):
    sound = {"leadgen_id": "71234567890000001", "page_id": PAGE, "form_id": "1", "ad_id": "2"}
    kept = {name: part for name, part in {**sound, **value}.items() if part is not ...}
    return {"field": "leadgen", "value": kept}


def batch(*changes, **entry):
    return {"object": "page", "entry": [{"id": PAGE, "changes": list(changes), **entry}]}


def test_the_documented_sample_with_numeric_ids_becomes_one_event():
    notification = fixture("one_lead_numeric_ids.json")
    assert notification.events == (
        MetaLeadAnnounced(
            tenant="acme",
            page_id=PAGE,
            leadgen_id="444444444444",
            form_id="1048576000100001",
            ad_id="120210000000012001",
            submitted_at=datetime(2025, 11, 11, 13, 40, tzinfo=UTC),
            announced_at=NOW,
        ),
    )
    assert (notification.ignored, notification.faults) == ({}, ())


def test_string_ids_past_2_to_the_53_stay_the_same_digits_and_an_absent_ad_is_none():
    (event,) = fixture("one_lead_string_ids_no_ad.json").events
    assert (event.leadgen_id, event.ad_id) == ("71234567890123456", None)


def test_numbers_past_2_to_the_53_are_not_rounded():
    (event,) = parse(batch(change(leadgen_id=9007199254740993))).events
    assert event.leadgen_id == "9007199254740993"


def test_every_change_of_every_entry_is_read_and_a_lead_told_twice_comes_once():
    notification = fixture("batch_of_three_entries.json")
    assert [int(event.leadgen_id) % 100 for event in notification.events] == [1, 2, 3, 4, 5, 6]
    assert {event.page_id for event in notification.events} == {PAGE, "104857600067890"}
    assert notification.ignored == {"repeated": 1}


def test_another_object_is_accepted_and_counted():
    notification = fixture("unknown_object.json")
    assert (notification.events, notification.ignored) == ((), {"object": 1})


def test_another_field_and_a_messenger_entry_are_counted_beside_the_lead():
    notification = fixture("unknown_field.json")
    assert len(notification.events) == 1
    assert notification.ignored == {"field": 1, "no_changes": 1}


def test_one_bad_change_never_blocks_its_neighbours():
    notification = fixture("one_bad_change_among_good.json")
    assert [int(event.leadgen_id) % 100 for event in notification.events] == [8, 10, 11]
    assert notification.faults == (Fault("entry[0].changes[2].value.leadgen_id", "not_an_id"),)


def test_the_forged_fixture_is_sound_but_for_its_signature():
    raw = (FIXTURES / "forged.json").read_bytes()
    header = (FIXTURES / "forged.signature.txt").read_text().strip()
    assert len(parse(raw).events) == 1
    check_signature(raw, header, ["a-secret-that-is-not-ours"])
    with pytest.raises(NotAuthentic):
        check_signature(raw, header, ["demo-app-secret"])


@pytest.mark.parametrize("name", ["form_id", "ad_id"])
def test_a_fault_in_an_id_that_comes_with_the_lead_again_costs_only_that_id(name):
    notification = parse(batch(change(**{name: 1.5})))
    (event,) = notification.events
    assert getattr(event, name) is None
    assert notification.faults == (Fault(f"entry[0].changes[0].value.{name}", "not_an_id"),)


def test_a_missing_lead_id_is_a_fault():
    assert parse(batch(change(leadgen_id=...))).faults == (
        Fault("entry[0].changes[0].value.leadgen_id", "missing"),
    )


def test_the_page_is_the_entrys_where_the_change_names_none():
    (event,) = parse(batch(change(page_id=...))).events
    assert event.page_id == PAGE
    notification = parse(batch(change(page_id=...), id=None))
    assert notification.faults == (Fault("entry[0].id", "missing"),)


@pytest.mark.parametrize(
    "created",
    [..., None, 0, -1, 1, 1.5, "soon", 1_762_868_400_000, 10**18, True, 1_420_070_399, 1795441000],
)
def test_an_absurd_time_of_submission_is_none_and_no_fault(created):
    notification = parse(batch(change(created_time=created)))
    assert notification.events[0].submitted_at is None
    assert notification.faults == ()


def test_the_time_of_submission_may_be_text_as_well():
    (event,) = parse(batch(change(created_time="1762868400"))).events
    assert event.submitted_at == datetime(2025, 11, 11, 13, 40, tzinfo=UTC)


def test_the_facts_for_the_log_are_counts_and_paths():
    assert fixture("batch_of_three_entries.json").facts() == {"announced": 6, "ignored_repeated": 1}
    assert fixture("one_bad_change_among_good.json").facts() == {
        "announced": 3,
        "faults": 1,
        "first_fault": "entry[0].changes[2].value.leadgen_id",
    }


def test_every_event_survives_the_bus():
    for event in fixture("batch_of_three_entries.json").events:
        assert decode(encode(event)) == event


@given(st.lists(st.integers(1, 50), min_size=1, max_size=30), st.randoms())
@settings(max_examples=40)
def test_the_order_and_repetition_of_changes_do_not_matter(numbers, random):
    changes = [change(leadgen_id=str(number)) for number in numbers]
    shuffled = random.sample(changes, len(changes))
    once, again = parse(batch(*changes)), parse(batch(*shuffled, *changes))
    assert {event.leadgen_id for event in once.events} == {str(number) for number in numbers}
    assert set(once.events) == set(again.events)
