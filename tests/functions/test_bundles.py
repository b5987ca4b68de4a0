"""Each bundle alone: its own files and requirements, under functions-framework, nothing else."""

from __future__ import annotations

import socket
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import requests

from deploy.gcp.bundle import Bundler, write
from deploy.gcp.plan.functions import environment
from deploy.gcp.plan.target import Target
from shared.domain.signature import sign
from tests.functions.isolated_door import Door, free_port, install, open_door
from tests.functions.pubsub_stand_in import PubSub, serving

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from deploy.gcp.manifest import Manifest

ROOT = Path(__file__).parents[2]
SECRET, TOKEN = "an-app-secret", "our-own-word"
FIXTURES = ROOT / "functions" / "webhooks" / "fixtures"
LEADS = (FIXTURES / "batch_of_three_entries.json").read_bytes()
TIMEOUT_S = 30
FIRST_VARIABLE = {
    "webhooks": "META_VERIFY_TOKEN",
    "lead_event_handler": "META_GRAPH_URL",
    "lead_qualification_agent": "ODOO_URL",
    "action_runner": "ODOO_URL",
    "housekeeping": "GOOGLE_CLOUD_PROJECT",
    "proactive_alert_agent": "GOOGLE_CLOUD_PROJECT",
    "dashboards": "GOOGLE_CLOUD_PROJECT",
    "dead_letter_handler": "GOOGLE_CLOUD_PROJECT",
    "api": "PUBLIC_URL",
}
"""A variable without which each function must not start."""


@pytest.fixture(scope="module")
def pubsub() -> Iterator[tuple[PubSub, str]]:
    with serving() as running:
        yield running


def variables(manifest: Manifest, pubsub_host: str) -> dict[str, str]:
    """Give exactly what the plan and Cloud Run would set, with nobody behind the addresses."""
    nobody = f"127.0.0.1:{free_port()}"
    given = {
        "META_GRAPH_URL": f"http://{nobody}",
        "ODOO_URL": f"http://{nobody}",
        "ODOO_DATABASE": "company",
        "PUBLIC_URL": "https://api.example.com",
    }
    secrets = {
        "META_APP_SECRET": SECRET,
        "META_VERIFY_TOKEN": TOKEN,
        "META_ACCESS_TOKEN": "an-access-token",
        "ODOO_API_KEY": "an-api-key",
        "ODOO_WEBHOOK_SECRET": "whsec_" + "c2Vj" * 8,
    }
    target = Target("some-project", "me-central2", environment=given)
    return {
        **environment(target, manifest),
        **{name: secrets[name] for name in manifest.secrets},
        "K_SERVICE": manifest.service,
        "PUBSUB_EMULATOR_HOST": pubsub_host,
        "FIRESTORE_EMULATOR_HOST": nobody,
    }


@dataclass(frozen=True)
class Doors:
    """Every function, started; and again, each without one variable that it needs."""

    running: Mapping[str, Door]
    refusing: Mapping[str, Door]


@pytest.fixture(scope="module")
def doors(pubsub: tuple[PubSub, str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Doors]:
    build, scratch = tmp_path_factory.mktemp("build"), tmp_path_factory.mktemp("scratch")
    bundler = Bundler(ROOT)
    started: list[Door] = []

    def start(name: str, without: str = "") -> Door:
        place = scratch / name
        place.mkdir(exist_ok=True)
        given = variables(bundler.manifests[name], pubsub[1])
        given.pop(without, None)
        started.append(open_door(build / name, place, given))
        return started[-1]

    try:
        for name in bundler.manifests:
            write(bundler.bundle(name), build / name)
        running = {name: start(name) for name in bundler.manifests}
        refusing = {name: start(name, FIRST_VARIABLE[name]) for name in bundler.manifests}
        for door in started:
            door.wait_until_settled()
        yield Doors(running, refusing)
    finally:
        for door in started:
            door.ask_to_stop()
        for door in started:
            door.stop()


def post(door: Door, path: str, body: bytes, **headers: str) -> requests.Response:
    given = {"Content-Type": "application/json"} | {
        k.replace("_", "-"): v for k, v in headers.items()
    }
    return requests.post(f"{door.url}{path}", data=body, headers=given, timeout=TIMEOUT_S)


def test_every_function_starts_from_its_bundle_alone(doors: Doors) -> None:
    for name, door in doors.running.items():
        assert door.process.poll() is None, f"{name}: {door.output}"
    assert set(doors.running) == set(FIRST_VARIABLE)


@pytest.mark.parametrize("name", sorted(FIRST_VARIABLE))
def test_a_missing_variable_stops_the_start_and_is_named(name: str, doors: Doors) -> None:
    door = doors.refusing[name]
    assert door.exit_code() != 0
    assert f"not set: {FIRST_VARIABLE[name]}" in door.output
    assert not any(secret in door.output for secret in (SECRET, "an-access-token", "an-api-key"))


def test_a_page_of_the_api_comes_with_its_style_and_health_tells_no_secret(doors: Doors) -> None:
    url = doors.running["api"].url
    page = requests.get(f"{url}/api/privacy/deletions/nothing?lang=ar", timeout=TIMEOUT_S)
    assert (page.status_code, "--surface:" in page.text) == (404, True)
    health = requests.get(f"{url}/api/health", timeout=TIMEOUT_S)  # nobody is behind Firestore
    assert (health.status_code, health.json()["code"]) == (503, "unhealthy")


def test_the_handshake_is_answered_with_the_challenge(doors: Doors) -> None:
    asked = {"hub.mode": "subscribe", "hub.verify_token": TOKEN, "hub.challenge": "1158201444"}
    url = f"{doors.running['webhooks'].url}/api/webhooks/meta"
    answer = requests.get(url, params=asked, timeout=TIMEOUT_S)
    assert (answer.status_code, answer.text) == (200, "1158201444")


def test_a_forged_notification_is_refused(doors: Doors) -> None:
    answer = post(
        doors.running["webhooks"],
        "/api/webhooks/meta",
        LEADS,
        X_Hub_Signature_256=sign(LEADS, "somebody-elses-secret"),
    )
    assert answer.status_code == 401


def test_a_notification_is_not_acknowledged_while_the_bus_is_down(doors: Doors) -> None:
    answer = post(
        doors.running["webhooks"],
        "/api/webhooks/meta",
        LEADS,
        X_Hub_Signature_256=sign(LEADS, SECRET),
    )
    assert answer.status_code == 503


def test_a_notification_is_acknowledged_once_the_bus_has_it(
    doors: Doors, pubsub: tuple[PubSub, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    bus, _ = pubsub
    monkeypatch.setattr(bus, "is_up", True)
    answer = post(
        doors.running["webhooks"],
        "/api/webhooks/meta",
        LEADS,
        X_Hub_Signature_256=sign(LEADS, SECRET),
    )
    assert answer.status_code == 200
    (body,) = bus.bodies
    kinds = {message["attributes"]["type"] for message in body["messages"]}
    assert kinds == {"MetaLeadAnnounced"}


def test_the_handler_refuses_a_malformed_push_naming_the_fault(doors: Doors) -> None:
    answer = post(doors.running["lead_event_handler"], "/", b'{"message": []}')
    assert answer.status_code == 400
    assert answer.json()["detail"].startswith("message:")


def test_an_unknown_job_is_not_found(doors: Doors) -> None:
    answer = post(doors.running["housekeeping"], "/jobs/no-such-job", b"")
    assert answer.status_code == 404


def test_the_pages_come_with_their_styles(doors: Doors) -> None:
    url = doors.running["dashboards"].url
    style = requests.get(f"{url}/assets/pages.css", timeout=TIMEOUT_S)
    assert style.status_code == 200
    assert style.headers["Content-Type"].startswith("text/css")


def test_a_bundle_runs_where_there_is_nothing_but_its_requirements(tmp_path: Path) -> None:
    write(Bundler(ROOT).bundle("webhooks"), tmp_path / "webhooks")
    install(tmp_path / "webhooks" / "requirements.txt", tmp_path / "site")
    there = {entry.name for entry in (tmp_path / "site").iterdir()}
    assert {"flask", "google", "gunicorn", "pydantic"} <= there
    assert not there & {"grpc", "babel", "pytest", "typer", "shared", "functions", "deploy"}
    assert (tmp_path / "site" / "google" / "auth").is_dir()
    assert not (tmp_path / "site" / "google" / "cloud" / "firestore").exists()


def test_the_webhooks_bundle_has_no_grpc_and_no_store() -> None:
    bundle = Bundler(ROOT).bundle("webhooks")
    names = {pin.name for pin in bundle.pins}
    assert not names & {"grpcio", "google-cloud-firestore", "google-api-core", "babel"}
    assert not any(path.startswith("shared/adapters/storage") for path in bundle.files)


@pytest.mark.parametrize("name", sorted(FIRST_VARIABLE))
def test_a_bundle_holds_nothing_of_the_local_run_or_the_tests(name: str) -> None:
    files = Bundler(ROOT).bundle(name).files
    strange = (
        "deploy/",
        "tests/",
        "shared/adapters/messaging/embedded",
        "shared/adapters/storage/sqlite",
    )
    assert [path for path in files if path.startswith(strange) or "fixtures" in path] == []
    assert [
        path
        for path in files
        if path.startswith("functions/") and path.count("/") > 1 and f"/{name}/" not in path
    ] == []


HEAD = b"POST %s HTTP/1.1\r\nHost: x\r\nConnection: close\r\nX-Forwarded-For: %s\r\n"
CHUNKED = b"Transfer-Encoding: chunked\r\n\r\n"
RAW = {
    "half": (b"Content-Length: 1000\r\n\r\n{", 400),
    "no chunk": (CHUNKED + b"zz\r\n{}\r\n0\r\n\r\n", 400),
    "half a chunk": (CHUNKED + b"9\r\n{}", 400),
    "chunked": (CHUNKED + b"2\r\n{}\r\n0\r\n\r\n", 401),
    "chunked and huge": (
        CHUNKED + (b"10000\r\n" + b"x" * 65536 + b"\r\n") * 40 + b"0\r\n\r\n",
        413,
    ),
    "two lengths": (b"Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}", 400),
    "a length and chunks": (b"Content-Length: 2\r\n" + CHUNKED + b"2\r\n{}\r\n0\r\n\r\n", 400),
}


@pytest.mark.parametrize("path", [b"/api/webhooks/meta", b"/not/there"])
@pytest.mark.parametrize("name", RAW)
def test_what_no_library_would_send_is_refused_by_the_real_server(
    doors: Doors, name: str, path: bytes
) -> None:
    sent, wished = RAW[name]
    status = answered(doors.running["webhooks"], HEAD % (path, b"127.0.0.1") + sent)
    assert status == (404 if (wished, path) == (401, b"/not/there") else wished)
    output = doors.running["webhooks"].output
    assert "Traceback" not in output
    assert '"status": 500' not in output


def test_behind_cloud_runs_front_failures_are_counted_by_the_last_address(doors: Doors) -> None:
    body = b"Content-Length: 2\r\n\r\n{}"

    def guess(address: bytes) -> int:
        return answered(doors.running["webhooks"], HEAD % (b"/api/webhooks/meta", address) + body)

    assert [guess(b"%d.9.9.9, 203.0.113.77" % n) for n in range(1, 33)] == [401] * 30 + [429] * 2
    assert guess(b"203.0.113.77, 203.0.113.78") == 401


def answered(door: Door, request: bytes) -> int:
    """Send bytes as they are, say that there are no more, and give the status."""
    host, _, port = door.url.removeprefix("http://").partition(":")
    with socket.create_connection((host, int(port)), timeout=TIMEOUT_S) as line:
        line.sendall(request)
        line.shutdown(socket.SHUT_WR)
        return int(line.makefile("rb").readline().split()[1])
