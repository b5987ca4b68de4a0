"""What can go wrong with a call, as classes: the class says what to do next.

`TransientError`   nothing was changed; the same call may succeed later.
`PermanentError`   the same call fails for ever: a person or a program has to change something.
`OutcomeUnknown`   it was sent and may have happened: repeat it only if it is keyed or idempotent.

`str(error)` is safe to log: our own words, the model, the method, the HTTP status, the name of
Odoo's exception and technical field names. It never holds a key, a traceback or a record's value.
`error.detail` holds Odoo's own sentence, cleaned as far as a program can: for an operator's eyes.
"""

from __future__ import annotations

from typing import ClassVar


class OdooClientError(Exception):
    """Base of all errors of this client."""

    default_code = "odoo_error"
    retry_any: ClassVar[bool] = False
    """Nothing was changed for certain, so even a write may be sent again at once."""
    maybe_applied: ClassVar[bool] = False
    """Of a write it is not known whether it happened: it is raised as `OutcomeUnknown`."""

    def __init__(
        self, message: str, *, code: str | None = None, status: int | None = None, detail: str = ""
    ) -> None:
        """`code` is a stable slug, `status` the HTTP status if there was an answer."""
        super().__init__(message)
        self.code = code or self.default_code
        self.status = status
        self.detail = detail
        self.model = ""
        self.method = ""
        self.request_id = ""
        self.done_ids: tuple[int, ...] = ()
        """Ids that earlier batches of the same `create_many` did create."""

    def locate(self, model: str, method: str, request_id: str) -> None:
        """Say which call failed."""
        self.model, self.method, self.request_id = model, method, request_id

    def __str__(self) -> str:
        """Give the message with the call it is about."""
        message = str(self.args[0])
        return f"{self.model}.{self.method}: {message}" if self.model else message


class TransientError(OdooClientError):
    """Nothing was changed; the same call may succeed later."""

    default_code = "odoo_unavailable"

    def __init__(
        self,
        message: str,
        *,
        code: str | None = None,
        status: int | None = None,
        detail: str = "",
        retry_after_s: float | None = None,
    ) -> None:
        """`retry_after_s`: how long the other side asked us to wait, if it did."""
        super().__init__(message, code=code, status=status, detail=detail)
        self.retry_after_s = retry_after_s


class Unreachable(TransientError):
    """The call never left: refused, no such host, connect time-out, TLS failure."""

    default_code = "odoo_unreachable"
    retry_any = True


class DeadlineOver(TransientError):
    """There was no time left to begin the call; nothing was sent."""

    default_code = "odoo_deadline_over"


class PoolExhausted(TransientError):
    """Every pooled connection stayed busy until the deadline; nothing was sent."""

    default_code = "odoo_pool_exhausted"
    retry_any = True


class RateLimited(TransientError):
    """429: asked to slow down, nothing was done."""

    default_code = "odoo_rate_limited"
    retry_any = True


class Conflict(TransientError):
    """Somebody else changed or locked the same records (409, serialization, deadlock)."""

    default_code = "odoo_conflict"
    retry_any = True


class Unavailable(TransientError):
    """503, 408, 425: Odoo, or what stands before it, does not serve right now."""

    default_code = "odoo_unavailable"


class ServerFault(TransientError):
    """Odoo failed in a way that is in no table; its transaction was rolled back."""

    default_code = "odoo_server_fault"


class NoAnswer(TransientError):
    """Sent, but no usable answer came (of a read; a write raises `OutcomeUnknown`)."""

    default_code = "odoo_no_answer"
    maybe_applied = True

    def __init__(
        self, message: str, *, status: int | None = None, detail: str = "", dropped: bool = False
    ) -> None:
        """`dropped`: the connection broke, as against a time-out."""
        super().__init__(message, status=status, detail=detail)
        self.dropped = dropped


class BadReply(TransientError):
    """The answer is not what the protocol says (HTML, cut-off JSON, wrong shape)."""

    default_code = "odoo_bad_reply"
    maybe_applied = True


class PermanentError(OdooClientError):
    """The same call fails for ever: something has to be changed first."""

    default_code = "odoo_refused"


class AuthenticationFailed(PermanentError):
    """The API key (or login) is wrong, revoked or expired."""

    default_code = "odoo_authentication_failed"


class AccessDenied(PermanentError):
    """The user of the key may not do this."""

    default_code = "odoo_access_denied"


class NotFound(PermanentError):
    """No such database, path, model or method."""

    default_code = "odoo_not_found"


class NoSuchMethod(NotFound):
    """Odoo itself says that it has no such model or method: perhaps a module is not installed."""

    default_code = "odoo_no_such_method"


class MissingRecord(NotFound):
    """The record does not exist any more."""

    default_code = "odoo_missing_record"


class ValidationFailed(PermanentError):
    """Odoo's rules refuse these values (required, unique, constraint)."""

    default_code = "odoo_validation_failed"


class BadCall(PermanentError):
    """The call itself is wrong: unknown field, bad selection, bad argument, bad setting."""

    default_code = "odoo_bad_call"


class NotAllowed(BadCall):
    """This client was not given leave to call the method (`unlink`)."""

    default_code = "odoo_not_allowed"


class LoginNeeded(BadCall):
    """JSON-RPC needs the `login` besides the API key."""

    default_code = "odoo_login_needed"


class UnsupportedVersion(PermanentError):
    """The server is older than Odoo 14, or does not say that it is Odoo."""

    default_code = "odoo_unsupported_version"


class Redirected(PermanentError):
    """The address answers with a redirect, which is never followed with credentials."""

    default_code = "odoo_redirected"


class ReplyTooLarge(PermanentError):
    """The answer is larger than allowed: ask for fewer records or fields."""

    default_code = "odoo_reply_too_large"
    maybe_applied = True


class OutcomeUnknown(OdooClientError):
    """It was sent and may have happened: repeat it only with the same key."""

    default_code = "odoo_outcome_unknown"

    def __init__(
        self, message: str, *, status: int | None = None, detail: str = "", dropped: bool = False
    ) -> None:
        """`dropped`: the connection broke, as against a time-out."""
        super().__init__(message, status=status, detail=detail)
        self.dropped = dropped
