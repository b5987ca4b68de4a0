"""Raw requests, none of our client: the same questions to the demo and to a real Odoo 19."""

from __future__ import annotations

import json
import uuid
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pytest
import requests

from deploy.local.demo.odoo import DemoOdoo
from shared import settings

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

NAMED_MODELS = ("crm.lead", "crm.tag", "utm.campaign", "utm.source", "utm.medium", "res.partner")
INSERT_OR_GET = {"mode": "update", "noupdate": True, "tracking_disable": True}


@dataclass(frozen=True)
class Server:
    url: str
    database: str
    login: str
    api_key: str
    is_demo: bool


@dataclass
class Wire:
    """One test's line to the server; everything it makes is named after `key`."""

    server: Server
    key: str = field(default_factory=lambda: f"wire{uuid.uuid4().hex[:10]}")

    def send(
        self,
        model: str,
        method: str,
        body: object = None,
        *,
        raw: str | None = None,
        verb: str = "POST",
        headers: Mapping[str, str | None] | None = None,
    ) -> requests.Response:
        every: dict[str, str | None] = {
            "Authorization": f"bearer {self.server.api_key}",
            "X-Odoo-Database": self.server.database,
            "Content-Type": "application/json",
        }
        every |= dict(headers or {})
        return requests.request(
            verb,
            f"{self.server.url}/json/2/{model}/{method}",
            data=raw if raw is not None else json.dumps(body or {}),
            headers={name: value for name, value in every.items() if value is not None},
            timeout=60,
        )

    def call(self, model: str, method: str, **body: object) -> Any:
        answer = self.send(model, method, body)
        assert answer.status_code == 200, answer.text[:2000]
        return answer.json()

    def rpc(self, service: str, method: str, args: list[object]) -> Any:
        params = {"service": service, "method": method, "args": args}
        return self.rpc_raw({"jsonrpc": "2.0", "method": "call", "id": 7, "params": params}).json()

    def rpc_raw(self, body: object, **headers: str) -> requests.Response:
        return requests.post(
            f"{self.server.url}/jsonrpc",
            data=body if isinstance(body, str) else json.dumps(body),
            headers={"Content-Type": "application/json"} | headers,
            timeout=60,
        )

    def execute(
        self, model: str, method: str, *args: object, key: str | None = None, **kwargs: object
    ) -> Any:
        identity = [self.server.database, 2, key or self.server.api_key]
        return self.rpc("object", "execute_kw", [*identity, model, method, list(args), kwargs])

    def load(
        self, fields: list[str], *rows: Sequence[object], model: str = "crm.lead", **context: object
    ) -> Any:
        given = context or INSERT_OR_GET
        return self.call(model, "load", fields=fields, data=list(rows), context=given)

    def create(self, model: str = "crm.lead", **vals: object) -> int:
        named = {"name": self.key} | vals
        quiet = {"tracking_disable": True}
        return int(self.call(model, "create", vals_list=[named], context=quiet)[0])

    def read(self, model: str, record_id: int, *fields: str) -> Any:
        return self.call(model, "read", ids=[record_id], fields=list(fields))[0]

    def count(self, *domain: object, **context: object) -> int:
        return int(self.call("crm.lead", "search_count", domain=list(domain), context=context))

    def remove_everything(self) -> None:
        everywhere = {"active_test": False}
        for model in NAMED_MODELS:
            domain = [["name", "like", self.key]]
            ids = self.call(model, "search", domain=domain, context=everywhere)
            if ids:
                self.call(model, "unlink", ids=ids)


@pytest.fixture(
    scope="session", params=["demo", pytest.param("real", marks=pytest.mark.odoo)], name="server"
)
def _server(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Server]:
    if request.param == "real":
        yield real_server()
        return
    with DemoOdoo.start(tmp_path_factory.mktemp("wire") / "odoo.db") as demo:
        yield Server(demo.url, demo.database, demo.login, demo.api_key, is_demo=True)


def real_server() -> Server:
    found = settings.read()
    if not (found.odoo_url and found.odoo_database and found.odoo_login and found.odoo_api_key):
        names = "ODOO_URL, ODOO_DATABASE, ODOO_LOGIN and ODOO_API_KEY"
        pytest.fail(f"a real Odoo is needed: set {names} (deploy/odoo/README.md)")
    return Server(
        found.odoo_url,
        found.odoo_database,
        found.odoo_login,
        str(found.odoo_api_key),
        is_demo=False,
    )


@pytest.fixture
def wire(server: Server) -> Iterator[Wire]:
    line = Wire(server)
    yield line
    line.remove_everything()
