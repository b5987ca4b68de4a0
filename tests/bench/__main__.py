"""`python -m tests.bench [NAME...]`: the benchmarks of docs/benchmarks.md."""

from __future__ import annotations

import json
import os
import platform
from enum import StrEnum
from importlib import import_module
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console

from shared import bootstrap
from shared.errors import SettingsError
from tests.bench.page import write
from tests.bench.processes import ROOT
from tests.bench.report import Report, show

if TYPE_CHECKING:
    from collections.abc import Sequence

PAGE = ROOT / "docs/benchmarks.md"
_WIDTH = 120


class Benchmark(StrEnum):
    """A module of this package with `measure(quick=...)`."""

    ACK = "ack"
    CLIENT = "client"
    THROUGHPUT = "throughput"
    BACKLOG = "backlog"
    START = "start"
    ADDON = "addon"
    SCORING = "scoring"
    ALERTS = "alerts"


def main(
    names: Annotated[list[Benchmark] | None, typer.Argument(help="All, if none.")] = None,
    quick: Annotated[bool, typer.Option("--quick", help="A tenth of the work: a trial.")] = False,
    as_json: Annotated[
        bool, typer.Option("--json", help="Every measurement on stdout, tables on stderr.")
    ] = False,
    update: Annotated[
        bool, typer.Option("--write", help="Put the figures into docs/benchmarks.md.")
    ] = False,
) -> None:
    """Measure, each thing in turns with its peer; `client`, `throughput`, `backlog` and `addon` need ODOO_*."""
    if quick and update:
        raise typer.BadParameter("figures of a trial are not for the page")
    console = Console(highlight=False, stderr=as_json)
    if not console.is_terminal:
        console.width = _WIDTH
    try:
        reports = [_measured(name, console, quick=quick) for name in names or list(Benchmark)]
    except SettingsError as error:
        Console(stderr=True, highlight=False).print(f"{error}", style="red")
        raise typer.Exit(2) from None
    if as_json:
        typer.echo(json.dumps(_document(reports), indent=1))
    if update:
        write(PAGE, [*reports, _machine()])


def _measured(name: Benchmark, console: Console, *, quick: bool) -> Report:
    console.print(f"{name} ...", style="dim")
    report: Report = import_module(f"tests.bench.{name}").measure(quick=quick)
    show(report, console)
    return report


def _machine() -> Report:
    """Say what this was taken on, without naming it."""
    today = bootstrap.clock().now().date().isoformat()
    words = (
        f"Last written {today}: {os.cpu_count()} cores, {platform.system()},"
        f" Python {platform.python_version()}."
    )
    return Report("machine", words, ())


def _document(reports: Sequence[Report]) -> dict[str, object]:
    return {
        "machine": _machine().setting,
        "benchmarks": [report.as_json() for report in reports],
    }


if __name__ == "__main__":
    typer.run(main)
