"""The Bus port on a SQLite file, and the courier that delivers from it."""

from shared.adapters.messaging.embedded.bus import EmbeddedBus
from shared.adapters.messaging.embedded.courier import Courier
from shared.adapters.messaging.embedded.deliverers import (
    Deliver,
    http_deliverer,
    wsgi_deliverer,
)
from shared.adapters.messaging.embedded.queue import Queue
from shared.adapters.messaging.embedded.subscription import Subscription
from shared.adapters.messaging.embedded.upkeep import Depth

__all__ = [
    "Courier",
    "Deliver",
    "Depth",
    "EmbeddedBus",
    "Queue",
    "Subscription",
    "http_deliverer",
    "wsgi_deliverer",
]
