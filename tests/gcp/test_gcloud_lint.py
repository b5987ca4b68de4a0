"""Every command of the plan, and cloudbuild.yaml, as gcloud itself reads them."""

from __future__ import annotations

from pathlib import Path

import pytest

from deploy.gcp.bundle import Bundler
from deploy.gcp.plan.phases import make_plan
from deploy.gcp.plan.script import number_command
from deploy.gcp.plan.target import Target
from tests.gcp.gcloud_lint import gcloud, lint

pytestmark = pytest.mark.gcp

ROOT = Path(__file__).parents[2]
ENVIRONMENT = {
    "ODOO_URL": "https://odoo.example.com",
    "ODOO_DATABASE": "company, with a comma",
    "META_GRAPH_URL": "https://graph.facebook.com",
    "TIME_ZONE": "Asia/Riyadh",
}


Commands = list[tuple[str, ...]]


@pytest.fixture(scope="module")
def planned() -> Commands:
    target = Target("some-project", "me-central2", "123456789012", environment=ENVIRONMENT)
    bundler = Bundler(ROOT)
    phases = make_plan(target, [bundler.bundle(name) for name in bundler.manifests], ROOT)
    commands = [command.argv for phase in phases for command in phase.commands]
    return [*commands, number_command(target)]


def test_gcloud_takes_every_command_of_the_plan(planned: Commands, tmp_path: Path) -> None:
    assert len(planned) > 50
    assert lint(planned, tmp_path) == []


def test_bad_flags_among_good_commands_are_each_caught(planned: Commands, tmp_path: Path) -> None:
    good = next(argv for argv in planned if argv[1:3] == ("run", "deploy"))
    seeds = ["--no-such-flag=1", "--timeout=soon", "--ingress=sideways", "--set-secrets=nonsense"]
    flags = [seed.partition("=")[0] for seed in seeds]
    spoilt = [
        (*(a for a in good if not a.startswith((flag, "--clear-secrets"))), seed)
        for flag, seed in zip(flags, seeds, strict=True)
    ]
    said = lint([good, *spoilt, good], tmp_path)
    assert len(said) == len(seeds)
    for flag, verdict in zip(flags, said, strict=True):
        assert flag in verdict.partition(": ")[2]


def test_an_unlinted_command_is_an_error_not_a_pass(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="cannot be checked"):
        lint([("gcloud", "projects", "describe", "p#q", "--no-such-flag")], tmp_path)


def test_an_unknown_command_is_caught(tmp_path: Path) -> None:
    (said,) = lint([("gcloud", "pubsub", "topics", "invent", "x")], tmp_path)
    assert "invent" in said


def build_file_verdict(file: Path, scratch: Path) -> str:
    """Let gcloud read a build file as far as it gets without an account."""
    done = gcloud(
        *("builds", "submit", "--no-source", f"--config={file}", "--project=some-project"),
        scratch=scratch,
    )
    assert done.returncode == 1, "it must never be submitted"
    return done.stderr


def test_cloud_build_reads_the_build_file_up_to_the_missing_account(tmp_path: Path) -> None:
    assert "active account" in build_file_verdict(ROOT / "cloudbuild.yaml", tmp_path)


def test_an_unknown_key_in_the_build_file_is_caught(tmp_path: Path) -> None:
    spoilt = tmp_path / "cloudbuild.yaml"
    spoilt.write_text((ROOT / "cloudbuild.yaml").read_text() + "\nstepz: []\n")
    assert "stepz" in build_file_verdict(spoilt, tmp_path)
