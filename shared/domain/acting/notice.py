"""What people are told, as plain text, before a channel gives it its form."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class CustomerContact:
    """How a lead's customer can be reached, and what he agreed to."""

    name: str | None
    email: str | None
    phone: str | None
    """E.164."""
    language: str | None
    is_opted_out: bool
    """The CRM's own blacklist, for the address or number in question."""


@dataclass(frozen=True, slots=True)
class AlertWords:
    """An alert in words of one language, as plain text."""

    title: str
    cause: str
    explanation: str
    proposal: str


@dataclass(frozen=True, slots=True)
class Link:
    """A button: where it leads and what it says."""

    label: str
    url: str


@dataclass(frozen=True, slots=True)
class Notice:
    """What a person is told, before a channel gives it its form. All of it is plain text.

    A channel escapes it by its own rules: a name with `<!channel>` or markup in it stays a name.
    """

    language: Literal["ar", "en"]
    title: str
    lines: tuple[str, ...] = ()
    items: tuple[NoticeItem, ...] = ()
    links: tuple[Link, ...] = ()
    footer: str = ""


@dataclass(frozen=True, slots=True)
class NoticeItem:
    """One alert of a notice."""

    title: str
    record: str
    """The opportunity's own title."""
    lines: tuple[str, ...] = ()
    links: tuple[Link, ...] = ()
    is_urgent: bool = False
    group: str = ""
    """Heading under which it stands; items of one group follow each other."""


@dataclass(frozen=True, slots=True)
class Mail:
    """One e-mail; the same `message_id` is the same mail to every server that knows it."""

    message_id: str
    """Without angle brackets: `KEY@DOMAIN`."""
    to: str
    subject: str
    text: str
    html: str | None
    language: str
    headers: Mapping[str, str] = field(default_factory=dict)
