"""The slow pass: have every open opportunity followed, and all judged anew when rules change.

What changes in the CRM is touched at once; the pass is for what was there before alerts were, for
what a crash left out, and for settings, stages and people that mean something else now.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING

from shared import log
from shared.domain.opportunity import Outcome
from shared.domain.queries import OPPORTUNITIES_IN_CRM_ORDER
from shared.errors import UnknownVersion
from shared.usecases.alerts.follow_ups import FollowUps
from shared.usecases.alerts.pass_mark import PassMark
from shared.usecases.opportunities import opportunity_of
from shared.usecases.watermarks import Watermarks

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from shared.domain.document import Document
    from shared.domain.opportunity import Opportunity
    from shared.ports import Clock, Memory

ROUND_EVERY = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class PassedOver:
    """What a run of the pass did."""

    looked_at: int = 0
    touched: int = 0
    is_round_over: bool = True


@dataclass(frozen=True, slots=True)
class FindUnfollowed:
    """The pass with what it needs of the world."""

    memory: Memory
    clock: Clock
    tenant: str
    slice_size: int = 500
    slices_at_most: int = 20

    def __call__(self, rules: str, until: datetime) -> PassedOver:
        """Go on with the round, slice by slice; no slice is begun after `until`.

        Of two runs at once the one that comes second to a slice stops there.
        """
        marks, done = Watermarks(self.memory), PassedOver()
        stored = marks.get(f"{self.tenant}.alert_pass")
        mark = PassMark.parse(stored.cursor)
        if mark.rules == rules and not mark.ended_before(self.clock.now() - ROUND_EVERY):
            return done
        mark = mark.under(rules)
        for _ in range(self.slices_at_most):
            if self.clock.now() >= until:
                break
            looked_at, touched, up_to = self._slice(mark)
            mark = mark.ended(self.clock.now()) if up_to is None else mark.moved(up_to)
            done = PassedOver(
                done.looked_at + looked_at, done.touched + touched, is_round_over=up_to is None
            )
            moved = marks.move(stored, str(mark), self.clock.now())
            if moved is None or up_to is None:
                return done
            stored = moved
        return replace(done, is_round_over=False)

    def _slice(self, mark: PassMark) -> tuple[int, int, int | None]:
        """Give how many were looked at and touched, and up to which number (None: the end)."""
        page = self.memory.query(
            OPPORTUNITIES_IN_CRM_ORDER,
            equals={"tenant": self.tenant},
            at_least=mark.after + 1,
            limit=self.slice_size,
        )
        if not page.documents:
            return 0, 0, None
        up_to = int(str(page.documents[-1].data["crm_lead_id"]))
        touched = self._touch(_open(page.documents), mark, up_to)
        return len(page.documents), touched, up_to if page.cursor else None

    def _touch(self, found: Sequence[Opportunity], mark: PassMark, up_to: int) -> int:
        follow_ups = FollowUps(self.memory, self.tenant)
        known = frozenset[int]()
        if not mark.is_for_all:
            known = follow_ups.known(after=mark.after, up_to=up_to)
        wanted = [
            (one.crm_lead_id, one.state.owner.id if one.state and one.state.owner else None)
            for one in found
            if one.crm_lead_id not in known
        ]
        follow_ups.touch_all(wanted, self.clock.now())
        return len(wanted)


def _open(documents: Sequence[Document]) -> list[Opportunity]:
    found = []
    for document in documents:
        try:
            picture = opportunity_of(document)
        except UnknownVersion as error:
            log.warning("opportunity passed over", opportunity=document.id, error=error.code)
            continue
        state = picture.state
        if state is not None and state.is_active and state.outcome is Outcome.OPEN:
            found.append(picture)
    return found
