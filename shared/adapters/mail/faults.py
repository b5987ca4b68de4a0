"""What a mail server's answers mean at each step (RFC 5321, RFC 4954), and what happens next.

Messages are ours: a server's own often repeat the address.
"""

from __future__ import annotations

from shared.errors import BadInput, ConnectionDown, TransientError

_FAILED = 500
_TEMPORARY = 400
_CLOSING = 421
_LOGIN_WANTED = frozenset({530, 534, 535, 538})
_TEMPORARY_LOGIN = frozenset({432, 454, 421})
WAIT_S = 60.0
"""How long to wait where a server says `later`: greylisting is over after minutes."""


def of_login(status: int) -> ConnectionDown:
    """Say what a refused login means."""
    if status in _TEMPORARY_LOGIN:
        return ConnectionDown("the mail server takes no login now", code="mail_unavailable")
    return ConnectionDown(
        "the mail server refuses our login", code="mail_login_refused", is_certain=True
    )


def of_sender(status: int) -> None:
    """Raise unless MAIL was taken; what is refused here is refused for every mail."""
    of_answer(status)
    if status >= _FAILED:
        raise ConnectionDown(
            "the mail server does not let us send as MAIL_FROM",
            code="mail_sender_refused",
            is_certain=True,
        )


def of_receiver(status: int) -> None:
    """Raise unless RCPT was taken."""
    of_answer(status)
    if status >= _FAILED:
        raise BadInput("the mail server refuses this address for ever", code="mail_refused")


def of_data(status: int, *, goes_on: int) -> None:
    """Raise unless DATA, or the text after it, was taken."""
    of_answer(status)
    if status != goes_on:
        raise BadInput("the mail server refuses this mail for ever", code="mail_refused")


def of_answer(status: int) -> None:
    """Raise for what means the same at every step."""
    if status in _LOGIN_WANTED:
        raise of_login(status)
    if status == _CLOSING or status < 0:
        raise ConnectionDown("the mail server is not at work", code="mail_unavailable")
    if _TEMPORARY <= status < _FAILED:
        raise TransientError(
            "the mail server asks to come back later", code="mail_deferred", retry_after_s=WAIT_S
        )
