"""The whole suite in one process: every door, the queue, the clock and the demo servers."""

from __future__ import annotations

import logging
import threading
from contextlib import ExitStack, contextmanager
from pathlib import Path
from random import SystemRandom
from typing import TYPE_CHECKING, Any, Self

from waitress.server import create_server
from werkzeug.middleware.dispatcher import DispatcherMiddleware
from werkzeug.test import Client

from deploy.gcp.manifest import Manifest, read_manifests
from deploy.local.doors import FUNCTIONS, open_door
from deploy.local.environment import (
    DEMO_CHAT_PATH,
    DEMO_GEMINI_PATH,
    DEMO_META_PATH,
    DEMO_ODOO_PATH,
    LocalRun,
)
from deploy.local.scheduler import Job, Scheduler
from deploy.local.subscriptions import subscriptions
from shared import bootstrap, channels, once
from shared.adapters.messaging.embedded import Courier, EmbeddedBus, wsgi_deliverer
from shared.guarded_https import GuardedHttps

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from types import TracebackType
    from wsgiref.types import WSGIApplication

_THREADS = 24
DEMO_SALESPERSON = "sales@example.com"
_log = logging.getLogger(__name__)


class LocalSuite:
    """Serves on 127.0.0.1; a context manager, ready when it is entered."""

    def __init__(self, run: LocalRun) -> None:
        self._run = run
        self._open = ExitStack()

    def __enter__(self) -> Self:
        """Start everything; what was started is stopped again if the rest fails."""
        with self._open:
            self._start()
            self._open = self._open.pop_all()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Stop everything, in reverse order."""
        self._open.close()

    def _start(self) -> None:
        settings = self._run.settings
        data = Path(settings.data_dir)
        data.mkdir(parents=True, exist_ok=True)
        # Closed last of all: closing moves what the write-ahead logs hold into the files.
        self._open.callback(once.close, settings)
        # The demo channels are on this machine: in the cloud nothing there is ever reached.
        once.put(channels.guarded_https, settings, GuardedHttps(allows_loopback=True))
        if self._run.demo_mail:
            self._serve_mail(data / "mail")
        scratch = data / "doors"
        manifests = read_manifests(FUNCTIONS)
        doors = {m.name: open_door(m.name, scratch) for m in manifests}
        self._serve(_by_path(manifests, doors, self._demos(data)))
        bus = bootstrap.bus(settings)
        if isinstance(bus, EmbeddedBus):
            self._deliver(bus, manifests, doors)
        self._schedule(manifests, doors)

    def _demos(self, data: Path) -> dict[str, WSGIApplication]:
        demos: dict[str, WSGIApplication] = {}
        if self._run.demo_meta:
            from deploy.local.demo.meta.app import create_app as meta

            demos[DEMO_META_PATH] = meta(data / "demo-meta.db")
        if self._run.demo_odoo:
            from deploy.local.demo.odoo import create_app as odoo

            demo_odoo = odoo(data / "demo-odoo.db", addon=True)
            demo_odoo.give_mailbox(DEMO_SALESPERSON)
            demos[DEMO_ODOO_PATH] = demo_odoo
        if self._run.demo_gemini:
            from deploy.local.demo.gemini.app import create_app as gemini

            demos[DEMO_GEMINI_PATH] = gemini()
        from deploy.local.demo.chat.app import create_app as chat

        demos[DEMO_CHAT_PATH] = chat()
        for demo in demos.values():
            self._open.callback(demo.close)  # type: ignore[attr-defined]  # all have it
        return demos

    def _serve(self, app: WSGIApplication) -> None:
        server = create_server(
            app,
            host="127.0.0.1",
            port=self._run.settings.port,
            threads=_THREADS,
            ident=None,
            clear_untrusted_proxy_headers=True,
        )
        thread = threading.Thread(target=server.run, name="http", daemon=True)
        thread.start()
        self._open.callback(server.close)

    def _serve_mail(self, folder: Path) -> None:
        from deploy.local.demo.mail import DemoMail

        port = self._run.demo_mail_port
        try:
            self._open.enter_context(DemoMail(folder, port))
        except OSError:  # nothing but mails needs it
            _log.warning("the demo mail server cannot listen", extra={"port": port})

    def _deliver(
        self, bus: EmbeddedBus, manifests: Iterable[Manifest], doors: dict[str, Any]
    ) -> None:
        courier = Courier(
            bus.queue, subscriptions(manifests), wsgi_deliverer(doors), rng=SystemRandom()
        )
        courier.start()
        self._open.callback(courier.stop)

    def _schedule(self, manifests: Iterable[Manifest], doors: dict[str, Any]) -> None:
        for m in manifests:
            for one in m.schedules:
                job = Job(f"{m.name}/{one.name}", one.cron, _call(doors[m.name], one.path))
                # A clock each, as in the cloud: a job of minutes does not hold up the others.
                self._open.enter_context(_ticking([job]))


@contextmanager
def _ticking(jobs: Sequence[Job]) -> Iterator[None]:
    scheduler = Scheduler(jobs, bootstrap.clock())
    scheduler.start()
    try:
        yield
    finally:
        scheduler.stop()


def _by_path(
    manifests: Iterable[Manifest], doors: dict[str, Any], demos: dict[str, WSGIApplication]
) -> WSGIApplication:
    """Send each path to its door; a door sees the whole path, as in the cloud."""
    routes = {path: doors[m.name] for m in manifests for path in m.paths if path != "/"}
    default: WSGIApplication = doors["dashboards"]

    def dispatch(environ: Any, start_response: Any) -> Any:
        path = environ.get("PATH_INFO", "")
        door = next((routes[p] for p in routes if path == p or path.startswith(p + "/")), default)
        return door(environ, start_response)

    return DispatcherMiddleware(dispatch, demos)


def _call(door: Any, path: str) -> Any:
    def post() -> None:
        Client(door).post(path, headers={"X-CloudScheduler": "true"}).close()

    return post
