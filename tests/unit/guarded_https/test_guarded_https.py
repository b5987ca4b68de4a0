"""The way out: nothing private is reached, however it is named, and nobody holds it up."""

from __future__ import annotations

import socket
from typing import TYPE_CHECKING, Any

import pytest

from deploy.local.demo.chat.server import DemoChat
from shared import deadline
from shared.errors import BadInput, OutcomeUnknown, TransientError
from shared.guarded_https import GuardedHttps
from shared.guarded_https.client import ANSWER_MAX_BYTES
from tests.contracts.extractor.hostile import dripping, flooding, serving
from tests.tls import Pair, pair

if TYPE_CHECKING:
    import threading
    from collections.abc import Callable, Iterator

METADATA = "169.254.169.254"


class Resolver:
    """Gives the addresses it is told to, and counts how often it is asked."""

    def __init__(self, *answers: list[str]) -> None:
        self._answers = list(answers)
        self.asked = 0

    def __call__(self, host: str, port: int, *, type: int) -> list[Any]:  # noqa: A002 - its name
        addresses = self._answers[min(self.asked, len(self._answers) - 1)]
        self.asked += 1
        return [(socket.AF_INET, type, 6, "", (address, port)) for address in addresses]


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Pair:
    return pair(tmp_path_factory.mktemp("tls"), "hooks.example.com")


@pytest.fixture(scope="module")
def server(certificate: Pair) -> Iterator[DemoChat]:
    with DemoChat(tls=certificate.server) as running:
        yield running


def refused(https: GuardedHttps, url: str) -> str:
    with pytest.raises(BadInput) as raised:
        https.post(url, {}, b"{}")
    assert "example" not in str(raised.value)
    return raised.value.code


@pytest.mark.parametrize(
    "url",
    [
        "https://127.0.0.1/", "https://localhost/", "https://[::1]/", "https://10.1.2.3/",
        "https://192.168.1.1:8443/", f"https://{METADATA}/computeMetadata/v1/", "https://0/",
        "https://[::ffff:10.0.0.1]/", "https://[fd00::1]/", "https://100.64.0.1/",
        "https://2130706433/", "https://0x7f.1/", "https://017700000001/", "https://[fe80::1%25lo]/",
    ],
)  # fmt: skip
def test_a_private_address_is_not_called_however_it_is_written(url: str) -> None:
    with pytest.raises((BadInput, TransientError)) as raised:
        GuardedHttps().post(url, {}, b"{}")
    assert raised.value.code in {"endpoint_private", "endpoint_unreachable"}


def test_http_goes_to_no_public_address() -> None:
    resolve = Resolver(["93.184.216.34"])
    assert refused(GuardedHttps(resolve=resolve), "http://hooks.example.com/") == "endpoint_private"


@pytest.mark.parametrize("private", ["10.0.0.1", METADATA, "127.0.0.1", "::ffff:192.168.0.1"])
def test_a_name_with_one_private_address_among_public_ones_is_refused(private: str) -> None:
    for addresses in ([private], ["93.184.216.34", private], [private, "93.184.216.34"]):
        https = GuardedHttps(resolve=Resolver(addresses))
        assert refused(https, "https://hooks.example.com/") == "endpoint_private"


def test_a_name_that_changes_its_address_in_between_gains_nothing(
    server: DemoChat, certificate: Pair
) -> None:
    """It is resolved once, and what was checked is what is connected to."""
    resolve = Resolver(["127.0.0.1"], [METADATA])
    https = GuardedHttps(allows_loopback=True, resolve=resolve, ssl_context=certificate.client)
    answer = https.post(f"https://hooks.example.com:{server.port}/nobody", {}, b"{}")
    assert (answer.status, resolve.asked) == (404, 1)


def test_the_certificate_must_be_the_names_own(server: DemoChat, certificate: Pair) -> None:
    https = GuardedHttps(
        allows_loopback=True, resolve=Resolver(["127.0.0.1"]), ssl_context=certificate.client
    )
    assert https.post(f"https://hooks.example.com:{server.port}/x", {}, b"").status == 404
    with pytest.raises(TransientError) as raised:
        https.post(f"https://other.example.com:{server.port}/x", {}, b"")
    assert raised.value.code == "endpoint_unreachable"


def test_a_certificate_that_nobody_vouches_for_is_not_trusted(server: DemoChat) -> None:
    https = GuardedHttps(allows_loopback=True)
    with pytest.raises(TransientError) as raised:
        https.post(f"{server.url}/x", {}, b"")
    assert raised.value.code == "endpoint_unreachable"


def test_loopback_does_not_open_other_private_networks() -> None:
    https = GuardedHttps(allows_loopback=True)
    for address in ("10.0.0.1", METADATA, "192.168.0.1"):
        assert refused(https, f"http://{address}/") == "endpoint_private"
        assert refused(https, f"https://{address}/") == "endpoint_private"


def test_a_name_that_nobody_knows_is_tried_again() -> None:
    def unknown(host: str, port: int, *, type: int) -> list[Any]:  # noqa: A002 - its name
        raise socket.gaierror("not known")

    with pytest.raises(TransientError) as raised:
        GuardedHttps(resolve=unknown).post("https://hooks.example.com/", {}, b"")
    assert raised.value.code == "endpoint_unreachable"


def test_the_next_address_is_tried_where_the_first_does_not_answer() -> None:
    with DemoChat() as open_one:  # on 127.0.0.1 only
        https = GuardedHttps(allows_loopback=True, resolve=Resolver(["::1", "127.0.0.1"]))
        assert https.post(f"http://localhost:{open_one.port}/x", {}, b"").status == 404


def test_no_proxy_of_the_environment_is_asked(
    monkeypatch: pytest.MonkeyPatch, server: DemoChat, certificate: Pair
) -> None:
    for name in ("http_proxy", "https_proxy", "HTTPS_PROXY", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    https = GuardedHttps(allows_loopback=True, ssl_context=certificate.client)
    assert https.post(f"{server.url}/x", {}, b"").status == 404


def test_an_endless_answer_is_not_read_to_its_end() -> None:
    with serving(flooding) as url:
        answer = GuardedHttps(allows_loopback=True).post(url, {}, b"{}")
    assert answer.status == 200
    assert ANSWER_MAX_BYTES <= len(answer.body) < 2 * ANSWER_MAX_BYTES


def test_who_drips_the_body_is_let_go_with_the_status_known() -> None:
    with serving(dripping) as url:
        answer = GuardedHttps(allows_loopback=True, timeout_s=0.5).post(url, {}, b"{}")
    assert answer.status == 200


def dripping_head(connection: socket.socket, stop: threading.Event) -> None:
    connection.sendall(b"HTTP/1.1 200 OK\r\n")
    while not stop.wait(0.05):
        connection.sendall(b"X")


def talking_otherwise(connection: socket.socket, stop: threading.Event) -> None:
    connection.sendall(b"220 mail ready\r\n")


@pytest.mark.parametrize("act", [dripping_head, talking_otherwise])
def test_what_gives_no_answer_in_time_leaves_the_outcome_unknown(
    act: Callable[[socket.socket, threading.Event], None],
) -> None:
    with serving(act) as url, pytest.raises(OutcomeUnknown) as raised:
        GuardedHttps(allows_loopback=True, timeout_s=0.5).post(url, {}, b"{}")
    assert raised.value.code == "endpoint_no_answer"


def test_a_call_keeps_to_what_the_invocation_has_left() -> None:
    with serving(dripping_head) as url, deadline.within(0.4), pytest.raises(OutcomeUnknown):
        GuardedHttps(allows_loopback=True, timeout_s=600).post(url, {}, b"{}")
