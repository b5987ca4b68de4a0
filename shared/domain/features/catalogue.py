"""Every feature there is, in one list; docs/scoring-features.md shows it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared.domain.features import (
    answering,
    contact,
    moment,
    naming,
    origin,
    place,
    returning,
    wording,
)

if TYPE_CHECKING:
    from shared.domain.features.field import FeatureField

FEATURES: tuple[FeatureField, ...] = (
    *origin.FIELDS,
    *moment.FIELDS,
    *place.FIELDS,
    *contact.FIELDS,
    *naming.FIELDS,
    *answering.FIELDS,
    *wording.FIELDS,
    *returning.FIELDS,
)


def described(name: str) -> FeatureField | None:
    """Give the entry of a feature; one of its own before one that stands for many."""
    found = [field for field in FEATURES if field.names(name)]
    return min(found, key=lambda field: field.name.endswith("*"), default=None)
