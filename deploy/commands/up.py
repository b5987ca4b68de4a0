"""`python -m deploy up`: the whole suite on this machine."""

from __future__ import annotations

import logging
import signal
import threading
from typing import Annotated

import typer
from rich.console import Console

from deploy.commands.excuses import local_run, or_say
from deploy.local.console import ConsoleLines
from deploy.local.environment import LocalRun
from deploy.local.suite import LocalSuite
from shared import log, settings


def up(
    json_logs: Annotated[
        bool, typer.Option("--json-logs", help="Log as Cloud Logging would see it.")
    ] = False,
) -> None:
    """Serve everything on http://localhost:4200: doors, queue, clock and the demo servers.

    With ODOO_*, META_*, GEMINI_* or a channel set (or in a .env file), the real ones are used.
    """
    log.configure(formatter=None if json_logs else ConsoleLines())
    logging.raiseExceptions = False  # a closed terminal is no reason for a call stack a line
    stopped = _signals()
    with or_say("cannot start"):
        run = local_run()
        settings.set_defaults(run.defaults)
        with LocalSuite(run):
            _greet(run)
            while not stopped.wait(1.0):  # short waits keep Ctrl-C alive on Windows
                pass


def _greet(run: LocalRun) -> None:
    console = Console(highlight=False)
    lines = [
        ("Leads on their way", f"{run.url}/ops"),
        ("Meta's webhook", f"{run.url}/api/webhooks/meta"),
        ("Odoo's webhook", f"{run.url}/api/webhooks/odoo"),
        ("Meta", f"{run.url}/demo/meta/ (demo)" if run.demo_meta else "the real one"),
        ("Odoo", f"{run.url}/demo/odoo/ (demo)" if run.demo_odoo else run.settings.odoo_url),
        ("Gemini", "demo" if run.demo_gemini else f"the real one, {run.settings.gemini_model}"),
        ("Mails", f"{run.settings.data_dir}/mail (demo)" if run.demo_mail else "the real server"),
        ("Demo chats", f"{run.url}/demo/chat/messages"),
        ("Data", run.settings.data_dir),
    ]
    console.print("\n[bold]Meta Lead Ads -> Odoo[/bold]  is running; Ctrl-C stops it.\n")
    for name, value in lines:
        console.print(f"  {name:<20} {value}")
    console.print("\n  In another terminal: [bold]make lead[/bold] sends one lead, ", end="")
    console.print("[bold]make seed[/bold] a few hundred.\n")


def _signals() -> threading.Event:
    """Give the event that Ctrl-C and SIGTERM set, from the first moment on."""
    stopped = threading.Event()
    for name in (signal.SIGINT, signal.SIGTERM):
        signal.signal(name, lambda *_: stopped.set())
    return stopped
