"""The local run as a process of its own: started, killed with kill -9, started again."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from contextlib import suppress
from dataclasses import dataclass, field
from random import SystemRandom
from typing import TYPE_CHECKING, Any, Self

import requests

from deploy.local.environment import prepare
from deploy.local.meta_caller import MetaCaller, Sent
from shared import bootstrap, once, settings
from shared.adapters.messaging.embedded import EmbeddedBus
from shared.adapters.system.clock import SystemClock
from shared.domain.queries import LATEST_LEADS, LATEST_LEADS_IN_STATE

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

_START_S = 30
_POLL_S = 0.05


@dataclass
class LocalRunProcess:
    """`python -m deploy up` with its own data folder; `environment` names a real Odoo, or nothing."""

    folder: Path
    environment: Mapping[str, str] = field(default_factory=dict)
    port: int = 0
    process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        self.port = self.port or free_port()
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        if self.process is not None and self.process.poll() is None:
            self.process.terminate()
            self.process.wait(timeout=30)
        self.process = None

    def start(self) -> None:
        with (self.folder / "out.log").open("ab") as out:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "deploy", "up", "--json-logs"],
                env=self.environ(),
                stdout=out,
                stderr=subprocess.STDOUT,
            )
        wait_until(self._answers, _START_S, "the local run does not answer")

    def kill(self, after_s: float = 0.0) -> None:
        """End it as a power cut would, with kill -9, after it lived on for `after_s`."""
        assert self.process is not None
        with suppress(subprocess.TimeoutExpired):
            self.process.wait(timeout=after_s)
        self.process.send_signal(signal.SIGKILL)
        self.process.wait(timeout=10)

    def make_leads(self, count: int) -> list[dict[str, Any]]:
        """Make leads of people whom no earlier run has met (a real Odoo remembers them)."""
        wish = {"count": count, "people_from": SystemRandom().randrange(990_000)}
        with MetaCaller(prepare(self._ours())) as caller:
            return caller.make_leads(wish)

    def announce(self, leads: Sequence[Mapping[str, Any]]) -> Sent:
        with MetaCaller(prepare(self._ours())) as caller:
            return caller.announce(leads, now=SystemClock().now())

    def count(self, state: str | None = None) -> int:
        """Count the ledger's entries, by looking into the same file."""
        found = settings.read({"DATA_DIR": str(self.folder)})
        memory = bootstrap.memory(found)
        try:
            if state is None:
                return memory.count(LATEST_LEADS)
            return memory.count(LATEST_LEADS_IN_STATE, equals={"state": state})
        finally:
            once.close(found)

    def wait_done(self, count: int, timeout_s: float) -> None:
        wait_until(
            lambda: self.count("done") >= count, timeout_s, f"not {count} leads done in time"
        )

    def wait_drained(self, timeout_s: float) -> None:
        """Wait until no message is under way."""
        wait_until(lambda: self._waiting() == 0, timeout_s, "the queue did not drain")

    def _waiting(self) -> int:
        found = settings.read({"DATA_DIR": str(self.folder)})
        bus = bootstrap.bus(found)
        assert isinstance(bus, EmbeddedBus)
        try:
            return sum(depth.open for depth in bus.queue.depths().values())
        finally:
            once.close(found)

    def _answers(self) -> bool:
        assert self.process is not None
        if self.process.poll() is not None:
            raise AssertionError((self.folder / "out.log").read_text(encoding="utf-8")[-2000:])
        try:
            return requests.get(f"http://127.0.0.1:{self.port}/ops", timeout=5).ok
        except requests.RequestException:
            return False

    def _ours(self) -> dict[str, str]:
        return {
            **self.environment,
            "PORT": str(self.port),
            "DATA_DIR": str(self.folder),
        }

    def environ(self) -> dict[str, str]:
        inherited = {k: v for k, v in os.environ.items() if k not in settings.VARIABLES}  # noqa: TID251 - a child process needs PATH
        return inherited | self._ours()


def wait_until(is_so: object, timeout_s: float, complaint: str) -> None:
    """Look again and again; another process cannot be waited for by an event."""
    deadline, pause = time.monotonic() + timeout_s, threading.Event()
    while not is_so():  # type: ignore[operator]
        if time.monotonic() > deadline:
            raise AssertionError(complaint)
        pause.wait(_POLL_S)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
