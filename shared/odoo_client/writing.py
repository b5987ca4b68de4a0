"""Creating many records, a batch a transaction."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .call import Call
from .errors import BadReply, OdooClientError, OutcomeUnknown
from .wire import expect_ids

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from .caller import Caller
    from .deadline import Deadline


def create_in_batches(
    caller: Caller,
    model: str,
    vals_list: Sequence[Mapping[str, object]],
    *,
    batch_size: int,
    context: Mapping[str, object] | None,
    deadline: Deadline,
) -> list[int]:
    """Create records and give their ids; an error carries the ids that were created before it."""
    done: list[int] = []
    for start in range(0, len(vals_list), batch_size):
        batch = list(vals_list[start : start + batch_size])
        call = Call(model, "create", None, context, {"vals_list": batch})
        try:
            done += _ids(caller.perform(call, deadline), len(batch))
        except OdooClientError as error:
            error.done_ids = tuple(done)
            raise
    return done


def _ids(answer: object, wanted: int) -> list[int]:
    try:
        ids = expect_ids(answer, "the new ids")
    except BadReply as error:
        raise OutcomeUnknown("create() did not answer with ids") from error
    if len(ids) != wanted:
        raise OutcomeUnknown(f"create() gave {len(ids)} ids for {wanted} records")
    return ids
