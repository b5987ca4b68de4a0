"""What Cloud Build's own check does not see: names, ids, what waits for what, substitutions."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from deploy.gcp.plan.phases import make_plan
from deploy.gcp.plan.target import Target

ROOT = Path(__file__).parents[3]
BUILT_IN = {"PROJECT_ID", "PROJECT_NUMBER", "BUILD_ID", "LOCATION"}


def document() -> dict[str, Any]:
    loaded = yaml.safe_load((ROOT / "cloudbuild.yaml").read_text())
    assert isinstance(loaded, dict)
    return loaded


def faults(build: Mapping[str, Any]) -> list[str]:
    """Give what is wrong with the build, in words."""
    found, seen = [], set[str]()
    for step in build["steps"]:
        name = step.get("id", "a step")
        if not step.get("name"):
            found.append(f"{name} has no image")
        if "id" not in step or name in seen:
            found.append(f"{name} has no id of its own")
        found += [f"{name} waits for {w}" for w in step.get("waitFor", []) if w not in seen]
        seen.add(name)
    known = set(build.get("substitutions", {})) | BUILT_IN
    used = re.findall(r"(?<!\$)\$\{?([A-Z_]+)\}?", yaml.safe_dump(build["steps"]))
    return found + [f"{name} is not given" for name in sorted(set(used) - known)]


def test_the_build_is_sound() -> None:
    assert faults(document()) == []


@pytest.mark.parametrize(
    ("step", "said"),
    [
        ({"id": "x"}, "x has no image"),
        ({"name": "python"}, "a step has no id of its own"),
        ({"id": "install", "name": "python"}, "install has no id of its own"),
        ({"id": "x", "name": "python", "waitFor": ["nobody"]}, "x waits for nobody"),
        ({"id": "x", "name": "python", "args": ["$_UNKNOWN"]}, "_UNKNOWN is not given"),
        ({"id": "x", "name": "python", "args": ["${_UNKNOWN}"]}, "_UNKNOWN is not given"),
    ],
)
def test_a_fault_in_the_build_would_be_seen(step: dict[str, Any], said: str) -> None:
    build = document()
    build["steps"].append(step)
    assert said in faults(build)


def test_every_given_substitution_is_used() -> None:
    build = document()
    assert all(name in yaml.safe_dump(build["steps"]) for name in build["substitutions"])


def test_nothing_is_deployed_before_lint_and_tests_have_passed() -> None:
    waits = {step["id"]: step.get("waitFor", []) for step in document()["steps"]}

    def before(step: str) -> set[str]:
        return {step}.union(*(before(earlier) for earlier in waits[step]))

    assert {"install", "lint", "test", "bundle", "plan"} < before("deploy")


def test_the_build_runs_targets_and_phases_that_exist() -> None:
    targets = set(re.findall(r"(?m)^([.a-z/-]+):", (ROOT / "Makefile").read_text()))
    steps = {step["id"]: step for step in document()["steps"]}
    assert {steps[name]["args"][0] for name in ("install", "lint", "test")} <= targets
    phases = make_plan(Target("some-project", "me-central2"), [], ROOT)
    only = re.findall(r"--only=(\w+)", " ".join(steps["plan"]["args"]))
    assert only
    assert set(only) <= {phase.name for phase in phases}
