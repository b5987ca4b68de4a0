"""A person orders an action at a page: it goes onto the bus like every other."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from shared.domain.acting.action import ActionRequested, Asker, action_key
from shared.domain.acting.orders import Undo
from shared.domain.event import Topic
from shared.usecases.acting.undo_action import undo_key

if TYPE_CHECKING:
    from shared.domain.acting.action import ActionKey
    from shared.domain.acting.orders import Order
    from shared.ports import Bus, Clock


@dataclass(frozen=True, slots=True)
class OrderAction:
    """The use case with what it needs of the world."""

    bus: Bus
    clock: Clock
    tenant: str

    def __call__(self, order: Order, natural_key: str, *, who: str, why: str = "") -> ActionKey:
        """Publish an order; the same natural key is the same action, so pressing twice is once.

        Raises TransientError when the bus fails: then it may not have been ordered.
        """
        request = ActionRequested(
            tenant=self.tenant,
            natural_key=natural_key,
            order=order,
            asked_by=Asker(kind="person", id=who),
            why=why,
            requested_at=self.clock.now(),
        )
        self.bus.publish(Topic.ACTIONS, [request])
        return action_key(self.tenant, natural_key)

    def undo(self, key: ActionKey, *, who: str) -> ActionKey:
        """Order that an action is taken back."""
        return self(Undo(action_key=key), undo_key(key), who=who, why="undo")
