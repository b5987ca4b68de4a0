"""JSON-2: `POST /json/2/<model>/<method>` with named arguments (Odoo 19)."""

from __future__ import annotations

import hmac
import json
from typing import TYPE_CHECKING, Any

from deploy.local.demo.odoo import answers
from deploy.local.demo.odoo.acting import act, acted_out
from deploy.local.demo.odoo.failures import NoMethod, NoModel, web_failure
from deploy.local.demo.odoo.methods import find
from deploy.local.demo.odoo.schema import models
from deploy.local.demo.odoo.users import API_KEY, DATABASE

if TYPE_CHECKING:
    from collections.abc import Mapping

    from werkzeug.wrappers import Request, Response

    from deploy.local.demo.odoo.calls import Database
    from deploy.local.demo.odoo.method import Method


def answer(database: Database, request: Request, model: str, method: str) -> Response:
    """Answer one call."""
    if request.headers.get("X-Odoo-Database", DATABASE) != DATABASE:
        return answers.no_database()
    try:
        return answers.as_json(_carried_out(database, request, model, method))
    except answers.WrongType:
        return answers.wrong_type("http", "/json/2/<__model__>/<__method__>", "json2")
    except Exception as error:  # noqa: BLE001 - a real Odoo answers every error in its own shape
        return answers.as_error(error)


def _carried_out(database: Database, request: Request, model: str, method: str) -> Any:
    if request.method != "POST":
        raise web_failure("NotFound", 404, "Did you mean POST /json/2/<model>/<method>?")
    if request.mimetype != "application/json":
        raise answers.WrongType
    _authenticate(request)
    body = _body(request)
    ids, context = body.pop("ids", None), dict(body.pop("context", None) or {})
    act(request)
    instead = acted_out(request)
    if instead is not None:
        return instead
    arrival = request.environ["demo.arrival"]
    try:
        if model not in models():
            raise NoModel(model)  # noqa: TRY301 - the same as one that an addon brings
        found = _found(model, method)
        arguments = _bound(found, f"{model}.{method}", ids, body)
        return database.run(found, model, arguments, context, arrival)
    except NoModel as error:
        text = f"the model '{error.model}' does not exist"
        raise web_failure("NotFound", 404, text) from error
    except NoMethod as error:
        raise web_failure("NotFound", 404, str(error)) from error


def _found(model: str, method: str) -> Method:
    try:
        return find(model, method)
    except AttributeError as error:
        raise web_failure("NotFound", 404, str(error)) from error


def _authenticate(request: Request) -> None:
    scheme, _, key = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer":
        text = "User not authenticated, use an API Key with a Bearer Authorization header."
        raise web_failure("Unauthorized", 401, text)
    if not hmac.compare_digest(key.strip().encode(), API_KEY.encode()):
        raise web_failure("Unauthorized", 401, "Invalid apikey")


def _body(request: Request) -> dict[str, Any]:
    """An empty body, a list or a text count as no arguments."""
    raw = request.get_data()
    try:
        body = json.loads(raw or b"{}")
    except ValueError as error:
        text = f"could not parse the body as json: {error}"
        raise web_failure("BadRequest", 400, text) from error
    return body if isinstance(body, dict) else {}


def _bound(
    found: Method, name: str, ids: Any, body: dict[str, Any]
) -> tuple[list[Any], Mapping[str, Any]]:
    if ids and not found.is_on_records:
        raise web_failure("UnprocessableEntity", 422, f"cannot call {name} with ids")
    try:
        bound = found.signature.bind(**body)
    except TypeError as error:
        raise web_failure("UnprocessableEntity", 422, str(error)) from error
    first = [as_ids(ids)] if found.is_on_records else []
    return [*first, *bound.args], bound.kwargs


def as_ids(ids: Any) -> list[Any]:
    """Give a list of ids; one id stands for itself, a text for its letters, as in Odoo."""
    if not ids:
        return []
    return [ids] if isinstance(ids, int) else list(ids)
