"""Whether a customer agreed to be written to by WhatsApp, by what he ticked on our forms.

WhatsApp's business policy asks for an opt-in that names the business and the channel (read
2026-11): a form's checkbox counts whose wording names WhatsApp, ticked by the one whose number it is.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from shared.domain.clean_lead import CleanLead

_NAMES = ("whatsapp", "whats app", "واتس", "واتساب", "وتساب")
WINDOW = timedelta(hours=24)
"""Free text may be written so long after the customer's own last WhatsApp message."""


def agreed(leads: Iterable[CleanLead], phone: str) -> bool | None:
    """Give the last word that the owner of this number gave; None: none is known."""
    own = sorted(
        (one for one in leads if one.person.phone == phone), key=lambda one: one.created_at
    )
    words = [
        consent.given
        for lead in own
        for consent in lead.consents
        if any(name in consent.wording.casefold() for name in _NAMES)
    ]
    return words[-1] if words else None


def is_open(last_written_at: datetime | None, now: datetime) -> bool:
    """Tell whether free text is allowed by now."""
    return last_written_at is not None and last_written_at > now - WINDOW
