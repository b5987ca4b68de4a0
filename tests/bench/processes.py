"""Processes that a benchmark starts, and stops again by their own id."""

from __future__ import annotations

import socket
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from tests.local_run import free_port, wait_until

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

ROOT = Path(__file__).parents[2]
_START_S = 30
_STOP_S = 30


@contextmanager
def scratch() -> Iterator[Path]:
    """Give a folder beside `.data`, on the disk where a local run keeps its queue."""
    home = ROOT / ".data"
    home.mkdir(exist_ok=True)
    with TemporaryDirectory(prefix="bench-", dir=home) as folder:
        yield Path(folder)


@contextmanager
def python(
    arguments: list[str], environment: Mapping[str, str], log: Path
) -> Iterator[subprocess.Popen[bytes]]:
    """Run this Python from the repository's root, in this environment alone."""
    with log.open("ab") as output:
        process = subprocess.Popen(
            [sys.executable, *arguments],
            cwd=ROOT,
            env=dict(environment),
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    try:
        yield process
    finally:
        _stop(process)


@contextmanager
def function_server(
    source: Path, target: str, folder: Path, environment: Mapping[str, str]
) -> Iterator[int]:
    """Serve a function as in the cloud: functions-framework's command, so gunicorn; give the port.

    What it logs goes to a file in `folder`.
    """
    folder.mkdir(parents=True, exist_ok=True)
    port, log = free_port(), folder / "log"
    arguments = ["-m", "functions_framework", f"--source={source}", f"--target={target}"]
    arguments += ["--host=127.0.0.1", f"--port={port}"]
    with python(arguments, {"HOME": str(folder), **environment}, log) as process:
        wait_until(
            lambda: _ended(process, log) or _listens(port), _START_S, f"{target} does not start"
        )
        yield port


def _ended(process: subprocess.Popen[bytes], log: Path) -> bool:
    if process.poll() is not None:
        raise RuntimeError(log.read_text(encoding="utf-8")[-2000:])
    return False


def _listens(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), timeout=1).close()
    except OSError:
        return False
    return True


def _stop(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(_STOP_S)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait(_STOP_S)
