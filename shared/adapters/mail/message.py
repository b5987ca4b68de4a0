"""An e-mail as bytes: UTF-8 subject, text and HTML, headers that nobody can add to."""

from __future__ import annotations

import hashlib
import re
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from typing import TYPE_CHECKING

from shared.errors import BadInput

if TYPE_CHECKING:
    from datetime import datetime

    from shared.domain.acting.notice import Mail

_BREAKS = re.compile(r"[\x00-\x1f\x7f\x85\u2028\u2029]+")
_ENCODED_WORD = re.compile(r"=(?=\?)")
"""How one begins (RFC 2047): the standard library decodes it within a value, line breaks and all."""
_PART = r"(?:(?!=\?)[^\x00-\x20\x7f\s@<>\"(),:;\\\[\]])"
_ADDRESS = re.compile(rf"{_PART}{{1,64}}@{_PART}{{1,253}}\Z")
_ID = re.compile(r"[\w.+=-]{1,200}@[\w.-]{1,200}\Z", re.ASCII)
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9-]{0,60}\Z")
_LEADING_DOT = re.compile(rb"(?m)^\.")
_POLICY = SMTP.clone(max_line_length=76)
_OURS = {
    "from", "to", "cc", "bcc", "sender", "reply-to", "subject", "date", "message-id",
    "auto-submitted", "mime-version", "content-type", "content-transfer-encoding",
    "content-language", "return-path", "received",
}  # fmt: skip
HEADER_MAX_CHARS = 250


def sender_of(text: str) -> Address:
    """Read `Sales <sales@example.com>`."""
    name, _, rest = text.rpartition("<")
    return Address(display_name=name.strip(), addr_spec=rest.rstrip(">"))


def address_of(mail: Mail) -> str:
    """Give the receiver's one address, its domain in ASCII; raises BadInput (`mail_refused`)."""
    local, _, domain = mail.to.rpartition("@")
    try:
        address = f"{local}@{domain.encode('idna').decode()}"
        mail.to.encode()  # a lone surrogate goes over no line
        if _ADDRESS.match(mail.to) and _ADDRESS.match(address):
            return address
    except UnicodeError:
        pass
    raise BadInput("this is no e-mail address", code="mail_refused")


def as_bytes(mail: Mail, sender: Address, sent_at: datetime) -> bytes:
    """Write the mail as it goes over the line, but for the closing full stop.

    The same mail at the same time gives the same bytes.
    """
    receiver = _receiver(mail)
    message = EmailMessage(policy=_POLICY.clone(utf8=not receiver.addr_spec.isascii()))
    message["From"] = sender
    message["To"] = receiver
    message["Subject"] = one_line(mail.subject)
    message["Date"] = format_datetime(sent_at)
    message["Message-ID"] = f"<{_id(mail)}>"
    message["Auto-Submitted"] = "auto-generated"
    for name, value in mail.headers.items():
        if not _NAME.match(name) or name.casefold() in _OURS:
            raise BadInput("a header of this name cannot be set", code="mail_refused")
        message[name] = one_line(value)
    message.set_content(_storable(mail.text), cte="quoted-printable")
    if mail.html is not None:
        message.add_alternative(_storable(mail.html), subtype="html", cte="quoted-printable")
        message.set_boundary(_boundary(mail))
    message["Content-Language"] = "ar" if mail.language == "ar" else "en"
    return message.as_bytes()


def dot_stuffed(raw: bytes) -> bytes:
    """Give the text as DATA takes it, with its end."""
    end = b"" if raw.endswith(b"\r\n") else b"\r\n"
    return _LEADING_DOT.sub(b"..", raw) + end + b".\r\n"


def one_line(text: str) -> str:
    """Give a header's value on one line, without encoded words of others', cut off at the end."""
    line = _BREAKS.sub(" ", _storable(text[:HEADER_MAX_CHARS])).strip()
    return _ENCODED_WORD.sub("= ", line)


def _receiver(mail: Mail) -> Address:
    local, _, domain = address_of(mail).rpartition("@")
    return Address(username=local, domain=domain)


def _boundary(mail: Mail) -> str:
    """Give one that no part can hold: quoted-printable text never has `=_`."""
    return f"=_{hashlib.sha256(mail.message_id.encode()).hexdigest()[:32]}"


def _id(mail: Mail) -> str:
    if not _ID.match(mail.message_id):
        raise BadInput("the Message-ID is malformed", code="mail_refused")
    return mail.message_id


def _storable(text: str) -> str:
    return text.replace("\0", "").encode(errors="replace").decode()
