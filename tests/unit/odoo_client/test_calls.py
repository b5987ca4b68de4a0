"""One call through faults: what is repeated, what is not, and what is said in the end."""

from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING

import pytest

from shared.odoo_client import (
    AuthenticationFailed,
    BadCall,
    BadReply,
    CallRecord,
    Conflict,
    Deadline,
    DeadlineOver,
    Hooks,
    LoginNeeded,
    NoAnswer,
    NotAllowed,
    OdooClientError,
    OutcomeUnknown,
    RateLimited,
    RetryPolicy,
    ServerFault,
    Unavailable,
    Unreachable,
    UnsupportedVersion,
)

if TYPE_CHECKING:
    from conftest import Act, Acts, Connect, GivenTime, ScriptedServer

SERIALIZATION = "psycopg2.errors.SerializationFailure"
V19 = {"version_info": [19, 0, 0, "final", 0, ""], "version": "19.0"}
V16 = {"result": {"server_version_info": [16, 0, 0, "final", 0, ""], "server_version": "16.0"}}


def test_a_json2_call_is_one_post_of_named_arguments(
    connect: Connect, server: ScriptedServer, acts: type[Acts]
) -> None:
    server.plan(acts.answer([1]))
    result = connect().call("crm.lead", "action", ids=(4, 5), context={"lang": "ar_001"}, a=1)
    assert result == [1]
    [seen] = server.seen
    assert (seen.verb, seen.path) == ("POST", "/json/2/crm.lead/action")
    assert seen.document == {"ids": [4, 5], "context": {"lang": "ar_001"}, "a": 1}
    assert seen.headers["authorization"] == "bearer CANARY-KEY"
    assert seen.headers["x-odoo-database"] == "db"
    assert seen.headers["user-agent"].startswith("odoo-client/")
    assert len(seen.headers["x-request-id"]) == 16


def test_a_url_prefix_stands_before_every_path(server: ScriptedServer, acts: type[Acts]) -> None:
    from shared.odoo_client import OdooClient

    server.plan(acts.answer(V19), acts.answer(3))
    url = f"{server.url}/demo/odoo/"
    with OdooClient.connect(url, database="db", api_key="k") as client:
        assert client.search_count("crm.lead", []) == 3
    assert server.calls() == ["/demo/odoo/json/version", "/demo/odoo/json/2/crm.lead/search_count"]


def test_a_jsonrpc_call_logs_in_once_and_sends_known_arguments_by_position(
    connect: Connect, server: ScriptedServer, acts: type[Acts]
) -> None:
    server.plan(acts.rpc(7), acts.rpc([1]), acts.rpc(True))
    client = connect(protocol="jsonrpc")
    client.create_many("crm.lead", [{"name": "x"}], context={"lang": "en_US"})
    client.call("crm.lead", "message_post", ids=[1], body="hello")
    sent = [seen.document["params"] for seen in server.seen]
    assert sent == [
        {"service": "common", "method": "authenticate", "args": ["db", "bot", "CANARY-KEY", {}]},
        {
            "service": "object",
            "method": "execute_kw",
            "args": ["db", 7, "CANARY-KEY", "crm.lead", "create", [[{"name": "x"}]], {"context": {"lang": "en_US"}}],
        },
        {
            "service": "object",
            "method": "execute_kw",
            "args": ["db", 7, "CANARY-KEY", "crm.lead", "message_post", [[1]], {"body": "hello"}],
        },
    ]  # fmt: skip


def test_a_jsonrpc_answer_without_result_is_none(
    connect: Connect, server: ScriptedServer, acts: type[Acts]
) -> None:
    server.plan(acts.rpc(7), acts.answer({"jsonrpc": "2.0", "id": 1}))
    assert connect(protocol="jsonrpc").call("crm.lead", "nothing", ids=[1]) is None


def test_a_refused_login_is_an_authentication_failure_and_is_asked_again_next_time(
    connect: Connect, server: ScriptedServer, acts: type[Acts]
) -> None:
    server.plan(acts.rpc(False), acts.rpc(7), acts.rpc(3))
    client = connect(protocol="jsonrpc")
    with pytest.raises(AuthenticationFailed):
        client.search_count("crm.lead", [])
    assert client.search_count("crm.lead", []) == 3


def test_a_lost_answer_to_the_login_leaves_no_doubt_about_the_write(
    connect: Connect, server: ScriptedServer, acts: type[Acts]
) -> None:
    server.plan(acts.drop(), acts.answer(raw=b"<html>"), acts.rpc(7), acts.rpc([1]))
    client = connect(protocol="jsonrpc")
    assert client.create_many("crm.lead", [{}]) == [1]


def test_jsonrpc_without_a_login_is_refused_by_name(connect: Connect) -> None:
    with pytest.raises(LoginNeeded, match="login"):
        connect(protocol="jsonrpc", login=None)


@pytest.mark.parametrize(
    "options",
    [
        {"api_key": ""},
        {"api_key": "CANARY\r\nX: y"},
        {"database": ""},
        {"database": "d\n"},
        {"protocol": "xmlrpc"},
    ],
)
def test_settings_that_cannot_be_sent_are_refused_at_once(
    connect: Connect, options: dict[str, object]
) -> None:
    with pytest.raises(BadCall) as refused:
        connect(**options)
    assert "CANARY" not in str(refused.value)


def test_connecting_sends_nothing(connect: Connect, server: ScriptedServer) -> None:
    connect(protocol=None)
    assert server.connections == 0


def test_the_protocol_is_probed_once_for_all_threads(
    connect: Connect, server: ScriptedServer, acts: type[Acts]
) -> None:
    server.plan(acts.answer(V19), *(acts.answer(1) for _ in range(8)))
    client = connect(protocol=None)
    threads = [threading.Thread(target=client.search_count, args=("a.b", [])) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert server.calls().count("/json/version") == 1
    assert server.calls().count("/json/2/a.b/search_count") == 8


def test_an_older_odoo_is_asked_three_ways_and_spoken_to_in_jsonrpc(
    connect: Connect, server: ScriptedServer, acts: type[Acts]
) -> None:
    login_page = acts.answer(raw=b"<html>", status=303, Location="/web/login")
    server.plan(login_page, acts.answer(status=404, raw=b"<html>"), acts.answer(V16))
    server.plan(acts.rpc(7), acts.rpc(3))
    client = connect(protocol=None)
    assert client.search_count("crm.lead", []) == 3
    assert client.version().major == 16
    assert client.capabilities().protocol == "jsonrpc"
    assert server.calls()[:3] == ["/json/version", "/web/version", "/web/webclient/version_info"]


def test_an_older_odoo_without_a_login_says_what_is_missing(
    connect: Connect, server: ScriptedServer, acts: type[Acts]
) -> None:
    server.plan(acts.answer({"version_info": [18, 0], "version": "18.0"}))
    with pytest.raises(LoginNeeded, match="login"):
        connect(protocol=None, login=None).search_count("crm.lead", [])


def test_a_server_that_is_no_odoo_is_not_taken_for_one(
    connect: Connect, server: ScriptedServer, acts: type[Acts]
) -> None:
    server.plan(*(acts.answer({"hello": 1}) for _ in range(3)))
    with pytest.raises(UnsupportedVersion):
        connect(protocol=None).version()


def test_an_odoo_that_is_too_old_is_refused(
    connect: Connect, server: ScriptedServer, acts: type[Acts]
) -> None:
    server.plan(acts.answer({"version_info": [13, 0], "version": "13.0"}))
    with pytest.raises(UnsupportedVersion, match="13"):
        connect(protocol=None).version()


def test_a_failed_probe_is_repeated_and_not_remembered(
    connect: Connect, server: ScriptedServer, acts: type[Acts]
) -> None:
    server.plan(acts.drop(), acts.answer(status=503), acts.answer(V19))
    client = connect(protocol=None)
    assert client.version().major == 19
    assert client.version().major == 19
    assert len(server.seen) == 3


def test_a_lost_probe_leaves_no_doubt_about_the_write_after_it(
    connect: Connect, server: ScriptedServer, acts: type[Acts]
) -> None:
    server.plan(acts.drop(), acts.answer(V19), acts.answer([1]))
    assert connect(protocol=None).create_many("crm.lead", [{}]) == [1]


NOTHING_CHANGED = [
    ("429", lambda acts: acts.answer(status=429)),
    ("409", lambda acts: acts.fault("odoo.exceptions.LockError", "locked", 409)),
    ("500 serialization", lambda acts: acts.fault(SERIALIZATION, "could not serialize", 500)),
    ("500 deadlock", lambda acts: acts.fault("psycopg2.errors.DeadlockDetected", "d", 500)),
]


@pytest.mark.parametrize(("_case", "act"), NOTHING_CHANGED, ids=[row[0] for row in NOTHING_CHANGED])
def test_a_write_that_changed_nothing_is_repeated(
    connect: Connect, server: ScriptedServer, acts: type[Acts], _case: str, act: type[Act]
) -> None:
    server.plan(act(acts), act(acts), acts.answer([1]))
    assert connect().create_many("crm.lead", [{"name": "x"}]) == [1]
    assert len(server.seen) == 3


MAYBE_CHANGED = [
    ("dropped", lambda acts: acts.drop(), NoAnswer),
    ("cut off", lambda acts: acts.raw(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n[1"), NoAnswer),
    ("cut-off head", lambda acts: acts.raw(b"HTTP/1.1 200 OK\r\nConte"), BadReply),
    ("cut-off JSON", lambda acts: acts.answer(raw=b'[{"id":'), BadReply),
    ("HTML", lambda acts: acts.answer(raw=b"<html>maintenance</html>"), BadReply),
    ("500 HTML", lambda acts: acts.answer(raw=b"<html>", status=500), NoAnswer),
    ("502", lambda acts: acts.answer(raw=b"<html>", status=502), NoAnswer),
    ("504", lambda acts: acts.answer(raw=b"<html>", status=504), NoAnswer),
    ("database gone", lambda acts: acts.fault("psycopg2.OperationalError", "EOF", 500), NoAnswer),
]


@pytest.mark.parametrize(
    ("_case", "act", "_error"), MAYBE_CHANGED, ids=[row[0] for row in MAYBE_CHANGED]
)
def test_a_write_that_may_have_happened_is_sent_once_and_its_outcome_is_unknown(
    connect: Connect,
    server: ScriptedServer,
    acts: type[Acts],
    _case: str,
    act: type[Act],
    _error: type[OdooClientError],
) -> None:
    server.plan(act(acts))
    with pytest.raises(OutcomeUnknown):
        connect().create_many("crm.lead", [{"name": "x"}])
    assert len(server.seen) == 1


@pytest.mark.parametrize(
    ("_case", "act", "error"), MAYBE_CHANGED, ids=[row[0] for row in MAYBE_CHANGED]
)
def test_a_read_is_repeated_and_in_the_end_only_unavailable(
    connect: Connect,
    server: ScriptedServer,
    acts: type[Acts],
    _case: str,
    act: type[Act],
    error: type[OdooClientError],
) -> None:
    server.plan(act(acts), acts.answer(5), act(acts), act(acts))
    client = connect(retries=RetryPolicy(max_attempts=2))
    assert client.search_count("crm.lead", []) == 5
    with pytest.raises(error):
        client.search_count("crm.lead", [])
    assert len(server.seen) == 4


@pytest.mark.parametrize(
    ("_case", "act", "_error"), MAYBE_CHANGED, ids=[row[0] for row in MAYBE_CHANGED]
)
def test_an_idempotent_write_is_repeated(
    connect: Connect,
    server: ScriptedServer,
    acts: type[Acts],
    _case: str,
    act: type[Act],
    _error: type[OdooClientError],
) -> None:
    server.plan(act(acts), acts.answer(True))
    connect().write("crm.lead", [1], {"name": "x"}, idempotent=True)
    assert len(server.seen) == 2


def test_a_write_that_hangs_is_of_unknown_outcome_and_not_repeated(
    connect: Connect, server: ScriptedServer, acts: type[Acts]
) -> None:
    server.plan(acts.hang())
    with pytest.raises(OutcomeUnknown):
        connect(timeout_s=0.1).create_many("crm.lead", [{}])
    assert len(server.seen) == 1


def test_a_later_refusal_does_not_make_an_unknown_outcome_known(
    connect: Connect, server: ScriptedServer, acts: type[Acts]
) -> None:
    server.plan(acts.drop(), acts.fault("odoo.exceptions.ValidationError", "unique", 422))
    with pytest.raises(OutcomeUnknown) as error:
        connect().write("crm.lead", [1], {"name": "x"}, idempotent=True)
    assert error.value.model == "crm.lead"


@pytest.mark.parametrize("status", [503, 408, 425])
def test_an_unavailable_server_is_asked_again_only_for_reads(
    connect: Connect, server: ScriptedServer, acts: type[Acts], status: int
) -> None:
    server.plan(acts.answer(status=status), acts.answer(status=status), acts.answer(5))
    client = connect()
    with pytest.raises(Unavailable):
        client.create_many("crm.lead", [{}])
    assert client.search_count("crm.lead", []) == 5


def test_an_unknown_failure_inside_odoo_is_transient_and_a_write_is_not_repeated(
    connect: Connect, server: ScriptedServer, acts: type[Acts]
) -> None:
    server.plan(acts.fault("new.Error", "boom", 500))
    with pytest.raises(ServerFault):
        connect().create_many("crm.lead", [{}])


def test_a_refused_connection_is_tried_until_the_attempts_are_used_up(
    given_time: GivenTime,
) -> None:
    from shared.odoo_client import OdooClient

    client = OdooClient.connect(
        "http://127.0.0.1:1",
        database="db",
        api_key="k",
        protocol="json2",
        monotonic=given_time.monotonic,
        sleep=given_time.sleep,
    )
    with pytest.raises(Unreachable):
        client.create_many("crm.lead", [{}])
    assert len(given_time.naps) == 4


def test_retry_after_is_waited_for(
    connect: Connect, server: ScriptedServer, acts: type[Acts], given_time: GivenTime
) -> None:
    server.plan(acts.answer(status=429, Retry_After="7"), acts.answer([1]))
    connect().create_many("crm.lead", [{}])
    [nap] = given_time.naps
    assert 7.0 <= nap <= 7.2


def test_a_wait_that_does_not_fit_is_not_begun(
    connect: Connect, server: ScriptedServer, acts: type[Acts], given_time: GivenTime
) -> None:
    server.plan(acts.answer(status=429, Retry_After="Sun, 22 Nov 2026 12:02:00 GMT"))
    with pytest.raises(RateLimited) as error:
        connect(timeout_s=60).create_many("crm.lead", [{}])
    assert error.value.retry_after_s == 120.0
    assert given_time.naps == []


def test_one_deadline_spans_several_calls(
    connect: Connect, server: ScriptedServer, acts: type[Acts], given_time: GivenTime
) -> None:
    server.plan(acts.answer(1))
    client, deadline = connect(), Deadline(10, given_time.monotonic)
    assert client.search_count("crm.lead", [], deadline=deadline) == 1
    given_time.seconds += 11
    with pytest.raises(DeadlineOver):
        client.search_count("crm.lead", [], deadline=deadline)
    assert len(server.seen) == 1


def test_a_call_takes_no_longer_than_the_program_around_has_left(
    connect: Connect, server: ScriptedServer, acts: type[Acts], given_time: GivenTime
) -> None:
    left_s = [0.2, 0.0]
    client = connect(time_left_s=lambda: left_s.pop(0), monotonic=time.monotonic)
    server.plan(acts.hang())
    with pytest.raises(NoAnswer):
        client.search_count("crm.lead", [])
    with pytest.raises(DeadlineOver):
        client.search_count("crm.lead", [])
    assert len(server.seen) == 1


def test_a_deadline_that_is_given_counts_and_nothing_else(
    connect: Connect, server: ScriptedServer, acts: type[Acts], given_time: GivenTime
) -> None:
    server.plan(acts.answer(1))
    deadline = Deadline(10, given_time.monotonic)
    client = connect(time_left_s=lambda: 0.0)
    assert client.search_count("crm.lead", [], deadline=deadline) == 1


def test_all_naps_of_a_call_fit_into_its_deadline(
    connect: Connect, server: ScriptedServer, acts: type[Acts], given_time: GivenTime
) -> None:
    server.plan(*(acts.fault(SERIALIZATION, "x", 500) for _ in range(50)))
    policy = RetryPolicy(max_attempts=50, base_s=1.0)
    with pytest.raises(Conflict):
        connect(retries=policy).create_many(
            "crm.lead", [{}], deadline=Deadline(20, given_time.monotonic)
        )
    assert 5 < sum(given_time.naps) <= 20


def test_unlink_is_not_offered_unless_allowed(
    connect: Connect, server: ScriptedServer, acts: type[Acts]
) -> None:
    client = connect()
    for attempt in (
        lambda: client.unlink("crm.lead", [1]),
        lambda: client.call("crm.lead", "unlink", ids=[1]),
    ):
        with pytest.raises(NotAllowed):
            attempt()
    assert server.seen == []
    server.plan(acts.answer(True))
    connect(allow_unlink=True).unlink("crm.lead", [1])
    assert server.calls() == ["/json/2/crm.lead/unlink"]


def test_hooks_see_each_attempt_and_add_headers(
    connect: Connect, server: ScriptedServer, acts: type[Acts]
) -> None:
    seen: list[tuple[str, CallRecord]] = []
    trace = {"traceparent": "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"}
    hooks = Hooks(
        on_request=lambda record: seen.append(("request", record)),
        on_response=lambda record: seen.append(("response", record)),
        on_retry=lambda record: seen.append(("retry", record)),
        headers=lambda: trace,
    )
    server.plan(acts.answer(status=429), acts.answer(2))
    connect(hooks=hooks).search_count("crm.lead", [["name", "=", "CANARY"]])
    assert [kind for kind, _record in seen] == [
        "request", "response", "retry", "request", "response",
    ]  # fmt: skip
    _first, failed, retry, _second, done = [record for _kind, record in seen]
    assert (failed.status, failed.error_code, failed.attempt) == (429, "odoo_rate_limited", 1)
    assert retry.wait_s is not None
    assert (done.status, done.error_code, done.attempt) == (200, None, 2)
    assert len({record.request_id for _kind, record in seen}) == 1
    assert "CANARY" not in repr(seen)
    assert [request.headers["traceparent"] for request in server.seen] == [trace["traceparent"]] * 2


def test_a_failing_hook_does_not_change_the_outcome(
    connect: Connect,
    server: ScriptedServer,
    acts: type[Acts],
    caplog: pytest.LogCaptureFixture,
) -> None:
    def broken(_record: CallRecord | None = None) -> dict[str, str]:
        raise RuntimeError("CANARY")

    hooks = Hooks(on_request=broken, on_response=broken, headers=broken)  # type: ignore[arg-type]
    server.plan(acts.answer([1]))
    assert connect(hooks=hooks).create_many("crm.lead", [{}]) == [1]
    assert len(caplog.records) == 3
    assert "CANARY" not in caplog.text


@pytest.mark.parametrize("protocol", ["json2", "jsonrpc"])
def test_an_error_shows_neither_key_nor_traceback_nor_value(
    connect: Connect, server: ScriptedServer, acts: type[Acts], protocol: str
) -> None:
    message = "Wrong value for crm.lead.type: 'CANARY-VALUE', mail canary@example.com"
    if protocol == "jsonrpc":
        server.plan(acts.rpc(7), acts.rpc_fault("builtins.ValueError", message))
    else:
        server.plan(acts.fault("builtins.ValueError", message, 500))
    with pytest.raises(BadCall) as refused:
        connect(protocol=protocol).create_many("crm.lead", [{"type": "CANARY-VALUE"}])
    shown = f"{refused.value} {refused.value!r} {refused.value.detail} {refused.value.args}"
    assert "canary" not in shown.lower()
    assert "crm.lead.type" in str(refused.value)
    assert refused.value.code == "odoo_bad_call"
    assert len(refused.value.request_id) == 16


def test_an_unnamed_foreign_error_name_is_not_passed_on(
    connect: Connect, server: ScriptedServer, acts: type[Acts]
) -> None:
    server.plan(acts.fault("CANARY <b>name</b>", "x", 422))
    with pytest.raises(OdooClientError) as error:
        connect().create_many("crm.lead", [{}])
    assert "CANARY" not in str(error.value)


def test_create_many_tells_what_earlier_batches_created(
    connect: Connect, server: ScriptedServer, acts: type[Acts]
) -> None:
    server.plan(acts.answer([1, 2]), acts.answer([3, 4]), acts.drop())
    with pytest.raises(OutcomeUnknown) as error:
        connect().create_many("crm.lead", [{}] * 6, batch_size=2)
    assert error.value.done_ids == (1, 2, 3, 4)


@pytest.mark.parametrize("answer", [True, [1], [1, "x"], None, [1, 2, 3]])
def test_create_many_with_a_strange_answer_is_of_unknown_outcome(
    connect: Connect, server: ScriptedServer, acts: type[Acts], answer: object
) -> None:
    server.plan(acts.answer(answer))
    with pytest.raises(OutcomeUnknown):
        connect().create_many("crm.lead", [{}, {}])


def test_checked_values_are_refused_without_a_call(
    connect: Connect, server: ScriptedServer, acts: type[Acts]
) -> None:
    server.plan(acts.answer({"name": {"type": "char"}}))
    client = connect()
    with pytest.raises(BadCall, match="unknown field nofield"):
        client.create_many("crm.lead", [{"nofield": "x"}], checked=True)
    with pytest.raises(BadCall, match="name is a char"):
        client.write("crm.lead", [1], {"name": 5}, checked=True)
    assert server.calls() == ["/json/2/crm.lead/fields_get"]
