"""The client: what a program calls."""

from __future__ import annotations

import math
import random
import time
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Self

from .address import Address
from .attempts import Surroundings
from .call import Call
from .caller import Caller, Credentials, Plan
from .capabilities import Capabilities
from .errors import BadCall, NotAllowed
from .fields import complaints
from .hooks import Hooks
from .http import HttpPool
from .inserting import insert_or_get
from .reader import Reader
from .retry import RetryPolicy
from .writing import create_in_batches

if TYPE_CHECKING:
    import ssl
    from collections.abc import Callable, Mapping, Sequence

    from .deadline import Deadline
    from .keyed import Inserted, KeyedRow, Refused


def _utc_now() -> datetime:
    return datetime.now(UTC)  # noqa: TID251 - the default clock of a library that stands alone


class OdooClient(Reader):
    """One user of one Odoo database. Thread-safe; make one a process and keep it.

    Every method may raise what errors.py describes. `deadline` limits a call and all its
    retries; without one a call has `timeout_s`, which is also the limit of a single attempt.
    Odoo itself may work 30 s on a contended write, so keep it above that.
    """

    def __init__(
        self, http: HttpPool, caller: Caller, *, allow_unlink: bool = False, batch_size: int = 100
    ) -> None:
        """Use `OdooClient.connect`."""
        super().__init__(caller)
        self._http = http
        self._allow_unlink = allow_unlink
        self._batch_size = batch_size

    @classmethod
    def connect(
        cls,
        url: str,
        *,
        database: str,
        api_key: str,
        login: str | None = None,
        protocol: str | None = None,
        timeout_s: float = 60.0,
        connect_timeout_s: float = 5.0,
        hooks: Hooks | None = None,
        pool_size: int = 8,
        retries: RetryPolicy | None = None,
        allow_unlink: bool = False,
        max_reply_bytes: int = 64 << 20,
        ssl_context: ssl.SSLContext | None = None,
        clock: Callable[[], datetime] = _utc_now,
        monotonic: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
        rng: random.Random | None = None,
        time_left_s: Callable[[], float] = lambda: math.inf,
    ) -> Self:
        """Make a client; nothing is sent before the first call.

        `url` may have a path. `protocol` "json2" or "jsonrpc", else found out by asking.
        `login` is for JSON-RPC. `time_left_s` is asked before a call that has no `deadline`: the
        call then takes no longer than that, nor than `timeout_s`. Raises BadCall for a malformed setting, LoginNeeded.
        """
        http = HttpPool(
            Address.parse(url),
            size=pool_size,
            connect_timeout_s=connect_timeout_s,
            max_reply_bytes=max_reply_bytes,
            ssl_context=ssl_context,
            monotonic=monotonic,
        )
        caller = Caller(
            http,
            Credentials(database, api_key, login),
            Surroundings(clock, monotonic, sleep, rng or random.SystemRandom()),
            Plan(protocol, timeout_s, retries or RetryPolicy(), hooks or Hooks(), time_left_s),
        )
        return cls(http, caller, allow_unlink=allow_unlink)

    def close(self) -> None:
        """Close the idle connections; a later call opens new ones."""
        self._http.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()

    def capabilities(self) -> Capabilities:
        """Give version, protocol, and methods that ask for models, modules, fields and keys."""
        return Capabilities(self._caller.version(), self._caller.speaks(), self)

    def call(
        self,
        model: str,
        method: str,
        /,
        *,
        ids: Sequence[int] | None = None,
        context: Mapping[str, object] | None = None,
        idempotent: bool = False,
        deadline: Deadline | None = None,
        **named: object,
    ) -> object:
        """Call any public method by named arguments; give its JSON result as it comes.

        `ids` None calls a method of the model, a sequence (even an empty one) one of these
        records. Values may be datetime (aware), date, Decimal, Ref. `idempotent`: doing it twice
        is the same as once, so it may be repeated after a time-out; reads always are.
        """
        self._check_allowed(method)
        order = Call(model, method, ids, context, named, idempotent)
        return self._caller.perform(order, deadline)

    def write(
        self,
        model: str,
        ids: Sequence[int],
        vals: Mapping[str, object],
        *,
        checked: bool = False,
        context: Mapping[str, object] | None = None,
        idempotent: bool = False,
        deadline: Deadline | None = None,
    ) -> None:
        """Write the same values to some records, in one transaction."""
        if checked:
            self.check(model, vals)
        call = Call(model, "write", ids, context, {"vals": vals}, idempotent)
        self._caller.perform(call, deadline)

    def create_many(
        self,
        model: str,
        vals_list: Sequence[Mapping[str, object]],
        *,
        batch_size: int = 100,
        checked: bool = False,
        context: Mapping[str, object] | None = None,
        deadline: Deadline | None = None,
    ) -> list[int]:
        """Create records, each batch in one transaction; give their ids in order.

        An error carries `done_ids` of the batches before it. A batch whose answer is lost raises
        OutcomeUnknown and is not repeated: use `insert_or_get` where that matters.
        """
        for vals in vals_list if checked else ():
            self.check(model, vals)
        until = self._caller.deadline(deadline)
        return create_in_batches(
            self._caller, model, vals_list, batch_size=batch_size, context=context, deadline=until
        )

    def insert_or_get(
        self,
        model: str,
        rows: Sequence[KeyedRow],
        *,
        context: Mapping[str, object] | None = None,
        deadline: Deadline | None = None,
    ) -> list[Inserted | Refused]:
        """Insert rows whose key is new and get those that are there; one outcome a row, in order.

        Existing records are never overwritten, archived ones are found. A deleted one is made
        anew. Safe to repeat after any error, and repeated here while the deadline allows.
        A field that there is not, or that our user may not see, raises BadCall: no row is to
        blame for that. The fields are then read anew by the next call.
        """
        until = self._caller.deadline(deadline)
        fields = self.fields(model, deadline=until)
        try:
            return insert_or_get(
                self._caller,
                model,
                rows,
                fields=fields,
                context=context or {},
                deadline=until,
                batch_size=self._batch_size,
            )
        except BadCall as error:
            self.forget_fields()
            error.locate(model, "load", error.request_id)
            raise

    def unlink(self, model: str, ids: Sequence[int], *, deadline: Deadline | None = None) -> None:
        """Delete records for good; only for a client made with `allow_unlink=True`."""
        self.call(model, "unlink", ids=ids, deadline=deadline)

    def check(self, model: str, vals: Mapping[str, object]) -> None:
        """Raise BadCall naming unknown fields, wrong types and choices; values are not quoted."""
        said = complaints(vals, self.fields(model))
        if said:
            error = BadCall("; ".join(said))
            error.locate(model, "check", "")
            raise error

    def _check_allowed(self, method: str) -> None:
        if method == "unlink" and not self._allow_unlink:
            raise NotAllowed("this client may not delete records (allow_unlink)")
