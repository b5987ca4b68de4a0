"""What a company or a team says about its working time."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Annotated, Self
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, Field, StringConstraints, ValidationError, model_validator

from shared.domain.calendar.date_span import DateSpan
from shared.domain.calendar.hours import Hours
from shared.domain.calendar.weekends import weekend_of
from shared.domain.values import StoredValue
from shared.errors import BadInput

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

Weekday = Annotated[int, Field(ge=1, le=7)]
"""An ISO weekday: 1 is Monday, 5 Friday, 7 Sunday."""
DAYS_MAX = 400


def _zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ValueError("must be a zone of the IANA database, such as Asia/Riyadh") from None
    return name


class CalendarSettings(StoredValue):
    """Working time as it is set. What is left out is as usual in the country."""

    time_zone: Annotated[str, AfterValidator(_zone)] = "Asia/Riyadh"
    country: Annotated[str, StringConstraints(pattern=r"^([A-Z]{2})?$")] = "SA"
    """Whose public holidays are off, by ISO 3166; "" keeps none."""
    weekend: frozenset[Weekday] | None = None
    """Days off each week; None: the country's own."""
    hours: Hours = Field(default_factory=lambda: Hours.model_validate("09:00-18:00"))
    by_weekday: dict[Weekday, Hours] = Field(default_factory=dict)
    """Other hours on some weekdays."""
    ramadan: Hours | None = None
    """Hours of all working days of Ramadan, instead of `hours` and `by_weekday`; None: as usual."""
    closed: tuple[DateSpan, ...] = Field(default=(), max_length=DAYS_MAX)
    """The company's own days off."""
    open: tuple[date, ...] = Field(default=(), max_length=DAYS_MAX)
    """Days that are worked although they would be off for any reason."""

    @property
    def days_off(self) -> frozenset[int]:
        """The ISO weekdays on which nobody works."""
        return weekend_of(self.country) if self.weekend is None else self.weekend

    @model_validator(mode="after")
    def _is_worked(self) -> Self:
        if len(self.days_off) == len(range(1, 8)):
            raise ValueError("weekend takes all seven days: there is no working time")
        off = sorted(self.days_off & self.by_weekday.keys())
        if off:
            raise ValueError(f"by_weekday has hours for day {off[0]}, which weekend takes")
        return self


def read_calendar(document: object, path: str = "") -> CalendarSettings:
    """Read a document (as from JSON or YAML); `path` is where it lies in the whole.

    Raises BadInput whose path names the first fault (`calendar.hours.spans[0]`). Unknown names,
    which a stored document may have, are refused here: people mistype.
    """
    known = CalendarSettings.model_fields.keys()
    if isinstance(document, dict) and not known >= document.keys():
        raise BadInput("has a name that is no setting of a calendar", path=path or "$")
    try:
        return CalendarSettings.model_validate(document)
    except ValidationError as error:
        fault = error.errors(include_url=False, include_input=False)[0]
        raise BadInput(fault["msg"], path=_path(path, fault)) from None


def _path(path: str, fault: ErrorDetails) -> str:
    parts = (f"[{part}]" if isinstance(part, int) else f".{part}" for part in fault["loc"])
    return (path + "".join(parts)).lstrip(".") or "$"
