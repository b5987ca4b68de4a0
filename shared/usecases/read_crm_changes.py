"""Read what changed in the CRM and announce it: for where the CRM does not report it itself."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING

from shared import log
from shared.domain.event import Topic
from shared.errors import BadInput
from shared.usecases.observed import observed
from shared.usecases.refresh_directory import refresh_directory
from shared.usecases.watermarks import Watermarks

if TYPE_CHECKING:
    from shared.domain.reading import Slice
    from shared.log import Scalar
    from shared.ports import Bus, Clock, Memory, Pipeline


@dataclass(frozen=True, slots=True)
class ChangesRead:
    """What a run did."""

    is_reported: bool = False
    """The CRM reports changes itself, so nothing was read."""
    pages: int = 0
    published: int = 0
    has_more: bool = False
    """Time or pages were used up: the next run goes on."""

    def facts(self) -> dict[str, Scalar]:
        """What a log line may say of it."""
        return {
            "is_reported": self.is_reported,
            "pages": self.pages,
            "published": self.published,
            "has_more": self.has_more,
        }


@dataclass(frozen=True, slots=True)
class ReadCrmChanges:
    """The use case with what it needs of the world."""

    pipeline: Pipeline
    memory: Memory
    bus: Bus
    clock: Clock
    tenant: str
    page_size: int = 200
    pages_at_most: int = 100
    within: timedelta = timedelta(seconds=45)
    """No page is begun later than this."""

    def __call__(self) -> ChangesRead:
        """Publish what changed since the watermark, page by page, and keep the directory fresh.

        The watermark moves after each page that was published, so a crash publishes a page again.
        Of two runs at once the one that comes second to a page stops there. The directory is read
        last: if it cannot be, the changes are read all the same.
        """
        done = self._read()
        refresh_directory(self.pipeline, self.memory, self.tenant, self.clock.now())
        return done

    def _read(self) -> ChangesRead:
        if self.pipeline.reports_changes():
            return ChangesRead(is_reported=True)
        marks, until = Watermarks(self.memory), self.clock.now() + self.within
        mark, done = marks.get(f"{self.tenant}.crm_changes"), ChangesRead()
        while done.pages < self.pages_at_most and self.clock.now() < until:
            page = self._page(mark.cursor)
            self._publish(page)
            done = replace(
                done,
                pages=done.pages + 1,
                published=done.published + len(page.readings),
                has_more=page.has_more,
            )
            moved = marks.move(mark, page.cursor, self.clock.now())
            if moved is None or not page.has_more:
                break
            mark = moved
        return done

    def _page(self, cursor: str | None) -> Slice:
        try:
            return self.pipeline.changed_since(cursor, at_most=self.page_size)
        except BadInput as error:
            # Of another version. What lies between is found by the sweep.
            log.warning("reading of changes starts anew", error=error.code)
            return self.pipeline.changed_since(None, at_most=self.page_size)

    def _publish(self, page: Slice) -> None:
        now = self.clock.now()
        events = [
            observed(one, tenant=self.tenant, source="poll", now=now) for one in page.readings
        ]
        if events:
            self.bus.publish(Topic.LEAD_EVENTS, events)
