"""What is SQLite's own: its file, its locks, its threads, its plans, its purge."""

from __future__ import annotations

import os
import sqlite3
import threading
from contextlib import closing
from typing import TYPE_CHECKING, Any

import pytest

from shared.adapters.storage.questions import Position, question
from shared.adapters.storage.sqlite import SqliteMemory
from shared.adapters.storage.sqlite import queries as sql
from shared.adapters.storage.sqlite.faults import our_error
from shared.adapters.storage.sqlite.schema import SCHEMA_VERSION
from shared.domain import queries
from shared.domain.queries import LATEST_LEADS, LATEST_LEADS_IN_STATE, LEADS_DUE, QueryShape
from shared.errors import PermanentError, SettingsError, TransientError, UnknownVersion
from tests.contracts.memory.stores import MICROSECOND, START, GivenClock

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from shared.domain.document import Document

MANY = 100_000
SHAPES = [shape for shape in vars(queries).values() if isinstance(shape, QueryShape)]

FILL = """
    INSERT INTO documents (collection, id, data)
    WITH RECURSIVE numbers (n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM numbers LIMIT ?)
    SELECT 'leads', printf('%032x', n * 7919 % 1000003), json_object(
        'state', iif(n % 4, 'done', 'waiting'), 'waits_for', '',
        'announced_at', printf('2026-01-%02dT00:%08d', n % 28 + 1, n),
        'next_attempt_at', iif(n % 4, NULL, printf('2026-02-%02dT00:%08d', n % 28 + 1, n))
    ) FROM numbers
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "memory.db"


def opened(path: Path, busy_timeout_s: float = 10) -> closing[SqliteMemory]:
    return closing(SqliteMemory(path, clock=GivenClock(), busy_timeout_s=busy_timeout_s))


def raw(path: Path) -> closing[sqlite3.Connection]:
    return closing(sqlite3.connect(path, isolation_level=None))


def test_the_file_is_made_with_its_folder_in_wal_mode(tmp_path: Path) -> None:
    path = tmp_path / "a" / "b" / "memory.db"

    with opened(path), raw(path) as connection:
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
        assert connection.execute("PRAGMA user_version").fetchone() == (SCHEMA_VERSION,)


def test_closing_leaves_one_file_only(path: Path) -> None:
    with opened(path) as memory:
        memory.create("leads", "a", {})
        assert path.with_name("memory.db-wal").exists()

    assert [file.name for file in path.parent.iterdir()] == ["memory.db"]


def test_a_closed_store_says_so(path: Path) -> None:
    with opened(path) as memory:
        memory.create("leads", "a", {})

    for call in (memory.get, memory.delete):
        with pytest.raises(PermanentError) as refused:
            call("leads", "a")
        assert refused.value.code == "memory_closed"
    memory.close()


@pytest.mark.parametrize("synchronous", ["NORMAL", "FULL"])
def test_synchronous_is_as_asked(path: Path, synchronous: str) -> None:
    asked: Any = synchronous
    with closing(SqliteMemory(path, clock=GivenClock(), synchronous=asked)) as memory:
        connection = memory._connections.mine()
        level = connection.execute("PRAGMA synchronous").fetchone()[0]

    assert level == {"NORMAL": 1, "FULL": 2}[synchronous]


def test_a_file_that_is_no_database_is_refused_by_the_name_of_its_variable(path: Path) -> None:
    path.write_bytes(b"not a database, but long enough to look like one" * 100)

    with pytest.raises(SettingsError, match="SQLITE_PATH"):
        SqliteMemory(path, clock=GivenClock())


def test_a_folder_in_place_of_the_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="SQLITE_PATH"):
        SqliteMemory(tmp_path, clock=GivenClock())


def test_a_file_in_place_of_its_folder_is_refused(path: Path) -> None:
    path.write_text("")

    with pytest.raises(SettingsError, match="SQLITE_PATH"):
        SqliteMemory(path / "memory.db", clock=GivenClock())


def test_a_file_of_newer_code_is_left_alone(path: Path) -> None:
    with raw(path) as connection:
        connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION + 1}")

    with pytest.raises(UnknownVersion, match=f"version {SCHEMA_VERSION + 1}"):
        SqliteMemory(path, clock=GivenClock())

    with raw(path) as connection:
        assert connection.execute("SELECT count(*) FROM sqlite_master").fetchone() == (0,)


def test_a_lock_held_too_long_is_transient_and_nothing_is_written(path: Path) -> None:
    with opened(path, busy_timeout_s=0.01) as memory, raw(path) as other:
        memory.create("leads", "a", {"n": 1})
        other.execute("BEGIN IMMEDIATE")

        for call in (memory.create, memory.put):
            with pytest.raises(TransientError) as refused:
                call("leads", "b", {})
            assert refused.value.code == "memory_busy"
        assert found(memory, "a").data == {"n": 1}  # readers do not wait for writers

        other.execute("ROLLBACK")
        assert memory.get("leads", "b") is None
        assert memory.create("leads", "b", {}).data == {}


def test_a_writer_waits_for_another_one(path: Path) -> None:
    with opened(path, busy_timeout_s=30) as memory, raw(path) as other:
        other.execute("BEGIN IMMEDIATE")
        writer = threading.Thread(target=memory.create, args=("leads", "a", {}))
        writer.start()
        other.execute("COMMIT")
        writer.join(timeout=30)

        assert found(memory, "a").data == {}


def test_writers_of_one_process_take_turns_and_do_not_ask_sqlite_in_vain(path: Path) -> None:
    """SQLite keeps no order among those who wait: where many write, some would wait in vain."""
    begun: list[str] = []
    with opened(path) as memory:
        memory.create("leads", "a", {})

        def write() -> None:
            memory._connections.mine().set_trace_callback(begun.append)
            memory.create("leads", "b", {})

        second = threading.Thread(target=write)
        with memory._writing():
            second.start()
            second.join(timeout=0.3)
            begun_early, is_waiting = list(begun), second.is_alive()
        second.join(timeout=30)

        assert is_waiting
        assert "BEGIN IMMEDIATE" not in begun_early
        assert "BEGIN IMMEDIATE" in begun
        assert found(memory, "b").data == {}


def test_a_turn_that_does_not_come_is_a_lock_held_too_long(path: Path) -> None:
    refused: list[str] = []
    with opened(path, busy_timeout_s=0.01) as memory:

        def write() -> None:
            try:
                memory.create("leads", "a", {})
            except TransientError as error:
                refused.append(error.code)

        second = threading.Thread(target=write)
        with memory._writing():
            second.start()
            second.join(timeout=30)
        assert refused == ["memory_busy"]
        assert memory.create("leads", "a", {}).data == {}


def test_whoever_writes_ends_before_all_is_closed(path: Path) -> None:
    memory, ends = SqliteMemory(path, clock=GivenClock()), []
    memory.create("leads", "a", {})

    def close() -> None:
        memory.close()
        ends.append("closed")

    closer = threading.Thread(target=close)
    with memory._writing() as connection:
        closer.start()
        closer.join(timeout=0.3)
        connection.execute("UPDATE documents SET data = '{\"n\": 1}'")
        ends.append("written")
    closer.join(timeout=30)

    assert ends == ["written", "closed"]
    with opened(path) as again:
        assert found(again, "a").data == {"n": 1}


def test_who_waited_for_his_turn_is_told_that_all_is_closed(path: Path) -> None:
    codes: list[str] = []
    memory = SqliteMemory(path, clock=GivenClock())

    def write() -> None:
        while True:
            try:
                memory.create("leads", f"{threading.get_ident()}-{len(codes)}", {})
                memory.delete("leads", f"{threading.get_ident()}-{len(codes)}")
            except PermanentError as error:
                codes.append(error.code)
                return

    writers = [threading.Thread(target=write) for _ in range(8)]
    for one in writers:
        one.start()
    memory.close()
    for one in writers:
        one.join(timeout=30)

    assert codes == ["memory_closed"] * 8


def test_a_full_disk_is_transient_and_what_was_there_stays(path: Path) -> None:
    with opened(path) as memory:
        memory.create("leads", "a", {"n": 1})
        pages = memory._connections.mine().execute("PRAGMA page_count").fetchone()[0]
        memory._connections.mine().execute(f"PRAGMA max_page_count = {pages + 2}")

        with pytest.raises(TransientError) as refused:
            memory.create("leads", "b", {"text": "x" * 100_000})

        assert refused.value.code == "memory_full"
        assert memory.get("leads", "b") is None
        assert found(memory, "a").data == {"n": 1}
        assert memory.create("leads", "c", {}).data == {}


def test_a_damaged_file_is_told_as_such(path: Path) -> None:
    with opened(path) as memory:
        for number in range(200):
            memory.create("leads", str(number), {"text": "x" * 500})
    size = path.stat().st_size
    with path.open("r+b") as file:
        file.seek(4096)
        file.write(os.urandom(size - 8192))

    with opened(path) as memory, pytest.raises(PermanentError) as refused:
        memory.get("leads", "7")

    assert refused.value.code == "memory_corrupt"


@pytest.mark.parametrize(
    ("number", "kind", "code"),
    [
        (sqlite3.SQLITE_IOERR_WRITE, TransientError, "memory_io"),
        (sqlite3.SQLITE_BUSY_SNAPSHOT, TransientError, "memory_busy"),
        (sqlite3.SQLITE_FULL, TransientError, "memory_full"),
        (sqlite3.SQLITE_READONLY_DBMOVED, PermanentError, "memory_readonly"),
        (sqlite3.SQLITE_CORRUPT_INDEX, PermanentError, "memory_corrupt"),
        (sqlite3.SQLITE_CANTOPEN_ISDIR, SettingsError, "settings"),
        (sqlite3.SQLITE_AUTH, PermanentError, "memory_refused"),
    ],
)
def test_result_codes_become_our_errors_without_sqlites_words(
    number: int, kind: type[Exception], code: str
) -> None:
    error = sqlite3.OperationalError("UNIQUE failed: mona@example.com")
    error.sqlite_errorcode = number
    error.sqlite_errorname = "SQLITE_NAME"

    ours = our_error(error)

    assert type(ours) is kind
    assert ours.code == code
    assert "SQLITE_NAME" in str(ours)
    assert "mona" not in str(ours)


def test_ended_threads_leave_no_connections_behind(path: Path) -> None:
    with opened(path) as memory:
        for number in range(20):
            worker = threading.Thread(target=memory.create, args=("leads", str(number), {}))
            worker.start()
            worker.join(timeout=30)

        assert len(memory._connections._opened) <= 2
        assert memory.get("leads", "19") is not None


def test_a_forked_child_opens_its_own_connection_and_leaves_its_parents_alone(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with opened(path) as memory:
        parents = memory._connections.mine()
        with monkeypatch.context() as child:
            child.setattr(os, "getpid", lambda: -1)
            assert memory.create("leads", "a", {}).data == {}
            assert memory._connections.mine() is not parents
            memory.close()

        assert parents.execute("SELECT count(*) FROM documents").fetchone() == (1,)
        memory.close()
        with pytest.raises(sqlite3.ProgrammingError):
            parents.execute("SELECT 1")


def test_expired_documents_are_removed_in_small_portions_by_those_who_add_more(
    path: Path,
) -> None:
    clock = GivenClock()
    with closing(SqliteMemory(path, clock=clock)) as memory, raw(path) as other:
        for number in range(25):
            memory.create("short", str(number), {}, expires_at=START + MICROSECOND)
        memory.create("long", "a", {}, expires_at=START + 100 * MICROSECOND)
        memory.create("stays", "a", {})
        clock.moment += MICROSECOND

        def left() -> int:
            counted: int = other.execute("SELECT count(*) FROM documents").fetchone()[0]
            return counted

        memory.create("stays", "b", {})
        assert left() == 28
        memory.put("short", "new", {}, expires_at=START + 100 * MICROSECOND)
        assert left() == 19
        memory.put("short", "new", {}, expires_at=START + 100 * MICROSECOND)
        memory.put("short", "new", {}, expires_at=START + 100 * MICROSECOND)
        assert left() == 4
        assert memory.get("long", "a") is not None


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SqliteMemory]:
    path = tmp_path_factory.mktemp("many") / "memory.db"
    with opened(path) as memory:
        memory._connections.mine().execute(FILL, (MANY,))
        yield memory


def work_of(memory: SqliteMemory, read: Callable[[], object]) -> int:
    """Give how many thousand steps SQLite's machine took."""
    steps = 0

    def step() -> int:
        nonlocal steps
        steps += 1
        return 0

    connection = memory._connections.mine()
    connection.set_progress_handler(step, 1000)
    try:
        read()
    finally:
        connection.set_progress_handler(None, 1000)
    return steps


def documents_of(
    memory: SqliteMemory, shape: QueryShape, **asked: Any
) -> list[tuple[Document, ...]]:
    """Read the first pages: enough to go on from a cursor."""
    first = memory.query(shape, **asked)
    second = memory.query(shape, cursor=first.cursor, **asked)
    return [first.documents, second.documents]


ASKED: list[tuple[QueryShape, dict[str, Any]]] = [
    (LATEST_LEADS, {}),
    (LATEST_LEADS, {"at_least": "2026-01-20", "below": "2026-01-25"}),
    (LATEST_LEADS_IN_STATE, {"equals": {"state": "waiting"}}),
    (LEADS_DUE, {"equals": {"state": "waiting", "waits_for": ""}, "below": "2026-02-20"}),
]


@pytest.mark.parametrize("descending", [False, True])
@pytest.mark.parametrize(("shape", "asked"), ASKED, ids=str)
def test_a_page_of_a_hundred_thousand_costs_as_much_as_the_page(
    many: SqliteMemory, shape: QueryShape, asked: dict[str, Any], descending: bool
) -> None:
    asked = {**asked, "descending": descending}
    pages = documents_of(many, shape, **asked)

    steps = work_of(many, lambda: documents_of(many, shape, **asked))

    assert [len(page) for page in pages] == [50, 50]
    assert steps <= 20


def test_a_page_deep_inside_costs_no_more_than_the_first(many: SqliteMemory) -> None:
    asked = question(LATEST_LEADS, equals=None, at_least=None, below=None)
    position = Position("2026-01-28", "")

    steps = work_of(many, lambda: many._found(asked, position, 51))

    assert len(many._found(asked, position, 51)) == 51
    assert steps <= 10


@pytest.mark.parametrize("descending", [False, True])
@pytest.mark.parametrize("bounds", [(None, None), ("a", None), (None, "z"), ("a", "z")], ids=str)
@pytest.mark.parametrize("after", [None, Position("b", "id")], ids=["first", "next"])
@pytest.mark.parametrize("shape", SHAPES, ids=str)
def test_every_shape_is_one_search_in_its_index_without_sorting(
    open_sqlite: Callable[[], SqliteMemory],
    shape: QueryShape,
    bounds: tuple[str | None, str | None],
    *,
    after: Position | None,
    descending: bool,
) -> None:
    memory = open_sqlite()
    equals = dict.fromkeys(shape.equals, "x")
    memory.count(shape, equals=equals)
    asked = question(
        shape, equals=equals, at_least=bounds[0], below=bounds[1], descending=descending
    )
    bounded = any(bounds) or after is not None

    statements = [*sql.page_sqls(asked, after, 0), *sql.count_sqls(asked, 0)]

    for number, statement in enumerate(statements):
        plan = plan_of(memory, statement)
        assert len(plan) == 1
        assert plan[0].startswith("SEARCH documents USING ")
        assert f"INDEX {sql.index_name(shape)} (" in plan[0]
        searched_by_value = bounded and number == 0
        assert (">?" in plan[0] or "<?" in plan[0]) or not searched_by_value


def plan_of(memory: SqliteMemory, statement: sql.Sql) -> list[str]:
    values = (*statement.values, 1)[: statement.text.count("?")]
    rows = memory._connections.mine().execute(f"EXPLAIN QUERY PLAN {statement.text}", values)
    return [row[3] for row in rows]


def found(memory: SqliteMemory, doc_id: str) -> Document:
    document = memory.get("leads", doc_id)
    assert document is not None
    return document
