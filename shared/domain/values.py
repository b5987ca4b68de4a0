"""How values are built: one frozen pydantic base for all that is stored or crosses a boundary."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict


class Value(BaseModel):
    """An immutable value; unknown fields are refused, so that a slip shows at once."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class StoredValue(BaseModel):
    """An immutable value that is kept: fields that newer code has added are passed over."""

    model_config = ConfigDict(frozen=True, extra="ignore")


def _aware_utc(moment: datetime) -> datetime:
    if moment.tzinfo is None:
        raise ValueError("a time needs its zone")
    try:
        return moment.astimezone(UTC)
    except OverflowError:
        raise ValueError("a time outside the years 1 to 9999") from None


Moment = Annotated[datetime, AfterValidator(_aware_utc)]
"""A point in time, aware and in UTC."""


def moment_text(moment: datetime) -> str:
    """Write a moment as text of one fixed width, so that text order is time order."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds").removesuffix("+00:00") + "Z"
