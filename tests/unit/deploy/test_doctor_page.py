"""The examples of docs/doctor.md do what they say."""

from __future__ import annotations

import json
import re
from pathlib import Path

from deploy.local.demo.meta.standing import Standing, StandingBoard

DOCUMENT = (Path(__file__).parents[3] / "docs/doctor.md").read_text(encoding="utf-8")


def test_each_order_that_is_shown_changes_the_demo_meta_and_the_last_makes_all_well() -> None:
    orders = [json.loads(order) for order in re.findall(r"standing -d '(.+?)'", DOCUMENT)]
    board = StandingBoard()
    for order in orders[:-1]:
        before = board.now
        board.change(order)
        assert board.now != before
    board.change(orders[-1])
    assert board.now == Standing()
