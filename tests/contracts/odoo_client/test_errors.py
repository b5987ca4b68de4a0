from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from shared.odoo_client import (
    AuthenticationFailed,
    BadCall,
    NoSuchMethod,
    NotFound,
    OdooClient,
    OdooClientError,
    PermanentError,
    Unreachable,
    ValidationFailed,
)

if TYPE_CHECKING:
    from conftest import Desk, Target

CANARY = "canary-value-77"


def named(**vals: object) -> Callable[[OdooClient], object]:
    return lambda client: client.create_many("crm.lead", [{"name": CANARY, **vals}])


MISTAKES: list[tuple[str, Callable[[OdooClient], object], type[PermanentError]]] = [
    ("missing method", lambda client: client.call("crm.lead", "nope", ids=[1]), NoSuchMethod),
    ("missing model", lambda client: client.search_count("no.model", []), NoSuchMethod),
    ("private method", lambda client: client.call("crm.lead", "write", ids=[1]), BadCall),
    ("unknown field in create", named(nofield=CANARY), BadCall),
    ("bad selection", named(type=CANARY), BadCall),
    ("bad date", named(date_deadline=CANARY), BadCall),
    ("bad number", named(expected_revenue=CANARY), BadCall),
    ("required field missing", lambda c: c.create_many("crm.lead", [{}]), ValidationFailed),
    ("no such stage", named(stage_id=99999999), ValidationFailed),
    ("unknown field in fields", lambda c: c.search_read("crm.lead", [], ["nofield"]), BadCall),
    ("unknown field in domain", lambda c: c.search_count("crm.lead", [("nofield", "=", CANARY)]), BadCall),
    ("unknown argument", lambda c: c.call("crm.lead", "search_count", domain=[], bad=1), BadCall),
    ("NUL character", named(contact_name=f"{CANARY}\0"), BadCall),
]  # fmt: skip


@pytest.mark.parametrize(
    ("_case", "mistake", "expected"), MISTAKES, ids=[row[0].replace(" ", "_") for row in MISTAKES]
)
def test_a_mistake_has_its_class_and_shows_no_value(
    desk: Desk,
    target: Target,
    _case: str,
    mistake: Callable[[OdooClient], object],
    expected: type[PermanentError],
) -> None:
    with pytest.raises(PermanentError) as error:
        mistake(desk.client)
    assert type(error.value) is expected
    shown = f"{error.value} {error.value!r} {error.value.detail}"
    assert CANARY not in shown
    assert target.api_key not in shown
    assert "Traceback" not in shown
    assert error.value.model
    assert len([call for call in desk.calls if call.attempt > 1]) == 0


def test_a_private_method_is_refused_before_it_is_sent(desk: Desk) -> None:
    sent = len(desk.calls)
    with pytest.raises(BadCall):
        desk.client.call("crm.lead", "_compute_stage_id", ids=[1])
    assert [call.status for call in desk.calls[sent:]] == [None]


def test_a_wrong_key_is_an_authentication_failure(target: Target, protocol: str) -> None:
    with (
        target.connect(protocol, api_key="0" * 40) as client,
        pytest.raises(AuthenticationFailed) as error,
    ):
        client.search_count("crm.lead", [])
    assert "0" * 40 not in f"{error.value!r} {error.value.detail}"


def test_a_wrong_login_is_an_authentication_failure(target: Target) -> None:
    with (
        target.connect("jsonrpc", login="nobody@example.com") as client,
        pytest.raises(AuthenticationFailed),
    ):
        client.search_count("crm.lead", [])


def test_a_wrong_database_is_not_found(target: Target, protocol: str) -> None:
    with (
        target.connect(protocol, database="no_such_database") as client,
        pytest.raises(NotFound),
    ):
        client.search_count("crm.lead", [])


def test_a_wrong_prefix_is_not_taken_for_an_odoo(target: Target) -> None:
    wrong = OdooClient.connect(
        f"{target.url}/no/such/place", database=target.database, api_key=target.api_key
    )
    with wrong, pytest.raises(OdooClientError) as error:
        wrong.version()
    assert isinstance(error.value, PermanentError)


def test_nobody_listening_is_transient(target: Target, protocol: str) -> None:
    from shared.odoo_client import RetryPolicy

    nobody = OdooClient.connect(
        "http://127.0.0.1:1", database="d", api_key="k", login="l", protocol=protocol,
        retries=RetryPolicy(max_attempts=1),
    )  # fmt: skip
    with nobody, pytest.raises(Unreachable):
        nobody.search_count("crm.lead", [])
