"""One form's turn in a reconciling run: its latest leads, then the deep pass that is due."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from shared.domain.form_mark import QUARTER, FormMark
from shared.domain.values import moment_text
from shared.usecases.asking_source import PageTurnOver
from shared.usecases.compare_leads import Compared, Window
from shared.usecases.form_days import store_form_days
from shared.usecases.watermarks import Watermarks

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from shared.domain.form_mark import DeepPass
    from shared.domain.lead import LeadForm
    from shared.usecases.compare_leads import CompareLeads
    from shared.usecases.watermarks import Watermark

OUT_OF_TIME = "time"
_ARCHIVED = frozenset({"ARCHIVED", "DELETED"})


@dataclass(frozen=True, slots=True)
class FormTurn:
    """A form with its mark as it was read."""

    form: LeadForm
    stored: Watermark
    mark: FormMark

    @classmethod
    def read(cls, form: LeadForm, marks: Watermarks, tenant: str) -> FormTurn:
        """Read a form's mark."""
        stored = marks.get(f"{tenant}.reconcile.{form.page_id}.{form.form_id}")
        return cls(form, stored, FormMark.parse(stored.cursor))

    @property
    def is_archived(self) -> bool:
        """It takes no more leads."""
        return (self.form.status or "").upper() in _ARCHIVED

    def order(self) -> tuple[bool, str]:
        """Whom to take first: forms in use, of these the one that waits longest."""
        tried_at = self.mark.tried_at
        return self.is_archived, moment_text(tried_at) if tried_at else ""

    def is_left_out(self, now: datetime) -> bool:
        """It was refused a short while ago."""
        return self.mark.is_held(now)


@dataclass(frozen=True, slots=True)
class ReconcileForm:
    """The use case with what it needs of the world."""

    compare: CompareLeads
    leads_since: datetime | None
    """Older leads are left alone."""

    def __call__(self, turn: FormTurn, until: datetime, report: Callable[[Compared], None]) -> None:
        """Do what is due; no window is begun after `until`: raises PageTurnOver then.

        The mark moves after everything of a window was published, to the start of the pass. If
        another run has moved it meanwhile, that one does the rest.
        """
        now = self.compare.clock.now()
        after = self._recent(turn, now, report)
        while after is not None and (deep := after.mark.deep_due(now)) is not None:
            if self.compare.clock.now() >= until:
                raise PageTurnOver(OUT_OF_TIME)
            after = self._deep(after, deep, now, report)

    def _recent(
        self, turn: FormTurn, now: datetime, report: Callable[[Compared], None]
    ) -> FormTurn | None:
        since = turn.mark.recent_since(now, is_archived=turn.is_archived)
        if since is None:
            return turn
        window = self._window(turn, since, None, is_first=turn.mark.recent_at is None)
        found = self.compare(window)
        report(found)
        return self._moved(turn, turn.mark.after_recent(now, found.latest))

    def _deep(
        self, turn: FormTurn, deep: DeepPass, now: datetime, report: Callable[[Compared], None]
    ) -> FormTurn | None:
        """Read one window, of whole days, so that each day is counted at once."""
        days = self.compare.days
        since = days.floor(max(deep.read_to, now - QUARTER, self.leads_since or deep.read_to))
        until = min(days.later(since, deep.days), deep.started_at)
        found = Compared()
        if since < until:
            is_first = turn.mark.quarter_at is None
            found = self.compare(self._window(turn, since, until, is_first=is_first))
            report(found)
            self._store_days(turn.form, found, now)
        done = deep.after(max(until, since), found.leads)
        return self._moved(turn, turn.mark.after_window(done, found.latest))

    def _window(
        self, turn: FormTurn, since: datetime, until: datetime | None, *, is_first: bool
    ) -> Window:
        form, floor = turn.form, self.leads_since or since
        return Window(form.page_id, form.form_id, max(since, floor), until, is_first)

    def _store_days(self, form: LeadForm, found: Compared, now: datetime) -> None:
        store_form_days(
            self.compare.memory,
            tenant=self.compare.tenant,
            page_id=form.page_id,
            form_id=form.form_id,
            days=found.days,
            now=now,
        )

    def _moved(self, turn: FormTurn, mark: FormMark) -> FormTurn | None:
        marks = Watermarks(self.compare.memory)
        moved = marks.move(turn.stored, str(mark), self.compare.clock.now())
        return None if moved is None else FormTurn(turn.form, moved, mark)
