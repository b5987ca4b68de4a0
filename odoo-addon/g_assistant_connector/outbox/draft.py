"""What one transaction has done to leads, until it is written into the outbox."""

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts: a user, and whether that is the assistant itself."""

    user_id: int
    is_us: bool

    def or_person(self, other: "Actor") -> "Actor":
        """Of two who act on one lead: a person prevails over the assistant."""
        return other if self.is_us and not other.is_us else self


@dataclass(slots=True)
class Row:
    """An event: to be written, or (with its number) written in this transaction."""

    lead_ref: int
    kind: str
    changed: dict[str, Any]
    actor: Actor
    title: str = ""
    merged_into: int | None = None
    id: int | None = None


@dataclass(slots=True)
class LeadDraft:
    """One lead's part: field values before the first change, its fate, its notes."""

    before: dict[str, Any] = field(default_factory=dict)
    actor: Actor | None = None
    is_created: bool = False
    is_deleted: bool = False
    merged_into: int | None = None
    title: str = ""
    team_id: int | bool = False
    notes: list[tuple[str, dict[str, Any], Actor]] = field(default_factory=list)
    """Kind, what changed, by whom: messages and activities."""

    def act(self, actor: Actor) -> None:
        """Name the acting user."""
        self.actor = self.actor.or_person(actor) if self.actor else actor


class Drafts(dict[int, LeadDraft]):
    """The drafts of a transaction by lead number."""

    was_put_back = False
    """They have let the other precommit hooks go first."""

    def of(self, lead_id: int) -> LeadDraft:
        """Give the lead's draft, a new one when there is none."""
        draft = self.get(lead_id)
        if draft is None:
            draft = self[lead_id] = LeadDraft()
        return draft
