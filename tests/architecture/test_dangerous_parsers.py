"""Nothing that is deployed reads a format that can run code or blow up: JSON is all there is."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from deploy.gcp.closure import reach
from tests.architecture.repository import ROOT, called, calls, short, sources, tree

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

MODULES = frozenset(
    {"pickle", "marshal", "shelve", "dill", "xml", "xmlrpc", "lxml", "yaml", "subprocess", "zlib",
     "gzip", "bz2", "lzma", "zipfile", "tarfile", "zstandard", "brotli", "ctypes", "code"}
)  # fmt: skip
CALLS = frozenset({"eval", "exec", "compile", "os.system", "os.popen", "ast.literal_eval",
                   "__import__"})  # fmt: skip

BY_HAND = "shared/scoring/compile.py"
"""A person's tool: it makes the JSON that is deployed out of the YAML that people write."""


def imported(path: Path) -> Iterator[str]:
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            yield from (one.name.partition(".")[0] for one in node.names)
        elif isinstance(node, ast.ImportFrom) and not node.level:
            yield (node.module or "").partition(".")[0]


def test_no_dangerous_parser_is_imported_and_nothing_is_evaluated() -> None:
    deployed = [path for path in sources("shared", "functions") if short(path) != BY_HAND]
    assert [(short(p), n) for p in deployed for n in imported(p) if n in MODULES] == []
    assert [(short(p), called(c)) for p in deployed for c in calls(p) if called(c) in CALLS] == []


def test_no_function_reaches_the_tool_that_reads_yaml() -> None:
    assert (ROOT / BY_HAND).is_file()
    for door in (ROOT / "functions").glob("*/main.py"):
        files = reach(ROOT, f"functions.{door.parent.name}.main").files.values()
        assert ROOT / BY_HAND not in files, door.parent.name


def test_no_body_is_unpacked_and_no_request_is_sent_on_by_a_redirect() -> None:
    """requests follows a redirect unless it is told not to, and takes credentials along."""
    for path in sources("shared"):
        for call in calls(path):
            name = called(call)
            if name.endswith(("session.get", "session.post", "session.request")):
                words = {word.arg: ast.unparse(word.value) for word in call.keywords}
                assert words.get("allow_redirects") == "False", f"{short(path)}:{call.lineno}"
                assert "timeout" in words, f"{short(path)}:{call.lineno}"
