"""Reading many records in order, in pages that cannot skip or repeat: by key, not by offset."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Protocol

from .errors import BadReply
from .wire import expect_int

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from .deadline import Deadline

Record = dict[str, object]
_SECOND = timedelta(seconds=1)


class Search(Protocol):
    """`OdooClient.search_read`."""

    def __call__(
        self,
        model: str,
        domain: Sequence[object],
        fields: Sequence[str],
        *,
        limit: int | None = None,
        order: str | None = None,
        context: Mapping[str, object] | None = None,
        deadline: Deadline | None = None,
    ) -> list[Record]:
        """Read the records of a domain."""
        ...


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """Where reading of changes stands: store it, and go on from it later."""

    since: datetime
    after_id: int = 0


@dataclass(frozen=True, slots=True)
class Change:
    """A record as it was when read, and the checkpoint that comes after it."""

    record: Record
    checkpoint: Checkpoint


@dataclass(frozen=True, slots=True)
class Query:
    """What to read, page by page."""

    search: Search
    model: str
    domain: Sequence[object]
    fields: Sequence[str]
    batch_size: int
    context: Mapping[str, object] | None

    def page(self, more: Sequence[object], order: str) -> list[Record]:
        """Read one page of the domain narrowed by `more` (leaves, joined by "and")."""
        return self.search(
            self.model,
            [*self.domain, *more],
            self.fields,
            limit=self.batch_size,
            order=order,
            context=self.context,
        )

    def by_id(self, more: Sequence[object], after_id: int) -> Iterator[Record]:
        """Read all records in order of id."""
        while True:
            page = self.page([*more, ("id", ">", after_id)], "id")
            yield from page
            if len(page) < self.batch_size:
                return
            after_id = record_id(page[-1])

    def changes(self, start: Checkpoint, until: datetime) -> Iterator[Change]:
        """Read records in order of (second of the last change, id), up to `until`.

        Odoo stores microseconds and shows whole seconds, so a second is the smallest step: a
        page that ends within a second gives that second up and reads it alone, by id.
        """
        second, after_id = _whole(start.since), start.after_id
        until = _whole(until)
        while second < until:
            yield from self._one_second(second, after_id)
            page = self.page(_between(second + _SECOND, until), "write_date, id")
            complete, second = self._complete(page, until)
            after_id = 0
            yield from map(_change, complete)

    def _one_second(self, second: datetime, after_id: int) -> Iterator[Change]:
        return map(_change, self.by_id(_between(second, second + _SECOND), after_id))

    def _complete(self, page: list[Record], until: datetime) -> tuple[list[Record], datetime]:
        """Give what of a page can be passed on, in order, and the second to go on with."""
        page = sorted(page, key=lambda record: (written(record), record_id(record)))
        if len(page) < self.batch_size:
            return page, until
        last = written(page[-1])
        return [record for record in page if written(record) < last], last


def record_id(record: Record) -> int:
    """Give a record's id; raises BadReply if it has none."""
    return expect_int(record.get("id"), "id")


def written(record: Record) -> datetime:
    """Give the moment of a record's last change; raises BadReply if it has none."""
    moment = record.get("write_date")
    if not isinstance(moment, datetime):
        raise BadReply("a record came without write_date")
    return moment


def _change(record: Record) -> Change:
    return Change(record, Checkpoint(written(record), record_id(record)))


def _between(start: datetime, end: datetime) -> list[object]:
    return [("write_date", ">=", start), ("write_date", "<", end)]


def _whole(moment: datetime) -> datetime:
    return moment.astimezone(UTC).replace(microsecond=0)
