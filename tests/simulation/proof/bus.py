"""A stand-in for Pub/Sub: at least once, in any order, each message as it travels on the wire."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import count
from typing import TYPE_CHECKING

from shared.domain.event import LeadStored, MetaLeadAnnounced, Topic, decode, encode
from shared.push import Delivery, build_push

if TYPE_CHECKING:
    from collections.abc import Sequence

    from shared.domain.event import Event, Message
    from tests.simulation.proof.odoo import OdooStandIn


@dataclass(eq=False)
class Parcel:
    """A message until it is acknowledged."""

    number: int
    event: Event
    message: Message
    attempts: int = 0

    @property
    def about(self) -> str:
        """Which lead or change it tells of."""
        event = self.event
        return event.leadgen_id if isinstance(event, MetaLeadAnnounced) else event.event_id

    def push(self, subscription: str = "lead-event-handler") -> tuple[dict[str, str], bytes]:
        """Give the request with which it is delivered."""
        self.attempts += 1
        delivery = Delivery(
            message=self.message,
            message_id=str(self.number),
            attempt=self.attempts,
            subscription=f"projects/p/subscriptions/{subscription}",
            published_at="2026-11-22T12:00:00Z",
        )
        return build_push(delivery, topic="projects/p/topics/lead-events")


@dataclass
class BusStandIn:
    """What waits for delivery, and what was told to those behind us."""

    odoo: OdooStandIn
    waiting: list[Parcel] = field(default_factory=list)
    dead: list[Parcel] = field(default_factory=list)
    """Given up, and on its way to the dead letters."""
    stored: list[tuple[LeadStored, bool]] = field(default_factory=list)
    """What was told of leads, and whether the CRM had had just that at that moment."""
    told: list[Event] = field(default_factory=list)
    announced: list[Event] = field(default_factory=list)
    """Every message about a lead that was ever taken: what a duplicate is made of."""
    _numbers: count = field(default_factory=lambda: count(1))

    def publish(self, topic: Topic, events: Sequence[Event]) -> None:
        for event in events:
            if topic is Topic.LEAD_EVENTS:
                self.send(event)
            elif isinstance(event, LeadStored):
                self.stored.append((event, self._is_true(event)))
            else:
                self.told.append(event)

    def send(self, event: Event) -> None:
        if isinstance(event, MetaLeadAnnounced):
            self.announced.append(event)
        self.waiting.append(Parcel(next(self._numbers), event, encode(event)))

    def republish(self, topic: Topic, messages: Sequence[Message]) -> None:
        assert topic is Topic.LEAD_EVENTS
        self.waiting += [Parcel(next(self._numbers), decode(one), one) for one in messages]

    def give_up(self, parcel: Parcel) -> None:
        self.waiting.remove(parcel)
        self.dead.append(parcel)

    def acknowledge(self, parcel: Parcel) -> None:
        if parcel in self.waiting:
            self.waiting.remove(parcel)

    def _is_true(self, event: LeadStored) -> bool:
        return event.crm_lead_id in self.odoo.stood_in.get(event.lead_key, ())
