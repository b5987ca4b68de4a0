"""Ask Meta for every lead that it has, and announce those that no webhook brought.

It is the only thing that finds a lead whose webhook was never sent. What is announced twice is a
no-op: the ledger knows each lead by its id.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING

from shared import log
from shared.usecases.asking_source import FormRefused, PageTurnOver, asking
from shared.usecases.compare_leads import CompareLeads
from shared.usecases.reconcile_form import OUT_OF_TIME, FormTurn, ReconcileForm
from shared.usecases.watermarks import Watermarks

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from shared.domain.ids import PageId
    from shared.domain.lead import LeadForm
    from shared.domain.local_days import LocalDays
    from shared.log import Scalar
    from shared.ports import Bus, Clock, LeadSource, Memory
    from shared.usecases.compare_leads import Compared

NO_PAGES = "no_pages"
REFUSED_IN_A_ROW = 3
"""Then it is not the form: the Page's other forms are left for the next run."""


@dataclass(slots=True)
class Reconciled:
    """What a run did."""

    pages: int = 0
    forms: int = 0
    leads: int = 0
    announced: int = 0
    missed: int = 0
    """Announced ones older than 15 minutes: their webhook never came."""
    backfilled: int = 0
    """The same of a form that was met for the first time."""
    unreadable: int = 0
    refused_forms: int = 0
    stopped_by: list[str] = field(default_factory=list)
    """Why Pages' turns ended early: `time`, the codes of errors; `no_pages`: there were none."""

    def add(self, found: Compared) -> None:
        """Count one window."""
        self.leads += found.leads
        self.announced += found.announced
        self.missed += found.missed
        self.backfilled += found.backfilled
        self.unreadable += found.unreadable

    def stop(self, code: str) -> None:
        """Note why a Page's turn ended, each cause once."""
        if code not in self.stopped_by:
            self.stopped_by.append(code)

    def facts(self) -> dict[str, Scalar]:
        """What a log line may say of it."""
        return {
            "pages": self.pages,
            "forms": self.forms,
            "leads": self.leads,
            "announced": self.announced,
            "missed": self.missed,
            "backfilled": self.backfilled,
            "unreadable": self.unreadable,
            "refused_forms": self.refused_forms,
            "stopped_by": ",".join(self.stopped_by),
        }


@dataclass(frozen=True, slots=True)
class Reconcile:
    """The use case with what it needs of the world."""

    source: LeadSource
    memory: Memory
    bus: Bus
    clock: Clock
    days: LocalDays
    tenant: str
    leads_since: datetime | None = None
    """Older leads are left alone."""
    within: timedelta = timedelta(seconds=120)
    """No window of leads is begun later than this."""

    def __call__(self) -> Reconciled:
        """Give every Page its turn; what is not reached is done by the next run.

        A quota, a dead token or a fault of Meta's ends the turn of one Page; a form that may not
        be read is left out. Raises what stops everything: the Pages cannot be listed, memory or
        bus fail.
        """
        done, until = Reconciled(), self.clock.now() + self.within
        marks = Watermarks(self.memory)
        place = marks.get(f"{self.tenant}.reconcile")
        pages = _starting_at(place.cursor, sorted(self.source.pages()))
        if not pages:
            done.stop(NO_PAGES)
            log.warning("the access token shows no Page, so no lead can be looked for")
        for page_id in pages:
            if self.clock.now() >= until:
                done.stop(OUT_OF_TIME)
                break
            self._turn(page_id, until, done)
        if OUT_OF_TIME in done.stopped_by:
            marks.move(place, pages[done.pages % len(pages)], self.clock.now())
        if done.missed:
            log.warning("leads found that no webhook brought", missed=done.missed)
        return done

    def _turn(self, page_id: PageId, until: datetime, done: Reconciled) -> None:
        done.pages += 1
        compare = CompareLeads(
            self.source, self.memory, self.bus, self.clock, self.days, self.tenant
        )
        reconcile_form = ReconcileForm(compare, self.leads_since)
        try:
            self._let_have_turns(self._forms(page_id), reconcile_form, until, done)
        except (PageTurnOver, FormRefused) as stop:
            done.stop(stop.code)
            log.warning("a Page's turn ended early", page=page_id, error=stop.code)

    def _forms(self, page_id: PageId) -> list[FormTurn]:
        """Give all forms of a Page, archived ones too, those that wait longest first."""
        marks, now = Watermarks(self.memory), self.clock.now()
        forms = list(asking(self.source.forms(page_id)))
        turns = [FormTurn.read(form, marks, self.tenant) for form in forms]
        return sorted((turn for turn in turns if not turn.is_left_out(now)), key=FormTurn.order)

    def _let_have_turns(
        self,
        turns: Sequence[FormTurn],
        reconcile_form: ReconcileForm,
        until: datetime,
        done: Reconciled,
    ) -> None:
        """One form that cannot be read does not stop the others; several in a row do."""
        in_a_row = 0
        for turn in turns:
            if self.clock.now() >= until:
                raise PageTurnOver(OUT_OF_TIME)
            try:
                reconcile_form(turn, until, done.add)
                in_a_row = 0
            except FormRefused as refusal:
                self._refused(turn.form, refusal, done)
                in_a_row += 1
                if in_a_row == REFUSED_IN_A_ROW:
                    raise
            done.forms += 1

    def _refused(self, form: LeadForm, refusal: FormRefused, done: Reconciled) -> None:
        done.refused_forms += 1
        log.warning(
            "a form cannot be read", page=form.page_id, form=form.form_id, error=refusal.code
        )
        marks, now = Watermarks(self.memory), self.clock.now()
        turn = FormTurn.read(form, marks, self.tenant)
        refused = turn.mark.refused(now, is_lasting=refusal.is_lasting)
        marks.move(turn.stored, str(refused), now)


def _starting_at(first: str | None, pages: Sequence[PageId]) -> list[PageId]:
    """Give all Pages, beginning where the last run's time was over."""
    later = [page for page in pages if first is not None and page >= first]
    return [*later, *(page for page in pages if page not in later)]
