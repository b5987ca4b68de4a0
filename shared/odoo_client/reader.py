"""Reading a database: the half of the client that changes nothing."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from .call import Call
from .fields import ATTRIBUTES, FieldCache, parse_fields
from .reading import Change, Checkpoint, Query, Record
from .values import python_record
from .wire import expect_int, expect_records

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import datetime

    from .caller import Caller
    from .deadline import Deadline
    from .fields import Field
    from .version import OdooVersion


class Reader:
    """Reads as one user of one Odoo database; thread-safe.

    Values come by field type (values.py): aware UTC datetimes, Decimal, Ref, None for nothing.
    """

    def __init__(self, caller: Caller) -> None:
        """Use `OdooClient.connect`, which is a Reader too."""
        self._caller = caller
        self._fields = FieldCache(caller.around.monotonic)

    def version(self) -> OdooVersion:
        """Give the server's version, asked once."""
        return self._caller.version()

    def fields(
        self, model: str, lang: str | None = None, *, deadline: Deadline | None = None
    ) -> Mapping[str, Field]:
        """Give the fields our user may see, labels in `lang`; read once an hour at most."""
        context = {"lang": lang} if lang else None
        call = Call(model, "fields_get", None, context, {"attributes": list(ATTRIBUTES)})
        return self._fields.get(
            (model, lang or ""), lambda: parse_fields(self._caller.perform(call, deadline))
        )

    def forget_fields(self) -> None:
        """Read all fields anew when next needed (after a module was installed)."""
        self._fields.forget()

    def search_read(
        self,
        model: str,
        domain: Sequence[object],
        fields: Sequence[str],
        *,
        limit: int | None = None,
        offset: int = 0,
        order: str | None = None,
        context: Mapping[str, object] | None = None,
        deadline: Deadline | None = None,
    ) -> list[Record]:
        """Read records of a domain.

        Archived records are left out unless the context has `active_test: False`.
        """
        named: dict[str, object] = {"domain": domain, "fields": fields}
        named |= {"limit": limit} if limit is not None else {}
        named |= {"offset": offset} if offset else {}
        named |= {"order": order} if order else {}
        return self._read(Call(model, "search_read", None, context, named, exact=True), deadline)

    def read(
        self,
        model: str,
        ids: Sequence[int],
        fields: Sequence[str],
        *,
        context: Mapping[str, object] | None = None,
        deadline: Deadline | None = None,
    ) -> list[Record]:
        """Read records by id; one that does not exist is left out by Odoo without a word."""
        call = Call(model, "read", ids, context, {"fields": fields}, exact=True)
        return self._read(call, deadline)

    def search_count(
        self,
        model: str,
        domain: Sequence[object],
        *,
        context: Mapping[str, object] | None = None,
        deadline: Deadline | None = None,
    ) -> int:
        """Count the records of a domain."""
        call = Call(model, "search_count", None, context, {"domain": domain})
        return expect_int(self._caller.perform(call, deadline), "a count")

    def iter_read(
        self,
        model: str,
        domain: Sequence[object],
        fields: Sequence[str],
        *,
        batch_size: int = 500,
        after_id: int = 0,
        context: Mapping[str, object] | None = None,
    ) -> Iterator[Record]:
        """Read all records of a domain in order of id, whatever is added or removed meanwhile."""
        query = Query(self.search_read, model, domain, fields, batch_size, context)
        return query.by_id([], after_id)

    def iter_changes(
        self,
        model: str,
        domain: Sequence[object],
        fields: Sequence[str],
        *,
        since: datetime,
        after_id: int = 0,
        batch_size: int = 500,
        settle_s: float = 10.0,
        context: Mapping[str, object] | None = None,
    ) -> Iterator[Change]:
        """Read what changed, in order of (write_date, id), archived records included.

        Go on with the `checkpoint` of the last change. Changes younger than `settle_s` are left
        for the next time: a transaction shows its changes late, under the time it began. One
        that ran longer than `settle_s` is missed; start again earlier now and then. A record
        that changes while being read comes again. Deleted ones do not come.
        """
        wanted = list(dict.fromkeys([*fields, "write_date"]))
        everything = {"active_test": False, **(context or {})}
        query = Query(self.search_read, model, domain, wanted, batch_size, everything)
        until = self._caller.around.now() - timedelta(seconds=settle_s)
        return query.changes(Checkpoint(since, after_id), until)

    def _read(self, call: Call, deadline: Deadline | None) -> list[Record]:
        until = self._caller.deadline(deadline)
        fields = self.fields(call.model, deadline=until)
        records = expect_records(self._caller.perform(call, until), "the records")
        return [python_record(record, fields) for record in records]
