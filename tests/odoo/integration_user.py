"""The addon's own user gets an API key the way docs/odoo-addon.md describes: in the screens."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, Any

import requests

if TYPE_CHECKING:
    from shared.odoo_client import OdooClient
    from tests.odoo.addon import AddonAccess

LOGIN = "g_assistant"
_DAYS = "90"


def make_key(access: AddonAccess, administrator: OdooClient, login: str = LOGIN) -> str:
    """Give it a password, sign in with it, make the key, and lock the password again."""
    [user] = administrator.search_read("res.users", [["login", "=", login]], ["id"])
    password = secrets.token_urlsafe(24)
    administrator.write("res.users", [user["id"]], {"password": password})
    try:
        return _Screens(access, login, password).new_key()
    finally:
        forgotten = secrets.token_urlsafe(48)
        administrator.write("res.users", [user["id"]], {"password": forgotten})


class _Screens:
    """A browser session: what the web client sends."""

    def __init__(self, access: AddonAccess, login: str, password: str) -> None:
        self._url, self._password = access.url, password
        self._session = requests.Session()
        asked = {"db": access.database, "login": login, "password": password}
        self._post("/web/session/authenticate", asked)

    def new_key(self) -> str:
        """Open "New API Key", name it, prove the password, read the key."""
        wish = {"name": "suite", "duration": _DAYS}
        wizard = self._call("res.users.apikeys.description", "create", [[wish]])
        shown = self._call("res.users.apikeys.description", "make_key", [wizard])
        if shown["res_model"] == "res.users.identitycheck":
            proof = {"context": {"password": self._password}}
            shown = self._call("res.users.identitycheck", "run_check", [[shown["res_id"]]], **proof)
        key: str = shown["context"]["default_key"]
        return key

    def _call(self, model: str, method: str, args: list[Any], **kwargs: Any) -> Any:
        params = {"model": model, "method": method, "args": args, "kwargs": kwargs}
        return self._post(f"/web/dataset/call_kw/{model}/{method}", params)

    def _post(self, path: str, params: dict[str, Any]) -> Any:
        body = {"jsonrpc": "2.0", "method": "call", "params": params}
        answer = self._session.post(self._url + path, json=body, timeout=60).json()
        assert "error" not in answer, answer["error"]["data"]["name"]
        return answer["result"]
