from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from shared.odoo_client import ApiKey, Unreachable

if TYPE_CHECKING:
    from conftest import Acts, Connect, ScriptedServer

V19 = {"version_info": [19, 0, 0, "final", 0, ""], "version": "19.0"}
KEY_FIELDS = {"name": {"type": "char"}, "expiration_date": {"type": "datetime"}}
DENIED = ("odoo.exceptions.AccessError", "no", 403)
NO_MODEL = ("werkzeug.exceptions.NotFound", "the model 'x' does not exist", 404)


def test_the_first_expiry_of_the_users_keys_is_told(
    connect: Connect, server: ScriptedServer, acts: type[Acts]
) -> None:
    records = [
        {"id": 1, "name": "for ever", "expiration_date": False},
        {"id": 2, "name": "later", "expiration_date": "2027-03-01 00:00:00"},
        {"id": 3, "name": "sooner", "expiration_date": "2027-01-01 00:00:00"},
    ]
    context = {"lang": "en_US", "tz": False, "uid": 7}
    server.plan(
        acts.answer(V19), acts.answer(KEY_FIELDS), acts.answer(context), acts.answer(records)
    )
    able = connect().capabilities()
    assert able.key_expires_at() == datetime(2027, 1, 1, tzinfo=UTC)
    assert server.seen[-1].document["domain"] == [["user_id", "=", 7]]


def test_an_odoo_whose_keys_never_expire_tells_none(
    connect: Connect, server: ScriptedServer, acts: type[Acts]
) -> None:
    server.plan(acts.answer(V19), acts.answer({"name": {"type": "char"}}))
    able = connect().capabilities()
    assert able.api_keys() == ()


@pytest.mark.parametrize("fault", [DENIED, NO_MODEL])
def test_keys_that_may_not_be_read_are_not_told(
    connect: Connect, server: ScriptedServer, acts: type[Acts], fault: tuple[str, str, int]
) -> None:
    server.plan(acts.answer(V19), acts.fault(*fault))
    assert connect().capabilities().key_expires_at() is None


def test_a_key_is_shown_by_its_name_only(
    connect: Connect, server: ScriptedServer, acts: type[Acts]
) -> None:
    client = connect()
    assert "CANARY" not in repr(ApiKey("crm", None))
    assert "CANARY" not in repr(client._caller._credentials)


def test_a_model_that_may_not_be_read_is_there(
    connect: Connect, server: ScriptedServer, acts: type[Acts]
) -> None:
    server.plan(acts.answer(V19), acts.fault(*DENIED), acts.fault(*NO_MODEL), acts.answer({}))
    able = connect().capabilities()
    assert [able.has_model(name) for name in ("a", "b", "c")] == [True, False, True]


def test_modules_that_may_not_be_read_are_unknown_and_not_absent(
    connect: Connect, server: ScriptedServer, acts: type[Acts]
) -> None:
    server.plan(acts.answer(V19), acts.fault(*DENIED), acts.answer(1), acts.answer(0))
    able = connect().capabilities()
    assert [able.has_module("crm") for _ in range(3)] == [None, True, False]


def test_a_server_that_does_not_answer_is_not_one_without_the_model(
    connect: Connect, server: ScriptedServer, acts: type[Acts]
) -> None:
    from shared.odoo_client import NoAnswer, RetryPolicy

    server.plan(acts.answer(V19), acts.drop())
    able = connect(retries=RetryPolicy(max_attempts=1)).capabilities()
    with pytest.raises((NoAnswer, Unreachable)):
        able.has_model("meta.lead.receipt")
