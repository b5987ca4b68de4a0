"""The way of one call: which protocol, then attempts under one deadline, watched by hooks."""

from __future__ import annotations

import math
import threading
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Protocol

from .attempts import Attempts, Surroundings
from .deadline import Deadline
from .errors import BadCall, OdooClientError, OutcomeUnknown
from .hooks import CallRecord, Hooks, extra_headers, notify
from .json2 import Json2
from .jsonrpc import JsonRpc
from .version import OdooVersion, probe_version

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from .call import Call
    from .http import HttpPool
    from .retry import RetryPolicy

USER_AGENT = "odoo-client/1.0 (Python)"
_HEADERS = {"Content-Type": "application/json", "User-Agent": USER_AGENT}


class WireProtocol(Protocol):
    """JSON-2 or JSON-RPC."""

    name: str

    def perform(
        self, call: Call, headers: Mapping[str, str], timeout_s: float
    ) -> tuple[int, object]:
        """Make one attempt; give HTTP status and result, or raise an OdooClientError."""
        ...


@dataclass(frozen=True, slots=True)
class Credentials:
    """Who calls which database; its repr shows no key."""

    database: str
    api_key: str
    login: str | None

    def __post_init__(self) -> None:
        """Refuse what could not be sent in a header, naming the setting and not its value."""
        for name, text in (("database", self.database), ("api_key", self.api_key)):
            if not text or not text.isprintable() or not text.isascii():
                raise BadCall(f"`{name}` is empty or holds characters that cannot be sent")

    def __repr__(self) -> str:
        return f"Credentials(database={self.database!r})"


@dataclass(frozen=True, slots=True)
class Plan:
    """How calls are made; a `protocol` of None is found out at the first call."""

    protocol: str | None
    timeout_s: float
    retries: RetryPolicy
    hooks: Hooks
    time_left_s: Callable[[], float] = lambda: math.inf
    """What the program around has left; a call without a deadline of its own keeps to it."""


class Caller:
    """Makes calls until they succeed, must not be repeated, or time is up; thread-safe."""

    def __init__(
        self,
        http: HttpPool,
        credentials: Credentials,
        around: Surroundings,
        plan: Plan,
    ) -> None:
        """Send nothing yet."""
        self.around = around
        self.retries = plan.retries
        self._timeout_s = plan.timeout_s
        self._time_left_s = plan.time_left_s
        self._http = http
        self._credentials = credentials
        self._hooks = plan.hooks
        self._attempts = Attempts(around, plan.retries, plan.hooks)
        self._lock = threading.Lock()
        self._version: OdooVersion | None = None
        self._protocol = self._speak(plan.protocol) if plan.protocol else None

    def deadline(self, given: Deadline | None = None) -> Deadline:
        """Give the caller's deadline, or one of `timeout_s` (or what time is left) from now."""
        if given is not None:
            return given
        return Deadline(min(self._timeout_s, self._time_left_s()), self.around.monotonic)

    def perform(self, call: Call, deadline: Deadline | None = None) -> object:
        """Make the call; raises what errors.py describes, located at the call."""
        request_id = f"{self.around.rng.getrandbits(64):016x}"
        record = CallRecord(call.model, call.method, self.protocol_name, 1, request_id)
        until = self.deadline(deadline)
        return self._attempts.run(
            lambda this: self._once(call, this, until), record, until, repeatable=call.repeatable
        )

    def version(self, deadline: Deadline | None = None) -> OdooVersion:
        """Give the server's version, asking for it the first time only."""
        if self._version is not None:
            return self._version
        until = self.deadline(deadline)
        record = CallRecord("", "version", "", 1, "")
        return self._attempts.run(
            lambda _this: self._known_version(until), record, until, repeatable=True
        )

    def speaks(self, deadline: Deadline | None = None) -> str:
        """Give the name of the protocol in use, finding it out if need be."""
        if self._protocol is None:
            self.version(deadline)
            self._resolve(self.deadline(deadline))
        return self.protocol_name

    @property
    def protocol_name(self) -> str:
        """The protocol in use, or "" as long as none was needed."""
        return self._protocol.name if self._protocol else ""

    def _once(self, call: Call, record: CallRecord, deadline: Deadline) -> object:
        headers = {**_HEADERS, "X-Request-Id": record.request_id}
        if self._hooks.headers:
            headers.update(extra_headers(self._hooks.headers))
        if self._hooks.on_request:
            notify(self._hooks.on_request, record)
        started = self.around.monotonic()
        status: int | None = None
        error_code: str | None = None
        try:
            protocol = self._protocol or self._resolve(deadline)
            timeout_s = min(self._timeout_s, deadline.left_s())
            status, result = protocol.perform(call, headers, timeout_s)
        except OdooClientError as error:
            settled = _settled(error, call)
            settled.locate(call.model, call.method, record.request_id)
            status, error_code = settled.status, settled.code
            raise settled from error.__cause__
        finally:
            if self._hooks.on_response:
                elapsed_s = self.around.monotonic() - started
                done = replace(
                    record,
                    protocol=self.protocol_name,
                    status=status,
                    elapsed_s=elapsed_s,
                    error_code=error_code,
                )
                notify(self._hooks.on_response, done)
        return result

    def _resolve(self, deadline: Deadline) -> WireProtocol:
        version = self._known_version(deadline)
        with self._lock:
            self._protocol = self._protocol or self._speak(version.protocol)
            return self._protocol

    def _known_version(self, deadline: Deadline) -> OdooVersion:
        with self._lock:
            if self._version is None:
                self._version = probe_version(self._http, _HEADERS, deadline)
            return self._version

    def _speak(self, name: str) -> WireProtocol:
        who, now = self._credentials, self.around.now
        if name == "json2":
            return Json2(self._http, database=who.database, api_key=who.api_key, now=now)
        if name == "jsonrpc":
            return JsonRpc(
                self._http, database=who.database, login=who.login, api_key=who.api_key, now=now
            )
        raise BadCall("`protocol` is json2 or jsonrpc")


def _settled(error: OdooClientError, call: Call) -> OdooClientError:
    """Turn "no usable answer" into OutcomeUnknown for what may have changed something."""
    if not error.maybe_applied or call.is_read:
        return error
    return OutcomeUnknown(
        str(error.args[0]),
        status=error.status,
        detail=error.detail,
        dropped=getattr(error, "dropped", False),
    )
