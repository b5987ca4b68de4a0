"""`python -m tests.bench.judge [DATA]`: how good the scores are, beside their peers, on any lead CSV."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console

from tests.bench.judge.choosing import chosen
from tests.bench.judge.entrants import Peers, check_installed, entrants
from tests.bench.judge.made import RECIPES, Shape, made
from tests.bench.judge.protocols import Plan, rounds
from tests.bench.judge.reading import BadData
from tests.bench.judge.running import Bench, measured
from tests.bench.judge.suspicions import suspicions
from tests.bench.judge.verdicts import report, together
from tests.bench.page import NoPlaceError, write
from tests.bench.processes import ROOT
from tests.bench.report import Report, show

if TYPE_CHECKING:
    from tests.bench.judge.lead_set import LeadSet

PAGE = ROOT / "docs/benchmarks.md"
_WIDTH = 170
MISSED, UNUSABLE = 1, 2
_PROTOCOL = """norep: without what sales people fill in later; strict: also without what perhaps
came later. prec@20: share of won leads in the best fifth. ECE: ten bins of equal width. Means over
the same splits for everybody."""


def main(
    data: Annotated[Path | None, typer.Argument(help="A CSV of leads; without: made ones.")] = None,
    *,
    roles: Annotated[Path | None, typer.Option(help="What its columns are (YAML).")] = None,
    target: Annotated[str | None, typer.Option(help="Column with the outcome.")] = None,
    won: Annotated[str | None, typer.Option(help="Value of it that means won.")] = None,
    repeats: Annotated[int, typer.Option(min=1, help="Random splits.")] = 5,
    seed: Annotated[int, typer.Option(help="Draws other splits.")] = 1,
    peers: Annotated[Peers, typer.Option(help="LightGBM and scikit-learn too?")] = Peers.ALL,
    processes: Annotated[int, typer.Option(min=1, max=64, help="At a time.")] = 2,
    quick: Annotated[bool, typer.Option("--quick", help="A trial: less of everything.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="All figures on stdout.")] = False,
    update: Annotated[bool, typer.Option("--write", help="Into docs/benchmarks.md.")] = False,
) -> None:
    """Judge the scorecard; exit code 1: a target was missed, 2: the data cannot be judged."""
    if quick and update:
        raise typer.BadParameter("figures of a trial are not for the page")
    console = Console(highlight=False, stderr=as_json)
    if not console.is_terminal:
        console.width = _WIDTH
    plan = _plan(repeats, seed, is_made=data is None, quick=quick)
    try:
        check_installed(peers)
        sets = [chosen(data, roles, target, won)] if data else _made(quick=quick, seed=seed)
        console.print(" ".join(_PROTOCOL.split()), style="dim", soft_wrap=True)
        reports = [
            _judged(one, about, plan=plan, peers=peers, processes=processes, console=console)
            for one, about in sets
        ]
        if update:
            write(PAGE, reports if data else [together(reports, f"{plan.repeats} repeats.")])
    except (BadData, NoPlaceError) as error:
        Console(stderr=True, highlight=False, soft_wrap=True).print(f"{error}", style="red")
        raise typer.Exit(UNUSABLE) from None
    if as_json:
        typer.echo(json.dumps([one.as_json() for one in reports], indent=1))
    raise typer.Exit(_missed(reports, console))


def _plan(repeats: int, seed: int, *, is_made: bool, quick: bool) -> Plan:
    if quick:
        return Plan(repeats=2, draws=1, labels=(50, 200), seed=seed)
    plan = Plan(repeats=repeats, seed=seed)
    return replace(plan, labels=(50, 200)) if is_made else plan


def _made(*, quick: bool, seed: int) -> list[tuple[LeadSet, str]]:
    shapes = (Shape.PLAIN, Shape.NOISE) if quick else tuple(Shape)
    return [(made(shape, seed=seed), f"Made leads, {RECIPES[shape].about}.") for shape in shapes]


def _judged(
    judged: LeadSet, about: str, *, plan: Plan, peers: Peers, processes: int, console: Console
) -> Report:
    facts = (
        f"{about} {len(judged.leads)} leads, {judged.won.mean():.1%} won,"
        f" {len(judged.fields)} fields."
    )
    console.print(f"\n{judged.name}: {facts}", style="bold", soft_wrap=True)
    for remark in (*judged.remarks, *suspicions(judged)):
        console.print(f"  {remark}", soft_wrap=True)
    if peers is Peers.NONE:
        facts += " LightGBM and logistic regression did not take part."
    bench = Bench(judged.leads, rounds(judged, plan), entrants(judged, peers))
    results = measured(
        bench, lambda line: console.print(f"  {line}", style="dim"), processes=processes
    )
    found = report(judged, results, facts)
    show(found, console)
    return found


def _missed(reports: list[Report], console: Console) -> int:
    verdicts = [(one.name, verdict) for one in reports for verdict in one.verdicts]
    missed = [(name, verdict) for name, verdict in verdicts if not verdict.is_met]
    console.print(f"\n{len(verdicts) - len(missed)} of {len(verdicts)} targets met.", style="bold")
    for name, verdict in missed:
        console.print(f"MISSED  {name}  {'  '.join(verdict.cells[:3])}", style="red")
    return MISSED if missed else 0


if __name__ == "__main__":
    typer.run(main)
