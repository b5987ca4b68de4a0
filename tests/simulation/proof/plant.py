"""The suite itself: its real doors with everything behind them, on gates instead of adapters.

Each door is the source of its `main.py`, run anew for each world and after each crash, as an
instance that starts. The memory is the real SQLite adapter on a file of its own.
"""

from __future__ import annotations

import io
import logging
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import pytest
from flask import Request
from werkzeug.test import EnvironBuilder

from shared import assembly, bootstrap, log, once
from shared.adapters.storage.sqlite import SqliteMemory
from tests.simulation.proof import meta, reports
from tests.simulation.proof.gates import PORTS, ChanceGate, ClockGate, Gate, Process, running
from tests.simulation.stand_ins import NOW, GivenClock

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from flask import Response

    from shared.settings import Settings

FUNCTIONS = Path(__file__).parents[3] / "functions"
DOORS = ("webhooks", "lead_event_handler", "dead_letter_handler", "housekeeping")
ENVIRONMENT = {
    "META_APP_SECRET": meta.SECRET,
    "META_VERIFY_TOKEN": "a-word",
    "META_ACCESS_TOKEN": "EAAcanary",
    "META_GRAPH_URL": "http://127.0.0.1:1",
    "ODOO_URL": "http://127.0.0.1:1",
    "ODOO_DATABASE": "odoo",
    "ODOO_API_KEY": "canary-key",
    "ODOO_WEBHOOK_SECRET": reports.SECRET,
}
_EMPTY = EnvironBuilder("/", method="POST").get_environ()


@dataclass
class Plant:
    """What all worlds of one process of the simulation share."""

    clock: GivenClock
    memory: SqliteMemory
    lines: io.StringIO
    sources: Mapping[str, Any]
    settings: Settings

    def open_door(self, name: str) -> Callable[[Request], Response]:
        """Start an instance of a function."""
        module = {"__name__": f"functions.{name}.main", "__file__": str(FUNCTIONS / name)}
        exec(self.sources[name], module)  # noqa: S102 - our own source, as often as it starts
        door: Callable[[Request], Response] = module[name]
        return door

    def anew(self) -> Plant:
        """Begin a world at noon, with nothing remembered and nothing said."""
        self.clock.moment = NOW
        with self.memory._writing() as connection:
            connection.execute("DELETE FROM documents")
        self.lines.seek(0)
        self.lines.truncate()
        return self


@dataclass(frozen=True)
class Sent:
    """A request on its way to a door."""

    door: str
    path: str
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)


class Doors:
    """The instances of one world."""

    def __init__(self, plant: Plant) -> None:
        self._plant = plant
        self._open: dict[str, Callable[[Request], Response]] = {}

    def post(self, sent: Sent, process: Process) -> int:
        """Give the status that a door answers; raises Crash when its process died."""
        name, environ = sent.door, _environ(sent.path, sent.body, sent.headers)
        with running(process):
            if name not in self._open:
                self._open[name] = self._plant.open_door(name)
            status: int = self._open[name](Request(environ)).status_code
        return status

    def restart(self, name: str) -> None:
        """What an instance remembered dies with it."""
        self._open.pop(name, None)


def _environ(path: str, body: bytes, headers: Mapping[str, str]) -> dict[str, Any]:
    names = {f"HTTP_{name.upper().replace('-', '_')}": value for name, value in headers.items()}
    return {
        **_EMPTY,
        "PATH_INFO": path,
        "CONTENT_TYPE": "application/json",
        "CONTENT_LENGTH": str(len(body)),
        "wsgi.input": io.BytesIO(body),
        **names,
    }


@contextmanager
def started() -> Iterator[Plant]:
    """Put gates in the place of adapters, and everything back at the end."""
    clock, lines = GivenClock(), io.StringIO()
    with TemporaryDirectory() as scratch, pytest.MonkeyPatch.context() as patch, _logging_to(lines):
        for name, value in {**ENVIRONMENT, "DATA_DIR": scratch}.items():
            patch.setenv(name, value)
        patch.setattr(bootstrap, "clock", ClockGate)
        patch.setattr(assembly, "SystemRandom", ChanceGate)
        settings = bootstrap.settings()
        patch.setattr(bootstrap, "settings", settings.require)
        for name in PORTS:
            patch.setitem(once._parts, (settings, name), Gate(name))
        memory = SqliteMemory(Path(scratch) / "memory.db", clock=clock)
        sources = {
            name: compile((FUNCTIONS / name / "main.py").read_text(), f"functions/{name}", "exec")
            for name in DOORS
        }
        yield Plant(clock, memory, lines, sources, settings)
        memory.close()


@contextmanager
def _logging_to(lines: io.StringIO) -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    log.configure(lines)
    yield
    root.handlers[:], root.level = handlers, level
