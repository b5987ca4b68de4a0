"""Show what is dead: leads by cause, messages that nobody took, and who sent what again.

Only ids, times and causes leave this use case: no answers of a lead, no words of a message.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from shared.domain.replay import Selection
from shared.errors import UnknownVersion
from shared.usecases.dead_letters import stored_letter
from shared.usecases.list_lead_ways import way_of
from shared.usecases.replay_trail import ReplayTrail
from shared.usecases.selected import causes, dead_leads, open_letters

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from shared.domain.dead_letter import DeadLetter
    from shared.domain.document import Document, Page
    from shared.domain.replay import Run
    from shared.ports import Memory
    from shared.usecases.list_lead_ways import LeadWay

PAGE_SIZE = 50
RUNS = 10


@dataclass(frozen=True, slots=True)
class Dead:
    """One page of what is dead; the cursors lead to older things and are None on the last page."""

    causes: Mapping[str, int]
    leads: tuple[LeadWay, ...]
    letters: tuple[DeadLetter, ...]
    unreadable: tuple[str, ...]
    """Ids on this page of what this code cannot read."""
    open_letters: int
    leads_cursor: str | None
    letters_cursor: str | None
    runs: tuple[Run, ...]

    @property
    def dead_leads(self) -> int:
        """How many leads are dead of all causes."""
        return sum(self.causes.values())


@dataclass(frozen=True, slots=True)
class ListDead:
    """The use case with what it needs of the world."""

    memory: Memory
    tenant: str
    page_size: int = PAGE_SIZE

    def __call__(
        self,
        *,
        cause: str | None = None,
        leads_cursor: str | None = None,
        letters_cursor: str | None = None,
    ) -> Dead:
        """Give the latest dead leads, of one cause or of all, and the latest open letters.

        Raises BadInput on a foreign cursor.
        """
        wanted = Selection(cause=cause)
        lying = open_letters(self.memory, wanted)
        leads = dead_leads(self.memory, wanted).page(
            limit=self.page_size, cursor=leads_cursor, descending=True
        )
        letters = lying.page(limit=self.page_size, cursor=letters_cursor, descending=True)
        return Dead(
            causes=causes(self.memory),
            leads=tuple(way for one in leads.documents if (way := way_of(one))),
            letters=tuple(letter for one in letters.documents if (letter := _letter(one))),
            unreadable=tuple(_unreadable(leads, letters)),
            open_letters=lying.count(),
            leads_cursor=leads.cursor,
            letters_cursor=letters.cursor,
            runs=ReplayTrail(self.memory, self.tenant).latest(RUNS),
        )

    def run(self, run_id: str) -> Run | None:
        """Give one run of the audit trail, or None."""
        return ReplayTrail(self.memory, self.tenant).find(run_id)


def _letter(document: Document) -> DeadLetter | None:
    try:
        return stored_letter(document).letter
    except UnknownVersion:
        return None


def _unreadable(leads: Page, letters: Page) -> Iterator[str]:
    yield from (one.id for one in leads.documents if way_of(one) is None)
    yield from (one.id for one in letters.documents if _letter(one) is None)
