"""An Odoo server of the test's own, beside the shared one, that may be stopped and started."""

from __future__ import annotations

import os
import signal
import subprocess
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self
from urllib.parse import urlsplit

import requests

from tests.local_run import wait_until
from tests.odoo.scratch_database import ScratchDatabase

_SCRIPT = Path(__file__).parents[2] / "deploy/odoo/odoo-up.sh"
_BESIDE = 5
"""odoo-up.sh serves single commands on this many ports above the shared server's."""
_START_S = 120


@dataclass
class OwnOdoo:
    """Entered it serves a fresh database of its own; left it is stopped and the database dropped."""

    database: str
    shared_url: str
    api_key: str
    _scratch: ScratchDatabase = field(init=False)
    _process: subprocess.Popen[bytes] | None = None

    def __post_init__(self) -> None:
        self._scratch = ScratchDatabase(self.database)
        port = urlsplit(self.shared_url).port
        assert port is not None, "the shared Odoo is no odoo-up.sh's"
        self.url = f"http://127.0.0.1:{port + _BESIDE}"

    def __enter__(self) -> Self:
        self._scratch.__enter__()
        self.start()
        return self

    def __exit__(self, *error: object) -> None:
        self.stop()
        self._scratch.__exit__(*error)

    def start(self) -> None:
        """Start it and wait until it serves."""
        inherited = dict(os.environ)  # noqa: TID251 - a child process needs PATH and ODOO_HOME
        self._process = subprocess.Popen(
            [
                *(str(_SCRIPT), "odoo", "--db-filter", f"^{self.database}$"),
                *("--max-cron-threads", "0", "--log-level", "error"),
            ],
            env=inherited | {"ODOO_DATABASE": self.database},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        wait_until(self.answers, _START_S, "the own Odoo does not answer")

    def stop(self) -> None:
        """End it as a power cut would, with all that it started."""
        if self._process is None:
            return
        with suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait(timeout=20)
        self._process = None

    def answers(self) -> bool:
        """Say whether it serves its database."""
        try:
            return requests.post(
                f"{self.url}/json/2/res.users/context_get",
                json={},
                headers={
                    "Authorization": f"bearer {self.api_key}",
                    "X-Odoo-Database": self.database,
                },
                timeout=60,
            ).ok
        except requests.RequestException:
            return False
