"""What style.md would say in a review, said by a test: sizes, silence, sleeping, skipping."""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING

from tests.architecture.repository import CODE, called, calls, kept_files, short, sources, tree

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

FILE_MAX = 250
FUNCTION_MAX = 40
IGNORE = re.compile(r"#\s*type:\s*ignore(?!\[)")
SKIP_NAMES = frozenset({"skip", "skipif", "skipIf", "xfail", "importorskip"})
SKIPS = re.compile(rf"(?:pytest\.|mark\.|unittest\.)*(?:{'|'.join(sorted(SKIP_NAMES))})\Z")


def functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    return (
        node
        for node in ast.walk(tree(path))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    )


def lines_of(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Count from `def` to the end; a docstring is no code."""
    first = function.body[0]
    is_docstring = ast.get_docstring(function) is not None
    docstring = (first.end_lineno or 0) - first.lineno + 1 if is_docstring else 0
    return (function.end_lineno or 0) - function.lineno + 1 - docstring


def is_silent(handler: ast.ExceptHandler) -> bool:
    """Whether it catches everything, or throws an error away without a word."""
    says_nothing = all(isinstance(step, ast.Pass) for step in handler.body)
    return handler.type is None or (says_nothing and ast.unparse(handler.type) in BROAD)


BROAD = frozenset({"Exception", "BaseException"})


def silent_handlers(path: Path) -> Iterator[str]:
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.ExceptHandler) and is_silent(node):
            yield f"{short(path)}:{node.lineno}"


def skips(path: Path) -> Iterator[str]:
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Attribute | ast.Name) and is_skip(node):
            yield f"{short(path)}:{node.lineno}"


def is_skip(node: ast.Attribute | ast.Name) -> bool:
    """Look at the last name first: to write a whole expression out takes long."""
    last = node.attr if isinstance(node, ast.Attribute) else node.id
    return last in SKIP_NAMES and bool(SKIPS.match(ast.unparse(node)))


def test_no_file_is_over_250_lines() -> None:
    too_long = {
        short(path): lines
        for path in sources(*CODE)
        if (lines := len(path.read_text().splitlines())) > FILE_MAX
    }
    assert too_long == {}


def test_no_function_is_over_40_lines() -> None:
    too_long = {
        f"{short(path)}:{function.name}": lines_of(function)
        for path in sources(*CODE, "tests")
        for function in functions(path)
        if lines_of(function) > FUNCTION_MAX
    }
    assert too_long == {}


def test_no_error_is_caught_and_thrown_away() -> None:
    assert [place for path in sources(*CODE, "tests") for place in silent_handlers(path)] == []


def test_every_type_ignore_names_its_rule() -> None:
    bare = [
        f"{short(path)}:{number}"
        for path in sources(*CODE, "tests")
        if path.name != "test_sizes_and_habits.py"
        for number, line in enumerate(path.read_text().splitlines(), 1)
        if IGNORE.search(line)
    ]
    assert bare == []


def test_no_test_is_skipped_or_expected_to_fail() -> None:
    assert [place for path in sources("tests") for place in skips(path)] == []


def test_no_test_sleeps() -> None:
    sleeping = [
        f"{short(path)}:{call.lineno}"
        for path in sources("tests")
        if not short(path).startswith("tests/bench/")  # a slow door is what it measures
        for call in calls(path)
        if called(call) in {"time.sleep", "sleep", "asyncio.sleep"}
    ]
    assert sleeping == []


def test_what_is_looked_for_would_be_found() -> None:
    """The searches themselves, on a file that has each fault."""
    module = ast.parse(
        "try:\n    x()\nexcept Exception:\n    pass\n"
        "try:\n    x()\nexcept:\n    raise\n"
        "@pytest.mark.skipif(True)\ndef f():\n    pytest.skip('later')\n"
    )
    handlers = [node for node in ast.walk(module) if isinstance(node, ast.ExceptHandler)]
    attributes = [node for node in ast.walk(module) if isinstance(node, ast.Attribute)]
    assert [is_silent(handler) for handler in handlers] == [True, True]
    assert {ast.unparse(node) for node in attributes if is_skip(node)} == {
        "pytest.skip",
        "pytest.mark.skipif",
    }
    assert IGNORE.search("x = 1  # type: " + "ignore")
    assert len(kept_files()) > len(sources(*CODE)) > 100
