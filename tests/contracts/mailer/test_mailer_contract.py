"""What every mail server gets from the mailer, and what its refusals become."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from shared import deadline
from shared.domain.acting.channels import MailServer
from shared.errors import BadInput, ConnectionDown, OutcomeUnknown, SuiteError, TransientError
from tests.contracts.mailer.conftest import NOW, Server, a_mail, free_port
from tests.hostile_names import HOSTILE

if TYPE_CHECKING:
    from pathlib import Path

    from tests.tls import Pair

NOBODYS = [
    "", "zarqaa", "@example.org", "zarqaa@", "a@b@c", "a b@example.org", "a,b@example.org",
    "<zarqaa@example.org>", "zarqaa@example.org\r\nRCPT TO:<eve@example.org>",
    "zarqaa@example.org\nBcc: eve@example.org", "zarqaa@exa\0mple.org", "x@" + "a" * 300 + ".org",
    '"a b"@example.org', "zarqaa@..example.org",
    "=?utf-8?q?a=0d=0aBcc=3Aeve?=@example.org", "a@=?utf-8?q?=0d=0aBcc=3Aeve?=.org", "\ud800@b.org",
]  # fmt: skip


def test_a_mail_arrives_with_all_that_belongs_to_it(server: Server) -> None:
    server.mailer().send(a_mail())
    ((to, raw),) = server.mails()
    (message,) = server.received()
    assert to == ("zarqaa@example.org",)
    assert message["Message-ID"] == "<0123456789abcdef@leads.example.com>"
    assert message["Subject"] == "عميل ينتظر: Zarqaa"
    assert message["To"] == "zarqaa@example.org"
    assert message["From"].addresses[0].display_name == "مبيعات ACME, KSA"
    assert message["From"].addresses[0].addr_spec == "sales@example.com"
    assert message["Date"].datetime == NOW
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["Content-Language"] == "ar"
    assert max(map(len, raw.split(b"\r\n"))) <= 998


def test_text_and_html_arrive_as_they_were_to_the_last_dot(server: Server) -> None:
    server.mailer().send(a_mail())
    (message,) = server.received()
    text, html = message.get_body(("plain",)), message.get_body(("html",))
    assert text is not None
    assert html is not None
    assert text.get_content().splitlines() == a_mail().text.splitlines()
    assert html.get_content().strip() == a_mail().html


def test_a_mail_without_html_is_one_part(server: Server) -> None:
    server.mailer().send(a_mail(html=None))
    (message,) = server.received()
    assert message.get_content_type() == "text/plain"
    assert message.get_content().splitlines() == a_mail().text.splitlines()


def test_the_same_mail_at_the_same_time_is_the_same_to_the_last_byte(server: Server) -> None:
    """What arrives twice has one Message-ID; the demo server, as others do, keeps one."""
    for _ in range(2):
        server.mailer().send(a_mail())
    raws = {raw for _, raw in server.mails()}
    assert len(raws) == 1


@pytest.mark.parametrize("name", HOSTILE)
def test_no_name_adds_a_header_or_a_receiver(starttls: Server, name: str) -> None:
    evil = HOSTILE[name]
    mail = a_mail(subject=f"Bcc: {evil}\r\nBcc: eve@example.org", text=evil, html=evil)
    starttls.mailer().send(a_mail(headers={"X-Alert": f"{evil}\r\nBcc: eve@example.org"}))
    starttls.mailer().send(mail)
    for message in starttls.received():
        assert message["Bcc"] is None
        assert len(message.get_all("To", [])) == 1
        assert not message.defects
    assert {to for to, _ in starttls.mails()} == {("zarqaa@example.org",)}


@pytest.mark.parametrize("to", NOBODYS)
def test_what_is_no_address_is_refused_before_anything_is_sent(demo: Server, to: str) -> None:
    with pytest.raises(BadInput) as raised:
        demo.mailer().send(a_mail(to=to))
    assert raised.value.code == "mail_refused"
    assert demo.mails() == []


@pytest.mark.parametrize("name", ["Bcc", "To", "Content-Type", "X Y", "X:Y", "DKIM\r\nBcc"])
def test_a_header_of_ours_is_not_set_from_outside(demo: Server, name: str) -> None:
    with pytest.raises(BadInput):
        demo.mailer().send(a_mail(headers={name: "eve@example.org"}))
    assert demo.mails() == []


def test_a_foreign_domain_is_spelled_in_ascii(server: Server) -> None:
    server.mailer().send(a_mail(to="zarqaa@مثال.com"))
    ((to, _),) = server.mails()
    assert to == ("zarqaa@xn--mgbh0fb.com",)


def test_a_foreign_mailbox_needs_a_server_that_knows_such(starttls: Server, demo: Server) -> None:
    mail = a_mail(to="زرقاء@example.org")
    starttls.mailer().send(mail)
    ((to, _),) = starttls.mails()
    assert to == ("زرقاء@example.org",)
    with pytest.raises(BadInput) as raised:
        demo.mailer().send(mail)
    assert raised.value.code == "mail_refused"


REFUSALS = [
    ("RCPT", "550", BadInput, "mail_refused"),
    ("RCPT", "451", TransientError, "mail_deferred"),
    ("RCPT", "421", ConnectionDown, "mail_unavailable"),
    ("RCPT", "530", ConnectionDown, "mail_login_refused"),
    ("RCPT", "hang_up", ConnectionDown, "mail_unavailable"),
    ("MAIL", "550", ConnectionDown, "mail_sender_refused"),
    ("MAIL", "530", ConnectionDown, "mail_login_refused"),
    ("MAIL", "451", TransientError, "mail_deferred"),
    ("AUTH", "535", ConnectionDown, "mail_login_refused"),
    ("AUTH", "454", ConnectionDown, "mail_unavailable"),
    ("EHLO", "hang_up", ConnectionDown, "mail_unavailable"),
    ("DATA", "554", BadInput, "mail_refused"),
    ("DATA", "451", TransientError, "mail_deferred"),
    ("DATA", "hang_up", ConnectionDown, "mail_unavailable"),
    ("TEXT", "552", BadInput, "mail_refused"),
    ("TEXT", "451", TransientError, "mail_deferred"),
    ("TEXT", "hang_up", OutcomeUnknown, "mail_no_answer"),
]


@pytest.mark.parametrize(("verb", "fault", "kind", "code"), REFUSALS)
def test_a_refusal_says_what_happens_next_and_nothing_personal(
    demo: Server, verb: str, fault: str, kind: type[SuiteError], code: str
) -> None:
    demo.order(fault, verb)
    with pytest.raises(SuiteError) as raised:
        demo.mailer().send(a_mail())
    assert type(raised.value) is kind
    assert raised.value.code == code
    assert "zarqaa" not in str(raised.value).casefold()
    assert demo.mails() == []


def test_after_an_unclear_end_the_same_mail_again_is_one_mail(demo: Server, tmp_path: Path) -> None:
    demo.order("hang_up_after", "TEXT")
    with pytest.raises(OutcomeUnknown):
        demo.mailer().send(a_mail())
    demo.mailer().send(a_mail())
    assert len(demo.mails()) == 1
    assert len(list((tmp_path / "mail").glob("*.eml"))) == 1


def test_a_server_that_falls_silent_is_not_waited_for(demo: Server) -> None:
    demo.order("hold", "MAIL")
    with pytest.raises(ConnectionDown):
        demo.mailer(timeout_s=0.3).send(a_mail())


def test_nobody_at_the_address_is_a_connection_that_is_down(demo: Server) -> None:
    nobody = MailServer("127.0.0.1", free_port(), "none")
    with pytest.raises(ConnectionDown) as raised:
        demo.mailer(server=nobody).send(a_mail())
    assert raised.value.code == "mail_unreachable"


def test_no_mail_is_begun_when_the_invocation_has_no_time_left(demo: Server) -> None:
    with deadline.within(0), pytest.raises(TransientError) as raised:
        demo.mailer().send(a_mail())
    assert raised.value.code == "mail_no_time"


def test_without_starttls_neither_password_nor_mail_is_sent(demo: Server) -> None:
    at = MailServer("127.0.0.1", demo.port, "starttls", "demo", "not-to-be-seen")
    demo.order("535", "AUTH")
    with pytest.raises(ConnectionDown) as raised:
        demo.mailer(server=at).send(a_mail())
    assert raised.value.code == "mail_not_encrypted"
    assert raised.value.is_certain
    assert demo.demo is not None
    assert len(demo.demo.faults.open_rules()) == 1  # nobody tried to log in
    assert demo.mails() == []


@pytest.mark.parametrize("which", ["starttls", "tls"])
def test_a_certificate_that_nobody_vouches_for_is_not_trusted(
    request: pytest.FixtureRequest, which: str
) -> None:
    server: Server = request.getfixturevalue(which)
    with pytest.raises(ConnectionDown) as raised:
        server.mailer(ssl_context=None).send(a_mail())
    assert raised.value.code == "mail_not_encrypted"
    assert server.mails() == []


@pytest.mark.parametrize("which", ["demo", "starttls", "tls"])
def test_a_wrong_password_is_told_as_such(
    request: pytest.FixtureRequest, which: str, certificate: Pair
) -> None:
    server: Server = request.getfixturevalue(which)
    at = MailServer("127.0.0.1", server.port, server.encryption, "demo", "wrong-password")
    with pytest.raises(ConnectionDown) as raised:
        server.mailer(server=at).send(a_mail())
    assert (raised.value.code, raised.value.is_certain) == ("mail_login_refused", True)
    assert "wrong-password" not in str(raised.value)
