"""What must stand in no file that is committed: other hosts, this machine, trackers, secrets."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from tests.architecture.repository import kept_files, short

if TYPE_CHECKING:
    from pathlib import Path

REGISTRIES = (
    "pypi.org", "pythonhosted.org", "npmjs.org", "npmjs.com", "docker.io", "quay.io",
    "registry.yarnpkg.com", "jsdelivr.net", "unpkg.com", "cdnjs.cloudflare.com", "conda.anaconda",
    "deb.debian.org", "artifactory", "nexus.",
)  # fmt: skip
TRACES = {
    "a registry's address": re.compile(
        "|".join(map(re.escape, REGISTRIES)) + r"|--(?:extra-)?index-url|--find-links|-i https?://",
        re.IGNORECASE,
    ),
    "a path of one machine": re.compile(r"(?<![\w.~}])/(?:work|root|home|Users)/\w|[A-Z]:\\Users"),
    "a tracker's number": re.compile(
        r"\b(?:issues?|tickets?|bugs?|pull request|PR|GH)[ -]?#?\d+\b"
        r"|\b(?:fix(?:es)?|close[sd]?|see|refs?|resolve[sd]?):? #\d+\b",
        re.IGNORECASE,
    ),
    "a private key or token": re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY|\bEAA[A-Za-z0-9]{30,}"),
}
FOREIGN = (
    "tests/browser/axe/",
    "deploy/local/demo/odoo/schema.json",
    "shared/domain/features/disposable_domains.txt",
)
"""Other people's files, kept as they are."""
SELF = "tests/architecture/test_no_traces.py"


@pytest.mark.parametrize("what", TRACES)
def test_no_kept_file_holds(what: str) -> None:
    found = [
        f"{short(path)}:{number}: {match[0]}"
        for path in kept_files()
        if not short(path).startswith((SELF, *FOREIGN))
        for number, line in enumerate(text_of(path).splitlines(), 1)
        if (match := TRACES[what].search(line))
    ]
    assert found == []


def text_of(path: Path) -> str:
    return path.read_bytes().decode("utf-8", "replace")


@pytest.mark.parametrize(
    ("what", "line"),
    [
        ("a registry's address", "--index-url https://pypi.org/simple"),
        ("a registry's address", "FROM docker.io/library/odoo:19"),
        ("a path of one machine", "see /root/project/README"),
        ("a path of one machine", "open('/home/ali/x')"),
        ("a tracker's number", "as in issue 12"),
        ("a tracker's number", "fixes #12"),
        ("a private key or token", "-----BEGIN RSA PRIVATE KEY-----"),
    ],
)
def test_what_is_looked_for_would_be_found(what: str, line: str) -> None:
    assert TRACES[what].search(line)


@pytest.mark.parametrize("line", ["color: #123;", "&#39;", "(#190) Page", "https://x/#1", "~/home"])
def test_what_only_looks_alike_is_left_alone(line: str) -> None:
    assert not any(trace.search(line) for trace in TRACES.values())
