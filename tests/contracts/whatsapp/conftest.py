"""WhatsApp's Cloud API as the demo server speaks it (Meta's reference, read 2026-11)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from deploy.local.demo.chat.products import WHATSAPP_PHONE_ID, WHATSAPP_TOKEN
from deploy.local.demo.chat.server import DemoChat
from deploy.local.demo.faults import Rule
from shared.adapters.whatsapp import WhatsAppCloudApi
from shared.guarded_https import GuardedHttps

if TYPE_CHECKING:
    from collections.abc import Iterator


class CloudApi:
    """The demo Cloud API with its controls in reach."""

    def __init__(self, server: DemoChat) -> None:
        self.server = server
        self.whatsapp = self.new()

    def new(self, *, timeout_s: float = 10.0, **changes: Any) -> WhatsAppCloudApi:
        given: dict[str, Any] = {
            "url": f"{self.server.url}/whatsapp",
            "version": "v26.0",
            "phone_id": WHATSAPP_PHONE_ID,
            "token": WHATSAPP_TOKEN,
            "https": GuardedHttps(allows_loopback=True, timeout_s=timeout_s),
        }
        return WhatsAppCloudApi(**{**given, **changes})

    def sent(self) -> list[Any]:
        return self.server.inbox.messages()

    def order(self, fault: str, **more: Any) -> None:
        self.server.faults.order(Rule(fault, **more))


@pytest.fixture(scope="module")
def running() -> Iterator[DemoChat]:
    with DemoChat() as server:
        yield server


@pytest.fixture
def api(running: DemoChat) -> CloudApi:
    running.faults.clear()
    running.faults.release()
    running.inbox.clear()
    return CloudApi(running)
