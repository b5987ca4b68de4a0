"""Odoo's errors by the names that its remote APIs give them (Odoo 19.0, measured 2026-11)."""

from __future__ import annotations

from typing import Final

TRACEBACK_CANARY: Final = "demo-odoo-traceback-canary"
"""Stands in every `debug`: a test that finds it in a log has found a leaked traceback."""


class Failure(Exception):
    """An error with the name, HTTP status and arguments that a real Odoo answers with."""

    name = "odoo.exceptions.UserError"
    status = 422

    def __init__(self, message: str, *, name: str = "", status: int = 0) -> None:
        """`name` and `status` where they differ from the class's own."""
        super().__init__(message)
        self.name = name or self.name
        self.status = status or self.status

    @property
    def arguments(self) -> list[object]:
        """What the error body lists; web errors add their status."""
        is_web = self.name.startswith("werkzeug.")
        return [str(self), self.status] if is_web else [str(self)]


class UserFailure(Failure):
    """What Odoo says to people."""


class NoModel(UserFailure):
    """There is no such model; JSON-2 has other words for it than this, JSON-RPC's."""

    def __init__(self, model: str) -> None:
        """`model`: the name that was asked for."""
        super().__init__(f"Object {model} doesn't exist")
        self.model = model


class NoMethod(AttributeError):
    """The model has no such method: JSON-2 answers 404."""


class ValidationFailure(Failure):
    """A constraint was broken."""

    name = "odoo.exceptions.ValidationError"


class ConstraintFailure(ValidationFailure):
    """A constraint of the database was broken: calls and `load` word it differently."""

    def __init__(self, message: str, *, field: str = "") -> None:
        """`message` as the database's error reads; `field` is told by `load` only."""
        super().__init__(f"The operation cannot be completed: {message}")
        self.bare, self.field = message, field


class AccessFailure(Failure):
    """The user may not do this."""

    name, status = "odoo.exceptions.AccessError", 403


class MissingFailure(Failure):
    """The record is gone."""

    name, status = "odoo.exceptions.MissingError", 404


class LockFailure(Failure):
    """Somebody else holds the record."""

    name, status = "odoo.exceptions.LockError", 409


class DatabaseFailure(Failure):
    """An error of PostgreSQL that Odoo passes on."""

    status = 500

    def __init__(self, kind: str, message: str) -> None:
        """`kind` is the class's name in psycopg2."""
        super().__init__(message, name=f"psycopg2.{kind}")


def web_failure(kind: str, status: int, message: str) -> Failure:
    """Give an error of the web layer, such as `NotFound`."""
    return Failure(message, name=f"werkzeug.exceptions.{kind}", status=status)


def missing(model: str, record_id: int, uid: int) -> MissingFailure:
    """Say that a record does not exist."""
    return MissingFailure(
        f"Record does not exist or has been deleted.\n(Record: {model}({record_id},), User: {uid})"
    )


def serialization_failure() -> DatabaseFailure:
    """Say that a concurrent transaction won."""
    return DatabaseFailure("errors.SerializationFailure", CONFLICT)


CONFLICT: Final = "could not serialize access due to concurrent update\n"


def error_body(error: Exception) -> dict[str, object]:
    """Give the body that both protocols carry for an error."""
    name, text = _name(error), _text(error)
    arguments = error.arguments if isinstance(error, Failure) else list(error.args)
    return {
        "name": name,
        "message": text,
        "arguments": arguments,
        "context": {},
        "debug": (
            "Traceback (most recent call last):\n"
            f'  File "/usr/lib/python3/dist-packages/odoo/{TRACEBACK_CANARY}.py", line 1\n'
            f"{name.removeprefix('builtins.')}: {text}\n"
        ),
    }


def error_status(error: Exception) -> int:
    """Give the HTTP status of an error in JSON-2; what is not Odoo's own is 500."""
    return error.status if isinstance(error, Failure) else 500


def _name(error: Exception) -> str:
    return error.name if isinstance(error, Failure) else f"builtins.{type(error).__name__}"


def _text(error: Exception) -> str:
    """A KeyError's own text would be quoted twice."""
    return str(error.args[0]) if isinstance(error, KeyError) else str(error)
