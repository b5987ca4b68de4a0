"""JSON-2 (Odoo 19 and later): POST /json/2/<model>/<method>, named arguments, bearer key.

Source: Odoo 19.0, addons/rpc/controllers/json2.py, and the External JSON-2 API page (read 2026-11).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from .call import checked_path
from .errors import BadReply
from .faults import Fault, error_from
from .wire import decode, encode

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime

    from .call import Call
    from .http import HttpPool, Reply


class Json2:
    """Speaks JSON-2."""

    name = "json2"

    def __init__(
        self, http: HttpPool, *, database: str, api_key: str, now: Callable[[], datetime]
    ) -> None:
        """Keep what every request carries; nothing is sent."""
        self._http = http
        self._now = now
        self._headers = {"Authorization": f"bearer {api_key}", "X-Odoo-Database": database}

    def perform(
        self, call: Call, headers: Mapping[str, str], timeout_s: float
    ) -> tuple[int, object]:
        """Make the call; give the HTTP status and the result."""
        path = f"/json/2/{checked_path(call.model, call.method)}"
        body = encode(_arguments(call))
        reply = self._http.exchange("POST", path, {**headers, **self._headers}, body, timeout_s)
        if reply.status != 200:  # noqa: PLR2004 - HTTP's own word for success
            raise error_from(reply, _fault(reply), call.texts_sent(), self._now)
        return reply.status, decode(reply.body, exact=call.exact)


def _arguments(call: Call) -> dict[str, object]:
    arguments = dict(call.named)
    if call.ids is not None:
        arguments["ids"] = list(call.ids)
    if call.context:
        arguments["context"] = call.context
    return arguments


def _fault(reply: Reply) -> Fault | None:
    try:
        return Fault.read(decode(reply.body))
    except BadReply:
        return None
