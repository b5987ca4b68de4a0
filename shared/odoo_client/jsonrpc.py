"""JSON-RPC (Odoo 14 to 18, still served by 19): POST /jsonrpc, service `object`, `execute_kw`.

Source: Odoo 19.0, odoo/service/model.py and addons/rpc/controllers/jsonrpc.py (read 2026-11).
Always HTTP 200; the API key works as the password.
"""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from .call import Call, checked_path
from .errors import AuthenticationFailed, BadReply, LoginNeeded, NoAnswer, Unreachable
from .faults import Fault, error_from
from .wire import decode, encode, expect_object

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime

    from .http import HttpPool, Reply

POSITIONAL: Mapping[str, tuple[str, ...]] = {
    "create": ("vals_list",),
    "fields_get": ("allfields", "attributes"),
    "load": ("fields", "data"),
    "name_search": ("name",),
    "read": ("fields",),
    "search": ("domain",),
    "search_count": ("domain",),
    "search_read": ("domain", "fields"),
    "write": ("vals",),
}
"""Arguments sent by position: `create` reads args[0] on the server, and others changed their
names between Odoo 14 and 19 (`search(args)` became `search(domain)` in 16)."""

_LOGIN = Call("res.users", "authenticate")


class JsonRpc:
    """Speaks JSON-RPC."""

    name = "jsonrpc"

    def __init__(
        self,
        http: HttpPool,
        *,
        database: str,
        login: str | None,
        api_key: str,
        now: Callable[[], datetime],
    ) -> None:
        """Keep what every request carries; nothing is sent. Raises LoginNeeded."""
        if not login:
            raise LoginNeeded("JSON-RPC (Odoo before 19) needs `login` besides the API key")
        self._http = http
        self._database = database
        self._login = login
        self._api_key = api_key
        self._now = now
        self._user_id = 0
        self._lock = threading.Lock()

    def perform(
        self, call: Call, headers: Mapping[str, str], timeout_s: float
    ) -> tuple[int, object]:
        """Make the call, logging in first if that was not done; give HTTP status and result."""
        checked_path(call.model, call.method)
        user_id = self._user_id or self._authenticate(headers, timeout_s)
        args: tuple[object, ...] = (
            self._database,
            user_id,
            self._api_key,
            call.model,
            call.method,
            *_arguments(call),
        )
        body = _body("object", "execute_kw", args)
        return self._exchange(call, body, headers, timeout_s)

    def _authenticate(self, headers: Mapping[str, str], timeout_s: float) -> int:
        with self._lock:
            if self._user_id:
                return self._user_id
            args: tuple[object, ...] = (self._database, self._login, self._api_key, {})
            body = _body("common", "authenticate", args)
            try:
                _status, user_id = self._exchange(_LOGIN, body, headers, timeout_s)
            except (NoAnswer, BadReply) as error:
                raise Unreachable("no usable answer to the login") from error
            if not isinstance(user_id, int) or not user_id:
                raise AuthenticationFailed("the login or the API key is wrong, revoked or expired")
            self._user_id = user_id
            return user_id

    def _exchange(
        self, call: Call, body: bytes, headers: Mapping[str, str], timeout_s: float
    ) -> tuple[int, object]:
        reply = self._http.exchange("POST", "/jsonrpc", headers, body, timeout_s)
        if reply.status != 200:  # noqa: PLR2004 - HTTP's own word for success
            raise error_from(reply, None, set(), self._now)
        return reply.status, self._result(call, reply)

    def _result(self, call: Call, reply: Reply) -> object:
        document = expect_object(decode(reply.body, exact=call.exact), "the answer")
        if "error" not in document:
            return document.get("result")
        error = expect_object(document["error"], "the error")
        fault = Fault.read(error.get("data")) or Fault("", "")
        raise error_from(reply, fault, call.texts_sent(), self._now)


def _body(service: str, method: str, args: tuple[object, ...]) -> bytes:
    params = {"service": service, "method": method, "args": args}
    return encode({"jsonrpc": "2.0", "method": "call", "id": 1, "params": params})


def _arguments(call: Call) -> tuple[list[object], dict[str, object]]:
    args: list[object] = [] if call.ids is None else [list(call.ids)]
    named = dict(call.named)
    for name in POSITIONAL.get(call.method, ()):
        if name not in named:
            break
        args.append(named.pop(name))
    if call.context:
        named["context"] = call.context
    return args, named
