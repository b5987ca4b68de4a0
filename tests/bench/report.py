"""What a benchmark found: tables, verdicts on the targets, and the same as text, Markdown, JSON."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING

from rich.markup import escape
from rich.table import Table

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rich.console import Console

Cell = str | float | int | None
_NOTHING = 0.01


@dataclass(frozen=True, slots=True)
class Figures:
    """One table; numbers stand as measured and are rounded when shown."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True, slots=True)
class Verdict:
    """One target: `measured` has to be at most `limit`, or at least, if `is_floor`."""

    target: str
    measured: float
    limit: float
    unit: str = ""
    is_floor: bool = False

    @property
    def is_met(self) -> bool:
        """Say whether the target is met."""
        if self.is_floor:
            return self.measured >= self.limit
        return self.measured <= self.limit

    @property
    def cells(self) -> tuple[str, str, str, str]:
        """Give target, limit, figure and judgement for a table."""
        sign = ">=" if self.is_floor else "<="
        return (
            self.target,
            f"{sign} {self.limit:g} {self.unit}".strip(),
            f"{shown(self.measured)} {self.unit}".strip(),
            "met" if self.is_met else "MISSED",
        )


@dataclass(frozen=True, slots=True)
class Report:
    """All that one benchmark found; `setting` says on what, in words."""

    name: str
    setting: str
    tables: tuple[Figures, ...]
    verdicts: tuple[Verdict, ...] = ()
    raw: dict[str, list[float]] = field(default_factory=dict)
    """Every single measurement by what it is of, in the order measured; times in seconds."""

    @property
    def verdict_figures(self) -> Figures:
        """Give the verdicts as a table."""
        columns = ("target", "limit", "figure", "")
        return Figures("Targets", columns, tuple(v.cells for v in self.verdicts))

    def all_tables(self) -> Iterator[Figures]:
        """Give the tables, the verdicts last."""
        yield from self.tables
        if self.verdicts:
            yield self.verdict_figures

    def as_json(self) -> dict[str, object]:
        """Give the report for json.dumps, every single measurement included."""
        verdicts = [asdict(v) | {"is_met": v.is_met} for v in self.verdicts]
        return asdict(self) | {"verdicts": verdicts}


def shown(cell: Cell) -> str:
    """Write a cell: three digits of a number, as many of a whole one as it has."""
    if cell is None:
        return "-"
    if not isinstance(cell, float):
        return str(cell)
    if abs(cell) < _NOTHING:
        return "0"
    return f"{cell:.0f}" if abs(cell) >= 100 else f"{cell:.3g}"


def show(report: Report, console: Console) -> None:
    """Print a report as tables."""
    console.print(f"\n[bold]{report.name}[/bold]  {escape(report.setting)}", soft_wrap=True)
    for figures in report.all_tables():
        table = Table(title=figures.title, title_justify="left", box=None, pad_edge=False)
        for place, column in enumerate(figures.columns):
            table.add_column(column, justify="right" if place else "left", no_wrap=not place)
        for row in figures.rows:
            table.add_row(*(escape(shown(cell)) for cell in row))
        console.print(table)


def markdown(report: Report) -> str:
    """Write a report as Markdown."""
    parts = [report.setting]
    for figures in report.all_tables():
        rule = ("---", *["--:"] * (len(figures.columns) - 1))
        rows = (figures.columns, rule, *(tuple(map(shown, row)) for row in figures.rows))
        lines = "\n".join(f"| {' | '.join(row)} |" for row in rows)
        parts.append(f"**{figures.title}**\n\n{lines}")
    return "\n\n".join(parts)
