"""What is Firestore's own: how documents lie there, and what its failures become."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from google.api_core import exceptions as google
from google.auth.exceptions import DefaultCredentialsError
from google.cloud import firestore

from shared.adapters.storage.firestore import FirestoreMemory, database
from shared.adapters.storage.firestore.faults import read_error, write_error
from shared.domain.document import Write
from shared.errors import (
    OutcomeUnknown,
    PermanentError,
    SettingsError,
    SuiteError,
    TransientError,
    VersionConflict,
)
from tests.contracts.memory.stores import BY_AT, START, THINGS, GivenClock
from tests.gcp.emulators import PROJECT, Emulator, start_firestore

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

ROOT = Path(__file__).parents[3]
TIMEOUT_S = 0.5


@pytest.fixture
def own_emulator(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Emulator]:
    with start_firestore(tmp_path) as emulator:
        monkeypatch.setenv("FIRESTORE_EMULATOR_HOST", emulator.host)
        yield emulator


def calls(memory: FirestoreMemory) -> tuple[list[Callable[[], object]], list[Callable[[], object]]]:
    """Give all that reads, and all that writes."""
    reads: list[Callable[[], object]] = [
        lambda: memory.get(THINGS, "a"),
        lambda: memory.query(BY_AT),
        lambda: memory.count(BY_AT),
    ]
    writes: list[Callable[[], object]] = [
        lambda: memory.create(THINGS, "b", {}),
        lambda: memory.put(THINGS, "a", {}),
        lambda: memory.delete(THINGS, "a"),
        lambda: memory.batch([Write(THINGS, "a", {})]),
    ]
    return reads, writes


def failure(call: Callable[[], object]) -> SuiteError:
    with pytest.raises(SuiteError) as raised:
        call()
    return raised.value


@pytest.mark.gcp
def test_what_gets_no_answer_is_transient_to_read_and_unknown_to_write(
    own_emulator: Emulator,
) -> None:
    with closing(FirestoreMemory(PROJECT, clock=GivenClock())) as memory:
        memory.create(THINGS, "a", {"at": 1})  # the first call of a fresh emulator takes a while
        memory._database.timeout_s = TIMEOUT_S
        reads, writes = calls(memory)
        os.kill(own_emulator.process.pid, signal.SIGSTOP)
        try:
            read, written = [failure(each) for each in reads], [failure(each) for each in writes]
        finally:
            os.kill(own_emulator.process.pid, signal.SIGCONT)

    assert {type(error) for error in read} == {TransientError}
    assert {type(error) for error in written} == {OutcomeUnknown}
    assert {error.code for error in written} == {"memory_timeout"}


@pytest.mark.gcp
def test_what_cannot_be_reached_at_all_is_transient_for_writes_too(own_emulator: Emulator) -> None:
    own_emulator.stop()
    memory = FirestoreMemory(PROJECT, clock=GivenClock(), timeout_s=TIMEOUT_S)

    with closing(memory):
        reads, writes = calls(memory)
        failures = [failure(each) for each in (*reads, *writes)]

    assert {type(error) for error in failures} == {TransientError}
    assert {error.code for error in failures} <= {"memory_unavailable", "memory_timeout"}


@pytest.mark.gcp
def test_a_missing_emulator_is_an_error_and_no_skip(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CLOUDSDK_ROOT", str(tmp_path))

    with pytest.raises(RuntimeError, match="install the emulator"):
        start_firestore(tmp_path)


@pytest.mark.gcp
def test_a_document_lies_as_the_index_file_and_the_time_to_live_policy_expect(
    open_firestore: Callable[[], FirestoreMemory],
) -> None:
    memory = open_firestore()
    data = {
        "at": "x",
        "n": 1,
        "ok": True,
        "none": None,
        "tags": [[1]],
        "a.b": 1,
        "long": "x" * 1501,
    }
    memory.create(THINGS, "a", data, expires_at=START)

    fields = lying(memory, "a")

    assert fields["data"] == {"at": "x", "n": 1, "ok": True}
    assert fields["expires_at"] == START
    assert set(fields) == {"data", "rest", "expires_at", "written_at"}
    assert isinstance(fields["rest"], str)
    assert isinstance(fields["written_at"], type(fields["expires_at"]))


@pytest.mark.gcp
def test_a_replacement_leaves_nothing_of_the_document_before(
    open_firestore: Callable[[], FirestoreMemory], clock: GivenClock
) -> None:
    memory = open_firestore()
    first = memory.create(THINGS, "a", {"n": 1, "tags": [1]}, expires_at=START.replace(year=2027))
    memory.put(THINGS, "a", {"m": 2}, if_version=first.version)
    assert set(lying(memory, "a")) == {"data", "written_at"}
    assert lying(memory, "a")["data"] == {"m": 2}

    memory.create(THINGS, "b", {"n": 1, "tags": [1]}, expires_at=START)
    memory.increment(THINGS, "b", "m")
    assert set(lying(memory, "b")) == {"data", "written_at"}
    assert lying(memory, "b")["data"] == {"m": 1}


@pytest.mark.gcp
def test_a_document_of_others_is_refused_not_misread(
    open_firestore: Callable[[], FirestoreMemory],
) -> None:
    memory = open_firestore()
    memory._database.document(THINGS, "a").set({"state": "theirs"})

    error = failure(lambda: memory.get(THINGS, "a"))

    assert type(error) is PermanentError
    assert error.code == "memory_foreign"


@pytest.mark.gcp
def test_a_version_holds_every_digit_of_the_stores_own_time(
    open_firestore: Callable[[], FirestoreMemory],
) -> None:
    memory = open_firestore()
    versions = [memory.put(THINGS, "a", {"n": number}).version for number in range(20)]

    assert len(set(versions)) == 20
    with pytest.raises(VersionConflict):
        memory.put(THINGS, "a", {}, if_version=versions[-2])
    assert memory.put(THINGS, "a", {}, if_version=versions[-1]).data == {}


def lying(memory: FirestoreMemory, doc_id: str) -> dict[str, object]:
    return memory._database.document(THINGS, doc_id).get().to_dict() or {}


READ_AND_WRITE = [
    (google.Aborted, TransientError, TransientError, "memory_contended"),
    (google.ResourceExhausted, TransientError, TransientError, "memory_quota"),
    (google.DeadlineExceeded, TransientError, OutcomeUnknown, "memory_timeout"),
    (google.ServiceUnavailable, TransientError, OutcomeUnknown, "memory_unavailable"),
    (google.InternalServerError, TransientError, OutcomeUnknown, "memory_unavailable"),
    (google.Cancelled, TransientError, OutcomeUnknown, "memory_unavailable"),
    (google.PermissionDenied, PermanentError, PermanentError, "memory_denied"),
    (google.Unauthenticated, PermanentError, PermanentError, "memory_denied"),
    (google.InvalidArgument, PermanentError, PermanentError, "memory_refused"),
    (google.NotFound, PermanentError, PermanentError, "memory_missing"),
    (google.FailedPrecondition, PermanentError, PermanentError, "memory_no_index"),
    (google.MethodNotImplemented, PermanentError, PermanentError, "memory_refused"),
]


@pytest.mark.parametrize(("theirs", "reading", "writing", "code"), READ_AND_WRITE)
def test_googles_errors_become_ours_without_their_words(
    theirs: type[google.GoogleAPICallError],
    reading: type[SuiteError],
    writing: type[SuiteError],
    code: str,
) -> None:
    error = theirs("projects/x/documents/leads/mona@example.com")
    read, written = read_error(error), write_error(error)

    assert (type(read), type(written)) == (reading, writing)
    assert {read.code, written.code} == {code}
    assert "mona" not in f"{read}{written}"


def test_a_write_that_never_left_has_changed_nothing() -> None:
    theirs: type[google.GoogleAPICallError] = google.ServiceUnavailable
    error = theirs("failed to connect to all addresses; last error: UNKNOWN")

    assert type(write_error(error)) is TransientError


def test_missing_credentials_are_told_by_the_name_of_the_variable(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def without_credentials(**_: object) -> firestore.Client:
        raise DefaultCredentialsError("none")  # type: ignore[no-untyped-call] # Google's

    monkeypatch.setattr(database, "Client", without_credentials)

    with pytest.raises(SettingsError, match="GOOGLE_APPLICATION_CREDENTIALS"):
        FirestoreMemory(PROJECT, clock=GivenClock())


def test_neither_the_port_nor_sqlite_nor_the_package_imports_googles_client() -> None:
    script = (
        "import sys, shared.ports, shared.adapters.storage.sqlite, shared.adapters.storage.firestore\n"
        "sys.exit(bool({'grpc', 'google.api_core', 'google.cloud.firestore'} & set(sys.modules)))"
    )

    ended = subprocess.run([sys.executable, "-c", script], cwd=ROOT, check=False, timeout=60)

    assert ended.returncode == 0
