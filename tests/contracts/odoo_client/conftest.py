"""The client on two Odoos (the demo server; a real one, marker `odoo`) over both protocols."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pytest

from deploy.local.demo.odoo import DemoOdoo
from shared import settings
from shared.odoo_client import CallRecord, Hooks, Inserted, KeyedRow, OdooClient, external_id

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from deploy.local.demo.faults import FaultBoard

PREFIX = "__odooclienttest__"


@dataclass(frozen=True)
class Target:
    """An Odoo to test against; `faults` only where it is ours."""

    url: str
    database: str
    login: str
    api_key: str
    faults: FaultBoard | None = None

    def connect(self, protocol: str | None = None, **changes: object) -> OdooClient:
        options: dict[str, object] = {
            "database": self.database,
            "login": self.login,
            "api_key": self.api_key,
            "protocol": protocol,
        }
        return OdooClient.connect(self.url, **{**options, **changes})  # type: ignore[arg-type]


def real_target() -> Target:
    found = settings.read()
    needed = (found.odoo_url, found.odoo_database, found.odoo_login, found.odoo_api_key)
    if not all(needed):
        pytest.fail("a real Odoo is needed: ODOO_URL, ODOO_DATABASE, ODOO_LOGIN, ODOO_API_KEY")
    return Target(*needed)


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DemoOdoo]:
    with DemoOdoo.start(tmp_path_factory.mktemp("odoo") / "demo.db") as running:
        yield running


@pytest.fixture(scope="session")
def demo_target(demo: DemoOdoo) -> Target:
    return Target(demo.url, demo.database, demo.login, demo.api_key, demo.faults)


@pytest.fixture(scope="session")
def real() -> Target:
    return real_target()


@pytest.fixture(scope="session", params=["demo", pytest.param("real", marks=pytest.mark.odoo)])
def target(request: pytest.FixtureRequest) -> Target:
    name = "real" if request.param == "real" else "demo_target"
    found: Target = request.getfixturevalue(name)
    return found


@pytest.fixture(scope="session", params=["json2", "jsonrpc"])
def protocol(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@dataclass
class Desk:
    """One test's client and the names it uses; what it made is deleted in the end."""

    client: OdooClient
    run: str = field(default_factory=lambda: uuid.uuid4().hex[:12])
    calls: list[CallRecord] = field(default_factory=list)

    def key(self, name: object) -> str:
        return external_id(PREFIX, f"{self.run}_{name}")

    def row(self, name: object, **values: object) -> KeyedRow:
        return KeyedRow(self.key(name), {"name": f"{self.run} {name}", **values})

    def insert(self, *rows: KeyedRow, context: Mapping[str, object] | None = None) -> list[int]:
        outcomes = self.client.insert_or_get("crm.lead", rows, context=context)
        assert all(isinstance(one, Inserted) for one in outcomes), outcomes
        return [one.id for one in outcomes if isinstance(one, Inserted)]

    def read(self, record_id: int, *fields: str) -> dict[str, object]:
        [record] = self.client.read("crm.lead", [record_id], fields)
        return record

    def mine(self) -> list[object]:
        return [("name", "=like", f"{self.run}%")]

    def count(self) -> int:
        return self.client.search_count("crm.lead", self.mine(), context={"active_test": False})

    def clean(self) -> None:
        everything = {"active_test": False}
        found = self.client.search_read("crm.lead", self.mine(), ["id"], context=everything)
        ids = [record["id"] for record in found]
        if ids:
            self.client.unlink("crm.lead", ids)  # type: ignore[arg-type]


@pytest.fixture
def desk(target: Target, protocol: str) -> Iterator[Desk]:
    calls: list[CallRecord] = []
    hooks = Hooks(on_request=calls.append)
    with target.connect(protocol, allow_unlink=True, hooks=hooks) as client:
        made = Desk(client, calls=calls)
        yield made
        made.clean()
