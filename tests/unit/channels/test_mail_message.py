"""A mail as bytes: laws that hold whatever anybody calls himself."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

from hypothesis import example, given
from hypothesis import strategies as st

from shared.adapters.mail.message import as_bytes, dot_stuffed, sender_of
from shared.domain.acting.notice import Mail
from tests.hostile_names import HOSTILE

NOW = datetime(2026, 11, 29, 12, 30, tzinfo=UTC)
BARE_BREAK = re.compile(rb"\r(?!\n)|(?<!\r)\n")
TEXTS = st.text(max_size=600) | st.sampled_from(list(HOSTILE.values()))


def written(subject: str, text: str, html: str | None) -> bytes:
    mail = Mail("k@leads.example.com", "zarqaa@example.org", subject, text, html, "ar")
    return as_bytes(mail, sender_of("مبيعات <sales@example.com>"), NOW)


def given_back(raw: bytes) -> EmailMessage:
    return message_from_bytes(raw, EmailMessage, policy=default)


@given(TEXTS, TEXTS, st.none() | TEXTS)
@example("=?utf-8?q?x=0d=0aBcc:_eve=40example.org=0d=0a=0d=0ahi?=", "x", None)
@example("عميل =?utf-8?b?DQpCY2M6IGV2ZUBleGFtcGxlLm9yZw==?=", "x", None)
@example("x\r\nBcc: eve@example.org", "\r\n.\r\nMAIL FROM:<eve@example.org>\r\n", "\r.\r")
def test_whatever_is_told_the_mail_keeps_its_shape(
    subject: str, text: str, html: str | None
) -> None:
    raw = written(subject, text, html)
    message = given_back(raw)
    assert set(message.keys()) <= {
        *("From", "To", "Subject", "Date", "Message-ID", "Auto-Submitted", "Content-Language"),
        *("Content-Type", "Content-Transfer-Encoding", "MIME-Version"),
    }
    assert not message.defects
    assert not BARE_BREAK.search(raw)
    assert max(map(len, raw.split(b"\r\n"))) <= 998


@given(TEXTS, st.none() | TEXTS)
@example(".", "..\n.")
def test_no_text_ends_the_mail_early_and_no_dot_gets_lost(text: str, html: str | None) -> None:
    raw = written("x", text, html)
    sent = dot_stuffed(raw)
    assert sent.endswith(b"\r\n.\r\n")
    assert b"\r\n.\r\n" not in sent[:-3]
    lines = sent.removesuffix(b".\r\n").split(b"\r\n")
    undone = b"\r\n".join(line.removeprefix(b".") for line in lines)
    assert undone.rstrip(b"\r\n") == raw.rstrip(b"\r\n")


@given(TEXTS)
def test_the_same_mail_is_the_same_bytes(text: str) -> None:
    assert written(text, text, text) == written(text, text, text)


def test_a_subject_is_read_back_as_it_was_written() -> None:
    for subject in ("عميل ينتظر منذ ٣ ساعات", "A lead waits: 3 hours", "👩‍👩‍👧 x"):
        assert given_back(written(subject, "x", None))["Subject"] == subject
