from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING

import pytest

from shared.odoo_client import (
    BadCall,
    NoAnswer,
    OutcomeUnknown,
    PoolExhausted,
    ReplyTooLarge,
    RetryPolicy,
    Unreachable,
)
from shared.odoo_client.address import Address
from shared.odoo_client.http import HttpPool

if TYPE_CHECKING:
    from collections.abc import Iterator

    from conftest import Acts, Connect, GivenTime, ScriptedServer

ONCE = RetryPolicy(max_attempts=1)


@pytest.fixture
def pool(server: ScriptedServer, given_time: GivenTime) -> Iterator[HttpPool]:
    made = HttpPool(Address.parse(server.url), size=2, monotonic=given_time.monotonic)
    yield made
    made.close()


def get(pool: HttpPool, timeout_s: float = 5.0) -> bytes:
    return pool.exchange("GET", "/", {}, None, timeout_s).body


def test_a_connection_is_used_again(
    pool: HttpPool, server: ScriptedServer, acts: type[Acts]
) -> None:
    server.plan(*(acts.answer(number, keep=True) for number in range(5)))
    assert [get(pool) for _ in range(5)] == [b"0", b"1", b"2", b"3", b"4"]
    assert server.connections == 1


def test_a_connection_the_server_closed_is_not_used_again(
    pool: HttpPool, server: ScriptedServer, acts: type[Acts]
) -> None:
    server.plan(*(acts.answer(number) for number in range(3)))
    assert [get(pool) for _ in range(3)] == [b"0", b"1", b"2"]
    assert server.connections == 3


def test_a_connection_that_idled_too_long_is_not_trusted(
    pool: HttpPool, server: ScriptedServer, acts: type[Acts], given_time: GivenTime
) -> None:
    server.plan(*(acts.answer(number, keep=True) for number in range(3)))
    get(pool)
    given_time.seconds += 20
    get(pool)
    assert server.connections == 1
    given_time.seconds += 21
    get(pool)
    assert server.connections == 2


def test_a_connection_closed_while_idle_is_noticed_before_sending(
    pool: HttpPool, server: ScriptedServer, acts: type[Acts]
) -> None:
    raw = b"HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n1"  # says keep-alive, then hangs up
    server.plan(acts.raw(raw), acts.answer(2))
    assert get(pool) == b"1"
    wait_until_closed(pool)
    assert get(pool) == b"2"
    assert len(server.seen) == 2


def wait_until_closed(pool: HttpPool) -> None:
    sock = pool._idle[0][0]
    sock.settimeout(5)
    assert sock.recv(1, 2) == b""  # MSG_PEEK: returns when the server's FIN is there


def test_nobody_listening_means_nothing_was_sent(server: ScriptedServer) -> None:
    refused = HttpPool(Address.parse("http://127.0.0.1:1"))
    with pytest.raises(Unreachable):
        get(refused)


def test_an_unknown_host_means_nothing_was_sent() -> None:
    with pytest.raises(Unreachable):
        get(HttpPool(Address.parse("http://no-such-host.invalid")))


def test_plain_http_where_tls_is_expected_is_unreachable(
    server: ScriptedServer, acts: type[Acts]
) -> None:
    server.plan(acts.raw(b"HTTP/1.1 400 Bad Request\r\n\r\n"))
    secure = HttpPool(Address.parse(server.url.replace("http:", "https:")))
    with pytest.raises(Unreachable, match=r"TLS|connect"):
        get(secure)


def test_a_hung_server_is_left_when_time_is_up(
    pool: HttpPool, server: ScriptedServer, acts: type[Acts]
) -> None:
    server.plan(acts.hang())
    started = time.monotonic()
    with pytest.raises(NoAnswer) as error:
        get(pool, timeout_s=0.1)
    assert not error.value.dropped
    assert time.monotonic() - started < 2


def test_a_dripping_answer_ends_at_the_deadline(server: ScriptedServer, acts: type[Acts]) -> None:
    head = b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n"
    server.plan(acts.raw(head, *[b"x"] * 1000, every_s=0.02))
    dripping = HttpPool(Address.parse(server.url))
    started = time.monotonic()
    with pytest.raises(NoAnswer):
        get(dripping, timeout_s=0.2)
    assert time.monotonic() - started < 2


@pytest.mark.parametrize("value", ["a\r\nX-Other: b", "a\nb", "a\rb"])
def test_a_header_with_a_line_break_is_never_sent(
    pool: HttpPool, server: ScriptedServer, value: str
) -> None:
    with pytest.raises(BadCall):
        pool.exchange("GET", "/", {"traceparent": value}, None, 1.0)
    assert server.connections == 0


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n12345",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n12",
        b"what?\r\n\r\n",
    ],
)
def test_a_cut_off_answer_is_no_answer(
    pool: HttpPool, server: ScriptedServer, acts: type[Acts], raw: bytes
) -> None:
    server.plan(acts.raw(raw))
    with pytest.raises(NoAnswer):
        get(pool)


def test_a_chunked_answer_is_put_together(
    pool: HttpPool, server: ScriptedServer, acts: type[Acts]
) -> None:
    head = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
    server.plan(acts.raw(head, b"3\r\n[1,\r\n", b"2\r\n2]\r\n0\r\n\r\n"))
    assert get(pool) == b"[1,2]"


def test_an_answer_without_a_length_ends_with_the_connection(
    pool: HttpPool, server: ScriptedServer, acts: type[Acts]
) -> None:
    server.plan(acts.raw(b"HTTP/1.1 200 OK\r\n\r\n", b"[1]"))
    assert get(pool) == b"[1]"


def test_a_huge_answer_is_not_read_to_its_end(
    connect: Connect, server: ScriptedServer, acts: type[Acts]
) -> None:
    server.plan(acts.answer(raw=b'"' + b"x" * 5000 + b'"'), acts.answer(raw=b"[" + b" " * 5000))
    client = connect(max_reply_bytes=1000, retries=ONCE)
    with pytest.raises(ReplyTooLarge):
        client.call("crm.lead", "search_read")
    with pytest.raises(OutcomeUnknown):
        client.call("crm.lead", "create", vals_list=[{}])


def test_at_most_the_given_number_of_connections_is_open(
    pool: HttpPool, server: ScriptedServer, acts: type[Acts]
) -> None:
    server.plan(acts.hang(), acts.hang())
    failures: list[type[BaseException]] = []

    def hold() -> None:
        try:
            get(pool, timeout_s=5)
        except NoAnswer as error:
            failures.append(type(error))

    threads = [threading.Thread(target=hold) for _ in range(2)]
    for thread in threads:
        thread.start()
    while len(server.seen) < 2:
        threading.Event().wait(0.005)
    with pytest.raises(PoolExhausted):
        get(pool, timeout_s=0.05)
    server.over.set()
    for thread in threads:
        thread.join()
    assert failures == [NoAnswer, NoAnswer]


def test_sixteen_threads_share_the_pool_without_mixing_answers(
    pool: HttpPool, server: ScriptedServer, acts: type[Acts]
) -> None:
    server.plan(*(acts.answer(number, keep=True) for number in range(160)))
    got: list[bytes] = []

    def work() -> None:
        got.extend(get(pool) for _ in range(10))

    threads = [threading.Thread(target=work) for _ in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(map(int, got)) == list(range(160))
    assert server.connections <= 2


def test_a_redirect_is_not_followed_and_gets_no_key(
    connect: Connect, server: ScriptedServer, acts: type[Acts]
) -> None:
    from shared.odoo_client import Redirected

    server.plan(acts.answer(status=302, Location=f"{server.url}/elsewhere"))
    with pytest.raises(Redirected):
        connect().call("crm.lead", "create", vals_list=[{}])
    assert len(server.seen) == 1


def test_proxy_variables_of_the_environment_are_not_followed(
    connect: Connect,
    server: ScriptedServer,
    acts: type[Acts],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")
    server.plan(acts.answer(5))
    assert connect().search_count("crm.lead", []) == 5
