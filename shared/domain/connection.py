"""A connection to the outside and its circuit breaker: closed, open, and one probe at a time.

Closed: calls go through; failures in a row are counted. Open: nobody calls, leads wait. Half-open
is not a state of its own: from `probe_at` on one caller takes the next probe (by moving `probe_at`
on, compare-and-set), and what becomes of its call closes the breaker or leaves it open.
"""

from __future__ import annotations

from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from shared.domain.values import Moment, StoredValue

if TYPE_CHECKING:
    from datetime import datetime
    from random import Random

    from shared.domain.ids import PageId

IN_A_ROW = 3
"""So many failures, with no success between them, open the breaker."""
PROBE_FROM_S, PROBE_TO_S = 30.0, 60.0
"""Between one probe of a connection and the next; random, so that deployments spread."""
ASKED_AT_MOST_S = 86_400.0


def odoo_connection(tenant: str) -> str:
    """Name the connection to Odoo."""
    return f"{tenant}.odoo"


def page_connection(tenant: str, page_id: PageId) -> str:
    """Name the connection to one Page at Meta: each has its own token, rights and quota."""
    return f"{tenant}.meta.{page_id}"


def meta_connection(tenant: str) -> str:
    """Name the connection to Meta where no Page is meant."""
    return f"{tenant}.meta"


def model_connection(tenant: str) -> str:
    """Name the connection to the language model."""
    return f"{tenant}.gemini"


def mail_connection(tenant: str) -> str:
    """Name the connection to the mail server."""
    return f"{tenant}.mail"


def chat_connection(tenant: str, channel: str) -> str:
    """Name the connection to one chat channel: each has its own address."""
    return f"{tenant}.chat.{channel}"


def whatsapp_connection(tenant: str) -> str:
    """Name the connection to WhatsApp."""
    return f"{tenant}.whatsapp"


def webhook_connection(tenant: str, endpoint: str) -> str:
    """Name the connection to one endpoint of somebody else."""
    return f"{tenant}.webhook.{endpoint}"


def is_channel(name: str, tenant: str) -> bool:
    """Tell a channel to people or other programs: no lead waits for one."""
    rest = name.removeprefix(f"{tenant}.")
    return rest.partition(".")[0] in {"mail", "chat", "whatsapp", "webhook"}


class Gate(StrEnum):
    """Whether calls go through."""

    CLOSED = "closed"
    OPEN = "open"


class Connection(StoredValue):
    """How one connection does: a document of the collection `connections`, by its name."""

    name: str
    state: Gate = Gate.CLOSED
    failures: int = 0
    """In a row."""
    cause: str | None = None
    """Code of the error that paused it."""
    since: Moment | None = None
    """When it was paused, or was last seen to work again."""
    probe_at: Moment | None = None
    """Nobody calls before that."""

    @property
    def is_open(self) -> bool:
        """Calls pause."""
        return self.state is Gate.OPEN

    @property
    def is_unblemished(self) -> bool:
        """Nothing has to be written down when a call succeeds."""
        return not self.is_open and self.failures == 0

    def wait_s(self, now: datetime) -> float:
        """Seconds until the next probe; 0: it is due."""
        if not self.is_open or self.probe_at is None:
            return 0.0
        return max(0.0, (self.probe_at - now).total_seconds())

    def probing(self, now: datetime, rng: Random) -> Connection:
        """Somebody takes the probe that is due: the next one comes after it."""
        return self.model_copy(update={"probe_at": now + _pause(rng, None)})

    def failed(
        self, now: datetime, rng: Random, *, cause: str, is_certain: bool, asked_s: float | None
    ) -> Connection:
        """A call failed as all would; `asked_s`: how long the other side wants to be left alone."""
        failures = self.failures + 1
        if not self.is_open and not is_certain and failures < IN_A_ROW:
            return self.model_copy(update={"failures": failures})
        probe_at = now + _pause(rng, asked_s)
        if self.is_open and self.probe_at is not None and asked_s is None:
            # A call that was under way when it was paused tells nothing new.
            probe_at = self.probe_at
        update = {
            "state": Gate.OPEN,
            "failures": failures,
            "cause": cause,
            "since": self.since if self.is_open else now,
            "probe_at": probe_at,
        }
        return self.model_copy(update=update)

    def worked(self, now: datetime) -> Connection:
        """A call got through."""
        since = now if self.is_open else self.since
        return Connection(name=self.name, since=since)


def _pause(rng: Random, asked_s: float | None) -> timedelta:
    pause_s = rng.uniform(PROBE_FROM_S, PROBE_TO_S)
    return timedelta(seconds=max(pause_s, min(asked_s or 0.0, ASKED_AT_MOST_S)))
