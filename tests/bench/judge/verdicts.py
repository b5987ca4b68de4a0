"""What was measured, as tables, and held against what has to be reached."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from tests.bench.judge.protocols import NO_SIGNAL, NOREP, STRICT, TIME, labels
from tests.bench.report import Figures, Report, Verdict

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tests.bench.judge.lead_set import LeadSet
    from tests.bench.judge.running import Result

    Cells = tuple[str, ...]

PREFIX = "judge-"
OURS, WITH_CARD = "scorecard", "scorecard with an expert card"
PEER, ODOO = "LightGBM", "Odoo's algorithm, every field"
BEHIND_PEER = 0.005
OVER_ENTROPY = 0.005
FEWEST_TO_DENY = 1000
"""Fewer leads than this have log-losses that vary by more than the target."""
_WORDS = {
    "auc": "AUC",
    "log_loss": "log-loss",
    "ece": "ECE",
    "precision_at_20": "precision at 20 %",
}
_FLOORS = ("auc", "precision_at_20")


class Results:
    """Results by protocol and contestant, in the order measured."""

    def __init__(self, results: Sequence[Result]) -> None:
        self._by_names = {(one.protocol, one.contestant): one for one in results}

    def get(self, protocol: str, contestant: str) -> Result | None:
        """Give one result, if it was measured."""
        return self._by_names.get((protocol, contestant))

    @property
    def protocols(self) -> list[str]:
        """Name the protocols."""
        return list(dict.fromkeys(protocol for protocol, _ in self._by_names))

    @property
    def contestants(self) -> list[str]:
        """Name the contestants."""
        return list(dict.fromkeys(contestant for _, contestant in self._by_names))


def report(judged: LeadSet, results: Sequence[Result], setting: str) -> Report:
    """Give tables and verdicts of one set of leads."""
    found = Results(results)
    raw = {
        f"{one.protocol}, {one.contestant}, AUC": [run.auc for run in one.runs] for one in results
    }
    verdicts = tuple(_verdicts(judged, found))
    return Report(f"{PREFIX}{judged.name}", setting, tuple(_tables(found)), verdicts, raw)


def together(reports: Sequence[Report], setting: str) -> Report:
    """Sum up several sets for the page: each one's random splits, and every target."""
    named = [(one.name.removeprefix(PREFIX), one) for one in reports]
    tables = tuple(replace(one.tables[0], title=f"{name}. {one.setting}") for name, one in named)
    verdicts = tuple(
        replace(verdict, target=f"{name}: {verdict.target}")
        for name, one in named
        for verdict in one.verdicts
    )
    return Report(f"{PREFIX}made", setting, tables, verdicts)


def _tables(found: Results) -> Iterator[Figures]:
    views = [view for view in (NOREP, STRICT) if view in found.protocols]
    heads = ["AUC", "log-loss", "ECE", "prec@20"]
    columns = [f"{view} {head}" for view in views for head in heads]
    yield _table("Random 70/30 splits", [*columns, "CPU s"], found, views, _split_cells)
    few = [protocol for protocol in found.protocols if protocol.startswith(labels(0)[:2])]
    if few:
        yield _table("Few labels, AUC / log-loss", few, found, few, _few_cells)
    if TIME in found.protocols:
        yield _table("In the order of time, expanding window", heads, found, [TIME], _time_cells)
    if NO_SIGNAL in found.protocols:
        heads = ["log-loss", "base entropy", "AUC"]
        yield _table("Outcomes shuffled: no signal", heads, found, [NO_SIGNAL], _noise_cells)


def _table(
    title: str, columns: Sequence[str], found: Results, protocols: Sequence[str], cells: object
) -> Figures:
    rows = [
        (name, *cells([found.get(protocol, name) for protocol in protocols]))  # type: ignore[operator]
        for name in found.contestants
    ]
    return Figures(title, ("model", *columns), tuple(rows))


def _four(one: Result) -> Cells:
    return tuple(f"{one.mean(figure):.3f}" for figure in _WORDS)


def _split_cells(results: Sequence[Result]) -> Cells:
    return (*(cell for one in results for cell in _four(one)), f"{results[0].cpu_s:.2f}")


def _few_cells(results: Sequence[Result]) -> Cells:
    return tuple(f"{one.mean('auc'):.3f} / {one.mean('log_loss'):.2f}" for one in results)


def _time_cells(results: Sequence[Result]) -> Cells:
    return _four(results[0])


def _noise_cells(results: Sequence[Result]) -> Cells:
    return tuple(f"{results[0].mean(f):.3f}" for f in ("log_loss", "base_entropy", "auc"))


def _verdicts(judged: LeadSet, found: Results) -> Iterator[Verdict]:
    ours = [name for name in (OURS, WITH_CARD) if name in found.contestants]
    for name in ours:
        for protocol in (NOREP, STRICT, TIME):
            yield from _of_targets(judged, found, protocol, name)
    yield from _of_few(judged, found, ours[-1])
    for name in ours:
        yield from _beside_peer(judged, found, name)
    yield from _without_signal(judged, found)


def _of_targets(judged: LeadSet, found: Results, protocol: str, name: str) -> Iterator[Verdict]:
    result, odoo = found.get(protocol, name), found.get(protocol, ODOO)
    wanted: dict[str, float] = dict(getattr(judged.targets, protocol))
    over_odoo = wanted.pop("over_odoo", None)
    if result is None:
        return
    for figure, limit in wanted.items():
        title = f"{name}: {protocol} {_WORDS[figure]}"
        yield Verdict(title, result.mean(figure), limit, is_floor=figure in _FLOORS)
    if over_odoo is not None and odoo is not None:
        limit = round(odoo.mean("auc") + over_odoo, 4)
        title = f"{name}: {protocol} AUC, Odoo's algorithm + {over_odoo:g}"
        yield Verdict(title, result.mean("auc"), limit, is_floor=True)


def _of_few(judged: LeadSet, found: Results, name: str) -> Iterator[Verdict]:
    for n, limit in judged.targets.few.items():
        if (result := found.get(labels(n), name)) is not None:
            yield Verdict(f"{name}: {n} labels, AUC", result.mean("auc"), limit, is_floor=True)


def _beside_peer(judged: LeadSet, found: Results, name: str) -> Iterator[Verdict]:
    """Where outcomes were drawn by lot nobody's AUC says anything."""
    for protocol in (NOREP, STRICT, TIME) if judged.has_signal else ():
        result, peer = found.get(protocol, name), found.get(protocol, PEER)
        if result is not None and peer is not None:
            limit = round(peer.mean("auc") - BEHIND_PEER, 4)
            title = f"{name}: {protocol} AUC, LightGBM - {BEHIND_PEER:g}"
            yield Verdict(title, result.mean("auc"), limit, is_floor=True)


def _without_signal(judged: LeadSet, found: Results) -> Iterator[Verdict]:
    """Only without a card: a card claims that there is a signal, and few leads cannot deny it."""
    result = found.get(NO_SIGNAL if judged.has_signal else NOREP, OURS)
    if result is not None and len(judged.leads) >= FEWEST_TO_DENY:
        limit = round(result.mean("base_entropy") + OVER_ENTROPY, 4)
        title = f"{OURS}: no signal, log-loss, base entropy + {OVER_ENTROPY:g}"
        yield Verdict(title, result.mean("log_loss"), limit)
