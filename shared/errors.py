"""The error tree: the class of an error says what happens next.

`TransientError`   do it again later (`ConnectionDown`: nothing else gets through either).
`PermanentError`   never do it again as it is; a person has to change something.
`OutcomeUnknown`   it may have happened: ask again with the same key.

Every error has a stable `code` (shown in logs, on pages and in the runbook) and a message in
plain words. A message never holds personal data, a token or a foreign traceback.
"""

from __future__ import annotations


class SuiteError(Exception):
    """Base of all errors that the suite raises on purpose."""

    default_code = "error"

    def __init__(self, message: str, *, code: str | None = None) -> None:
        """`message` is shown to people; `code` is a stable slug for machines and translations."""
        super().__init__(message)
        self.code = code or self.default_code


class TransientError(SuiteError):
    """Nothing was changed; the same call may succeed later."""

    default_code = "unavailable"

    def __init__(
        self, message: str, *, code: str | None = None, retry_after_s: float | None = None
    ) -> None:
        """`retry_after_s`: how long the other side asked us to wait, if it said so."""
        super().__init__(message, code=code)
        self.retry_after_s = retry_after_s


class ConnectionDown(TransientError):
    """Nothing gets through to the other side right now: every call would fail in the same way.

    `is_certain`: it is sure to last until something changes (a dead token, a missing right, a
    used-up quota), so calls pause at once; else only after several such failures in a row.
    `connection` is whose calls pause, once that is known: see `shared/domain/connection.py`.
    """

    default_code = "connection_paused"

    def __init__(
        self,
        message: str,
        *,
        code: str | None = None,
        retry_after_s: float | None = None,
        is_certain: bool = False,
        connection: str = "",
    ) -> None:
        """`retry_after_s`: when the next call makes sense, as far as anybody knows."""
        super().__init__(message, code=code, retry_after_s=retry_after_s)
        self.is_certain = is_certain
        self.connection = connection


class PermanentError(SuiteError):
    """The same call will fail for ever: somebody has to change something first."""

    default_code = "refused"


class OutcomeUnknown(SuiteError):
    """The call was sent and no answer came: repeat it only with the same key."""

    default_code = "outcome_unknown"


class BadInput(PermanentError):
    """What was sent to us has the wrong shape; `path` names the first fault (`entry[0].id`)."""

    default_code = "bad_input"

    def __init__(self, message: str, *, path: str = "", code: str | None = None) -> None:
        """`path` is where in the document the fault lies, in the sender's own names."""
        super().__init__(f"{path}: {message}" if path else message, code=code)
        self.path = path


class TooLarge(PermanentError):
    """The body is larger than the door takes."""

    default_code = "too_large"


class NotAuthentic(PermanentError):
    """The signature or token does not prove who sent this."""

    default_code = "not_authentic"


class SettingsError(PermanentError):
    """A setting is missing, empty or malformed; the message names the variable."""

    default_code = "settings"


class UnknownVersion(PermanentError):
    """An event or document of a version that this code does not know: park it, never drop it."""

    default_code = "unknown_version"


class AlreadyThere(PermanentError):
    """`create` found a document with this id."""

    default_code = "already_there"


class VersionConflict(TransientError):
    """The document changed (or went) since it was read: read it again and decide anew."""

    default_code = "version_conflict"


class CrmLeadGone(PermanentError):
    """The CRM lead that should take new answers was merged or deleted meanwhile."""

    default_code = "crm_lead_gone"


class TooManyRequests(TransientError):
    """One client came too often; `retry_after_s` says when there is room again."""

    default_code = "too_many_requests"


class Busy(TransientError):
    """Somebody else is working on the same thing right now."""

    default_code = "busy"
