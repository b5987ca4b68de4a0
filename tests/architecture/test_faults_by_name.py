"""docs/reliability.md names a test for each fault; each is there and says which fault it is about."""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING

import pytest

from tests.architecture.repository import ROOT, tree

if TYPE_CHECKING:
    from collections.abc import Iterator

PAGE = (ROOT / "docs/reliability.md").read_text(encoding="utf-8")
ROW = re.compile(r"^\| (F\d+) \|.*\| (I[\d, I]+) \| (.+) \|$", re.MULTILINE)
TEST = re.compile(r"`(tests/[\w/]+\.py)::(test_\w+)`")
ROWS = {fault: TEST.findall(tests) for fault, _, tests in ROW.findall(PAGE)}
TESTS = [(fault, path, name) for fault, tests in ROWS.items() for path, name in tests]


def said_in(path: str, name: str) -> str:
    """Give a test's name and docstring, and its module's; "" if there is no such test."""
    module = tree(ROOT / path)
    for node in ast.walk(module):
        if isinstance(node, ast.FunctionDef) and node.name == name:
            return f"{name} {ast.get_docstring(node) or ''} {ast.get_docstring(module) or ''}"
    return ""


def names(fault: str) -> Iterator[str]:
    number = int(fault.removeprefix("F"))
    yield rf"\bF{number}\b"
    yield rf"_f0?{number}_"


def test_every_fault_of_the_table_has_a_test() -> None:
    assert len(ROWS) >= 25
    assert [fault for fault, tests in ROWS.items() if not tests] == []


def test_the_faults_stand_in_order_and_once() -> None:
    faults = [int(fault.removeprefix("F")) for fault, *_ in ROW.findall(PAGE)]
    assert faults == sorted(set(faults))


@pytest.mark.parametrize(("fault", "path", "name"), TESTS, ids=lambda part: str(part)[-60:])
def test_a_named_test_is_there_and_names_its_fault(fault: str, path: str, name: str) -> None:
    assert (ROOT / path).is_file(), path
    said = said_in(path, name)
    assert said, f"{path} has no {name}"
    assert any(re.search(one, said) for one in names(fault)), f"{name} does not say {fault}"
