"""What a command says instead of a traceback: the cause, and the way out."""

from __future__ import annotations

import errno
import sqlite3
from contextlib import contextmanager
from typing import TYPE_CHECKING

import requests
import typer
from dotenv import load_dotenv
from rich.console import Console

from deploy.gcp.errors import DeployError
from deploy.local.environment import LocalRun, prepare
from shared.errors import SettingsError, SuiteError

if TYPE_CHECKING:
    from collections.abc import Iterator

_EXPECTED = (SuiteError, DeployError, OSError, sqlite3.Error, requests.RequestException)


def local_run() -> LocalRun:
    """Give the local run that the environment and .env describe."""
    try:
        load_dotenv(".env")
    except ValueError:
        raise SettingsError(".env cannot be read: save it as UTF-8 text") from None
    return prepare()


@contextmanager
def or_say(what_failed: str) -> Iterator[None]:
    """Say why a command failed and end it with 1; what nobody expects keeps its traceback."""
    try:
        yield
    except _EXPECTED as error:
        console = Console(stderr=True, highlight=False, markup=False)
        console.print(f"{what_failed}: {_cause(error)}", style="red")
        raise typer.Exit(1) from None


def _cause(error: Exception) -> str:
    if isinstance(error, requests.ConnectionError):
        return "nothing answers there; start it with `make run` first"
    if isinstance(error, requests.RequestException):
        return "what answers there is not this suite; is the PORT right?"
    if isinstance(error, sqlite3.Error):
        return "a file in DATA_DIR is damaged or cannot be written; move it away, or set another"
    if isinstance(error, OSError):
        return _of_the_system(error)
    return str(error)


def _of_the_system(error: OSError) -> str:
    if error.errno == errno.EADDRINUSE:
        return "the port is in use; choose another, such as PORT=4300"
    return f"{error.strerror or 'input or output failed'}: {error.filename or 'see DATA_DIR, PORT'}"
