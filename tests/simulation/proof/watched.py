"""The memory with an eye on the ledger: what is over may not begin again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from shared.usecases.lead_ledger import LEADS

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from shared.domain.document import Document
    from shared.ports import Memory
    from tests.simulation.proof.world import World

AFTER: Mapping[str, frozenset[str]] = {
    "done": frozenset({"done", "erased"}),
    "erased": frozenset({"erased"}),
}
"""What an entry may become once it is that."""


class Watched:
    """Any memory; each write of a ledger entry is compared with the one before."""

    def __init__(self, memory: Memory, world: World) -> None:
        self._memory, self._world = memory, world
        self._states: dict[str, str] = {}

    def __getattr__(self, method: str) -> Callable[..., Any]:
        return getattr(self._memory, method)

    def create(self, collection: str, doc_id: str, data: Any, **how: Any) -> Document:
        stored = self._memory.create(collection, doc_id, data, **how)
        self._look(collection, doc_id, data)
        return stored

    def put(self, collection: str, doc_id: str, data: Any, **how: Any) -> Document:
        stored = self._memory.put(collection, doc_id, data, **how)
        self._look(collection, doc_id, data)
        return stored

    def batch(self, writes: Any) -> None:
        self._memory.batch(writes)
        for write in writes:
            if write.data is not None:
                self._look(write.collection, write.id, write.data)

    def _look(self, collection: str, doc_id: str, data: Mapping[str, Any]) -> None:
        if collection != LEADS:
            return
        before, after = self._states.get(doc_id, ""), str(data["state"])
        if after not in AFTER.get(before, {after}):
            invariant = "I8" if before == "erased" else "I2"
            self._world.broken.append(f"{invariant}: what was {before} became {after}")
        self._states[doc_id] = after
