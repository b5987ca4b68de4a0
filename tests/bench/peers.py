"""Our client, its peers, and the bare minimum, each by the thinnest public way it has.

All ask the same of the same Odoo: the same values, fields and context. OdooRPC knows JSON-RPC only;
odooly and odoo-client-lib speak JSON-2. odoo-client-lib is taken with XML-RPC as well, because
that way costs it less.
"""

from __future__ import annotations

import http.client
import json
from typing import TYPE_CHECKING, Any, Protocol

from shared.odoo_client import OdooClient

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from tests.bench.odoo_access import OdooAccess

    Values = Mapping[str, object]

MODEL = "crm.lead"
CONTEXT = {"lang": "en_US", "tracking_disable": True}
FIELDS = ["name", "email_from", "phone", "expected_revenue", "stage_id", "create_date"]


class Peer(Protocol):
    """One client, logged in."""

    name: str
    protocol: str

    def search_read(self, domain: list[Any]) -> Any:
        """Read FIELDS of the first record of a domain."""

    def write(self, record_id: int, values: Values) -> Any:
        """Write values to one record."""

    def create(self, values: Values) -> Any:
        """Create one record."""

    def create_many(self, values: Sequence[Values]) -> Any:
        """Create records in one call."""


class Ours:
    """shared/odoo_client."""

    name, protocol = "ours", "JSON-2"

    def __init__(self, access: OdooAccess) -> None:
        self.client = OdooClient.connect(
            access.url, database=access.database, api_key=access.api_key, allow_unlink=True
        )

    def search_read(self, domain: list[Any]) -> Any:
        return self.client.search_read(MODEL, domain, FIELDS, limit=1, context=CONTEXT)

    def write(self, record_id: int, values: Values) -> Any:
        return self.client.write(MODEL, [record_id], values, context=CONTEXT)

    def create(self, values: Values) -> Any:
        return self.client.create_many(MODEL, [values], context=CONTEXT)

    def create_many(self, values: Sequence[Values]) -> Any:
        return self.client.create_many(MODEL, values, context=CONTEXT)


class OdooRpc:
    """OdooRPC; an API key serves as the password."""

    name, protocol = "OdooRPC", "JSON-RPC"

    def __init__(self, access: OdooAccess) -> None:
        import odoorpc  # type: ignore[import-untyped]  # it has no types

        self._odoo = odoorpc.ODOO(access.host, port=access.port)
        self._odoo.login(access.database, access.login, access.api_key)

    def _call(self, method: str, *arguments: object, **named: object) -> Any:
        return self._odoo.execute_kw(MODEL, method, arguments, {**named, "context": CONTEXT})

    def search_read(self, domain: list[Any]) -> Any:
        return self._call("search_read", domain, FIELDS, limit=1)

    def write(self, record_id: int, values: Values) -> Any:
        return self._call("write", [record_id], values)

    def create(self, values: Values) -> Any:
        return self._call("create", [values])

    def create_many(self, values: Sequence[Values]) -> Any:
        return self._call("create", list(values))


class Odooly:
    """odooly, by the call under its models."""

    name, protocol = "odooly", "JSON-2"

    def __init__(self, access: OdooAccess) -> None:
        import odooly  # type: ignore[import-untyped]  # it has no types

        client = odooly.Client(access.url, access.database, access.login, api_key=access.api_key)
        self._env = client.env(context=CONTEXT)

    def search_read(self, domain: list[Any]) -> Any:
        return self._env.execute(MODEL, "search_read", domain, FIELDS, limit=1)

    def write(self, record_id: int, values: Values) -> Any:
        return self._env.execute(MODEL, "write", [record_id], values)

    def create(self, values: Values) -> Any:
        return self._env.execute(MODEL, "create", [values])

    def create_many(self, values: Sequence[Values]) -> Any:
        return self._env.execute(MODEL, "create", list(values))


class OdooClientLib:
    """odoo-client-lib, Odoo's own, with JSON-2."""

    name, protocol = "odoo-client-lib", "JSON-2"

    def __init__(self, access: OdooAccess) -> None:
        import odoolib  # type: ignore[import-untyped]  # it has no types

        connection = odoolib.get_connection(
            access.host, "json2", access.port, access.database, access.login, access.api_key
        )
        self._model = connection.get_model(MODEL)

    def search_read(self, domain: list[Any]) -> Any:
        return self._model.search_read(domain=domain, fields=FIELDS, limit=1, context=CONTEXT)

    def write(self, record_id: int, values: Values) -> Any:
        return self._model.write(ids=[record_id], vals=values, context=CONTEXT)

    def create(self, values: Values) -> Any:
        return self._model.create(vals_list=[values], context=CONTEXT)

    def create_many(self, values: Sequence[Values]) -> Any:
        return self._model.create(vals_list=list(values), context=CONTEXT)


class OdooClientLibXml:
    """odoo-client-lib with XML-RPC; its `search_read` is two calls, `search` and `read`."""

    name, protocol = "odoo-client-lib", "XML-RPC"

    def __init__(self, access: OdooAccess) -> None:
        import odoolib

        connection = odoolib.get_connection(
            access.host, "xmlrpc", access.port, access.database, access.login, access.api_key
        )
        connection.check_login()
        self._model = connection.get_model(MODEL)

    def search_read(self, domain: list[Any]) -> Any:
        return self._model.search_read(domain, FIELDS, limit=1, context=CONTEXT)

    def write(self, record_id: int, values: Values) -> Any:
        return self._model.write([record_id], values, context=CONTEXT)

    def create(self, values: Values) -> Any:
        return self._model.create([values], context=CONTEXT)

    def create_many(self, values: Sequence[Values]) -> Any:
        return self._model.create(list(values), context=CONTEXT)


class Bare:
    """No client at all: the standard library's HTTP and JSON, no errors, no types, no repeats."""

    name, protocol = "bare http.client", "JSON-2"

    def __init__(self, access: OdooAccess) -> None:
        self._connection = http.client.HTTPConnection(access.host, access.port)
        self._headers = {
            "Authorization": f"bearer {access.api_key}",
            "X-Odoo-Database": access.database,
            "Content-Type": "application/json",
        }

    def _call(self, method: str, **named: object) -> Any:
        body = json.dumps({**named, "context": CONTEXT})
        self._connection.request("POST", f"/json/2/{MODEL}/{method}", body, self._headers)
        return json.loads(self._connection.getresponse().read())

    def search_read(self, domain: list[Any]) -> Any:
        return self._call("search_read", domain=domain, fields=FIELDS, limit=1)

    def write(self, record_id: int, values: Values) -> Any:
        return self._call("write", ids=[record_id], vals=values)

    def create(self, values: Values) -> Any:
        return self._call("create", vals_list=[values])

    def create_many(self, values: Sequence[Values]) -> Any:
        return self._call("create", vals_list=list(values))


def others(access: OdooAccess) -> list[Peer]:
    """Log everybody else in, the bare minimum last."""
    return [
        OdooRpc(access),
        Odooly(access),
        OdooClientLib(access),
        OdooClientLibXml(access),
        Bare(access),
    ]
