"""Google's errors as ours: what did not happen, what may have happened, what never will.

Codes and when they are safe to repeat: google.rpc.Code and cloud.google.com/firestore/docs/
understand-error-codes (read 2026-11). Google's own words are left out: they quote data.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from google.api_core import exceptions as google
from google.auth.exceptions import GoogleAuthError

from shared.errors import OutcomeUnknown, PermanentError, SuiteError, TransientError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_NOT_SENT = (
    "failed to connect to all addresses",
    "Getting metadata from plugin failed",
    "DNS resolution failed",
)
"""How gRPC begins the message of an UNAVAILABLE that never reached the server (1.85)."""

_TRANSIENT: Mapping[type[Exception], tuple[str, str]] = {
    google.Aborted: ("memory_contended", "too many write the same document in Firestore"),
    google.ResourceExhausted: ("memory_quota", "Firestore's quota is used up for now"),
}
_PERMANENT: Mapping[type[Exception], tuple[str, str]] = {
    google.PermissionDenied: (
        "memory_denied",
        "the service account may not use Firestore: grant it roles/datastore.user",
    ),
    google.Unauthenticated: ("memory_denied", "Firestore does not accept our credentials"),
    google.InvalidArgument: ("memory_refused", "Firestore refused the request as invalid"),
    google.NotFound: ("memory_missing", "the project has no such Firestore database: create it"),
    google.FailedPrecondition: (
        "memory_no_index",
        "Firestore lacks an index (deploy deploy/gcp/firestore.indexes.json) or native mode",
    ),
}
_UNCLEAR: Mapping[type[Exception], tuple[str, str]] = {
    google.ServiceUnavailable: ("memory_unavailable", "Firestore cannot be reached"),
    google.DeadlineExceeded: ("memory_timeout", "Firestore did not answer in time"),
    google.InternalServerError: ("memory_unavailable", "Firestore failed"),
    google.Unknown: ("memory_unavailable", "Firestore failed"),
    google.Cancelled: ("memory_unavailable", "the call to Firestore was cut off"),
    google.RetryError: ("memory_unavailable", "Firestore cannot be reached"),
    google.DataLoss: ("memory_unavailable", "Firestore failed"),
}


@contextmanager
def reading() -> Iterator[None]:
    """Raise Google's errors of a reading call as ours."""
    try:
        yield
    except (google.GoogleAPIError, GoogleAuthError) as error:
        raise read_error(error) from None


@contextmanager
def writing() -> Iterator[None]:
    """Raise Google's errors of a writing call as ours."""
    try:
        yield
    except (google.GoogleAPIError, GoogleAuthError) as error:
        raise write_error(error) from None


def read_error(error: Exception) -> SuiteError:
    """Translate an error of a reading call."""
    if type(error) in _UNCLEAR:
        code, fault = _UNCLEAR[type(error)]
        return TransientError(fault, code=code)
    return _clear_error(error)


def write_error(error: Exception) -> SuiteError:
    """Translate an error of a writing call: without an answer it may have been done."""
    if type(error) not in _UNCLEAR:
        return _clear_error(error)
    code, fault = _UNCLEAR[type(error)]
    if _was_not_sent(error):
        return TransientError(fault, code=code)
    return OutcomeUnknown(f"{fault}: the write may have been done", code=code)


def _clear_error(error: Exception) -> SuiteError:
    if type(error) in _TRANSIENT:
        code, fault = _TRANSIENT[type(error)]
        return TransientError(fault, code=code)
    unforeseen = ("memory_refused", f"Firestore refused ({type(error).__name__})")
    code, fault = _PERMANENT.get(type(error), unforeseen)
    return PermanentError(fault, code=code)


def _was_not_sent(error: Exception) -> bool:
    return isinstance(error, google.ServiceUnavailable) and error.message.startswith(_NOT_SENT)
