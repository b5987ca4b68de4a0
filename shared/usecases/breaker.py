"""The circuit breaker: whether a call may go out, and what its end says of the connection."""

from __future__ import annotations

from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from shared import log
from shared.errors import ConnectionDown, OutcomeUnknown, PermanentError, SuiteError
from shared.usecases.connections import Connections, Known

if TYPE_CHECKING:
    from collections.abc import Iterator
    from random import Random

    from shared.domain.connection import Connection
    from shared.ports import Clock, Memory


@dataclass(frozen=True, slots=True)
class Breaker:
    """One for all connections; where they stand is in the memory, the same for all instances."""

    memory: Memory
    clock: Clock
    rng: Random

    @contextmanager
    def around(self, name: str, *, is_proof: bool = True) -> Iterator[None]:
        """Let the calls inside go out to a connection, or raise ConnectionDown while it is paused.

        A failure that every call would meet counts against the connection, an answer (a refusal
        too) speaks for it; what is only about us or this record says nothing. `is_proof` False:
        the answer may come out of a cache, so it takes no probe and speaks for nobody.
        """
        known = self._admit(name, takes_probe=is_proof)
        try:
            yield
        except ConnectionDown as error:
            paused = self._failed(
                known, error.code, is_certain=error.is_certain, asked_s=error.retry_after_s
            )
            if paused is None:  # nobody would let go what waits for a pause that is not recorded
                raise
            error.connection = name
            if paused.is_open:
                error.retry_after_s = paused.wait_s(self.clock.now())
            raise
        except OutcomeUnknown as error:
            self._failed(known, error.code, is_certain=False, asked_s=None)
            raise
        except PermanentError:
            self._worked(known, is_proof=is_proof)
            raise
        else:
            self._worked(known, is_proof=is_proof)

    def _admit(self, name: str, *, takes_probe: bool) -> Known:
        """Let a caller through while it is closed, and one that takes the probe that is due."""
        connections, now = Connections(self.memory), self.clock.now()
        known = connections.get(name)
        if not known.connection.is_open:
            return known
        is_due = known.connection.wait_s(now) == 0.0
        if is_due and not takes_probe:
            return known
        if is_due and connections.put(known, known.connection.probing(now, self.rng)):
            return connections.get(name)
        raise _paused(connections.get(name).connection if is_due else known.connection, self.clock)

    def _failed(
        self, known: Known, cause: str, *, is_certain: bool, asked_s: float | None
    ) -> Connection | None:
        """Record a failure; None if our memory did not take it."""
        now, before = self.clock.now(), known.connection
        try:
            after = Connections(self.memory).move(
                known,
                lambda one: one.failed(
                    now, self.rng, cause=cause, is_certain=is_certain, asked_s=asked_s
                ),
            )
        except SuiteError:  # the caller's own error says more than that of our memory
            return None
        if after.is_open and not before.is_open and after.since == now:
            log.warning("connection paused", connection=after.name, cause=cause)
        return after

    def _worked(self, known: Known, *, is_proof: bool) -> None:
        before, now = known.connection, self.clock.now()
        if before.is_unblemished or not is_proof:
            return
        with suppress(SuiteError):  # the call was carried out, whether we remember it or not
            Connections(self.memory).move(known, lambda one: one.worked(now))
        if before.is_open:
            log.info("connection works again", connection=before.name)


def _paused(connection: Connection, clock: Clock) -> ConnectionDown:
    cause = f" ({connection.cause})" if connection.cause else ""
    return ConnectionDown(
        f"calls to {connection.name} are paused{cause}",
        code="connection_paused",
        retry_after_s=connection.wait_s(clock.now()),
        is_certain=True,
        connection=connection.name,
    )
