"""What a reader was told on one day of his own: so that no more is told than he can act on."""

from __future__ import annotations

from datetime import date

from shared.domain.ids import hashed
from shared.domain.opportunity import RecordId
from shared.domain.values import Moment, StoredValue


def reader_hash(tenant: str, reader_id: int) -> str:
    """Give the id under which a reader is known: 32 hex digits, evenly spread."""
    return hashed(tenant, "reader", reader_id)


def day_hash(tenant: str, reader_id: int, day: date) -> str:
    """Give the id of one day of a reader."""
    return hashed(tenant, "reader", reader_id, day.isoformat())


class ReaderDay(StoredValue):
    """One document of the collection `alert_days`; changed by compare-and-set."""

    tenant: str
    reader_id: RecordId
    day: date
    """In the reader's own zone."""
    instant: tuple[str, ...] = ()
    """Natural keys of what was told at once."""
    digest: tuple[str, ...] = ()
    """Ids of the alerts in the morning's list, the most important first."""
    more: int = 0
    """How many stood behind those."""
    digest_at: Moment | None = None
    """When the list was put together; None: there was none yet."""

    def with_instant(self, natural_key: str, at_most: int) -> ReaderDay | None:
        """Give the day with one more telling, or as it is if it has it; None: it is full."""
        if natural_key in self.instant:
            return self
        if len(self.instant) >= at_most:
            return None
        return self.model_copy(update={"instant": (*self.instant, natural_key)})
