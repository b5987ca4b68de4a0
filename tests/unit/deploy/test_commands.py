"""`python -m deploy bundle` and `plan`, as they are called."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
import typer
from typer.testing import CliRunner, Result

from deploy.commands.bundle import bundle
from deploy.commands.plan import plan

if TYPE_CHECKING:
    from pathlib import Path

VARIABLES = """\
ODOO_URL=https://odoo.example.com
ODOO_DATABASE=company
META_GRAPH_URL=https://graph.facebook.com
PUBLIC_URL=https://api.example.com
ODOO_API_KEY=a-very-secret-key
"""


def call(*arguments: str) -> Result:
    app = typer.Typer()
    app.command()(bundle)
    app.command()(plan)
    return CliRunner().invoke(app, arguments)


def planned(*arguments: str) -> Result:
    return call("plan", "--project=some-project", "--region=me-central2", *arguments)


def test_bundle_writes_the_named_functions_and_shows_their_sizes(tmp_path: Path) -> None:
    result = call("bundle", "webhooks", "--output", str(tmp_path))
    assert result.exit_code == 0
    assert [folder.name for folder in tmp_path.iterdir()] == ["webhooks"]
    assert (tmp_path / "webhooks" / "main.py").exists()
    assert "webhooks" in result.stdout


def test_bundle_of_an_unknown_function_fails_and_names_the_known(tmp_path: Path) -> None:
    result = call("bundle", "nobody", "--output", str(tmp_path))
    assert result.exit_code == 1
    assert "webhooks" in result.stderr


def test_a_plan_with_an_env_file_is_ready_to_run_and_leaves_secrets_out(tmp_path: Path) -> None:
    (tmp_path / "cloud.env").write_text(VARIABLES)
    result = planned(f"--env-file={tmp_path / 'cloud.env'}")
    assert result.exit_code == 0
    assert "\nexit 1\n" not in result.stdout
    assert "ODOO_DATABASE=company" in result.stdout
    assert "a-very-secret-key" not in result.output
    assert "ODOO_API_KEY" in result.stderr


def test_a_plan_is_told_which_optional_secret_has_a_value() -> None:
    assert "GEMINI_API_KEY" not in planned().stdout
    assert "GEMINI_API_KEY=GEMINI_API_KEY:latest" in planned("--with-secret=GEMINI_API_KEY").stdout
    assert planned("--with-secret=ODOO_URL").exit_code == 1


def test_a_plan_without_variables_is_shown_and_says_what_is_missing() -> None:
    result = planned()
    assert result.exit_code == 0
    assert "ODOO_URL" in result.stderr
    assert "\nexit 1\n" in result.stdout


def test_one_phase_can_be_planned_alone() -> None:
    result = planned("--only=topics", "--json")
    assert [phase["name"] for phase in json.loads(result.stdout)["phases"]] == ["topics"]
    assert result.stderr == ""


@pytest.mark.parametrize(
    ("argument", "said"),
    [("--only=magic", "no phase 'magic'"), ("--region=moon", "--region")],
)
def test_a_wrong_wish_is_refused_in_words(argument: str, said: str) -> None:
    result = planned(argument)
    assert result.exit_code == 1
    assert said in result.stderr
    assert result.stdout == ""
