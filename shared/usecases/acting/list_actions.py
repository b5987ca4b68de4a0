"""Show the audit trail of actions, newest first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from shared.domain.queries import (
    ACTIONS,
    ACTIONS_IN_STATE,
    ACTIONS_IN_STATE_OF_ASKER,
    ACTIONS_OF_ASKER,
)
from shared.errors import UnknownVersion
from shared.usecases.acting.action_log import stored_action
from shared.usecases.refresh_directory import read_directory

if TYPE_CHECKING:
    from collections.abc import Mapping

    from shared.domain.acting.action import Action, ActionState
    from shared.domain.document import Document
    from shared.domain.queries import QueryShape
    from shared.ports import Memory

PAGE_SIZE = 50
_SHAPES: Mapping[tuple[str, ...], QueryShape] = {
    (): ACTIONS,
    ("state",): ACTIONS_IN_STATE,
    ("asker",): ACTIONS_OF_ASKER,
    ("state", "asker"): ACTIONS_IN_STATE_OF_ASKER,
}


@dataclass(frozen=True, slots=True)
class Trail:
    """One page of actions; `cursor` leads to older ones and is None on the last page."""

    actions: tuple[Action, ...]
    unreadable: tuple[str, ...]
    """Ids of documents that this code cannot read; the others are shown all the same."""
    people: Mapping[int, str]
    """Names of those who work in the CRM, as far as they are known."""
    stages: Mapping[int, str]
    cursor: str | None


@dataclass(frozen=True, slots=True)
class ListActions:
    """The use case with what it needs of the world."""

    memory: Memory
    tenant: str
    page_size: int = PAGE_SIZE

    def __call__(
        self,
        *,
        state: ActionState | None = None,
        asker: str | None = None,
        cursor: str | None = None,
    ) -> Trail:
        """Give a page, of one state or kind of asker or of all; raises BadInput on a foreign cursor."""
        asked = {"state": state.value if state else None, "asker": asker}
        equals = {name: value for name, value in asked.items() if value is not None}
        page = self.memory.query(
            _SHAPES[tuple(equals)],
            equals={"tenant": self.tenant, **equals},
            descending=True,
            limit=self.page_size,
            cursor=cursor,
        )
        read = [(document.id, _action(document)) for document in page.documents]
        directory = read_directory(self.memory, self.tenant)
        return Trail(
            actions=tuple(action for _, action in read if action is not None),
            unreadable=tuple(doc_id for doc_id, action in read if action is None),
            people={one.id: one.name for one in directory.salespeople} if directory else {},
            stages={one.id: one.name for one in directory.stages} if directory else {},
            cursor=page.cursor,
        )


def _action(document: Document) -> Action | None:
    try:
        return stored_action(document).action
    except UnknownVersion:
        return None
