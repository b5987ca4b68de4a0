"""Put every change that Odoo's addon reports onto the bus, before it is acknowledged."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from shared.domain import standard_webhooks
from shared.domain.event import Topic
from shared.domain.odoo_webhook import ChangeBatch, parse_changes
from shared.domain.replays import Replays
from shared.errors import NotAuthentic

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from shared.ports import Bus, Clock


@dataclass(frozen=True, slots=True)
class AcceptOdooChanges:
    """The use case with what it needs of the world."""

    keys: Sequence[bytes] = field(repr=False)
    tenant: str
    bus: Bus
    clock: Clock
    replays: Replays

    def __call__(self, raw_body: bytes, headers: Mapping[str, Sequence[str]]) -> ChangeBatch:
        """Check, parse, publish; when it returns, all that is not refused is stored durably.

        Raises NotAuthentic (`not_authentic`, `timestamp`, or `replayed` for an exact copy),
        BadInput, or TransientError (nothing may be acknowledged: the addon sends it again, with a
        time of its own). A message is remembered only when it was taken: one that failed may come
        again as it is. Of two copies at once both may pass; their revisions make that harmless.
        """
        now = self.clock.now()
        message = standard_webhooks.check(raw_body, headers, self.keys, now)
        if self.replays.holds(message):
            raise NotAuthentic("this very message was taken before", code="replayed")
        batch = parse_changes(raw_body, tenant=self.tenant)
        if batch.events:
            self.bus.publish(Topic.LEAD_EVENTS, batch.events)
        self.replays.remember(message, now)
        return batch
