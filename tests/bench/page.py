"""docs/benchmarks.md: figures between markers, the words around them by hand."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tests.bench.report import markdown

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from tests.bench.report import Report


class NoPlaceError(Exception):
    """The page has no markers for a benchmark."""


def write(page: Path, reports: Iterable[Report]) -> None:
    """Put the figures of these reports into the page; raises NoPlaceError, then changing nothing."""
    text = page.read_text(encoding="utf-8")
    for report in reports:
        text = placed(text, report.name, markdown(report))
    page.write_text(text, encoding="utf-8")


def placed(text: str, name: str, figures: str) -> str:
    """Replace what stands between the markers of a benchmark; raises NoPlaceError."""
    start, end = f"<!-- figures: {name} -->", f"<!-- end: {name} -->"
    between = re.compile(f"{re.escape(start)}.*?{re.escape(end)}", re.DOTALL)
    if len(between.findall(text)) != 1:
        raise NoPlaceError(f"the page has no single place for {name}: {start} ... {end}")
    return between.sub(lambda _: f"{start}\n{figures}\n{end}", text)
