"""docs/security.md: every test that it names is there, and every control has one or says why not."""

from __future__ import annotations

import ast
import re

from tests.architecture.repository import ROOT, tree

PAGE = (ROOT / "docs/security.md").read_text(encoding="utf-8")
NAMED = re.compile(r"`([\w/.-]+\.py)::(test_\w+)`")
WITHOUT = "no test:"


def rows() -> list[list[str]]:
    table = PAGE.partition("## Risks")[2]
    lines = [line for line in table.splitlines() if line.startswith("| ")]
    cells = [[cell.strip() for cell in line.strip("|").split(" | ")] for line in lines]
    return [row for row in cells if len(row) == 3 and row[0] != "risk"]


def test_every_test_that_the_table_names_exists() -> None:
    named = NAMED.findall(PAGE)
    assert len(named) > 40
    missing = [
        f"{file}::{name}"
        for file, name in named
        if name
        not in {
            node.name
            for node in ast.walk(tree(ROOT / "tests" / file))
            if isinstance(node, ast.FunctionDef)
        }
    ]
    assert missing == []


def test_every_control_has_a_test_or_says_why_it_has_none() -> None:
    assert len(rows()) > 20
    bare = [row[0] for row in rows() if not NAMED.search(row[2]) and WITHOUT not in row[2]]
    assert bare == []
