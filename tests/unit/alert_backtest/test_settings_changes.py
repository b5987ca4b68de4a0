"""In what two settings differ."""

from __future__ import annotations

from typing import Any

import pytest

from shared.domain.alerts.settings import AlertSettings
from shared.domain.alerts.settings_changes import set_values, settings_changes
from tests.alert_records import set_to

LEAVE = {"first": "2026-12-01", "last": "2026-12-05", "name": "Leave"}
DOCUMENTS: tuple[dict[str, Any], ...] = (
    {},
    {"learns": True, "digest_at": "07:15"},
    {"causes": {"idle": {"after": "3 working days", "then": "off"}}},
    {"teams": {"3": {"manager_id": 8, "causes": {"no_reply": {"is_on": False}}}}},
    {"readers": {"7": {"absent": [LEAVE], "chat_channels": ["sales", "riyadh"]}}},
    {"ladders": {"normal": "off"}, "calendar": {"country": "MA"}},
)


@pytest.mark.parametrize("document", DOCUMENTS)
def test_what_a_person_would_write_gives_the_same_settings_again(document: dict[str, Any]) -> None:
    settings = set_to(**document)
    assert set_to(**set_values(settings)) == settings


@pytest.mark.parametrize("before", DOCUMENTS)
@pytest.mark.parametrize("after", DOCUMENTS)
def test_equal_settings_differ_in_nothing_and_others_in_something(
    before: dict[str, Any], after: dict[str, Any]
) -> None:
    found = settings_changes(set_to(**before), set_to(**after))
    assert bool(found) is (before != after)
    back = settings_changes(set_to(**after), set_to(**before))
    assert [(one.path, one.after, one.before) for one in back] == list(found)


def test_each_value_has_its_path_and_what_it_was() -> None:
    before = set_to(causes={"idle": {"after": "3 working days"}}, readers={"7": {"mails": False}})
    after = set_to(causes={"idle": {"after": "5 working days"}}, readers={"7": {"absent": [LEAVE]}})
    found = {one.path: (one.before, one.after) for one in settings_changes(before, after)}
    assert found == {
        "causes.idle.after": ("3 working days", "5 working days"),
        "readers.7.mails": (False, True),
        "readers.7.absent[0].first": (None, "2026-12-01"),
        "readers.7.absent[0].last": (None, "2026-12-05"),
        "readers.7.absent[0].name": (None, "Leave"),
    }


def test_defaults_are_nothing_that_a_person_would_write() -> None:
    assert set_values(AlertSettings()) == {}
