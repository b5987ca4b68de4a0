"""The demo Odoo as a server of its own, on a thread."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from werkzeug.serving import WSGIRequestHandler, make_server

from deploy.local.demo.odoo.app import DemoOdooApp
from deploy.local.demo.odoo.calls import utc_now
from deploy.local.demo.odoo.users import API_KEY, DATABASE, LOGIN
from deploy.local.demo.serving import Running

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime
    from pathlib import Path

    from deploy.local.demo.faults import FaultBoard


class _QuietHandler(WSGIRequestHandler):
    def log(self, type: str, message: str, *args: object) -> None:  # noqa: A002 - werkzeug's name
        """Say nothing: requests hold personal data."""


class DemoOdoo:
    """A running demo Odoo; use it in a `with` statement or close it."""

    database = DATABASE
    login = LOGIN
    api_key = API_KEY

    def __init__(self, app: DemoOdooApp, port: int) -> None:
        """Listen on 127.0.0.1; port 0 takes a free one."""
        self.app = app
        server = make_server("127.0.0.1", port, app, threaded=True, request_handler=_QuietHandler)
        self.url = f"http://127.0.0.1:{server.server_port}"
        self._running = Running(server)

    @classmethod
    def start(
        cls,
        path: Path,
        port: int = 0,
        *,
        groups: frozenset[str] = frozenset(),
        now: Callable[[], datetime] = utc_now,
        addon: bool = False,
    ) -> Self:
        """Start a server on an SQLite file, which is made if it is not there."""
        return cls(DemoOdooApp(path, groups=groups, now=now, addon=addon), port)

    @property
    def faults(self) -> FaultBoard:
        """What goes wrong on order."""
        return self.app.board

    def switch_addon(self, *, installed: bool) -> None:
        """Install or uninstall our addon."""
        self.app.switch_addon(installed=installed)

    def close(self) -> None:
        """Let held requests go, stop listening, close the file."""
        self.app.board.release()
        self._running.stop()
        self.app.close()

    def __enter__(self) -> Self:
        """Give the running server."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close it."""
        self.close()
