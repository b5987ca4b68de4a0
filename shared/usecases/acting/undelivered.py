"""What could not be delivered to a reader since his last list: his next one says so."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from shared.domain.acting.action import ActionState
from shared.domain.acting.orders import Notify
from shared.domain.queries import ACTIONS_OF_READER
from shared.errors import UnknownVersion
from shared.usecases.acting.action_log import stored_action
from shared.usecases.acting.notify_carrier import NOTE

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from shared.domain.acting.action import Action
    from shared.ports import Memory

LOOKED_THROUGH = 100
"""Of so many orders, the latest of a reader: more are not told between two mornings."""


@dataclass(frozen=True, slots=True)
class Undelivered:
    """Counts them, with what it needs of the world."""

    memory: Memory
    tenant: str

    def __call__(self, reader_id: int, day: date) -> int:
        """Count back from a day's list to the last one before it that he got."""
        count = 0
        for action, order in self._latest(reader_id):
            is_list = order.about == "digest"
            if is_list and order.day == day:
                continue
            is_lost = _is_lost(action)
            if is_list and not is_lost:
                break
            count += is_lost
        return count

    def _latest(self, reader_id: int) -> Iterator[tuple[Action, Notify]]:
        page = self.memory.query(
            ACTIONS_OF_READER,
            equals={"tenant": self.tenant, "reader_id": reader_id},
            descending=True,
            limit=LOOKED_THROUGH,
        )
        for document in page.documents:
            try:
                action = stored_action(document).action
            except UnknownVersion:
                continue
            if isinstance(action.order, Notify):
                yield action, action.order


def _is_lost(action: Action) -> bool:
    """Every channel refused it; at most it stands as a note on the record."""
    if action.state is ActionState.REFUSED:
        return True
    took = {one.channel for one in action.result.delivered}
    return action.is_settled and bool(action.result.refused) and took <= {NOTE}
