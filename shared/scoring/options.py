"""What training may be told."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Options:
    """The defaults are for all data; nothing here is meant to be tuned to one set."""

    max_bins: int = 36
    """Of a number; the steps between them are smoothed by their prior, so many do no harm."""
    bin_rows: int = 6
    """A number's bin holds at least so many leads."""
    level_rows: float = 5
    """A category's level needs max(1, min(this, leads / 50)) leads."""
    max_levels: int = 40
    max_fields: int = 80
    """More than these are screened by what each says alone; the card's fields always stay."""
    shape: float = 2.0
    """a0 of every field's precision."""
    variance: float = 2.0
    """Prior variance (log-odds squared) of all fields together: first guess, moved by the data."""
    variance_trust: float = 1.0
    """How many fields' worth of data that first guess is."""
    intercept_sd: float = 1.0
    max_pairs: int = 15
    pair_z: float = 3.0
    pairs_from: int = 300
    """Pairs are looked for once there are so many leads."""
    max_chars: int = 14_500
    """The artefact's size at most, in bytes of UTF-8."""
    hot_share: float = 0.2
    warm_share: float = 0.3
    grades_from: int = 30
    """With fewer leads and a card, grades begin where the card has them."""
