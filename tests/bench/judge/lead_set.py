"""A set of leads with outcomes, as every contestant gets it."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import numpy as np

from tests.bench.judge.column_roles import Roles, Targets
from tests.bench.judge.reading import BadData

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from tests.bench.judge.reading import Columns

Lead = dict[str, str | None]
_FEWEST = 10
MOST_LEADS = 30_000
"""Of more, so many are drawn by lot, so that a run ends the same day."""


@dataclass(frozen=True, slots=True)
class LeadSet:
    """Leads with text values (None: missing) under "norep" fields, and what became of them."""

    name: str
    leads: tuple[Lead, ...]
    won: NDArray[np.bool_]
    strict_fields: tuple[str, ...]
    """The fields that were surely known at arrival; all of them, if the roles name no others."""
    odoo_fields: tuple[str, ...] = ()
    times: NDArray[np.float64] | None = None
    """A growing number a lead; NaN where it is not known."""
    card: Mapping[str, Any] | None = None
    targets: Targets = field(default_factory=Targets)
    has_signal: bool = True
    """False for leads whose outcome was drawn by lot."""
    remarks: tuple[str, ...] = ()

    @property
    def fields(self) -> tuple[str, ...]:
        """Give the names of all fields."""
        return tuple(self.leads[0])

    def seen(self, fields: Sequence[str]) -> list[Lead]:
        """Give the leads with these fields only."""
        return [{name: lead[name] for name in fields} for lead in self.leads]


def lead_set(name: str, columns: Columns, roles: Roles) -> LeadSet:
    """Put columns into their roles; raises BadData for a column or an outcome that is not there."""
    absent = [column for column in roles.named if column not in columns.by_name]
    if absent:
        raise BadData(f"columns that the roles name are not in the data: {', '.join(absent)}")
    decided, outcomes = _outcomes(columns.by_name[roles.target], roles)
    drawn = _drawn(len(decided))
    rows, won = [decided[row] for row in drawn], outcomes[drawn]
    apart = {roles.target, roles.time, *roles.ids, *roles.after_contact}
    fields = {
        column: _values([cells[row] for row in rows], roles)
        for column, cells in columns.by_name.items()
        if column not in apart
    }
    if not fields:
        raise BadData("no column is left to learn from")
    strict = tuple(column for column in fields if column not in roles.after_contact_strict)
    return LeadSet(
        name=name,
        leads=tuple(
            dict(zip(fields, row, strict=True)) for row in zip(*fields.values(), strict=True)
        ),
        won=won,
        strict_fields=strict or tuple(fields),
        odoo_fields=tuple(column for column in roles.odoo_fields if column in fields),
        times=_times([columns.by_name[roles.time][row] for row in rows]) if roles.time else None,
        card=roles.card,
        targets=roles.targets,
        remarks=(
            *columns.remarks,
            *_left_out(len(columns), len(decided), len(rows)),
            *_odd(fields),
        ),
    )


def _outcomes(cells: list[str], roles: Roles) -> tuple[list[int], NDArray[np.bool_]]:
    counted = {*roles.won, *roles.lost} if roles.lost else set(cells) - {""}
    rows = [row for row, cell in enumerate(cells) if cell in counted]
    won = np.array([cells[row] in roles.won for row in rows], dtype=np.bool_)
    if min(won.sum(), (~won).sum()) < _FEWEST:
        raise BadData(
            f'"{roles.target}" has {won.sum()} won and {(~won).sum()} lost leads'
            f" (won: {', '.join(roles.won)}); at least {_FEWEST} of each are needed"
        )
    return rows, won


def _values(cells: list[str], roles: Roles) -> list[str | None]:
    nothing = {"", *(word.casefold() for word in roles.missing)}
    return [None if cell.casefold() in nothing else cell for cell in cells]


def _times(cells: list[str]) -> NDArray[np.float64]:
    moments = [_moment(cell) for cell in cells]
    if sum(map(math.isnan, moments)) > len(moments) / 2:
        raise BadData("the time column holds neither numbers nor ISO dates (2026-01-31 ...)")
    return np.array(moments)


def _moment(cell: str) -> float:
    try:
        number = float(cell)
    except ValueError:
        return _date(cell)
    return number if math.isfinite(number) else math.nan


def _date(cell: str) -> float:
    try:
        found = datetime.fromisoformat(cell)
    except ValueError:
        return math.nan
    return (found if found.tzinfo else found.replace(tzinfo=UTC)).timestamp()


def _drawn(total: int) -> NDArray[np.intp]:
    if total <= MOST_LEADS:
        return np.arange(total)
    return np.sort(np.random.default_rng(1).choice(total, MOST_LEADS, replace=False))


def _left_out(total: int, decided: int, kept: int) -> list[str]:
    found = []
    if decided < total:
        found.append(f"{total - decided} rows without an outcome were left out")
    if kept < decided:
        found.append(f"of {decided} leads {kept} were drawn by lot")
    return found


def _odd(fields: Mapping[str, list[str | None]]) -> tuple[str, ...]:
    constant = [name for name, cells in fields.items() if len(set(cells)) == 1]
    return (f"the same in every lead: {', '.join(constant)}",) if constant else ()
