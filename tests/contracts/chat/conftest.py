"""Chat products as the demo server speaks them, which checks what it gets by their own pages.

None of the products can be reached from a test; each of the demo's checks says where it is from.
"""

from __future__ import annotations

import socket
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest

from deploy.local.demo.chat.products import GOOGLE_KEY, GOOGLE_TOKEN
from deploy.local.demo.chat.server import DemoChat
from deploy.local.demo.faults import Rule
from shared.adapters.chat import ChatChannels
from shared.domain.acting.action import action_key
from shared.domain.acting.channels import ChatChannel
from shared.domain.acting.notice import Link, Notice, NoticeItem
from shared.guarded_https import GuardedHttps

if TYPE_CHECKING:
    from collections.abc import Iterator

    from shared.domain.acting.channels import ChatKind

PATHS: dict[ChatKind, str] = {
    "slack": "/slack/services/T0/B0/secret-of-the-hook",
    "google_chat": f"/google/v1/spaces/AAAA/messages?key={GOOGLE_KEY}&token={GOOGLE_TOKEN}",
    "teams": "/teams/workflows/0/triggers/manual/paths/invoke?sig=secret-of-the-hook",
}
KEY = action_key("t", "alert:1:owner:1")


class StandingClock:
    """A clock that stands still."""

    def now(self) -> datetime:
        return datetime(2026, 11, 29, 12, 30, tzinfo=UTC)


def notice(**changes: Any) -> Notice:
    given: dict[str, Any] = {
        "language": "en",
        "title": "3 leads wait for you",
        "lines": ("The first since 9:30.",),
        "items": (
            NoticeItem(
                title="Nobody has called",
                record="Villa in Olaya",
                lines=("Since 2 hours", "Hot"),
                links=(Link("Open", "https://odoo.example.com/odoo/crm/7"),),
                is_urgent=True,
            ),
        ),
        "links": (Link("All alerts", "https://leads.example.com/alerts"),),
        "footer": "You get this because you own these leads.",
    }
    return Notice(**{**given, **changes})


def full(evil: str, count: int = 40) -> Notice:
    """Give a notice with a hostile text in every place, and as many items as anybody has."""
    link = Link(evil or "x", "https://leads.example.com/go/" + "a" * 300)
    item = NoticeItem(evil, evil, (evil,) * 10, (link,) * 8, is_urgent=True)
    return Notice("ar", evil, (evil,) * 30, (item,) * count, (link,) * 8, evil)


class Chats:
    """The demo channels with their controls in reach."""

    def __init__(self, server: DemoChat, kind: ChatKind) -> None:
        self.server, self.kind = server, kind
        self.chat = self.at(server.url + PATHS[kind])

    def at(self, url: str, timeout_s: float = 10.0) -> ChatChannels:
        https = GuardedHttps(allows_loopback=True, timeout_s=timeout_s)
        return ChatChannels([ChatChannel("sales", self.kind, url)], https)

    def post(self, given: Notice) -> Any:
        """Post and give the body that arrived."""
        key = action_key("t", f"notice {len(self.bodies())}")
        self.chat.post("sales", key, given)
        return self.bodies()[-1]

    def bodies(self) -> list[Any]:
        return [one["body"] for one in self.server.inbox.messages()]

    def order(self, fault: str, **more: Any) -> None:
        self.server.faults.order(Rule(fault, **more))


@pytest.fixture(scope="module")
def running() -> Iterator[DemoChat]:
    with DemoChat(clock=StandingClock()) as server:
        yield server


@pytest.fixture(params=PATHS)
def chats(running: DemoChat, request: pytest.FixtureRequest) -> Chats:
    running.faults.clear()
    running.faults.release()
    running.inbox.clear()
    return Chats(running, request.param)


def free_port() -> int:
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        return int(sock.getsockname()[1])
