"""Mailer by SMTP: one connection a mail, encrypted, and each step's refusal told apart."""

from __future__ import annotations

import smtplib
import ssl
import time
from contextlib import suppress
from typing import TYPE_CHECKING

from shared import deadline
from shared.adapters.mail.bounded import BoundedSMTP, BoundedSMTPS
from shared.adapters.mail.faults import of_data, of_login, of_receiver, of_sender
from shared.adapters.mail.message import address_of, as_bytes, dot_stuffed, sender_of
from shared.errors import BadInput, ConnectionDown, OutcomeUnknown, TransientError

if TYPE_CHECKING:
    from shared.domain.acting.channels import MailServer
    from shared.domain.acting.notice import Mail
    from shared.ports import Clock

_GO_AHEAD, _OK = 354, 250
TIMEOUT_S = 15.0
IN_ALL = 2
"""A mail may take so many times as long as a connection."""


class SmtpMailer:
    """Sends by one mail server. Safe between threads: each mail has a connection of its own."""

    def __init__(
        self,
        server: MailServer,
        *,
        sender: str,
        clock: Clock,
        timeout_s: float = TIMEOUT_S,
        ssl_context: ssl.SSLContext | None = None,
    ) -> None:
        """`sender` as `Sales <sales@example.com>`; `timeout_s` bounds connecting, twice as much the whole."""
        self._server, self._from, self._clock = server, sender_of(sender), clock
        self._timeout_s, self._ssl_context = timeout_s, ssl_context

    def send(self, mail: Mail) -> None:
        """Hand one mail over."""
        to = address_of(mail)
        text = dot_stuffed(as_bytes(mail, self._from, self._clock.now()))
        timeout_s = min(self._timeout_s, deadline.left_s())
        if timeout_s <= 0:
            raise TransientError("no time was left to send the mail", code="mail_no_time")
        smtp = self._connected(timeout_s)
        try:
            self._hand_over(smtp, to, text)
        finally:
            smtp.close()

    def _hand_over(self, smtp: smtplib.SMTP, to: str, text: bytes) -> None:
        try:
            self._log_in(smtp)
            options = _options(smtp, to)
            of_sender(smtp.mail(self._from.addr_spec, options)[0])
            of_receiver(smtp.rcpt(to)[0])
            of_data(smtp.docmd("DATA")[0], goes_on=_GO_AHEAD)
        except (OSError, smtplib.SMTPException):  # it broke off: nothing was sent
            raise ConnectionDown("the mail server broke off", code="mail_unavailable") from None
        try:
            smtp.send(text)
            status = smtp.getreply()[0]
        except (OSError, smtplib.SMTPException):
            raise OutcomeUnknown(
                "the mail was sent, and no answer came", code="mail_no_answer"
            ) from None
        of_data(status, goes_on=_OK)
        with suppress(OSError, smtplib.SMTPException):  # politeness; nobody waits for the answer
            smtp.putcmd("QUIT")

    def _connected(self, timeout_s: float) -> smtplib.SMTP:
        server = self._server
        until = time.monotonic() + min(IN_ALL * timeout_s, deadline.left_s())
        try:
            if server.encryption == "tls":
                smtp: smtplib.SMTP = BoundedSMTPS(
                    server.host, server.port, until=until, timeout=timeout_s, context=self._tls()
                )
            else:
                smtp = BoundedSMTP(server.host, server.port, until=until, timeout=timeout_s)
        except ssl.SSLError:
            raise _tls_failed() from None
        except (OSError, smtplib.SMTPException, UnicodeError):
            raise ConnectionDown(
                "the mail server cannot be reached", code="mail_unreachable"
            ) from None
        if server.encryption == "starttls":
            self._encrypt(smtp)
        return smtp

    def _encrypt(self, smtp: smtplib.SMTP) -> None:
        """Without encryption nothing is sent, and the password least of all."""
        try:
            smtp.starttls(context=self._tls())
        except (OSError, smtplib.SMTPException):
            smtp.close()
            raise _tls_failed() from None

    def _tls(self) -> ssl.SSLContext:
        return self._ssl_context or ssl.create_default_context()

    def _log_in(self, smtp: smtplib.SMTP) -> None:
        smtp.ehlo_or_helo_if_needed()
        if not self._server.user:
            return
        smtp.user, smtp.password = self._server.user, self._server.password
        ways = {"PLAIN": smtp.auth_plain, "LOGIN": smtp.auth_login}
        offered = smtp.esmtp_features.get("auth", "").upper().split()
        way = next((name for name in ways if name in offered), None)
        if way is None:
            raise of_login(0)
        try:
            # Once: `login` would try a wrong password by every way, and lock the account the sooner.
            smtp.auth(way, ways[way])
        except smtplib.SMTPAuthenticationError as error:
            raise of_login(error.smtp_code) from None


def _options(smtp: smtplib.SMTP, to: str) -> list[str]:
    """Ask for SMTPUTF8 where the address needs it; a server without it cannot deliver there."""
    if to.isascii():  # a foreign domain is spelled in ASCII by now
        return []
    if not smtp.has_extn("smtputf8"):
        raise BadInput("the mail server takes no such address", code="mail_refused")
    return ["SMTPUTF8", "BODY=8BITMIME"]


def _tls_failed() -> ConnectionDown:
    return ConnectionDown(
        "no encrypted connection to the mail server: no STARTTLS, or another's certificate",
        code="mail_not_encrypted",
        is_certain=True,
    )
