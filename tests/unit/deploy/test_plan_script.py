"""The printed script, run by a real shell against a gcloud that only takes notes."""

from __future__ import annotations

import json
import os
import subprocess
from functools import cache
from pathlib import Path

import pytest

from deploy.gcp.bundle import Bundle, Bundler
from deploy.gcp.plan.phases import make_plan
from deploy.gcp.plan.script import as_json, quoted, shell_script
from deploy.gcp.plan.target import NUMBER_LATER, Target

ROOT = Path(__file__).parents[3]
ENVIRONMENT = {"ODOO_DATABASE": 'it\'s "50%" $HOME `id`'}
BETWEEN = "\x1f"
GCLOUD = """\
#!/bin/sh
{ printf '%s\\037' "$@"; echo; } >> "$NOTES"
case "$1 $2" in
    "projects describe") echo 123456789012 ;;
    "beta services") exit 0 ;;
esac
for word in "$@"; do
    case $word in
        "$FAIL") echo "PERMISSION_DENIED: no" >&2; exit 1 ;;
        create) [ -z "$THERE" ] || { echo "ALREADY_EXISTS: no need" >&2; exit 1; } ;;
    esac
done
"""


@cache
def bundles() -> tuple[Bundle, ...]:
    bundler = Bundler(ROOT)
    return tuple(bundler.bundle(name) for name in bundler.manifests)


def plan(number: str = NUMBER_LATER, missing: dict[str, list[str]] | None = None) -> str:
    target = Target("some-project", "me-central2", number, environment=ENVIRONMENT)
    return shell_script(target, make_plan(target, bundles(), ROOT), missing or {})


def run(
    script: str, folder: Path, *, there: bool = False, fail: str = "nothing"
) -> tuple[int, str, list[list[str]]]:
    """Run a script and give its exit code, its errors and what gcloud was told."""
    gcloud, notes = folder / "bin" / "gcloud", folder / "notes"
    gcloud.parent.mkdir()
    gcloud.write_text(GCLOUD)
    gcloud.chmod(0o755)
    notes.write_text("")
    (folder / "plan.sh").write_text(script)
    done = subprocess.run(
        ["/bin/sh", str(folder / "plan.sh")],
        env={
            "PATH": f"{gcloud.parent}:{os.defpath}",
            "NOTES": str(notes),
            "THERE": "1" if there else "",
            "FAIL": fail,
        },
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    told = [line.split(BETWEEN)[:-1] for line in notes.read_text().split("\n")[:-1]]
    return done.returncode, done.stderr, told


@pytest.fixture(scope="module")
def script() -> str:
    return plan()


def expected() -> list[list[str]]:
    target = Target("some-project", "me-central2", "123456789012", environment=ENVIRONMENT)
    phases = make_plan(target, bundles(), ROOT)
    return [list(command.argv[1:]) for phase in phases for command in phase.commands]


def test_the_shell_tells_gcloud_exactly_what_was_planned(script: str, tmp_path: Path) -> None:
    code, errors, told = run(script, tmp_path)
    assert (code, errors) == (0, "")
    assert told[0][:2] == ["projects", "describe"]
    assert told[1:] == expected()


def test_a_second_run_finds_its_work_done_and_ends_well(script: str, tmp_path: Path) -> None:
    code, errors, told = run(script, tmp_path, there=True)
    assert (code, errors) == (0, "")
    assert told[1:] == expected()


def test_a_refused_command_stops_the_script_and_says_why(script: str, tmp_path: Path) -> None:
    code, errors, told = run(script, tmp_path, fail="topics")
    assert code != 0
    assert "PERMISSION_DENIED" in errors
    assert told[-1][:3] == ["pubsub", "topics", "create"]


def test_a_secret_without_a_value_stops_the_script_before_the_functions(
    script: str, tmp_path: Path
) -> None:
    code, _, told = run(script, tmp_path, fail="versions")
    assert code != 0
    assert not any(arguments[:2] == ["run", "deploy"] for arguments in told)


def test_with_variables_missing_the_script_does_nothing_and_names_them(tmp_path: Path) -> None:
    script = plan(missing={"ODOO_URL": ["lead_event_handler"]})
    code, errors, told = run(script, tmp_path)
    assert code == 1
    assert "ODOO_URL" in errors
    assert told == []


def test_a_given_project_number_is_not_asked_for() -> None:
    script = plan(number="42")
    assert "PROJECT_NUMBER" not in script
    assert "https://housekeeping-42.me-central2.run.app" in script


@pytest.mark.parametrize(
    ("argument", "written"),
    [
        ("--flag=plain", "--flag=plain"),
        ("--x=$HOME", "'--x=$HOME'"),
        ("${PROJECT_NUMBER}", '"${PROJECT_NUMBER}"'),
        ("a b${PROJECT_NUMBER}c", "'a b'\"${PROJECT_NUMBER}\"c"),
    ],
)
def test_an_argument_is_quoted_but_for_the_project_number(argument: str, written: str) -> None:
    assert quoted(argument) == written


def test_the_json_holds_the_same_commands_and_how_to_fill_them_in() -> None:
    target = Target("some-project", "me-central2")
    phases = make_plan(target, bundles(), ROOT)
    document = json.loads(as_json(target, phases, {"ODOO_URL": ["x"]}))
    commands = [tuple(c["argv"]) for phase in document["phases"] for c in phase["commands"]]
    assert commands == [c.argv for phase in phases for c in phase.commands]
    assert document["variables"]["PROJECT_NUMBER"][:3] == ["gcloud", "projects", "describe"]
    assert document["missing"] == {"ODOO_URL": ["x"]}
