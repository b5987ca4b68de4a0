"""The make targets of a tier name the folders of its tests: one that stands elsewhere never runs."""

from __future__ import annotations

import ast

from tests.architecture.repository import short, sources, tree

FOLDERS = {
    "gcp": ("tests/gcp/", "tests/contracts/"),
    "odoo": ("tests/odoo/", "tests/contracts/"),
    "browser": ("tests/browser/",),
    "alone": ("tests/odoo/",),
}


def test_what_needs_more_than_python_stands_in_a_folder_of_its_tier() -> None:
    marked = [
        (node.attr, short(path))
        for path in sources("tests")
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Attribute) and ast.unparse(node.value).endswith("mark")
    ]
    tiers = [(mark, path) for mark, path in marked if mark in FOLDERS]
    assert {mark for mark, _ in tiers} == set(FOLDERS)
    assert [one for one in tiers if not one[1].startswith(FOLDERS[one[0]])] == []
