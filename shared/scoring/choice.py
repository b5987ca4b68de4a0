"""Which fields are learnt: all that vary; of very many, those that say most by themselves."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from shared.scoring.columns import can_be_kept, column_of
from shared.scoring.design import counted
from shared.scoring.pairs import deviate

if TYPE_CHECKING:
    from collections.abc import Sequence

    from shared.scoring.card import ExpertCard
    from shared.scoring.columns import Column, Floats
    from shared.scoring.options import Options
    from shared.scoring.scorecard import Lead


@dataclass(frozen=True, slots=True, eq=False)
class Choice:
    """The columns to learn (the card's first), of how many, and the fields left out."""

    columns: list[Column]
    considered: int
    left_out: tuple[str, ...]


def choose(
    leads: Sequence[Lead],
    won: Floats,
    importance: Floats,
    card: ExpertCard | None,
    options: Options,
) -> Choice:
    """Choose the fields that are learnt."""
    experts = card.fields if card else {}
    capped_by = card.capped_by if card else _by_none
    names = dict.fromkeys(experts)
    for lead in leads:
        names.update(dict.fromkeys(filter(can_be_kept, lead)))
    columns: list[Column] = []
    left_out: list[str] = []
    for name in names:
        values = [lead.get(name) for lead in leads]
        is_capped = capped_by(name) is not None
        column = column_of(name, values, experts.get(name), options, is_capped=is_capped)
        if column is None:
            left_out.append(name)
        else:
            columns.append(column)
    kept = _screened(columns, won, importance, options.max_fields)
    left_out += [column.field for column in columns if column not in kept]
    return Choice(kept, len(columns), tuple(left_out))


def _by_none(_: str) -> None:
    """Without a card nothing is capped."""


def _screened(
    columns: list[Column], won: Floats, importance: Floats, max_fields: int
) -> list[Column]:
    """Keep the card's fields, and of the others the best by their score statistic."""
    if len(columns) <= max_fields:
        return columns
    experts = [column for column in columns if column.is_expert.any()]
    others = [column for column in columns if not column.is_expert.any()]
    others.sort(key=lambda column: -_z(column, won, importance))
    room = max(0, max_fields - len(experts))
    return experts + others[:room]


def _z(column: Column, won: Floats, importance: Floats) -> float:
    rate = float(importance @ won / importance.sum())
    left = counted(column, importance * (won - rate))
    spread = counted(column, importance) * max(rate * (1 - rate), 1e-6)
    seen = spread > 0
    freedom = max(1, int(np.count_nonzero(seen)) - 1)
    return deviate(float((left[seen] ** 2 / spread[seen]).sum()), freedom)
