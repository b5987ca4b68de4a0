"""Roles of a CSV that comes without a roles file: what was guessed, and why, in words."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from tests.bench.judge.column_roles import Roles
from tests.bench.judge.reading import BadData

if TYPE_CHECKING:
    from tests.bench.judge.reading import Columns

TARGETS = ("converted", "won", "is_won", "conversion", "outcome", "target", "label", "status", "y")
WON = ("1", "1.0", "yes", "true", "won", "y", "t", "converted", "win", "success", "positive")
_FEWEST_ROWS_OF_AN_ID = 30
_MOSTLY = 0.95
_MANY_VALUES = 10


def guess(
    columns: Columns, target: str | None = None, won: str | None = None
) -> tuple[Roles, tuple[str, ...]]:
    """Give roles and what was guessed; `target` and `won` are taken as they are if given.

    Raises BadData when there is no telling which column or value is meant.
    """
    said: list[str] = []
    if target is None:
        target = _target(columns)
        said.append(f'target column "{target}"')
    if target not in columns.by_name:
        raise BadData(f'no column "{target}"; there are: {_listed(columns.by_name)}')
    if won is None:
        won = _won(columns.by_name[target], target)
        said.append(f'"{won}" in it means won, everything else lost')
    others = {name: cells for name, cells in columns.by_name.items() if name != target}
    ids = tuple(name for name, cells in others.items() if is_id(cells))
    time = next((name for name, cells in others.items() if _is_time(cells)), None)
    if ids:
        said.append(f"left out, a different value in every row: {_listed(ids)}")
    said.append(f'time column "{time}"' if time else "no time column: the order of rows is no time")
    said.append(
        "every other column was known when the lead arrived (columns that sales people fill in"
        " later must be named in a roles file)"
    )
    ids = tuple(name for name in ids if name != time)
    return Roles(target=target, won=(won,), ids=ids, time=time), tuple(said)


def is_id(cells: list[str]) -> bool:
    """Say whether these are numbers or names of the rows: all different, and no measured size."""
    filled = [cell for cell in cells if cell]
    if len(filled) < _FEWEST_ROWS_OF_AN_ID or len(filled) < _MOSTLY * len(cells):
        return False
    return len(set(filled)) >= 0.99 * len(filled) and not any(_is_fraction(c) for c in filled[:100])


def _is_fraction(cell: str) -> bool:
    whole, dot, rest = cell.removeprefix("-").partition(".")
    return bool(dot) and whole.isdecimal() and rest.isdecimal()


def _target(columns: Columns) -> str:
    by_folded = {name.casefold().replace(" ", "_"): name for name in columns.by_name}
    for wanted in TARGETS:
        name = by_folded.get(wanted)
        if name is not None and len(set(columns.by_name[name]) - {""}) <= _MANY_VALUES:
            return name
    raise BadData(
        f"which column says whether a lead was won? Name it with --target; there are:"
        f" {_listed(columns.by_name)}"
    )


def _won(cells: list[str], target: str) -> str:
    values = sorted(set(cells) - {""})
    found = [value for value in values if value.casefold() in WON]
    if len(found) == 1:
        return found[0]
    raise BadData(
        f'which value of "{target}" means won? Name it with --won; there are: {_listed(values)}'
    )


def _is_time(cells: list[str]) -> bool:
    filled = [cell for cell in cells if cell]
    return bool(filled) and sum(map(_is_date, filled)) >= _MOSTLY * len(cells)


def _is_date(cell: str) -> bool:
    if cell.isdecimal():  # 20260131 is ISO as well, and so is many a number
        return False
    try:
        datetime.fromisoformat(cell)
    except ValueError:
        return False
    return True


def _listed(names: object, most: int = 12) -> str:
    found = list(names)  # type: ignore[call-overload]  # any iterable of text
    more = f" and {len(found) - most} more" if len(found) > most else ""
    return ", ".join(map(str, found[:most])) + more
