"""A bundle run as Cloud Run would run it: its own files, its own requirements, nothing else.

The process has Python's standard library, a folder that holds exactly the distributions of the
bundle's requirements.txt (linked from where the tests' own are installed), and the bundle, which
functions-framework puts on the path itself. The repository is not on its path.
"""

from __future__ import annotations

import json
import re
import signal
import socket
import subprocess
import sys
import threading
from dataclasses import dataclass, field
from functools import cache
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_START_TIMEOUT_S = 60.0
_STOP_TIMEOUT_S = 10.0
_PIN = re.compile(r"^([a-z0-9.-]+)==")
_MAIN = """
import sys
site, *arguments = sys.argv[1:]
sys.path.append(site)
sys.argv[:] = ["functions-framework", *arguments]
from functions_framework._cli import _cli
_cli()
"""


def install(requirements: Path, site: Path) -> None:
    """Lay out the distributions of a requirements file in `site`, as pip would install them."""
    wanted = [
        match[1] for line in requirements.read_text().splitlines() if (match := _PIN.match(line))
    ]
    mine = {file for name in wanted for file in _files(name)}
    others = {file for d in metadata.distributions() for file in _files(d.name)} - mine
    _link(mine, others, (), site)


@cache
def _files(name: str) -> set[tuple[str, ...]]:
    try:
        files = metadata.files(name) or []
    except metadata.PackageNotFoundError:  # another platform's
        return set()
    return {file.parts for file in files if ".." not in file.parts}


def _link(
    mine: Iterable[tuple[str, ...]],
    others: Iterable[tuple[str, ...]],
    at: tuple[str, ...],
    site: Path,
) -> None:
    """Link whole folders where nobody else has a part in them, so that byte-code is found."""
    depth = len(at)
    site.joinpath(*at).mkdir(parents=True, exist_ok=True)
    shared = {parts[depth] for parts in others if parts[:depth] == at}
    groups: dict[str, list[tuple[str, ...]]] = {}
    for parts in mine:
        groups.setdefault(parts[depth], []).append(parts)
    for name, group in groups.items():
        here = (*at, name)
        if name in shared and any(len(parts) > depth + 1 for parts in group):
            _link(group, [o for o in others if o[: depth + 1] == here], here, site)
        else:
            site.joinpath(*here).symlink_to(
                str(metadata.distribution("pip").locate_file("/".join(here)))
            )


@dataclass
class Door:
    """One function's server process; `url` is where it answers."""

    process: subprocess.Popen[str]
    url: str
    lines: list[str] = field(default_factory=list)
    _settled: threading.Event = field(default_factory=threading.Event)

    def __post_init__(self) -> None:
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    @property
    def output(self) -> str:
        """All that it has printed so far."""
        return "".join(self.lines)

    def wait_until_settled(self) -> Self:
        """Wait until it listens or has ended."""
        assert self._settled.wait(_START_TIMEOUT_S), self.output
        return self

    def exit_code(self) -> int:
        """Wait for its end and give its code."""
        code = self.process.wait(_START_TIMEOUT_S)
        self._reader.join(_STOP_TIMEOUT_S)
        return code

    def ask_to_stop(self) -> None:
        """Tell it to end at once, its workers included (gunicorn ends gracefully on SIGTERM)."""
        self.process.send_signal(signal.SIGINT)

    def stop(self) -> None:
        """End it and close the pipe."""
        self.ask_to_stop()
        try:
            self.process.wait(_STOP_TIMEOUT_S)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait(_STOP_TIMEOUT_S)
        self._reader.join(_STOP_TIMEOUT_S)
        if self.process.stdout:
            self.process.stdout.close()

    def _read(self) -> None:
        for line in self.process.stdout or ():
            self.lines.append(line)
            if "Listening at" in line:
                self._settled.set()
        self._settled.set()


def open_door(bundle: Path, scratch: Path, environment: Mapping[str, str]) -> Door:
    """Start functions-framework on a bundle; wait with `wait_until_settled`."""
    name = json.loads((bundle / "bundle.json").read_text())["function"]
    site, home = scratch / "site", scratch / "home"
    if not site.exists():
        install(bundle / "requirements.txt", site)
    home.mkdir(exist_ok=True)
    port = free_port()
    process = subprocess.Popen(
        [
            *(sys.executable, "-I", "-S", "-c", _MAIN, str(site)),
            *("--source", str(bundle / "main.py"), "--target", name),
            *("--host", "127.0.0.1", "--port", str(port)),
        ],
        cwd=home,
        env={"HOME": str(home), "GUNICORN_LOG_LEVEL": "info", "THREADS": "4", **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    return Door(process, f"http://127.0.0.1:{port}")


def free_port() -> int:
    """Give a port on which nothing listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
