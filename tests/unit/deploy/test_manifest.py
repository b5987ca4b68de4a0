from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from deploy.gcp.errors import DeployError
from deploy.gcp.manifest import read_manifest, read_manifests

ROOT = Path(__file__).parents[3]
HTTP: dict[str, Any] = {
    "name": "greeter",
    "description": "Greets.",
    "trigger": "http",
    "paths": ["/hello"],
    "public": True,
    "memory": "256Mi",
    "cpu": 1,
    "concurrency": 10,
    "timeout_s": 30,
    "min_instances": 0,
    "max_instances": 2,
}
PUBSUB = {key: value for key, value in HTTP.items() if key != "paths"} | {
    "trigger": "pubsub",
    "public": False,
    "topic": "lead-events",
    "subscription": {
        "ack_deadline_s": 60,
        "min_backoff_s": 10,
        "max_backoff_s": 600,
        "max_attempts": 100,
    },
}
DEAD_LETTERS = {key: value for key, value in PUBSUB.items() if key != "topic"} | {
    "trigger": "dead_letters",
    "subscription": {"ack_deadline_s": 60, "min_backoff_s": 10, "max_backoff_s": 600},
}
SCHEDULE = {"name": "daily", "cron": "0 6 * * *", "path": "/hello", "deadline_s": 60}


def written(functions: Path, document: object, folder: str = "greeter") -> Path:
    file = functions / folder / "function.yaml"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(document if isinstance(document, str) else yaml.safe_dump(document))
    return file


def test_every_function_of_the_suite_has_a_sound_manifest() -> None:
    manifests = read_manifests(ROOT / "functions")
    folders = {file.parent.name for file in (ROOT / "functions").glob("*/main.py")}
    assert {manifest.name for manifest in manifests} == folders


@pytest.mark.parametrize("document", [HTTP, PUBSUB, DEAD_LETTERS], ids=lambda one: one["trigger"])
def test_a_sound_manifest_is_read(document: dict[str, Any], tmp_path: Path) -> None:
    manifest = read_manifest(written(tmp_path, document))
    assert manifest.name == "greeter"
    assert manifest.is_internal == (document is not HTTP)


@pytest.mark.parametrize(
    ("document", "said"),
    [
        (HTTP | {"memroy": "1Gi"}, "memroy: Extra inputs"),
        (HTTP | {"memory": "lots"}, "memory: "),
        (HTTP | {"timeout_s": "30"}, "timeout_s: "),
        (HTTP | {"paths": []}, "trigger http needs paths"),
        (HTTP | {"paths": ["/hello", "no-slash"]}, "paths.1: "),
        (HTTP | {"topic": "lead-events"}, "topic and subscription belong to trigger pubsub"),
        (HTTP | {"environment": ["NO_SUCH"]}, "environment: NO_SUCH is not a setting"),
        (HTTP | {"environment": ["TENANT", "TENANT"]}, "TENANT stands there twice"),
        (HTTP | {"environment": ["ODOO_API_KEY"]}, "ODOO_API_KEY must stand under secrets"),
        (HTTP | {"secrets": ["ODOO_URL"]}, "ODOO_URL must stand under environment"),
        (HTTP | {"optional_secrets": ["ODOO_URL"]}, "ODOO_URL must stand under environment"),
        (
            HTTP | {"secrets": ["GEMINI_API_KEY"], "optional_secrets": ["GEMINI_API_KEY"]},
            "GEMINI_API_KEY cannot be both needed and optional",
        ),
        (HTTP | {"min_instances": 3}, "max_instances is smaller"),
        (HTTP | {"cpu": 0.5}, "less than one cpu"),
        (HTTP | {"schedules": [SCHEDULE | {"path": "/other"}]}, "/other, which is not among"),
        (HTTP | {"schedules": [SCHEDULE | {"cron": "0 25 * * *"}]}, "schedules.0.cron: "),
        (HTTP | {"schedules": [SCHEDULE | {"cron": "0 0 6 * * *"}]}, "of five fields"),
        (HTTP | {"schedules": [SCHEDULE | {"deadline_s": 20}]}, "stops waiting before timeout_s"),
        (PUBSUB | {"topic": "gossip"}, "topic: "),
        (PUBSUB | {"topic": None}, "needs topic and subscription"),
        (PUBSUB | {"subscription": DEAD_LETTERS["subscription"]}, "needs max_attempts"),
        (DEAD_LETTERS | {"topic": "lead-events"}, "needs subscription, and no topic"),
        (DEAD_LETTERS | {"subscription": None}, "needs subscription, and no topic"),
        (DEAD_LETTERS | {"subscription": PUBSUB["subscription"]}, "no dead letters of their own"),
        (DEAD_LETTERS | {"timeout_s": 60}, "ack_deadline_s must be longer"),
        (DEAD_LETTERS | {"public": True}, "is not public"),
        (PUBSUB | {"timeout_s": 60}, "ack_deadline_s must be longer than timeout_s"),
        (PUBSUB | {"public": True}, "is not public"),
        ("- a list", "dictionary"),
        ("a: [", "not YAML"),
    ],
)
def test_a_faulty_manifest_names_file_and_fault(
    document: object, said: str, tmp_path: Path
) -> None:
    with pytest.raises(DeployError) as caught:
        read_manifest(written(tmp_path / "functions", document))
    assert str(caught.value).startswith("functions/greeter/function.yaml: ")
    assert said in str(caught.value)


@pytest.mark.parametrize(
    ("part", "said"),
    [
        ({"ack_deadline_s": 601}, "subscription.ack_deadline_s"),
        ({"max_attempts": 4}, "subscription.max_attempts"),
        ({"min_backoff_s": 30, "max_backoff_s": 20}, "max_backoff_s is shorter"),
    ],
)
def test_a_subscription_outside_of_pubsubs_limits_is_refused(
    part: dict[str, int], said: str, tmp_path: Path
) -> None:
    document = PUBSUB | {"subscription": PUBSUB["subscription"] | part}
    with pytest.raises(DeployError, match=said):
        read_manifest(written(tmp_path, document))


def test_the_name_must_be_the_folders(tmp_path: Path) -> None:
    with pytest.raises(DeployError, match="must be the folder's, other"):
        read_manifest(written(tmp_path, HTTP, folder="other"))


def test_a_path_belongs_to_one_function(tmp_path: Path) -> None:
    written(tmp_path, HTTP)
    written(tmp_path, HTTP | {"name": "other"}, folder="other")
    with pytest.raises(DeployError, match="/hello belongs to greeter"):
        read_manifests(tmp_path)


def test_a_folder_without_functions_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(DeployError, match=r"no function\.yaml"):
        read_manifests(tmp_path)


def test_the_service_has_no_underscores(tmp_path: Path) -> None:
    document = HTTP | {"name": "lead_event_handler"}
    file = written(tmp_path, document, folder="lead_event_handler")
    assert read_manifest(file).service == "lead-event-handler"
