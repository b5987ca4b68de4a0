"""Keeps a scorecard's level right as times change: one offset, fitted to the newest outcomes."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from shared.scoring.card import units
from shared.scoring.errors import Untrainable
from shared.scoring.scorecard import Scorecard, probability_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from shared.scoring.scorecard import Lead

_STEPS = 60
_CLOSE_ENOUGH = 1e-9
_MARK = "~"


def refreshed(scorecard: Scorecard, leads: Sequence[Lead], outcomes: Sequence[bool]) -> Scorecard:
    """Give the scorecard with its base moved to these outcomes, and a version that says so.

    The move has a normal prior with standard deviation 1 (log-odds) round no move, so few leads
    move it little. Grades stay as they are: their thresholds move with the base. Raises
    Untrainable if there is not one outcome a lead.
    """
    if len(leads) != len(outcomes):
        raise Untrainable(f"there are {len(leads)} leads and {len(outcomes)} outcomes")
    move = units(_move([scorecard.log_odds(lead) for lead in leads], outcomes))
    content = scorecard.content
    moved = replace(
        content,
        version=_next(content.version),
        base=content.base + move,
        hot=content.hot + move,
        warm=content.warm + move,
    )
    return Scorecard(moved)


def _move(scores: Sequence[float], outcomes: Sequence[bool]) -> float:
    """Find the most probable offset: Newton's steps, each kept to half a log-odds at most."""
    move = 0.0
    won = sum(map(bool, outcomes))
    for _ in range(_STEPS):
        chances = [probability_of(score + move) for score in scores]
        slope = won - sum(chances) - move
        step = slope / (1 + sum(chance * (1 - chance) for chance in chances))
        move += max(-0.5, min(0.5, step))
        if abs(step) < _CLOSE_ENOUGH:
            break
    return move


def _next(version: str) -> str:
    """Count refreshes behind the version: `2026-11-29`, `2026-11-29~1`, `2026-11-29~2`."""
    name, mark, count = version.rpartition(_MARK)
    if mark and count.isdecimal():
        return f"{name}{_MARK}{int(count) + 1}"
    return f"{version}{_MARK}1"
