"""Mail servers: the demo's, and aiosmtpd with STARTTLS and with TLS from the start.

A provider's own server cannot be reached from a test; aiosmtpd is somebody else's reading of the
same RFCs.
"""

from __future__ import annotations

import socket
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import TYPE_CHECKING, Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, Envelope, LoginPassword

from deploy.local.demo.faults import Rule
from deploy.local.demo.mail.server import PASSWORD, USER, DemoMail
from shared.adapters.mail import SmtpMailer
from shared.domain.acting.channels import MailServer
from shared.domain.acting.notice import Mail
from tests.tls import Pair, pair

if TYPE_CHECKING:
    import ssl
    from collections.abc import Iterator
    from pathlib import Path

    from shared.domain.acting.channels import Encryption

SENDER = "مبيعات ACME, KSA <sales@example.com>"
NOW = datetime(2026, 11, 29, 12, 30, tzinfo=UTC)


class StandingClock:
    """A clock that stands still."""

    def now(self) -> datetime:
        return NOW


def a_mail(**changes: Any) -> Mail:
    given: dict[str, Any] = {
        "message_id": "0123456789abcdef@leads.example.com",
        "to": "zarqaa@example.org",
        "subject": "عميل ينتظر: Zarqaa",
        "text": "السطر الأول\n.نقطة\n..two dots\n\nlast",
        "html": '<p dir="rtl">السطر الأول <bdi>Zarqaa</bdi></p>',
        "language": "ar",
    }
    return Mail(**{**given, **changes})


@dataclass
class Server:
    """A running mail server that a mailer sends to."""

    port: int
    encryption: Encryption
    trust: ssl.SSLContext | None
    taken: list[tuple[tuple[str, ...], bytes]]
    demo: DemoMail | None = None

    def mailer(self, **changes: Any) -> SmtpMailer:
        at = MailServer("127.0.0.1", self.port, self.encryption, USER, PASSWORD)
        given: dict[str, Any] = {
            "server": at,
            "sender": SENDER,
            "clock": StandingClock(),
            "timeout_s": 10.0,
            "ssl_context": self.trust,
        }
        return SmtpMailer(**{**given, **changes})

    def received(self) -> list[EmailMessage]:
        return [message_from_bytes(raw, EmailMessage, policy=default) for _, raw in self.mails()]

    def mails(self) -> list[tuple[tuple[str, ...], bytes]]:
        if self.demo is not None:
            return [(one.to, one.raw) for one in self.demo.outbox.mails()]
        return self.taken

    def order(self, fault: str, verb: str) -> None:
        assert self.demo is not None
        self.demo.faults.order(Rule(fault, {"verb": verb}))


class Sink:
    """A handler of aiosmtpd that keeps what it takes."""

    def __init__(self) -> None:
        self.taken: list[tuple[tuple[str, ...], bytes]] = []

    async def handle_DATA(self, server: object, session: object, envelope: Envelope) -> str:  # noqa: N802 - its name
        assert isinstance(envelope.original_content, bytes)
        self.taken.append((tuple(envelope.rcpt_tos), envelope.original_content))
        return "250 OK"


def _authenticated(
    server: object, session: object, envelope: object, mechanism: str, auth_data: object
) -> AuthResult:
    is_known = isinstance(auth_data, LoginPassword) and (
        auth_data.login,
        auth_data.password,
    ) == (USER.encode(), PASSWORD.encode())
    return AuthResult(success=is_known, handled=False)


def free_port() -> int:
    with closing(socket.socket()) as sock:
        sock.bind(("127.0.0.1", 0))
        return int(sock.getsockname()[1])


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Pair:
    return pair(tmp_path_factory.mktemp("tls"))


@pytest.fixture
def demo(tmp_path: Path) -> Iterator[Server]:
    with DemoMail(tmp_path / "mail") as running:
        yield Server(running.port, "none", None, [], running)


@pytest.fixture
def starttls(certificate: Pair) -> Iterator[Server]:
    sink = Sink()
    controller = Controller(
        sink,
        hostname="127.0.0.1",
        port=free_port(),
        tls_context=certificate.server,
        require_starttls=True,
        authenticator=_authenticated,
        auth_required=True,
        enable_SMTPUTF8=True,
    )
    controller.start()
    yield Server(controller.port, "starttls", certificate.client, sink.taken)
    controller.stop()


@pytest.fixture
def tls(certificate: Pair) -> Iterator[Server]:
    sink = Sink()
    controller = Controller(
        sink,
        hostname="127.0.0.1",
        port=free_port(),
        ssl_context=certificate.server,
        authenticator=_authenticated,
        auth_require_tls=False,  # it is encrypted already
        enable_SMTPUTF8=True,
    )
    controller.start()
    yield Server(controller.port, "tls", certificate.client, sink.taken)
    controller.stop()


@pytest.fixture(params=["demo", "starttls", "tls"])
def server(request: pytest.FixtureRequest) -> Server:
    found: Server = request.getfixturevalue(request.param)
    return found
