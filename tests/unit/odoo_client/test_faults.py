"""The error table of Odoo 19.0 as measured, and what stands before an Odoo, as a table."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from shared.odoo_client import errors as e
from shared.odoo_client.faults import Fault, classify, retry_after_s

WERKZEUG = "werkzeug.exceptions."
ODOO = "odoo.exceptions."

JSON2 = [
    (401, WERKZEUG + "Unauthorized", "Invalid apikey", e.AuthenticationFailed),
    (403, ODOO + "AccessDenied", "Access Denied", e.AuthenticationFailed),
    (404, WERKZEUG + "NotFound", "The method 'crm.lead.nope' does not exist", e.NoSuchMethod),
    (404, WERKZEUG + "NotFound", "the model 'no.model' does not exist", e.NoSuchMethod),
    (404, WERKZEUG + "NotFound", "Did you mean POST /json/2/<model>/<method>?", e.NotFound),
    (403, ODOO + "AccessError", "You are not allowed to create", e.AccessDenied),
    (422, ODOO + "ValidationError", "The operation cannot be completed", e.ValidationFailed),
    (422, ODOO + "UserError", "You cannot do that", e.ValidationFailed),
    (500, "builtins.ValueError", "Invalid field 'x' in 'crm.lead'", e.BadCall),
    (500, "builtins.ValueError", "Wrong value for crm.lead.type: 'zz'", e.BadCall),
    (404, ODOO + "MissingError", "Record does not exist", e.MissingRecord),
    (422, WERKZEUG + "UnprocessableEntity", "missing a required argument", e.BadCall),
    (400, WERKZEUG + "BadRequest", "could not parse the body as json", e.BadCall),
    (409, ODOO + "LockError", "Record(s) could not be locked", e.Conflict),
    (500, "psycopg2.errors.SerializationFailure", "could not serialize", e.Conflict),
    (500, "psycopg2.errors.DeadlockDetected", "deadlock detected", e.Conflict),
    (500, "psycopg2.errors.LockNotAvailable", "could not obtain lock", e.Conflict),
    (500, ODOO + "ConcurrencyError", "", e.Conflict),
    (500, "psycopg2.OperationalError", "server closed the connection", e.NoAnswer),
    (500, "some.new.Error", "never seen", e.ServerFault),
    (500, "builtins.Exception", "never seen", e.ServerFault),
    (429, WERKZEUG + "TooManyRequests", "", e.RateLimited),
]

JSONRPC = [
    (ODOO + "AccessDenied", "Access Denied", e.AuthenticationFailed),
    ("psycopg2.OperationalError", 'FATAL:  database "zzz" does not exist', e.NotFound),
    (
        "psycopg2.OperationalError",
        'connection to server at "127.0.0.1" failed: Connection refused',
        e.Unavailable,
    ),
    ("psycopg2.OperationalError", "SSL SYSCALL error: EOF detected", e.NoAnswer),
    (ODOO + "UserError", "Object no.model doesn't exist", e.NoSuchMethod),
    ("builtins.AttributeError", "The method 'crm.lead.nope' does not exist", e.NoSuchMethod),
    ("builtins.AttributeError", "type object 'crm.lead' has no attribute 'nope'", e.NoSuchMethod),
    ("builtins.AttributeError", "'bool' object has no attribute 'lower'", e.BadCall),
    (ODOO + "AccessError", "Private methods cannot be called remotely", e.AccessDenied),
    (ODOO + "ValidationError", "The operation cannot be completed", e.ValidationFailed),
    (ODOO + "UserError", "You cannot do that", e.ValidationFailed),
    (ODOO + "MissingError", "Record does not exist", e.MissingRecord),
    ("builtins.ValueError", "Wrong value for crm.lead.type: 'zz'", e.BadCall),
    ("builtins.TypeError", "got an unexpected keyword argument 'bad'", e.BadCall),
    ("builtins.IndexError", "list index out of range", e.BadCall),
    ("psycopg2.errors.SerializationFailure", "could not serialize", e.Conflict),
    ("psycopg2.extensions.TransactionRollbackError", "could not serialize", e.Conflict),
    ("never.seen.Error", "", e.ServerFault),
    ("", "", e.ServerFault),
]

PROXIES = [
    (301, e.Redirected),
    (307, e.Redirected),
    (400, e.BadCall),
    (401, e.AuthenticationFailed),
    (403, e.AccessDenied),
    (404, e.NotFound),
    (405, e.BadCall),
    (408, e.Unavailable),
    (409, e.Conflict),
    (413, e.BadCall),
    (415, e.BadCall),
    (418, e.BadCall),
    (422, e.ValidationFailed),
    (425, e.Unavailable),
    (429, e.RateLimited),
    (500, e.NoAnswer),
    (502, e.NoAnswer),
    (503, e.Unavailable),
    (504, e.NoAnswer),
    (599, e.NoAnswer),
]


@pytest.mark.parametrize(("status", "name", "message", "expected"), JSON2)
def test_a_json2_error_has_its_class(
    status: int, name: str, message: str, expected: type[e.OdooClientError]
) -> None:
    assert classify(status, Fault(name, message)) is expected


@pytest.mark.parametrize(("name", "message", "expected"), JSONRPC)
def test_a_jsonrpc_error_has_its_class(
    name: str, message: str, expected: type[e.OdooClientError]
) -> None:
    assert classify(200, Fault(name, message)) is expected


@pytest.mark.parametrize(("status", "expected"), PROXIES)
def test_an_answer_that_is_not_odoos_has_a_class_by_its_status(
    status: int, expected: type[e.OdooClientError]
) -> None:
    assert classify(status, None) is expected


def test_every_error_is_of_one_of_the_three_kinds() -> None:
    kinds = (e.TransientError, e.PermanentError, e.OutcomeUnknown)
    classes = [
        found
        for found in vars(e).values()
        if isinstance(found, type) and issubclass(found, e.OdooClientError)
    ]
    assert len(classes) > 15
    for found in classes:
        if found is not e.OdooClientError:
            assert sum(issubclass(found, kind) for kind in kinds) == 1


def test_codes_are_stable_slugs_and_differ() -> None:
    leaves = {
        found: found.default_code
        for found in vars(e).values()
        if isinstance(found, type) and issubclass(found, e.OdooClientError)
    }
    codes = [code for found, code in leaves.items() if found is not e.TransientError]
    assert len(set(codes)) == len(codes)
    assert all(code.startswith("odoo_") for code in codes)


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        (None, None),
        ("", None),
        ("7", 7.0),
        (" 7 ", 7.0),
        ("Sun, 22 Nov 2026 12:00:30 GMT", 30.0),
        ("Sun, 22 Nov 2026 11:00:00 GMT", 0.0),
        ("soon", None),
        ("-5", None),
        ("1e15", None),
        ("inf", None),
        ("nan", None),
        ("9" * 15, 86_400.0),
        ("9" * 400, None),
        ("Sun, 22 Nov 2099 12:00:00 GMT", 86_400.0),
        ("Sun, 22 Nov 99999 12:00:00 GMT", None),
        ("Sun, 22 Nov " + "9" * 40 + " 12:00:00 GMT", None),
        ("Sun, 22 Nov 2026 12:00:30 -0000", None),
    ],
)
def test_retry_after_is_seconds_or_a_date(header: str | None, expected: float | None) -> None:
    assert retry_after_s(header, lambda: datetime(2026, 11, 22, 12, tzinfo=UTC)) == expected


@pytest.mark.parametrize("document", [None, [], "x", 5, {}, {"name": 3}, {"message": "x"}])
def test_a_body_without_an_exception_name_is_no_fault(document: object) -> None:
    assert Fault.read(document) is None
