"""The benchmarks' own arithmetic and page; the benchmarks themselves run by `make bench`."""

from __future__ import annotations

import json
from random import Random
from typing import TYPE_CHECKING

import pytest

from shared import bootstrap
from shared.domain.meta_webhook import parse_notification
from shared.domain.signature import check_signature
from tests.bench import page
from tests.bench.figures import Ratio, Spread
from tests.bench.page import NoPlaceError
from tests.bench.processes import ROOT
from tests.bench.report import Figures, Report, Verdict, markdown, shown
from tests.bench.webhook_caller import SECRET, webhooks

if TYPE_CHECKING:
    from pathlib import Path

REPORT = Report(
    "ack",
    "On a table.",
    (Figures("Times", ("what", "p50 ms"), (("one", 1.2345), ("none", None))),),
    (Verdict("fast", 1.5, 2.0), Verdict("many", 0.5, 1.0, "x", is_floor=True)),
    {"one": [0.0012345]},
)


def test_percentiles_are_in_milliseconds_of_seconds() -> None:
    assert Spread.of([n / 1000 for n in range(101)]).cells == pytest.approx((50, 95, 99))


def test_a_ratio_of_pairs_stands_in_its_interval() -> None:
    rng = Random(1)
    theirs = [rng.uniform(1, 2) for _ in range(100)]
    found = Ratio.of_pairs([2 * time * rng.uniform(0.9, 1.1) for time in theirs], theirs, rng)
    assert 1.9 < found.low <= found.middle <= found.high < 2.1


def test_a_limit_is_met_from_the_right_side() -> None:
    assert [verdict.is_met for verdict in REPORT.verdicts] == [True, False]
    assert [Verdict("at it", 2.0, 2.0, is_floor=side).is_met for side in (True, False)] == [
        True,
        True,
    ]


@pytest.mark.parametrize(
    ("cell", "text"), [(None, "-"), (7, "7"), (0.00001, "0"), (1.2345, "1.23"), (1234.5, "1234")]
)
def test_numbers_are_shown_with_three_digits(cell: float | None, text: str) -> None:
    assert shown(cell) == text


def test_markdown_holds_every_row_and_every_target() -> None:
    text = markdown(REPORT)
    assert "| one | 1.23 |" in text
    assert "| none | - |" in text
    assert "| many | >= 1 x | 0.5 x | MISSED |" in text


def test_json_holds_every_measurement() -> None:
    document = json.loads(json.dumps(REPORT.as_json()))
    assert document["raw"] == {"one": [0.0012345]}
    assert [verdict["is_met"] for verdict in document["verdicts"]] == [True, False]


def test_writing_replaces_the_figures_and_nothing_else(tmp_path: Path) -> None:
    path = tmp_path / "page.md"
    path.write_text("before\n<!-- figures: ack -->\nold\n<!-- end: ack -->\nafter\n")
    page.write(path, [REPORT])
    page.write(path, [REPORT])
    text = path.read_text()
    assert text.startswith("before\n")
    assert text.endswith("after\n")
    assert "old" not in text
    assert text.count("On a table.") == 1


def test_a_page_without_a_place_is_left_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "page.md"
    path.write_text("no markers")
    with pytest.raises(NoPlaceError, match="ack"):
        page.write(path, [REPORT])
    assert path.read_text() == "no markers"


@pytest.mark.parametrize("name", ["ack", "client", "throughput", "addon", "start", "machine"])
def test_the_page_has_a_place_for_every_benchmark(name: str) -> None:
    text = (ROOT / "docs/benchmarks.md").read_text(encoding="utf-8")
    assert "figures here" in page.placed(text, name, "figures here")


def test_prepared_webhooks_are_signed_and_announce_different_leads() -> None:
    now = bootstrap.clock().now()
    seen = set()
    for webhook in webhooks(3, 5, first=10):
        check_signature(webhook.body, webhook.headers["X-Hub-Signature-256"], [SECRET])
        events = parse_notification(webhook.body, tenant="default", now=now).events
        seen |= {event.leadgen_id for event in events}
    assert len(seen) == 15
