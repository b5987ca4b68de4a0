"""The client's errors in the suite's own classes; codes stay the same."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from shared import errors as ours
from shared import odoo_client as theirs

if TYPE_CHECKING:
    from collections.abc import Iterator

GONE = "the lead was merged or deleted in Odoo"
"""What a CrmLeadGone says, wherever it is found out."""

_ABOUT_THE_RECORD = (theirs.ValidationFailed, theirs.MissingRecord)
"""What Odoo will not take whoever asks, and however. All else that the client calls permanent is
about us: a key, a right, an address, a setting, an add-on, a call of ours. A person sets it right,
and the leads wait for that: they are not to blame, so they do not die of it."""

_CERTAIN = (
    theirs.AuthenticationFailed,
    theirs.NotFound,
    theirs.LoginNeeded,
    theirs.UnsupportedVersion,
    theirs.Redirected,
    theirs.RateLimited,
)
"""No call will get through until a person changes something, or for as long as Odoo said."""
_DOWN = (
    theirs.AccessDenied,
    theirs.Unreachable,
    theirs.Unavailable,
    theirs.NoAnswer,
    theirs.BadReply,
)
"""Odoo, its database or the proxy before it may be down, a right may be missing for all records or
for one: a single such failure is no proof."""


@contextmanager
def translated() -> Iterator[None]:
    """Raise our error for each of the client's."""
    try:
        yield
    except theirs.OdooClientError as error:
        raise _translate(error) from error


def _translate(error: theirs.OdooClientError) -> ours.SuiteError:
    text, code = str(error), error.code
    if isinstance(error, theirs.OutcomeUnknown):
        return ours.OutcomeUnknown(text, code=code)
    if isinstance(error, _ABOUT_THE_RECORD):
        return ours.PermanentError(text, code=code)
    if isinstance(error, (*_CERTAIN, *_DOWN)):
        asked_s = getattr(error, "retry_after_s", None)
        is_certain = isinstance(error, _CERTAIN)
        return ours.ConnectionDown(text, code=code, retry_after_s=asked_s, is_certain=is_certain)
    if isinstance(error, theirs.TransientError):
        return ours.TransientError(text, code=code, retry_after_s=error.retry_after_s)
    return ours.TransientError(text, code=code)
