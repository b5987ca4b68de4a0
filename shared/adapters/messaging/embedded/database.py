"""The queue's SQLite file: its tables, and transactions on it."""

from __future__ import annotations

import sqlite3
import time
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Literal

from shared.errors import TransientError, UnknownVersion

if TYPE_CHECKING:
    from collections.abc import Iterator

SCHEMA_VERSION = 1
BUSY_TIMEOUT_S = 30.0
WAL_KEPT_BYTES = 4 * 1024 * 1024
LATE_CHECKPOINT_PAGES = 4_000
"""Publishing leaves checkpoints to the courier (at 1,000 pages) unless none runs (16 MB)."""
OPEN_TRIES = 100
PAGES_A_TIME = 2_000

SCHEMA = """
CREATE TABLE subscriptions (
    name TEXT PRIMARY KEY,
    topic TEXT NOT NULL,
    seen_us INTEGER NOT NULL         -- when a courier last served it
) WITHOUT ROWID;
CREATE TABLE deliveries (
    id INTEGER PRIMARY KEY AUTOINCREMENT,  -- never used again: a late answer finds nothing
    subscription TEXT NOT NULL,      -- '' while nobody listens to the topic
    topic TEXT NOT NULL,
    message_id TEXT NOT NULL,
    published_at TEXT NOT NULL,
    data BLOB NOT NULL,
    attributes TEXT NOT NULL,
    attempt INTEGER NOT NULL DEFAULT 0,
    due_us INTEGER NOT NULL,         -- held: when the lease is over; else: not before
    holder TEXT,                     -- the courier that is delivering it now
    dead_of TEXT                     -- the subscription that gave it up
);
CREATE INDEX claimable ON deliveries (subscription, due_us, id) WHERE holder IS NULL;
CREATE INDEX held ON deliveries (subscription, due_us) WHERE holder IS NOT NULL;
CREATE INDEX dead ON deliveries (dead_of) WHERE dead_of IS NOT NULL;
"""

Synchronous = Literal["FULL", "NORMAL"]


class Database:
    """One file, two connections that take turns within the process.

    `durable` commits survive a power cut (with FULL) and are for publishing. `swift` ones survive
    kill -9, and a power cut can only undo the last of them, never tear them: for claims and
    acknowledgements, where undoing means one more delivery. Open it after a fork, not before.
    """

    def __init__(self, path: Path | str, *, synchronous: Synchronous = "FULL") -> None:
        """Open or create the file; raises UnknownVersion if newer code has made it."""
        self.path = Path(path)
        self.path.parent.mkdir(parents=True, exist_ok=True)
        self._turn = Lock()
        with ExitStack() as opened:
            self._durable = opened.enter_context(closing(_connect(self.path, synchronous)))
            self._durable.execute(f"PRAGMA wal_autocheckpoint = {LATE_CHECKPOINT_PAGES}")
            self._swift = opened.enter_context(closing(_connect(self.path, "NORMAL")))
            with self.swift() as db:
                _make_tables(db)
            opened.pop_all()  # all went well: they stay open

    @contextmanager
    def durable(self) -> Iterator[sqlite3.Connection]:
        """Run a write transaction that survives a power cut once it is left."""
        with self._transaction(self._durable) as db:
            yield db

    @contextmanager
    def swift(self) -> Iterator[sqlite3.Connection]:
        """Run a write transaction that survives the death of the process."""
        with self._transaction(self._swift) as db:
            yield db

    @contextmanager
    def _transaction(self, db: sqlite3.Connection) -> Iterator[sqlite3.Connection]:
        with self._turn, _readable_errors():
            db.execute("BEGIN IMMEDIATE")
            try:
                yield db
                db.execute("COMMIT")
            except BaseException:
                if db.in_transaction:
                    db.execute("ROLLBACK")
                raise

    def shrink(self) -> None:
        """Give freed pages and the write-ahead log back to the file system."""
        with self._turn, _readable_errors():
            # `execute` takes one step and frees one page; `executescript` runs to the end
            self._swift.executescript(f"PRAGMA incremental_vacuum({PAGES_A_TIME})")
            self._swift.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()

    def close(self) -> None:
        """Close both connections; what was committed stays."""
        with self._turn:
            self._durable.close()
            self._swift.close()


@contextmanager
def _readable_errors() -> Iterator[None]:
    """Turn a full disk, a lost file or a lock held too long into a TransientError."""
    try:
        yield
    except sqlite3.Error as error:
        reason = getattr(error, "sqlite_errorname", type(error).__name__)
        raise TransientError(f"the queue's file: {reason}", code="queue_unavailable") from error


def _connect(path: Path, synchronous: Synchronous) -> sqlite3.Connection:
    with _readable_errors():
        db = sqlite3.connect(
            path, timeout=BUSY_TIMEOUT_S, isolation_level=None, check_same_thread=False
        )
        try:
            db.execute("PRAGMA auto_vacuum = INCREMENTAL")
            _use_wal(db)
            db.execute(f"PRAGMA synchronous = {synchronous}")
            db.execute(
                "PRAGMA secure_delete = ON"
            )  # a message taken away leaves nothing in the file
            db.execute(f"PRAGMA journal_size_limit = {WAL_KEPT_BYTES}")
        except BaseException:
            db.close()
            raise
        return db


def _use_wal(db: sqlite3.Connection) -> None:
    """Switch to the write-ahead log: two processes at once get SQLITE_BUSY without any wait."""
    for attempt in range(OPEN_TRIES):
        try:
            db.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError:
            if attempt == OPEN_TRIES - 1:
                raise
            time.sleep(0.01)
        else:
            return


def _make_tables(db: sqlite3.Connection) -> None:
    (version,) = db.execute("PRAGMA user_version").fetchone()
    if version == SCHEMA_VERSION:
        return
    if version != 0:
        raise UnknownVersion(f"the queue's file has format {version}, not {SCHEMA_VERSION}")
    for statement in SCHEMA.split(";\n"):
        db.execute(statement)
    db.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")
