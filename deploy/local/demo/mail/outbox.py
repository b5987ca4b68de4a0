"""Mails as files, one for each Message-ID: the same one again is no second mail."""

from __future__ import annotations

import hashlib
import threading
from dataclasses import dataclass
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

KEPT = 200


@dataclass(frozen=True, slots=True)
class Received:
    """One mail with its envelope."""

    to: tuple[str, ...]
    raw: bytes

    @property
    def message(self) -> EmailMessage:
        """The mail, parsed."""
        return message_from_bytes(self.raw, EmailMessage, policy=default)


class Outbox:
    """The last mails in memory, and each in a file. Safe between threads."""

    def __init__(self, folder: Path) -> None:
        """The folder is made with the first mail."""
        self._folder = folder
        self._mails: dict[str, Received] = {}
        self._lock = threading.Lock()

    def keep(self, to: tuple[str, ...], raw: bytes) -> None:
        """Keep a mail under its Message-ID."""
        mail = Received(to, raw)
        message_id = str(mail.message["Message-ID"] or hashlib.sha256(raw).hexdigest())
        name = hashlib.sha256(message_id.encode()).hexdigest()[:16]
        with self._lock:
            self._folder.mkdir(parents=True, exist_ok=True)
            (self._folder / f"{name}.eml").write_bytes(raw)
            self._mails.pop(name, None)
            self._mails[name] = mail
            while len(self._mails) > KEPT:
                del self._mails[next(iter(self._mails))]

    def mails(self) -> list[Received]:
        """Give what is kept, the newest last."""
        with self._lock:
            return list(self._mails.values())

    def clear(self) -> None:
        """Forget what is in memory; files stay."""
        with self._lock:
            self._mails.clear()
