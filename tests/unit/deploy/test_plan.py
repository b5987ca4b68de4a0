from __future__ import annotations

import json
from pathlib import Path

import pytest

from deploy.gcp.bundle import Bundle, Bundler
from deploy.gcp.errors import DeployError
from deploy.gcp.plan.command import Command, Phase
from deploy.gcp.plan.functions import missing
from deploy.gcp.plan.memory import memory
from deploy.gcp.plan.phases import make_plan
from deploy.gcp.plan.target import Target
from deploy.gcp.plan.topics import topics

ROOT = Path(__file__).parents[3]
ENVIRONMENT = {
    "ODOO_URL": "https://odoo.example.com",
    "ODOO_DATABASE": "company",
    "META_GRAPH_URL": "https://graph.facebook.com",
    "TIME_ZONE": "Africa/Cairo",
    "PUBLIC_URL": "https://api.example.com",
}
OPEN = ["api", "webhooks"]
TARGET = Target("some-project", "me-central2", "123456789012", environment=ENVIRONMENT)

IN_ODOO = ["action_runner", "housekeeping", "lead_event_handler", "lead_qualification_agent"]
"""Functions that do not start without Odoo's address."""


@pytest.fixture(scope="module")
def bundles() -> list[Bundle]:
    bundler = Bundler(ROOT)
    return [bundler.bundle(name) for name in bundler.manifests]


@pytest.fixture(scope="module")
def phases(bundles: list[Bundle]) -> dict[str, Phase]:
    return {phase.name: phase for phase in make_plan(TARGET, bundles, ROOT)}


def flags(command: Command) -> dict[str, str]:
    pairs = (arg.partition("=") for arg in command.argv if arg.startswith("--"))
    return {name: value for name, _, value in pairs}


def bindings(phase: Phase) -> set[tuple[str, str, str]]:
    """Give who may do what where: (account, role, resource) of each binding."""
    found = set()
    for command in phase.commands:
        if "add-iam-policy-binding" in command.argv:
            at = command.argv.index("add-iam-policy-binding")
            said = flags(command)
            member = said["--member"].removeprefix("serviceAccount:").partition("@")[0]
            found.add((member, said["--role"].removeprefix("roles/"), command.argv[at + 1]))
    return found


def deployed(phase: Phase) -> dict[str, dict[str, str]]:
    commands = [c for c in phase.commands if c.argv[1:3] == ("run", "deploy")]
    return {command.argv[3]: flags(command) for command in commands}


def named(phase: Phase, *words: str) -> dict[str, Command]:
    """Give the commands `gcloud WORDS NAME ...` by name."""
    size = len(words)
    return {c.argv[1 + size]: c for c in phase.commands if c.argv[1 : 1 + size] == words}


def test_every_command_names_the_project_and_asks_nothing(phases: dict[str, Phase]) -> None:
    for phase in phases.values():
        for command in phase.commands:
            assert command.argv[0] == "gcloud"
            assert {"--project=some-project", "--quiet"} <= set(command.argv)


def test_only_what_creates_may_find_its_work_done(phases: dict[str, Phase]) -> None:
    creating = [c for phase in phases.values() for c in phase.commands if "create" in c.argv]
    assert {c.once for c in creating if "identity" not in c.argv} == {True}
    others = [c for phase in phases.values() for c in phase.commands if "create" not in c.argv]
    assert {c.once for c in others} == {False}


def test_each_function_runs_as_its_own_account(phases: dict[str, Phase]) -> None:
    accounts = named(phases["accounts"], "iam", "service-accounts", "create")
    runs_as = {d["--service-account"] for d in deployed(phases["functions"]).values()}
    assert len(runs_as) == len(deployed(phases["functions"])) == 9
    assert {account.partition("@")[0] for account in runs_as} <= set(accounts)
    assert all(6 <= len(name) <= 30 for name in accounts)


def test_each_function_may_read_its_own_secrets_and_no_others(phases: dict[str, Phase]) -> None:
    assert bindings(phases["secrets"]) == {
        ("fn-lead-event-handler", "secretmanager.secretAccessor", "META_APP_SECRET"),
        ("fn-lead-event-handler", "secretmanager.secretAccessor", "META_ACCESS_TOKEN"),
        ("fn-housekeeping", "secretmanager.secretAccessor", "META_APP_SECRET"),
        ("fn-housekeeping", "secretmanager.secretAccessor", "META_ACCESS_TOKEN"),
        ("fn-housekeeping", "secretmanager.secretAccessor", "ODOO_API_KEY"),
        ("fn-lead-event-handler", "secretmanager.secretAccessor", "ODOO_API_KEY"),
        ("fn-lead-qualification-agent", "secretmanager.secretAccessor", "ODOO_API_KEY"),
        ("fn-action-runner", "secretmanager.secretAccessor", "ODOO_API_KEY"),
        ("fn-api", "secretmanager.secretAccessor", "META_APP_SECRET"),
        ("fn-webhooks", "secretmanager.secretAccessor", "META_APP_SECRET"),
        ("fn-webhooks", "secretmanager.secretAccessor", "META_VERIFY_TOKEN"),
        ("fn-webhooks", "secretmanager.secretAccessor", "ODOO_WEBHOOK_SECRET"),
    }


def test_each_function_may_publish_to_its_own_topics_and_no_others(
    phases: dict[str, Phase],
) -> None:
    functions = {b for b in bindings(phases["topics"]) if b[0].startswith("fn-")}
    assert functions == {
        ("fn-webhooks", "pubsub.publisher", "lead-events"),
        ("fn-dashboards", "pubsub.publisher", "lead-events"),
        ("fn-dashboards", "pubsub.publisher", "lead-changes"),
        ("fn-dashboards", "pubsub.publisher", "actions"),
        ("fn-api", "pubsub.publisher", "actions"),
        ("fn-housekeeping", "pubsub.publisher", "lead-events"),
        ("fn-lead-event-handler", "pubsub.publisher", "lead-changes"),
        ("fn-lead-qualification-agent", "pubsub.publisher", "lead-changes"),
        ("fn-proactive-alert-agent", "pubsub.publisher", "actions"),
        ("fn-dashboards", "pubsub.publisher", "actions"),
        ("fn-api", "pubsub.publisher", "actions"),
        ("fn-lead-event-handler", "pubsub.publisher", "actions"),
    }


def test_only_functions_with_memory_may_use_the_database_and_only_this_one(
    phases: dict[str, Phase],
) -> None:
    assert {who for who, _, _ in bindings(phases["memory"])} == {
        *("fn-api", "fn-dashboards", "fn-dead-letter-handler"),
        *("fn-housekeeping", "fn-lead-event-handler", "fn-lead-qualification-agent"),
        *("fn-proactive-alert-agent", "fn-action-runner"),
    }
    conditions = {
        flags(c)["--condition"] for c in phases["memory"].commands if "--role" in flags(c)
    }
    (condition,) = conditions
    assert condition.endswith('resource.name=="projects/some-project/databases/(default)"')


def test_every_dead_letter_topic_has_a_subscription_that_keeps_its_messages(
    phases: dict[str, Phase],
) -> None:
    created = set(named(phases["topics"], "pubsub", "topics", "create"))
    dead = {topic for topic in created if topic.endswith("-dead")}
    subscriptions = named(phases["topics"], "pubsub", "subscriptions", "create").values()
    assert {f"{topic}-dead" for topic in created - dead} == dead
    assert {flags(c)["--topic"] for c in subscriptions} == dead
    assert {flags(c)["--expiration-period"] for c in subscriptions} == {"never"}


def test_the_dead_letters_of_every_heard_topic_are_pushed_for_as_long_as_it_takes(
    phases: dict[str, Phase],
) -> None:
    updated = named(phases["triggers"], "pubsub", "subscriptions", "update")
    said = flags(updated["lead-events-dead-letters"])
    url = "https://dead-letter-handler-123456789012.me-central2.run.app"
    assert said["--push-endpoint"] == f"{url}/"
    assert said["--push-auth-token-audience"] == url
    assert said["--push-auth-service-account"].startswith("suite-bus@")
    assert not {"--dead-letter-topic", "--max-delivery-attempts"} & set(said)
    timeout_s = int(deployed(phases["functions"])["dead-letter-handler"]["--timeout"])
    assert int(said["--ack-deadline"]) > timeout_s
    assert {name for name in updated if name.endswith("-dead-letters")} == {
        "lead-events-dead-letters",
        "lead-changes-dead-letters",
        "actions-dead-letters",
    }


def test_pubsub_itself_may_move_messages_to_the_dead_letters(phases: dict[str, Phase]) -> None:
    agent = "service-123456789012"
    moves = {b[1:] for b in bindings(phases["topics"]) if b[0] == agent}
    takes = {b[1:] for b in bindings(phases["triggers"]) if b[0] == agent}
    assert ("pubsub.publisher", "lead-events-dead") in moves
    assert ("pubsub.subscriber", "lead-event-handler") in takes


def test_only_what_others_call_is_open_to_everybody(phases: dict[str, Phase]) -> None:
    said = deployed(phases["functions"])
    assert [name for name, d in said.items() if "--allow-unauthenticated" in d] == OPEN
    assert all("--no-allow-unauthenticated" in d for name, d in said.items() if name not in OPEN)
    internal = {name for name, d in said.items() if d["--ingress"] == "internal"}
    assert internal == {
        *("lead-event-handler", "lead-qualification-agent", "action-runner"),
        *("dead-letter-handler", "housekeeping", "proactive-alert-agent"),
    }


def test_each_caller_may_call_only_what_it_has_to(phases: dict[str, Phase]) -> None:
    assert {b for b in bindings(phases["triggers"]) if b[1] == "run.invoker"} == {
        ("suite-bus", "run.invoker", "lead-event-handler"),
        ("suite-bus", "run.invoker", "lead-qualification-agent"),
        ("suite-bus", "run.invoker", "action-runner"),
        ("suite-bus", "run.invoker", "dead-letter-handler"),
        ("suite-clock", "run.invoker", "housekeeping"),
        ("suite-clock", "run.invoker", "proactive-alert-agent"),
    }


def test_the_push_proves_who_calls_and_waits_longer_than_the_function(
    phases: dict[str, Phase],
) -> None:
    update = named(phases["triggers"], "pubsub", "subscriptions", "update")
    said = flags(update["lead-event-handler"])
    url = "https://lead-event-handler-123456789012.me-central2.run.app"
    assert said["--push-endpoint"] == f"{url}/"
    assert said["--push-auth-token-audience"] == url
    assert said["--push-auth-service-account"].startswith("suite-bus@")
    assert said["--dead-letter-topic"] == "lead-events-dead"
    timeout_s = int(deployed(phases["functions"])["lead-event-handler"]["--timeout"])
    assert int(said["--ack-deadline"]) > timeout_s


def test_what_is_updated_is_what_is_created(phases: dict[str, Phase]) -> None:
    triggers = phases["triggers"]
    for kind, *how in (["pubsub", "subscriptions"], ["scheduler", "jobs", "http"]):
        created = named(triggers, kind, how[0], "create", *how[1:])
        updated = named(triggers, kind, how[0], "update", *how[1:])
        assert created
        for topic in ("lead-events", "lead-changes", "actions"):
            updated.pop(f"{topic}-dead-letters", None)  # made in `topics`, before there is a door
        assert {name: flags(c) | {"--topic": ""} for name, c in created.items()} == {
            name: flags(c) | {"--topic": ""} for name, c in updated.items()
        }


def test_a_schedule_calls_its_path_in_the_companys_time_zone(phases: dict[str, Phase]) -> None:
    jobs = [
        flags(job)
        for job in named(phases["triggers"], "scheduler", "jobs", "update", "http").values()
    ]
    paths = {job["--uri"].partition(".run.app")[2] for job in jobs}
    assert paths == {
        "/jobs/redrive",
        "/jobs/read_crm_changes",
        "/jobs/sweep_crm",
        "/jobs/reconcile",
        "/jobs/purge",
        "/jobs/train",
        "/jobs/learn_alert_thresholds",
        "/jobs/check_connections",
        "/jobs/sweep_alerts",
    }
    [said] = [job for job in jobs if job["--uri"].endswith("/redrive")]
    assert said["--uri"].endswith(".run.app/jobs/redrive")
    assert said["--schedule"] == "* * * * *"
    assert said["--time-zone"] == "Africa/Cairo"
    assert said["--oidc-token-audience"] == said["--uri"].removesuffix("/jobs/redrive")


def test_a_function_gets_its_own_variables_and_those_of_the_cloud(
    phases: dict[str, Phase],
) -> None:
    said = deployed(phases["functions"])
    assert said["webhooks"]["--set-env-vars"] == (
        "STORE=firestore,QUEUE=pubsub,GOOGLE_CLOUD_PROJECT=some-project,THREADS=40"
    )
    assert "ODOO_DATABASE=company" in said["lead-event-handler"]["--set-env-vars"]
    assert said["webhooks"]["--set-secrets"] == (
        "META_APP_SECRET=META_APP_SECRET:latest,META_VERIFY_TOKEN=META_VERIFY_TOKEN:latest,"
        "ODOO_WEBHOOK_SECRET=ODOO_WEBHOOK_SECRET:latest"
    )


def test_a_secret_that_may_be_missing_is_there_only_when_it_is_given(bundles: list[Bundle]) -> None:
    def planned(given: frozenset[str]) -> tuple[set[str], str]:
        target = Target(
            "some-project", "me-central2", environment=ENVIRONMENT, optional_secrets=given
        )
        plan = {phase.name: phase for phase in make_plan(target, bundles, ROOT)}
        said = deployed(plan["functions"])["lead-qualification-agent"]["--set-secrets"]
        return set(named(plan["secrets"], "secrets", "create")), said

    names, said = planned(frozenset())
    assert "GEMINI_API_KEY" not in names
    assert said == "ODOO_API_KEY=ODOO_API_KEY:latest"
    names, said = planned(frozenset({"GEMINI_API_KEY"}))
    assert "GEMINI_API_KEY" in names
    assert "GEMINI_API_KEY=GEMINI_API_KEY:latest" in said


def test_values_with_commas_are_joined_by_another_sign(bundles: list[Bundle]) -> None:
    environment = ENVIRONMENT | {"ODOO_DATABASE": "a,b"}
    target = Target("some-project", "me-central2", environment=environment)
    plan = {phase.name: phase for phase in make_plan(target, bundles, ROOT)}
    said = deployed(plan["functions"])["lead-event-handler"]["--set-env-vars"]
    assert said.startswith("^@^")
    assert "@ODOO_DATABASE=a,b@" in said


def test_variables_that_a_function_does_not_start_without_are_missed(
    bundles: list[Bundle],
) -> None:
    bare = Target("some-project", "me-central2")
    assert missing(TARGET, bundles) == {}
    assert missing(bare, bundles) == {
        "META_GRAPH_URL": ["housekeeping", "lead_event_handler"],
        "ODOO_DATABASE": IN_ODOO,
        "ODOO_URL": IN_ODOO,
        "PUBLIC_URL": ["api"],
    }


def test_a_topic_that_nobody_publishes_to_is_an_error(bundles: list[Bundle]) -> None:
    handler = [b for b in bundles if b.manifest.name == "lead_event_handler"]
    with pytest.raises(DeployError, match="topic: nobody publishes to lead-events"):
        topics(TARGET, handler)


def test_every_index_and_policy_of_the_index_file_is_planned(phases: dict[str, Phase]) -> None:
    document = json.loads((ROOT / "deploy/gcp/firestore.indexes.json").read_text())
    commands = [" ".join(c.argv) for c in phases["memory"].commands]
    composite = [c for c in commands if "indexes composite create" in c]
    assert len(composite) == len(document["indexes"])
    for index in document["indexes"]:
        parts = [f"field-path={f['fieldPath']},order={f['order'].lower()}" for f in index["fields"]]
        assert any(all(part in c for part in parts) for c in composite)
    ttls = [o["fieldPath"] for o in document["fieldOverrides"] if o.get("ttl")]
    assert [c for c in commands if "ttls update" in c and c.split()[5] in ttls]


@pytest.mark.parametrize(
    ("text", "said"),
    [("[]", "must be an object"), ("{", "is not JSON"), ('{"indexes": [{}]}', "has no 'fields'")],
)
def test_a_broken_index_file_is_named(text: str, said: str, tmp_path: Path) -> None:
    (tmp_path / "firestore.indexes.json").write_text(text)
    with pytest.raises(DeployError, match=said):
        memory(TARGET, [], tmp_path / "firestore.indexes.json")
