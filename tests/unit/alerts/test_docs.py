"""The page for sales managers says what the code does."""

from __future__ import annotations

import json
import re
from pathlib import Path

from shared.domain.alerts.cause import Cause, Urgency
from shared.domain.alerts.cause_rules import DEFAULTS, CauseRule
from shared.domain.alerts.settings import AlertSettings, parse_settings

PAGE = (Path(__file__).parents[3] / "docs" / "alerts.md").read_text()
ROW = re.compile(r"^\| `(\w+)` \| .+ \| (.+) \| (.+) \| (\w+) \|$", re.MULTILINE)
TOLD = {Urgency.URGENT: "at once", Urgency.NORMAL: "in the morning"}


def test_the_table_of_causes_has_each_with_its_defaults() -> None:
    rows = {cause: (after, told, step) for cause, after, told, step in ROW.findall(PAGE)}
    assert rows == {
        cause: (rule.after, TOLD[rule.urgency or Urgency.NORMAL], rule.next_step)
        for cause, rule in DEFAULTS.items()
    }


def test_the_example_of_settings_is_read() -> None:
    (example,) = re.findall(r"```json\n(.+?)```", PAGE, re.DOTALL)
    settings = parse_settings(json.loads(example))
    assert settings.causes[Cause.IDLE].after == "5 working days"


def test_each_field_of_a_rule_is_explained() -> None:
    assert [name for name in CauseRule.model_fields if f"| `{name}` |" not in PAGE] == []


def test_the_example_shows_every_part_of_the_settings() -> None:
    (example,) = re.findall(r"```json\n(.+?)```", PAGE, re.DOTALL)
    assert set(json.loads(example)) == set(AlertSettings.model_fields) - {"is_on"}
