from __future__ import annotations

from pathlib import Path

import pytest

from deploy.gcp.distributions import Distributions
from deploy.gcp.errors import DeployError
from deploy.gcp.lock import needed, read_lock, requirements

ROOT = Path(__file__).parents[3]
LOCK = """\
# remark of the maker
blinker==1.9.0 \\
    --hash=sha256:aa \\
    --hash=sha256:bb
    # via flask
colorama==0.4.6 ; sys_platform == 'win32' \\
    --hash=sha256:cc
    # via
    #   flask
    #   typer
flask==3.1.3 \\
    --hash=sha256:dd
    # via -r requirements.in
typer==0.29.2 \\
    --hash=sha256:ee
    # via -r requirements.in
"""


def test_the_closure_of_a_distribution_is_what_it_needs_and_no_more() -> None:
    assert [pin.name for pin in needed(read_lock(LOCK), ["typer"])] == ["colorama", "typer"]
    assert [pin.name for pin in needed(read_lock(LOCK), ["flask"])] == [
        *("blinker", "colorama", "flask"),
    ]


def test_pins_are_written_with_marker_and_hashes_and_without_remarks() -> None:
    assert requirements(needed(read_lock(LOCK), ["typer"])) == (
        "colorama==0.4.6 ; sys_platform == 'win32' \\\n    --hash=sha256:cc\n"
        "typer==0.29.2 \\\n    --hash=sha256:ee\n"
    )


def test_a_part_of_a_lock_is_a_lock_again() -> None:
    pins = needed(read_lock(LOCK), ["flask"])
    again = read_lock(requirements(pins))
    assert [(p.name, p.version, p.text) for p in again.values()] == [
        (p.name, p.version, p.text) for p in pins
    ]


@pytest.mark.parametrize(
    ("lock", "said"),
    [
        ("flask>=3\n", "is not pinned"),
        ("flask==3.1.3\n", "flask has no hash"),
        ("-e .\n", "is not pinned"),
    ],
)
def test_a_distribution_without_version_or_hash_is_refused(lock: str, said: str) -> None:
    with pytest.raises(DeployError, match=said):
        read_lock(lock)


def test_a_distribution_that_is_not_locked_is_refused() -> None:
    with pytest.raises(DeployError, match="numpy is not pinned"):
        needed(read_lock(LOCK), ["numpy"])


def test_modules_of_one_namespace_are_told_apart_by_their_files() -> None:
    lock = read_lock((ROOT / "requirements.txt").read_text())
    distributions = Distributions.installed(lock)
    assert {
        module: distributions.holding(module)
        for module in (
            "google.auth.transport.requests.Request",
            "google.cloud.firestore.Client",
            "google.api_core.exceptions",
            "google.protobuf",
            "yaml",
            "pydantic_core",
        )
    } == {
        "google.auth.transport.requests.Request": "google-auth",
        "google.cloud.firestore.Client": "google-cloud-firestore",
        "google.api_core.exceptions": "google-api-core",
        "google.protobuf": "protobuf",
        "yaml": "pyyaml",
        "pydantic_core": "pydantic-core",
    }


def test_a_module_that_nobody_has_is_an_error() -> None:
    with pytest.raises(DeployError, match=r"sklearn\.svm is imported"):
        Distributions.installed(["flask"]).holding("sklearn.svm")
