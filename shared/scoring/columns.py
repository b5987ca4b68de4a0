"""From leads to columns: of what kind a field is, which levels and bins it gets, who lies where."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from shared.scoring.lookup import Bins, Levels, level_of, number_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from shared.scoring.card import ExpertField
    from shared.scoring.lookup import Places
    from shared.scoring.options import Options

    Floats = NDArray[np.float64]
    Whole = NDArray[np.int64]

_NUMERIC_SHARE = 0.95
_FEW_BINS = 10
_NAME_MAX_CHARS = 100
_DIGITS_MAX = 17
_ROOM_FOR_ROUNDING = 1.2


@dataclass(frozen=True, slots=True, eq=False)
class Column:
    """One field of all leads, in places; arrays over places have one entry a place."""

    field: str
    places: Places
    codes: Whole
    """The place of each lead, shape (leads,)."""
    prior: Floats
    """The expert card's log-odds, shape (places,); 0 where it is silent."""
    is_expert: NDArray[np.bool_]
    """All True if the card gives it points: they hold where no lead is."""
    basis: Floats
    """Shape (places, weights): what each weight adds in each place."""
    is_capped: bool = False

    @property
    def is_number(self) -> bool:
        """Whether its places are bins."""
        return isinstance(self.places, Bins)


def column_of(
    field: str,
    values: Sequence[object],
    expert: ExpertField | None,
    options: Options,
    *,
    is_capped: bool = False,
) -> Column | None:
    """Learn a field's places; None if there is nothing to learn: the same in every lead.

    The card decides what it speaks of is, a category or a number; but if a field that it takes
    for a number holds mostly other text, the card's ranges are passed over.
    """
    if expert is not None and isinstance(expert.places, Bins) and _is_text(values):
        expert = None
    if expert is None:
        is_number = _share_of_numbers(values) >= _NUMERIC_SHARE
    else:
        is_number = isinstance(expert.places, Bins)
    places = _bins(values, expert, options) if is_number else _levels(values, expert, options)
    codes = np.fromiter(map(places.place, values), np.int64, len(values))
    prior, is_expert = _prior(places, expert)
    if not is_expert.any() and (codes == codes[:1]).all():
        return None
    return Column(field, places, codes, prior, is_expert, _basis(places), is_capped)


def _is_text(values: Sequence[object]) -> bool:
    is_filled = any(level_of(value) is not None for value in values)
    return is_filled and _share_of_numbers(values) < 1 / 2


def _share_of_numbers(values: Sequence[object]) -> float:
    """Give the share of numbers among the values that are there; 0 if none is."""
    filled = [value for value in values if level_of(value) is not None]
    numbers = sum(not isinstance(value, bool) and number_of(value) is not None for value in filled)
    return numbers / len(filled) if filled else 0.0


def _levels(values: Sequence[object], expert: ExpertField | None, options: Options) -> Levels:
    """Levels with enough leads, most frequent first, and all that the card names."""
    counts = Counter(level for level in map(level_of, values) if level is not None)
    least = max(1.0, min(options.level_rows, len(values) / 50))
    named = (
        dict.fromkeys(expert.places.names) if expert and isinstance(expert.places, Levels) else {}
    )
    frequent = [
        level
        for level, count in counts.items()
        if count >= least and can_be_kept(level) and level not in named
    ]
    frequent.sort(key=lambda level: (-counts[level], level))
    kept = [*named, *frequent[: options.max_levels]]
    return Levels(sorted(kept, key=lambda level: (-counts[level], level)))


def can_be_kept(name: object) -> bool:
    """Tell whether a name (of a level, of a field) may stand in an artefact: a text, not too long.

    Halves of surrogate pairs, which no file can hold, are no text.
    """
    if not isinstance(name, str) or not 0 < len(name) <= _NAME_MAX_CHARS:
        return False
    return name.encode("utf-8", "ignore").decode() == name


def _bins(values: Sequence[object], expert: ExpertField | None, options: Options) -> Bins:
    found = (number for number in map(number_of, values) if number is not None)
    numbers = np.sort(np.array(list(found), dtype=np.float64))
    own = list(expert.places.edges) if expert and isinstance(expert.places, Bins) else []
    bins = min(options.max_bins, max(_FEW_BINS, 0.45 * len(numbers) ** 0.5))
    least = max(float(options.bin_rows), len(numbers) / bins)
    edges = sorted({*own, *_quantile_edges(numbers, least)})
    if own:
        edges = _thinned(edges, frozenset(own), numbers, least / 2)
    return Bins(edges)


def _quantile_edges(numbers: Floats, least: float) -> list[float]:
    """Edges with at least so many numbers between them; one right after a spike at the minimum.

    A few numbers more are allowed, if that makes an edge rounder.
    """
    distinct, starts = np.unique(numbers, return_index=True)
    edges: list[float] = []
    at, begun = 1, 0
    while at < len(distinct):
        if starts[at] - begun >= least and len(numbers) - starts[at] >= least / 2:
            end = int(np.searchsorted(starts, begun + _ROOM_FOR_ROUNDING * least, "right"))
            choices = range(at, max(end, at + 1))
            found = [_round_edge(float(distinct[x - 1]), float(distinct[x])) for x in choices]
            best = min(range(len(found)), key=lambda x: _digits(found[x]))
            edges.append(found[best])
            at, begun = at + best, int(starts[at + best])
        at += 1
    return edges


def _digits(number: float) -> int:
    """Count the digits that people have to read: 1 in 300 and 0.2, 2 in 45."""
    return len(f"{number:.15e}".partition("e")[0].replace(".", "").strip("-0"))


def _thinned(
    edges: list[float], own: frozenset[float], numbers: Floats, least: float
) -> list[float]:
    """Leave out learnt edges that lie close (few leads between) to one of the card's."""
    cuts = {edge: int(np.searchsorted(numbers, edge)) for edge in edges}
    card_cuts = [cuts[edge] for edge in own]
    return [
        edge
        for edge in edges
        if edge in own or all(abs(cuts[edge] - cut) >= least for cut in card_cuts)
    ]


def _round_edge(low: float, high: float) -> float:
    """Give the shortest number above `low` and not above `high`: edges that people can read."""
    for digits in range(1, _DIGITS_MAX):
        edge = float(f"{high:.{digits}g}")
        if low < edge <= high:
            return edge
    return high


def _prior(places: Places, expert: ExpertField | None) -> tuple[Floats, NDArray[np.bool_]]:
    """Bring the card's points into the learnt places, and say where the card speaks."""
    if expert is None:
        return np.zeros(len(places)), np.zeros(len(places), dtype=np.bool_)
    points = np.array([expert.points[at] or 0.0 for at in _card_places(places, expert)])
    return points, np.full(len(places), bool(points.any()))


def _card_places(places: Places, expert: ExpertField) -> list[int]:
    """Find the card's place of each learnt one; the card's edges are among the learnt ones."""
    if isinstance(places, Bins):
        return [0, *(expert.places.place(edge) for edge in places.edges), expert.places.missing]
    known = [expert.places.place(name) for name in places.names]
    return [*known, len(expert.points) - 2, len(expert.points) - 1]


def _basis(places: Places) -> Floats:
    """One weight a level; for a number one a step from bin to bin, and one for missing."""
    if isinstance(places, Levels):
        return np.eye(len(places))
    steps = len(places.edges)
    basis = np.zeros((len(places), steps + 1))
    basis[:-1, :-1] = np.tri(steps + 1, steps, -1)
    basis[-1, -1] = 1.0
    return basis
