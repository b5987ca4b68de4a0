"""The demo Meta for the contract of SourceWatch.

The real Graph cannot be reached from a test. Shapes come from Meta's pages on debug_token, Page
subscribed_apps, Application subscriptions, App and versioning (Graph API v26.0, read 2026-11) and
from public code that calls them.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest
import requests

from deploy.local.demo.meta.server import DemoMeta
from shared.adapters.meta.watch import MetaWatch

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

ACADEMY, HOMES = "104857600012345", "104857600067890"


@dataclass
class GivenClock:
    at: datetime = field(default=datetime(2026, 11, 22, 12, 0, tzinfo=UTC))

    def now(self) -> datetime:
        return self.at


@dataclass
class Meta:
    """The demo Meta with its controls in reach."""

    server: DemoMeta
    session: requests.Session

    def watch(self, **changes: Any) -> MetaWatch:
        settings = {
            "graph_url": self.server.url,
            "version": "v26.0",
            "access_token": self.server.access_token,
            "app_secret": self.server.app_secret,
            "timeout_s": 5,
            "session": self.session,
            "clock": GivenClock(),
        }
        return MetaWatch(**{**settings, **changes})

    def tell(self, **standing: Any) -> None:
        """Let something stand otherwise than well."""
        self.post("/_demo/standing", standing)

    def order(self, fault: str, times: int = 1, **match: str) -> None:
        self.post("/_faults", {"fault": fault, "times": times, "match": match})

    def post(self, path: str, body: dict[str, Any]) -> Any:
        reply = self.session.post(f"{self.server.url}{path}", json=body, timeout=5)
        assert reply.status_code == 200, reply.text
        return reply.json()


@pytest.fixture
def meta(tmp_path: Path) -> Iterator[Meta]:
    with (
        DemoMeta.start(tmp_path / "meta.sqlite", clock=GivenClock()) as server,
        requests.Session() as session,
    ):
        yield Meta(server, session)


@pytest.fixture
def watch(meta: Meta) -> MetaWatch:
    return meta.watch()
