"""Insert-or-get of many rows: fold, write in import format, load sheet by sheet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .keyed import Inserted, KeyedRow, Refused, folded
from .loading import DEFAULT_CONTEXT, FORCED_CONTEXT, Loading
from .sheet import BadCell, SheetRow, sheet_row, sheets

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from .caller import Caller
    from .deadline import Deadline
    from .fields import Field


def insert_or_get(
    caller: Caller,
    model: str,
    rows: Sequence[KeyedRow],
    *,
    fields: Mapping[str, Field],
    context: Mapping[str, object],
    deadline: Deadline,
    batch_size: int,
) -> list[Inserted | Refused]:
    """Give one outcome for each of `rows`, in their order.

    Raises BadCall where the fault is the call's (a field that there is not), as every row has it.
    """
    whole = {**DEFAULT_CONTEXT, **context, **FORCED_CONTEXT}
    loading = Loading(caller, model, fields, whole, deadline)
    ready = _sheet_rows(folded(rows).values(), fields, loading.outcomes)
    for sheet in sheets(ready, batch_size):
        loading.run(sheet)
    return [loading.outcomes[row.key] for row in rows]


def _sheet_rows(
    rows: Iterable[KeyedRow],
    fields: Mapping[str, Field],
    outcomes: dict[str, Inserted | Refused],
) -> list[SheetRow]:
    """Write rows in import format; one with a value that has none is refused, and not sent."""
    ready = []
    for row in rows:
        try:
            ready.append(sheet_row(row, fields))
        except BadCell as error:
            outcomes[row.key] = Refused(row.key, str(error))
    return ready
