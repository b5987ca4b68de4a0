"""One remote call: one transaction, in the order of arrival, with Odoo's snapshot rule for `load`."""

from __future__ import annotations

import itertools
import threading
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final

from deploy.local.demo.odoo.addon import is_installed
from deploy.local.demo.odoo.database import open_database
from deploy.local.demo.odoo.env import Env
from deploy.local.demo.odoo.methods import HOOKS
from deploy.local.demo.odoo.users import ADMIN_ID, GROUPS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from pathlib import Path

    from deploy.local.demo.odoo.method import Method

    Arguments = tuple[Sequence[Any], Mapping[str, Any]]

REMEMBERED: Final = 10_000
"""How many new external ids are remembered to tell concurrent calls from later ones."""


def utc_now() -> datetime:
    """Give the machine's time; tests give their own."""
    return datetime.now(UTC)  # noqa: TID251 - a demo server is the outside, its clock is its own


class Database:
    """The demo's database and the calls on it."""

    def __init__(
        self, path: Path, *, groups: frozenset[str], now: Callable[[], datetime] = utc_now
    ) -> None:
        """`groups`: what every user belongs to besides the usual groups."""
        self._connection = open_database(path)
        self._lock = threading.Lock()
        self._groups = GROUPS | groups
        self._now = now
        self._arrivals = itertools.count(1)
        self._made_at: dict[str, int] = {}

    def arrive(self) -> int:
        """Take a snapshot number: what is committed later is not seen without a conflict."""
        return next(self._arrivals)

    def run(
        self,
        found: Method,
        model: str,
        arguments: Arguments,
        context: Mapping[str, Any],
        arrival: int,
    ) -> Any:
        """Carry out one method in a transaction of its own; an error leaves nothing behind."""
        positional, named = arguments
        with self.transaction(context, arrival) as env:
            env.model(model)
            return found.call(env, model, *positional, **named)

    @contextmanager
    def transaction(self, context: Mapping[str, Any], arrival: int) -> Iterator[Env]:
        """Give the surroundings of one call; commit at the end, roll back on any error."""
        with self._lock:
            made: list[str] = []
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield self._env(context, arrival, made)
            except BaseException:
                self._connection.execute("ROLLBACK")
                raise
            self._connection.execute("COMMIT")
            self._remember(made)

    def _env(self, context: Mapping[str, Any], arrival: int, made: list[str]) -> Env:
        return Env(
            self._connection,
            ADMIN_ID,
            context,
            self._now().strftime("%Y-%m-%d %H:%M:%S.%f"),
            HOOKS,
            self._groups,
            lambda xmlid: self._made_at.get(xmlid, 0) > arrival,
            made.append,
            is_installed(self._connection),
        )

    def _remember(self, made: list[str]) -> None:
        for xmlid in made:
            self._made_at[xmlid] = next(self._arrivals)
        while len(self._made_at) > REMEMBERED:
            del self._made_at[next(iter(self._made_at))]

    def close(self) -> None:
        """Close the file, after the call in progress."""
        with self._lock:
            self._connection.close()
