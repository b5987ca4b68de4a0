"""The demo Odoo as a WSGI application: routes, faults on demand, arrival numbers."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from werkzeug.exceptions import HTTPException
from werkzeug.routing import Map, Rule
from werkzeug.wrappers import Request, Response

from deploy.local.demo.faults import FaultBoard, FaultGate
from deploy.local.demo.odoo import acting, answers, json2, jsonrpc, pages
from deploy.local.demo.odoo.addon import switch
from deploy.local.demo.odoo.calls import Database, utc_now
from deploy.local.demo.odoo.users import ADMIN_ID

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from datetime import datetime
    from pathlib import Path
    from wsgiref.types import StartResponse, WSGIEnvironment

ROUTES = Map(
    [
        Rule("/json/2/<model>/<method>", endpoint="json2"),
        Rule("/jsonrpc", endpoint="jsonrpc"),
        Rule("/json/version", endpoint="version"),
        Rule("/web/version", endpoint="version"),
        Rule("/web/webclient/version_info", endpoint="version_info", methods=["POST"]),
        Rule("/web/health", endpoint="health"),
        Rule("/", endpoint="leads"),
        Rule("/odoo/crm", endpoint="leads"),
        Rule("/odoo/crm/<int:record_id>", endpoint="lead"),
        Rule("/odoo/crm.lead/<int:record_id>", endpoint="lead"),
    ]
)


class DemoOdooApp:
    """The application, with its database and its board of faults."""

    def __init__(
        self,
        path: Path,
        *,
        groups: frozenset[str] = frozenset(),
        now: Callable[[], datetime] = utc_now,
        addon: bool = False,
    ) -> None:
        """`path`: the SQLite file. `groups`: more groups for the user, `crm.group_use_lead`.

        `addon`: install our addon, if the file does not have it.
        """
        self.database = Database(path, groups=groups, now=now)
        if addon:
            self.switch_addon(installed=True)
        self.board = FaultBoard(acting.NAMES)
        self._gate = FaultGate(self._answer, self.board, describe)

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer one request."""
        environ["demo.arrival"] = self.database.arrive()
        return self._gate(environ, start_response)

    def switch_addon(self, *, installed: bool) -> None:
        """Install or uninstall our addon, between two calls of others."""
        with self.database.transaction({}, self.database.arrive()) as env:
            switch(env, installed=installed)

    def give_mailbox(self, address: str) -> None:
        """Let the administrator have an address, to which alerts can be sent."""
        with self.database.transaction({}, self.database.arrive()) as env:
            env.run("UPDATE res_users SET email = ? WHERE id = ?", [address, ADMIN_ID])

    def close(self) -> None:
        """Let held requests go and close the file."""
        self.board.release()
        self.database.close()

    def _answer(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        request = Request(environ)
        try:
            name, values = ROUTES.bind_to_environ(environ).match()
        except HTTPException as error:
            return error(environ, start_response)
        answer: Response = getattr(self, f"_{name}")(request, **values)
        return answer(environ, start_response)

    def _json2(self, request: Request, model: str, method: str) -> Response:
        return json2.answer(self.database, request, model, method)

    def _jsonrpc(self, request: Request) -> Response:
        return jsonrpc.answer(self.database, request)

    def _version(self, request: Request) -> Response:
        version = jsonrpc.VERSION
        told = {
            "version_info": version["server_version_info"],
            "version": version["server_version"],
        }
        return answers.as_json(told)

    def _version_info(self, request: Request) -> Response:
        sent = json.loads(request.get_data() or b"{}")
        return answers.as_json({"jsonrpc": "2.0", "id": sent.get("id"), "result": jsonrpc.VERSION})

    def _health(self, request: Request) -> Response:
        return Response('{"status": "pass"}', content_type="application/json")

    def _leads(self, request: Request) -> Response:
        with self.database.transaction({}, request.environ["demo.arrival"]) as env:
            return pages.leads(env, request.root_path)

    def _lead(self, request: Request, record_id: int) -> Response:
        with self.database.transaction({}, request.environ["demo.arrival"]) as env:
            return pages.lead(env, request.root_path, record_id)


def describe(environ: WSGIEnvironment, body: bytes) -> Mapping[str, str]:
    """Say which call a request is: `protocol`, `model`, `method`, else its `path`."""
    path = environ.get("PATH_INFO", "")
    parts = path.strip("/").split("/")
    if parts[:2] == ["json", "2"] and len(parts) == len(("json", "2", "model", "method")):
        return {"path": path, "protocol": "json2", "model": parts[2], "method": parts[3]}
    if path == "/jsonrpc":
        return {"path": path, "protocol": "jsonrpc"} | _described(body)
    return {"path": path}


def _described(body: bytes) -> dict[str, str]:
    try:
        params: dict[str, Any] = json.loads(body)["params"]
        if params["service"] != "object":
            return {"service": params["service"], "method": params["method"]}
        return {"service": "object", "model": params["args"][3], "method": params["args"][4]}
    except (ValueError, LookupError, TypeError):
        return {}


def create_app(
    path: Path, *, groups: frozenset[str] = frozenset(), addon: bool = False
) -> DemoOdooApp:
    """Give the demo Odoo on an SQLite file, to be mounted anywhere; `addon`: with ours."""
    return DemoOdooApp(path, groups=groups, addon=addon)
