"""Google's own emulators, each started directly as one java process and ended by its pid.

The `gcloud` and shell wrappers leave the java process behind when they are ended, so the jars are
started as those scripts start them (Google Cloud SDK 528, read 2026-11). A missing emulator or
java is an error, never a skip.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import threading
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from collections.abc import Sequence

PROJECT = "demo"
START_TIMEOUT_S = 60.0
STOP_TIMEOUT_S = 10.0
POLL_S = 0.05


class EmulatorError(RuntimeError):
    """The emulator is not installed or did not start; the message says why."""


@dataclass(frozen=True, slots=True)
class Emulator:
    """One running emulator; `host` is `127.0.0.1:PORT`, as the client libraries want it."""

    host: str
    process: subprocess.Popen[bytes]
    log: Path

    def stop(self) -> None:
        """End the process and wait for it; a second call does nothing."""
        if self.process.poll() is not None:
            return
        self.process.terminate()
        try:
            self.process.wait(STOP_TIMEOUT_S)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait(STOP_TIMEOUT_S)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()


def start_firestore(tmp_path: Path) -> Emulator:
    """Start the Firestore emulator on a free port; its log goes to `tmp_path`.

    The client library finds it by the environment variable FIRESTORE_EMULATOR_HOST.
    """
    jar = _one_file("platform/cloud-firestore-emulator", "cloud-firestore-emulator*.jar")
    main_class = "com.google.cloud.datastore.emulator.firestore.CloudFirestore"
    java = [_java(), "-Duser.language=en", "-cp", str(jar), main_class, "start"]
    return _start("firestore", java, tmp_path)


def start_pubsub(tmp_path: Path) -> Emulator:
    """Start the Pub/Sub emulator on a free port; its log goes to `tmp_path`.

    The client library finds it by the environment variable PUBSUB_EMULATOR_HOST.
    """
    jar = _one_file("platform/pubsub-emulator/lib", "cloud-pubsub-emulator-*-all.jar")
    return _start("pubsub", [_java(), "-jar", str(jar)], tmp_path)


def sdk_root() -> Path:
    """Find the Google Cloud SDK: CLOUDSDK_ROOT, else what gcloud says."""
    given = os.environ.get("CLOUDSDK_ROOT")  # noqa: TID251 - a tool's own variable, not a setting
    if given:
        return Path(given)
    gcloud = shutil.which("gcloud")
    if gcloud is None:
        raise EmulatorError("the Google Cloud SDK is missing: install it or set CLOUDSDK_ROOT")
    command = [gcloud, "info", "--format=value(installation.sdk_root)"]
    answer = subprocess.run(command, capture_output=True, text=True, timeout=60, check=True)
    return Path(answer.stdout.strip())


def free_port() -> int:
    """Give a port of 127.0.0.1 that nobody listened on a moment ago."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _start(name: str, java: Sequence[str], tmp_path: Path) -> Emulator:
    port = free_port()
    log = tmp_path / f"{name}-emulator-{port}.log"
    command = [*java, "--host=127.0.0.1", f"--port={port}"]
    with log.open("wb") as output:
        process = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT
        )
    emulator = Emulator(host=f"127.0.0.1:{port}", process=process, log=log)
    if not _becomes_ready(emulator, port):
        emulator.stop()
        raise EmulatorError(f"the {name} emulator did not start:\n{_tail(log)}")
    return emulator


def _becomes_ready(emulator: Emulator, port: int) -> bool:
    pause = threading.Event()
    for _ in range(int(START_TIMEOUT_S / POLL_S)):
        if emulator.process.poll() is not None:
            return False
        if _answers(port):
            return True
        pause.wait(POLL_S)
    return False


def _answers(port: int) -> bool:
    connection = HTTPConnection("127.0.0.1", port, timeout=2)
    try:
        connection.request("GET", "/")
        return connection.getresponse().status == 200
    except (OSError, HTTPException):
        return False
    finally:
        connection.close()


def _java() -> str:
    java = shutil.which("java")
    if java is None:
        raise EmulatorError("java is missing: the emulators need Java 17 or newer")
    return java


def _one_file(folder: str, pattern: str) -> Path:
    found = sorted((sdk_root() / folder).glob(pattern))
    if not found:
        raise EmulatorError(f"{folder} holds no {pattern}: install the emulator of that name")
    return found[-1]


def _tail(log: Path) -> str:
    return log.read_text(errors="replace")[-2000:]
