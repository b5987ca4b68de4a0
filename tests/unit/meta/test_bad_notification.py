"""Notifications with faults: what each costs, and what it is called."""

import json
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.domain.meta_webhook import MAX_CHANGES, Fault, parse_notification
from shared.errors import BadInput

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
PAGE = "104857600012345"


def parse(document):
    raw = document if isinstance(document, bytes) else json.dumps(document).encode()
    return parse_notification(raw, tenant="acme", now=NOW)


def change(**value):
    sound = {"leadgen_id": "71234567890000001", "page_id": PAGE, "form_id": "1", "ad_id": "2"}
    return {"field": "leadgen", "value": {**sound, **value}}


def batch(*changes):
    return {"object": "page", "entry": [{"id": PAGE, "changes": list(changes)}]}


BAD_IDS = [
    1.5,
    1e17,
    True,
    False,
    -7,
    0,
    "",
    " 7",
    "07",
    "7x",
    "\u0667",
    "1" * 21,
    10**20,
    [],
    {},
    "-7",
]


@pytest.mark.parametrize("bad", BAD_IDS, ids=repr)
@pytest.mark.parametrize("name", ["leadgen_id", "page_id"])
def test_an_id_that_is_none_costs_its_change_and_is_named_by_its_path(name, bad):
    notification = parse(batch(change(**{name: bad}), change(leadgen_id="9")))
    assert [event.leadgen_id for event in notification.events] == ["9"]
    assert notification.faults == (Fault(f"entry[0].changes[0].value.{name}", "not_an_id"),)


def test_parts_of_the_wrong_kind_are_faults_with_their_paths():
    entries = [7, {"id": PAGE, "changes": {}}, batch(7, {"field": "leadgen"}, change())["entry"][0]]
    notification = parse({"object": "page", "entry": entries})
    assert len(notification.events) == 1
    assert [fault.path for fault in notification.faults] == [
        "entry[0]",
        "entry[1].changes",
        "entry[2].changes[0]",
        "entry[2].changes[1].value",
    ]


def test_a_name_that_stands_twice_costs_only_its_own_object():
    sound = json.dumps(change(leadgen_id="8"))
    doubled = '{"field":"leadgen","value":{"leadgen_id":"1","leadgen_id":"2","page_id":"3"}}'
    raw = f'{{"object":"page","entry":[{{"id":"3","changes":[{doubled},{sound}]}}]}}'
    notification = parse(raw.encode())
    assert [event.leadgen_id for event in notification.events] == ["8"]
    assert notification.faults == (Fault("entry[0].changes[0].value", "not_an_object"),)


@pytest.mark.parametrize(
    ("raw", "path"),
    [
        (b"", "$"),
        (b"not json", "$"),
        (b'{"object":"page","entry":[', "$"),
        (b"\xff\xfe{", "$"),
        ('{"object":"page"}'.encode("utf-16"), "$"),
        (b"\xef\xbb\xbf{}", "$"),
        (b'{"object":"page","entry":[NaN]}', "$"),
        (b'{"object":"page","entry":[-Infinity]}', "$"),
        (b"[" * 100_000, "$"),
        (b'{"a":' * 100_000, "$"),
        (b"[]", "$"),
        (b"null", "$"),
        (b'{"object":"page","object":"page","entry":[]}', "$"),
        (b"{}", "entry"),
        (b'{"object":"page","entry":{}}', "entry"),
        (b'{"object":"page","entry":null}', "entry"),
    ],
)
def test_what_is_no_notification_is_bad_input_with_its_path(raw, path):
    with pytest.raises(BadInput) as caught:
        parse(raw)
    assert caught.value.path == path


def test_more_changes_than_anybody_sends_are_refused():
    changes = [change(leadgen_id=str(n + 1)) for n in range(MAX_CHANGES)]
    assert len(parse(batch(*changes)).events) == MAX_CHANGES
    with pytest.raises(BadInput) as caught:
        parse(batch(*changes, change(leadgen_id="9999999")))
    assert caught.value.path == "entry"


def test_a_number_of_ten_thousand_digits_costs_only_its_change():
    raw = json.dumps(batch(change(), change(leadgen_id="8"))).encode()
    notification = parse(raw.replace(b'"71234567890000001"', b"9" * 10_000))
    assert [event.leadgen_id for event in notification.events] == ["8"]


def test_no_value_of_the_sender_gets_into_faults_or_counts():
    canary = "canary@example.com"
    notification = parse(
        batch(change(leadgen_id=canary), {"field": canary}, change(form_id=canary))
    )
    assert canary not in repr((notification.faults, notification.ignored))


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(["object", "entry", "id", "changes", "field", "value", "leadgen_id"]),
            inner,
            max_size=5,
        )
    ),
    max_leaves=15,
)


@given(JSON)
@settings(max_examples=150)
def test_any_json_is_read_or_is_bad_input(document):
    try:
        notification = parse({"object": "page", "entry": [document]})
        parse(document)
    except BadInput:
        return
    assert all(fault.path.startswith("entry[0]") for fault in notification.faults)
