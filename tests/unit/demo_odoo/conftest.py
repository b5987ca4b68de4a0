"""A demo Odoo of the test's own, and raw calls to it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest
import requests

from deploy.local.demo.odoo import DemoOdoo

if TYPE_CHECKING:
    from pathlib import Path

Call = Callable[..., requests.Response]
NOW = datetime(2026, 11, 22, 17, 0, 0, 501066, tzinfo=UTC)


@pytest.fixture
def odoo(tmp_path: Path) -> Iterator[DemoOdoo]:
    with DemoOdoo.start(tmp_path / "odoo.db", now=lambda: NOW) as server:
        yield server


@pytest.fixture
def call(odoo: DemoOdoo) -> Call:
    return caller(odoo)


def caller(odoo: DemoOdoo) -> Call:
    def send(
        model: str, method: str, *, timeout: float = 30, fault: str = "", **body: Any
    ) -> requests.Response:
        headers = {"Authorization": f"bearer {odoo.api_key}", "X-Odoo-Database": odoo.database}
        headers |= {"X-Demo-Fault": fault} if fault else {}
        url = f"{odoo.url}/json/2/{model}/{method}"
        return requests.post(url, json=body, headers=headers, timeout=timeout)

    return send
