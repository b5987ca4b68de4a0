"""The audit trail: who did what, when, and what came of it."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from pydantic import ValidationError

from shared.domain.queries import AUDIT
from shared.domain.replay import Run
from shared.domain.values import moment_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from shared.domain.document import Document
    from shared.ports import Memory

COLLECTION = "audit"
KEPT = timedelta(days=730)
REPLAY, DISCARD = "replay", "discard"


class ReplayTrail:
    """Write and read runs; others' entries in the same collection are passed over."""

    def __init__(self, memory: Memory, tenant: str) -> None:
        self._memory = memory
        self._tenant = tenant

    def write(self, run: Run) -> None:
        """Store a run, at its beginning and again at its end."""
        others = {"items": {"__all__": {"leadgen_id"}}}
        data = run.model_dump(mode="json", exclude_none=True, exclude=others)
        times = {"at": run.at, "finished_at": run.finished_at}
        data |= {name: moment_text(moment) for name, moment in times.items() if moment}
        data |= {"counts": {str(outcome): count for outcome, count in run.counts.items()}}
        self._memory.put(COLLECTION, run.id, data, expires_at=run.at + KEPT)

    def find(self, run_id: str) -> Run | None:
        """Read one run of this tenant, or None."""
        document = self._memory.get(COLLECTION, run_id)
        found = _run(document) if document else None
        return found if found and found.tenant == self._tenant else None

    def latest(self, at_most: int) -> tuple[Run, ...]:
        """Give the latest runs, looking through the latest entries of all kinds."""
        page = self._memory.query(
            AUDIT, equals={"tenant": self._tenant}, descending=True, limit=2 * at_most
        )
        return tuple(run for run in self._runs(page.documents) if run.what in {REPLAY, DISCARD})[
            :at_most
        ]

    @staticmethod
    def _runs(documents: tuple[Document, ...]) -> Iterator[Run]:
        yield from (run for document in documents if (run := _run(document)))


def _run(document: Document) -> Run | None:
    try:
        return Run.model_validate(document.data)
    except ValidationError:
        return None
