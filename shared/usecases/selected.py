"""What a selection holds: dead leads and open dead letters, in pages, in numbers, by id."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from shared.domain.dead_letter import LetterState
from shared.domain.ledger import LeadState
from shared.domain.queries import (
    CAUSES,
    DEAD_LETTERS,
    LATEST_LEADS_IN_STATE,
    LEADS_OF_CAUSE,
    LEADS_OF_LEADGEN_ID,
)
from shared.domain.values import moment_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from shared.domain.document import Page
    from shared.domain.queries import QueryShape
    from shared.domain.replay import Selection
    from shared.ports import Memory

_DEAD = {"state": LeadState.DEAD.value}
_OPEN = {"state": LetterState.OPEN.value}
_LEADGEN_ID = re.compile(r"[0-9]{1,20}", re.ASCII)
_PAGE = 200


@dataclass(frozen=True, slots=True)
class Selected:
    """Documents of one shape within the time that a selection names."""

    memory: Memory
    shape: QueryShape
    equals: Mapping[str, str]
    since: str | None
    until: str | None

    def page(self, *, limit: int, cursor: str | None = None, descending: bool = False) -> Page:
        """Give one page; raises BadInput on a foreign cursor."""
        return self.memory.query(
            self.shape,
            equals=self.equals,
            at_least=self.since,
            below=self.until,
            descending=descending,
            limit=limit,
            cursor=cursor,
        )

    def count(self) -> int:
        """Count them all."""
        return self.memory.count(
            self.shape, equals=self.equals, at_least=self.since, below=self.until
        )

    def ids(self, at_most: int) -> tuple[str, ...]:
        """Give the ids of the oldest; read to the end before anything is changed."""
        return tuple(self._ids(at_most))

    def _ids(self, left: int) -> Iterator[str]:
        cursor = None
        while left > 0:
            page = self.page(limit=min(left, _PAGE), cursor=cursor)
            yield from (document.id for document in page.documents)
            left -= len(page.documents)
            cursor = page.cursor
            if cursor is None:
                return


def dead_leads(memory: Memory, selection: Selection) -> Selected:
    """Give the dead leads, of one cause or of all."""
    if selection.cause is None:
        return _selected(memory, LATEST_LEADS_IN_STATE, _DEAD, selection)
    equals = {**_DEAD, "reason": selection.cause}
    return _selected(memory, LEADS_OF_CAUSE, equals, selection)


def open_letters(memory: Memory, selection: Selection) -> Selected:
    """Give the dead letters that nobody has decided about."""
    return _selected(memory, DEAD_LETTERS, _OPEN, selection)


def causes(memory: Memory) -> dict[str, int]:
    """Give each cause with the number of leads that died of it, the commonest first.

    Two questions a cause: the causes are few, the leads may be many.
    """
    found: dict[str, int] = {}
    last: str | None = None
    while True:
        page = memory.query(CAUSES, equals=_DEAD, below=last, descending=True, limit=1)
        if not page.documents:
            return dict(sorted(found.items(), key=lambda pair: -pair[1]))
        last = str(page.documents[0].data["reason"])
        found[last] = memory.count(LEADS_OF_CAUSE, equals={**_DEAD, "reason": last})


def keys_of(memory: Memory, leadgen_id: str) -> tuple[str, ...]:
    """Give the keys of the leads that Meta calls by this id, on whatever page."""
    if not _LEADGEN_ID.fullmatch(leadgen_id):
        return ()
    page = memory.query(LEADS_OF_LEADGEN_ID, equals={"leadgen_id": leadgen_id})
    return tuple(document.id for document in page.documents)


def _selected(
    memory: Memory, shape: QueryShape, equals: Mapping[str, str], selection: Selection
) -> Selected:
    since = moment_text(selection.since) if selection.since else None
    until = moment_text(selection.until) if selection.until else None
    return Selected(memory, shape, equals, since, until)
