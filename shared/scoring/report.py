"""Figures as plain text that a person can read (standard library; the figures come from numpy)."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from shared.scoring.evaluation import CalibrationBin, Figures

_BAR = 20
_USELESS = 0.55
_WEAK = 0.7
_GOOD = 0.8


def compared(models: Mapping[str, Figures]) -> str:
    """Write one line a model, by name; all are assumed to be measured on the same leads."""
    if not models:
        return "Nothing was measured.\n"
    width = max(5, *map(len, models))
    lines = [f"{'model':<{width}}    AUC  log-loss  Brier   ECE  best fifth  lift"]
    lines += [f"{name:<{width}}  {_cells(found)}" for name, found in models.items()]
    return "\n".join([_measured_on(next(iter(models.values()))), "", *lines, ""])


def explained(found: Figures, bins: Sequence[CalibrationBin] = ()) -> str:
    """Say in sentences what the figures of one model mean, and draw its calibration if given."""
    lines = [
        _measured_on(found),
        (
            f"Order: {_order(found.auc)} (AUC {found.auc:.3f}): of a won and a lost lead, the won one"
            f" stands higher {found.auc:.0%} of the time; by lot it would be 50 %."
        ),
        (
            f"Best fifth: of the 20 % with the highest scores {found.precision_at_20:.0%} were won,"
            f" {found.lift_at_20:.1f} times the average."
        ),
        (
            f"Chances: on average {found.ece:.1%} off (ECE); log-loss {found.log_loss:.3f}, where"
            f" saying {found.base_rate:.0%} to everybody gives {found.base_entropy:.3f}."
        ),
        _worth(found),
    ]
    if bins:
        lines += ["", "said         leads  said  won", *map(_drawn, bins)]
    return "\n".join([*lines, ""])


def _measured_on(found: Figures) -> str:
    return (
        f"Measured on {found.n} leads that were not learnt from, {found.positives} of them won"
        f" ({found.base_rate:.1%})."
    )


def _cells(found: Figures) -> str:
    return (
        f"{found.auc:5.3f}     {found.log_loss:5.3f}  {found.brier:5.3f}  {found.ece:4.3f}"
        f"       {found.precision_at_20:5.1%}  {found.lift_at_20:4.2f}"
    )


def _order(auc: float) -> str:
    if auc < _USELESS:
        return "no better than chance"
    if auc < _WEAK:
        return "weak"
    return "fair" if auc < _GOOD else "good"


def _worth(found: Figures) -> str:
    saved = 1 - found.log_loss / found.base_entropy
    if saved <= 0:
        return "As chances these are worth less than the average alone."
    return f"As chances they take away {saved:.0%} of the uncertainty that the average leaves."


def _drawn(one: CalibrationBin) -> str:
    span = f"{one.low:4.0%} to {one.high:4.0%}"
    if not one.n or math.isnan(one.observed):
        return f"{span} {one.n:>5}"
    bar = "#" * round(one.observed * _BAR)
    return f"{span} {one.n:>5}  {one.predicted:4.0%} {one.observed:4.0%}  {bar}".rstrip()
