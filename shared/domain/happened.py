"""The base of all events, and the topics that carry them."""

from __future__ import annotations

from enum import StrEnum
from typing import ClassVar

from shared.domain.values import Value


class Topic(StrEnum):
    """The three topics; there are no more."""

    LEAD_EVENTS = "lead-events"
    LEAD_CHANGES = "lead-changes"
    ACTIONS = "actions"


class Event(Value):
    """Base of all events. `version` rises when the meaning or shape of the fields changes."""

    VERSION: ClassVar[int] = 1
