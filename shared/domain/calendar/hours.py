"""Opening hours of a day, by the clock on the wall."""

from __future__ import annotations

import re
from datetime import time
from typing import Annotated, Self

from pydantic import BeforeValidator, Field, ModelWrapValidatorHandler, model_validator

from shared.domain.values import StoredValue

MIDNIGHT = time()
_TIME = re.compile(r"([01]\d|2[0-3]):[0-5]\d(:00)?|24:00")


def _time(value: object) -> time:
    """Read `HH:MM`; numbers are refused, since YAML reads a bare 18:00 as 1080."""
    if isinstance(value, time) and value.tzinfo is None:
        return value
    if not isinstance(value, str) or not _TIME.fullmatch(value):
        raise ValueError("must be a time such as 09:00, in quotation marks")
    return MIDNIGHT if value == "24:00" else time.fromisoformat(value)


LocalTime = Annotated[time, BeforeValidator(_time)]
"""A time of day on the wall clock. As an end, 24:00 and 00:00 both mean the end of the day."""


def _minute(end: time) -> int:
    return end.hour * 60 + end.minute or 24 * 60


class Hours(StoredValue):
    """The spans of a working day, from each start until just before its end.

    Read from `09:00-12:00, 14:00-18:00` as well. A shift past midnight is two spans, each on its
    own day: `00:00-02:00, 18:00-24:00`.
    """

    spans: tuple[tuple[LocalTime, LocalTime], ...] = Field(min_length=1, max_length=12)

    @model_validator(mode="wrap")
    @classmethod
    def _from_text(cls, value: object, handler: ModelWrapValidatorHandler[Self]) -> Self:
        if not isinstance(value, str):
            return handler(value)
        spans = [[part.strip() for part in span.split("-")] for span in value.split(",")]
        return handler({"spans": spans})

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if any(_minute(end) <= start.hour * 60 + start.minute for start, end in self.spans):
            raise ValueError("a span must end after its start")
        following = zip(self.spans, self.spans[1:], strict=False)
        if any(later[0] < earlier[1] or earlier[1] == MIDNIGHT for earlier, later in following):
            raise ValueError("spans must be in order and must not overlap")
        return self
