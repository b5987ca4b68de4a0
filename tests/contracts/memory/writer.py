"""One process of its own that works on a SQLite store: `python -m ...writer PATH JOB NAME`.

`creates` tries to create documents 0 to 49 and prints those that it won; `writes` creates
documents for ever and prints each id once its write was acknowledged; `counts` counts to 50.
"""

from __future__ import annotations

import itertools
import sys
from contextlib import closing

from shared.adapters.storage.sqlite import SqliteMemory
from shared.errors import AlreadyThere
from tests.contracts.memory.stores import GivenClock


def say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def creates(memory: SqliteMemory, name: str) -> None:
    for number in range(50):
        try:
            memory.create("race", str(number), {"by": name})
        except AlreadyThere:
            continue
        say(str(number))


def writes(memory: SqliteMemory, name: str) -> None:
    for number in itertools.count():
        doc_id = f"{name}-{number}"
        memory.create("acknowledged", doc_id, {"n": number, "filler": "x" * 500})
        say(doc_id)


def counts(memory: SqliteMemory, name: str) -> None:
    for _ in range(50):
        memory.increment("counts", "all", "n")
    say(name)


JOBS = {"creates": creates, "writes": writes, "counts": counts}

if __name__ == "__main__":
    path, job, own_name = sys.argv[1:]
    say("ready")
    sys.stdin.readline()
    with closing(SqliteMemory(path, clock=GivenClock())) as opened:
        JOBS[job](opened, own_name)
