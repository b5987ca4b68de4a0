"""JSON-RPC: `POST /jsonrpc`, services `common` and `object`; always HTTP 200 (Odoo 8 to 21)."""

from __future__ import annotations

import hmac
import json
from typing import TYPE_CHECKING, Any

from deploy.local.demo.odoo import answers
from deploy.local.demo.odoo.acting import act, acted_out
from deploy.local.demo.odoo.failures import (
    DatabaseFailure,
    Failure,
    NoModel,
    error_body,
    missing,
)
from deploy.local.demo.odoo.json2 import as_ids
from deploy.local.demo.odoo.methods import find
from deploy.local.demo.odoo.schema import models
from deploy.local.demo.odoo.users import ADMIN_ID, API_KEY, DATABASE, LOGIN

if TYPE_CHECKING:
    from collections.abc import Mapping

    from werkzeug.wrappers import Request, Response

    from deploy.local.demo.odoo.calls import Database
    from deploy.local.demo.odoo.method import Method


def answer(database: Database, request: Request) -> Response:
    """Answer one call; a method that gives nothing is answered without `result`."""
    if request.method != "POST" or request.mimetype != "application/json":
        return answers.wrong_type("http", "/jsonrpc", "jsonrpc")
    try:
        body = json.loads(request.get_data())
    except ValueError:
        return answers.as_html("Invalid JSON data", 400)
    envelope: dict[str, Any] = {"jsonrpc": "2.0", "id": body.get("id")}
    try:
        result = _carried_out(database, request, body.get("params") or {})
    except Exception as error:  # noqa: BLE001 - a real Odoo answers every error in its own shape
        told = {"code": 0, "message": "Odoo Server Error", "data": error_body(error)}
        return answers.as_json(envelope | {"error": told})
    return answers.as_json(envelope if result is None else envelope | {"result": result})


def _carried_out(database: Database, request: Request, params: dict[str, Any]) -> Any:
    lacking = [name for name in ("service", "method", "args") if name not in params]
    if lacking:
        count = len(lacking)
        names = "'service', 'method', and 'args'" if count == SERVICE_ARGUMENTS else str(lacking)
        raise TypeError(f"JSONRPC.jsonrpc() missing {count} required positional arguments: {names}")
    service = _SERVICES.get(params["service"])
    if service is None:
        raise KeyError(params["service"])
    return service(database, request, params["method"], params["args"])


SERVICE_ARGUMENTS = 3


def _common(database: Database, request: Request, method: str, args: list[Any]) -> Any:
    if method == "version":
        return VERSION
    if method not in {"authenticate", "login"}:
        raise Failure(f"Method not found: {method}", name="builtins.Exception")
    db, login, key = args[:3]
    _check_database(db)
    return ADMIN_ID if login == LOGIN and _is_key(key) else False


VERSION = {
    "server_version": "19.0",
    "server_version_info": [19, 0, 0, "final", 0, ""],
    "server_serie": "19.0",
    "protocol_version": 1,
}


def _object(database: Database, request: Request, method: str, args: list[Any]) -> Any:
    needed = 5
    if len(args) < needed:
        text = f"not enough values to unpack (expected at least {needed}, got {len(args)})"
        raise ValueError(text)
    db, uid, key, model, name = args[:needed]
    _check_database(db)
    _check_user(uid, key)
    act(request)
    instead = acted_out(request)
    if instead is not None:
        return instead
    positional, named = _arguments(method, args[needed:])
    context = dict(named.pop("context", None) or {})
    if model not in models():
        raise NoModel(model)
    found = find(model, name)
    arguments = _bound(found, f"{model}.{name}", list(positional), named)
    result = database.run(found, model, arguments, context, request.environ["demo.arrival"])
    is_one = name == "create" and positional and isinstance(positional[0], dict)
    return result[0] if is_one else result


_SERVICES = {"common": _common, "object": _object}


def _arguments(method: str, rest: list[Any]) -> tuple[list[Any], dict[str, Any]]:
    if method == "execute":
        return list(rest), {}
    if method != "execute_kw":
        raise NameError(f"Method not available {method}")
    positional = list(rest[0]) if rest else []
    return positional, dict(rest[1]) if len(rest) > 1 and rest[1] else {}


def _bound(
    found: Method, name: str, rest: list[Any], named: dict[str, Any]
) -> tuple[list[Any], Mapping[str, Any]]:
    first: list[Any] = []
    if found.is_on_records:
        first = [as_ids(_first(rest))]
    try:
        bound = found.signature.bind(*rest, **named)
    except TypeError as error:
        raise TypeError(_worded(name, error)) from None
    return [*first, *bound.args], bound.kwargs


def _first(rest: list[Any]) -> Any:
    first = rest[0]
    del rest[0]
    return first


def _worded(name: str, error: TypeError) -> str:
    """Word a binding error as a call does, not as `inspect` does."""
    model, _, method = name.rpartition(".")
    kind = "".join(part.title() for part in model.split("."))
    text = str(error).replace("missing a required", "missing 1 required positional")
    return f"{kind}.{method}() {text}"


def _check_database(name: Any) -> None:
    if name != DATABASE:
        text = (
            'connection to server at "127.0.0.1", port 5432 failed: FATAL:  '
            f'database "{name}" does not exist\n'
        )
        raise DatabaseFailure("OperationalError", text)


def _check_user(uid: Any, key: Any) -> None:
    if not isinstance(uid, int) or uid != ADMIN_ID:
        raise missing("res.users", uid, uid)
    if not _is_key(key):
        raise Failure("Access Denied", name="odoo.exceptions.AccessDenied", status=403)


def _is_key(key: Any) -> bool:
    return hmac.compare_digest(str(key).encode(), API_KEY.encode())
