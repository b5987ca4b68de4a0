"""Doors through their real apps: functions-framework, SQLite, the demo Meta and the demo Odoo."""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass
from datetime import UTC, datetime
from random import Random
from typing import TYPE_CHECKING, Any

import pytest
import requests
from werkzeug.test import Client

from deploy.local.demo.meta.server import DemoMeta
from deploy.local.demo.odoo import DemoOdoo
from deploy.local.doors import open_door
from deploy.local.meta_caller import notification
from shared import bootstrap, once
from shared.adapters.messaging.embedded import Courier, EmbeddedBus, Subscription
from shared.domain.event import Topic, decode, encode
from shared.domain.ids import LeadgenId, PageId, lead_key
from shared.domain.queries import CONNECTIONS
from shared.domain.signature import sign
from shared.odoo_client import OdooClient
from shared.push import Delivery, build_push, parse_push

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from werkzeug.test import TestResponse

    from shared.domain.event import Event
    from shared.domain.ledger import LedgerEntry
    from shared.settings import Settings

SECRETS = ("new-secret", "old-secret")
VERIFY_TOKEN = "a-word-of-ours"
ODOO_SECRETS = (
    "whsec_bmV3LXNlY3JldC1vZi10aGUtYWRkb24tMTIzNA==",
    "whsec_b2xkLXNlY3JldC1vZi10aGUtYWRkb24tMTIzNA==",
)
PUBLIC_URL = "https://api.example.com"
NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


@dataclass
class World:
    """One suite with its two outsides; doors are opened on demand."""

    settings: Settings
    meta: DemoMeta
    odoo: DemoOdoo
    client: OdooClient
    scratch: Path

    def door(self, name: str) -> Client:
        """Open a door afresh: it reads its settings when its module is loaded."""
        sys.modules.pop(f"functions.{name}.main", None)
        return Client(open_door(name, self.scratch))

    def make_leads(self, count: int = 1, **wish: object) -> list[dict[str, Any]]:
        answer = requests.post(
            f"{self.meta.url}/_demo/leads", json={"count": count, **wish}, timeout=20
        )
        answer.raise_for_status()
        leads: list[dict[str, Any]] = answer.json()["leads"]
        return leads

    def published(self, topic: Topic = Topic.LEAD_EVENTS) -> list[Event]:
        """Take every event that waits on a topic."""
        bus = bootstrap.bus(self.settings)
        assert isinstance(bus, EmbeddedBus)
        taken: list[Event] = []

        def take(_: Subscription, headers: Mapping[str, str], body: bytes) -> int:
            taken.append(decode(parse_push(headers, body).message))
            return 204

        probe = Subscription(f"probe-{topic}", topic, "probe", concurrency=100)
        courier = Courier(bus.queue, [probe], take, rng=Random(1))
        courier.deliver_due()
        return taken

    def entry(self, lead: Mapping[str, Any]) -> LedgerEntry | None:
        from shared.usecases.lead_ledger import entry_of

        key = lead_key("default", PageId(lead["page_id"]), LeadgenId(lead["leadgen_id"]))
        document = bootstrap.memory(self.settings).get("leads", key)
        return entry_of(document) if document else None

    def let_pauses_end(self) -> None:
        """Act as if the time of every paused connection's next probe had come."""
        memory = bootstrap.memory(self.settings)
        for connection in memory.query(CONNECTIONS).documents:
            due = {**connection.data, "probe_at": "2026-01-01T00:00:00.000000Z"}
            memory.put(CONNECTIONS.collection, connection.id, due)


def announce(
    door: Client, leads: Sequence[Mapping[str, Any]], secret: str = SECRETS[0]
) -> TestResponse:
    return post_signed(door, notification(leads, NOW), secret)


def post_signed(door: Client, body: bytes, secret: str = SECRETS[0]) -> TestResponse:
    headers = {"X-Hub-Signature-256": sign(body, secret), "Content-Type": "application/json"}
    return door.post("/api/webhooks/meta", data=body, headers=headers)


def push(door: Client, event: Event, attempt: int = 1) -> TestResponse:
    delivery = Delivery(
        message=encode(event),
        message_id="1",
        attempt=attempt,
        subscription="projects/local/subscriptions/x",
        published_at="2026-11-22T12:00:00Z",
    )
    headers, body = build_push(delivery, topic="projects/local/topics/lead-events")
    return door.post("/", data=body, headers=dict(headers))


@pytest.fixture
def world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    with DemoMeta.start(tmp_path / "meta.db") as meta, DemoOdoo.start(tmp_path / "odoo.db") as odoo:
        environment = {
            "META_GRAPH_URL": meta.url,
            "META_ACCESS_TOKEN": meta.access_token,
            "META_APP_SECRET": f"{meta.app_secret},{','.join(SECRETS)}",
            "META_VERIFY_TOKEN": VERIFY_TOKEN,
            "ODOO_URL": odoo.url,
            "ODOO_DATABASE": odoo.database,
            "ODOO_API_KEY": odoo.api_key,
            "ODOO_WEBHOOK_SECRET": ",".join(ODOO_SECRETS),
            "DATA_DIR": str(tmp_path),
            "PUBLIC_URL": PUBLIC_URL,
        }
        for name, value in environment.items():
            monkeypatch.setenv(name, value)
        settings = bootstrap.settings()
        with OdooClient.connect(odoo.url, database=odoo.database, api_key=odoo.api_key) as client:
            yield World(settings, meta, odoo, client, tmp_path / "doors")
        once.close(settings)


def problem(answer: TestResponse) -> dict[str, Any]:
    assert answer.content_type == "application/problem+json"
    body: dict[str, Any] = json.loads(answer.data)
    return body
