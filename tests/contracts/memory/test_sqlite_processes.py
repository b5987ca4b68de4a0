"""SQLite between processes: races have one winner, and what was acknowledged outlives kill -9."""

from __future__ import annotations

import subprocess
import sys
from contextlib import ExitStack, closing
from pathlib import Path
from typing import TYPE_CHECKING

from shared.adapters.storage.sqlite import SqliteMemory
from tests.contracts.memory.stores import GivenClock

if TYPE_CHECKING:
    from collections.abc import Callable

ROOT = Path(__file__).parents[3]
TIMEOUT_S = 60


class Worker:
    """A process that waits for the word, then does its job."""

    def __init__(self, opened: ExitStack, path: Path, job: str, name: str) -> None:
        command = [sys.executable, "-m", "tests.contracts.memory.writer", str(path), job, name]
        self.process = opened.enter_context(
            subprocess.Popen(
                command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
            )
        )
        opened.callback(self.process.kill)
        assert self.line() == "ready"

    def go(self) -> None:
        assert self.process.stdin
        self.process.stdin.write("go\n")
        self.process.stdin.flush()

    def line(self) -> str:
        assert self.process.stdout
        return self.process.stdout.readline().strip()

    def rest(self) -> list[str]:
        said = self.process.communicate(timeout=TIMEOUT_S)[0].splitlines()
        assert self.process.returncode == 0
        return said


def run(path: Path, job: str, names: str) -> dict[str, list[str]]:
    with ExitStack() as opened:
        workers = {name: Worker(opened, path, job, name) for name in names}
        for worker in workers.values():
            worker.go()
        return {name: worker.rest() for name, worker in workers.items()}


def test_of_racing_processes_exactly_one_creates_each_document(tmp_path: Path) -> None:
    path = tmp_path / "new" / "memory.db"

    won = run(path, "creates", "abc")

    assert sorted(int(number) for each in won.values() for number in each) == list(range(50))
    with closing(SqliteMemory(path, clock=GivenClock())) as memory:
        for name, numbers in won.items():
            found = [memory.get("race", number) for number in numbers]
            assert all(document and document.data == {"by": name} for document in found)


def test_increments_of_several_processes_all_count(tmp_path: Path) -> None:
    path = tmp_path / "memory.db"

    run(path, "counts", "abc")

    with closing(SqliteMemory(path, clock=GivenClock())) as memory:
        counted = memory.get("counts", "all")
    assert counted is not None
    assert counted.data == {"n": 150}


def test_every_acknowledged_write_outlives_a_killed_process(
    tmp_path: Path, open_sqlite: Callable[[], SqliteMemory]
) -> None:
    acknowledged: list[str] = []
    for round_number in range(3):
        with ExitStack() as opened:
            worker = Worker(opened, tmp_path / "memory.db", "writes", f"r{round_number}")
            worker.go()
            acknowledged += [worker.line() for _ in range(40)]
            worker.process.kill()
            acknowledged += worker.process.communicate(timeout=TIMEOUT_S)[0].splitlines()[:-1]

    memory = open_sqlite()

    missing = [doc_id for doc_id in acknowledged if memory.get("acknowledged", doc_id) is None]
    assert missing == []
    assert len(acknowledged) >= 120
    assert memory.create("acknowledged", "after", {}).data == {}
