"""Salespeople who are out of office by the CRM's own word: absent as if it had been set here."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from shared.domain.alerts.reader_rules import ReaderRules
from shared.domain.calendar.date_span import DateSpan

if TYPE_CHECKING:
    from datetime import datetime

    from shared.domain.alerts.settings import AlertSettings
    from shared.domain.crm_directory import CrmDirectory, Salesperson

NO_END = timedelta(days=14)
"""So long it goes on where no end is said; the directory is read anew each hour."""
LONGEST = timedelta(days=180)
"""Of what is past or to come no more than this is kept: a span lasts a year at most."""
NAME = "Out of office"


def with_crm_absences(settings: AlertSettings, directory: CrmDirectory) -> AlertSettings:
    """Give settings in which such people are absent too; of the settings nothing is taken away."""
    readers = dict(settings.readers)
    for person in directory.salespeople:
        span = _span(person, directory.read_at, settings.calendar.time_zone)
        if span is not None:
            rules = readers.get(person.id, ReaderRules())
            readers[person.id] = rules.model_copy(update={"absent": (*rules.absent, span)})
    return settings.model_copy(update={"readers": readers})


def _span(person: Salesperson, read_at: datetime, company_zone: str) -> DateSpan | None:
    """Give his absence in days of his own; what is over is none."""
    if person.absent_from is None:
        return None
    ends = person.absent_until or read_at + NO_END
    begins = max(person.absent_from, read_at - LONGEST)
    ends = min(ends, read_at + LONGEST)
    if ends < max(begins, read_at):
        return None
    zone = _zone(person.time_zone, company_zone)
    return DateSpan(
        first=begins.astimezone(zone).date(), last=ends.astimezone(zone).date(), name=NAME
    )


def _zone(name: str | None, otherwise: str) -> ZoneInfo:
    try:
        return ZoneInfo(name or otherwise)
    except (ZoneInfoNotFoundError, ValueError):
        return ZoneInfo(otherwise)
