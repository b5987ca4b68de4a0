"""Alerts as they are shown to a reader: with what belongs to them at that moment."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from datetime import date

    from shared.domain.alerts.alert import Alert
    from shared.domain.opportunity import OpportunityState
    from shared.domain.score import Grade

Language = Literal["ar", "en"]


def spoken(named: str | None, usual: Language) -> Language:
    """Give one of ours for what the CRM names (`ar_001`, `en_US`): who has another reads English."""
    if not named:
        return usual
    return "ar" if named.casefold().startswith("ar") else "en"


@dataclass(frozen=True, slots=True)
class Reader:
    """A salesperson, team leader or manager who is told: the CRM's user with our settings."""

    user_id: int
    name: str
    email: str | None
    language: Language
    time_zone: str
    mails: bool = True
    """Gets digest and urgent alerts by e-mail."""
    chat_channels: tuple[str, ...] = ()
    """Where his alerts are posted, by name."""


@dataclass(frozen=True, slots=True)
class ShownAlert:
    """One alert with its record as both stand now."""

    alert: Alert
    state: OpportunityState | None
    """None: it is gone from the CRM."""
    grade: Grade | None = None
    probability: float | None = None
    proposed_user: str | None = None
    """Name of the person whom the next step names."""
    owner_name: str | None = None
    """Name of the alert's owner, who of an alert about a person is that person."""
    chat_channels: tuple[str, ...] = ()
    """Where its team has its alerts posted, by name, besides the reader's own."""


@dataclass(frozen=True, slots=True)
class Digest:
    """What a reader gets in the morning."""

    reader: Reader
    day: date
    mine: tuple[ShownAlert, ...]
    """Of his own records, the most important first."""
    escalated: tuple[ShownAlert, ...] = ()
    """Of his people's records, which nobody acted on."""
    more: int = 0
    """How many are left out here and stand on the page."""
    undelivered: int = 0
    """Tellings that failed since the last digest."""
