"""An action without the words in it: what was done stays, what was said of a person does not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared.domain.acting.action import ActionState
from shared.domain.acting.orders import CreateActivity, LogNote, SendEmail, SendWhatsapp

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from shared.domain.acting.action import Action
    from shared.domain.acting.orders import Order

_WORDS: Mapping[type, Mapping[str, object]] = {
    CreateActivity: {"summary": "", "note": ""},
    LogNote: {"text": ""},
    SendEmail: {"subject": "", "text": ""},
    SendWhatsapp: {"parameters": (), "text": ""},
}


def without_words(order: Order) -> Order:
    """Give an order of which nobody can tell any more what it said."""
    return order.model_copy(update=dict(_WORDS.get(type(order), {})))


def action_erased(action: Action, now: datetime) -> Action:
    """Remove the words; one that is under way ends, for it would say nothing."""
    return action if without_words(action.order) == action.order else action_silenced(action, now)


def action_silenced(action: Action, now: datetime) -> Action:
    """Give an action of which the words are gone, or were never kept: it ends if it had not."""
    silent = action.model_copy(update={"order": without_words(action.order)})
    return (
        silent if action.is_settled else silent.ended(ActionState.OBSOLETE, now, code="lead_erased")
    )
