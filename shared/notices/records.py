"""The record that an alert is about: its title, and what it is worth knowing at a glance."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared.domain.cleaning.text import clean_line
from shared.domain.grading import per_cent
from shared.notices.facts import GRADES
from shared.texts.isolation import LONGEST, isolated
from shared.texts.translations import N_

if TYPE_CHECKING:
    from collections.abc import Iterator

    from shared.domain.alerts.shown import ShownAlert
    from shared.notices.voice import Voice

_OF = N_("Salesperson: %(name)s")


def record_title(shown: ShownAlert) -> str:
    """Give the record's own title, else its number; of an alert about a person the name."""
    title = clean_line(shown.state.title, LONGEST) if shown.state else ""
    number = shown.alert.crm_lead_id
    return title or (f"#{number}" if number else clean_line(shown.owner_name or "", LONGEST))


def at_a_glance(shown: ShownAlert, voice: Voice, *, with_owner: bool) -> str:
    """Give worth, stage, grade and salesperson in one line; empty where nothing is known."""
    return " · ".join(_parts(shown, voice, with_owner=with_owner))


def _parts(shown: ShownAlert, voice: Voice, *, with_owner: bool) -> Iterator[str]:
    state = shown.state
    if state and state.expected_revenue:
        yield isolated(voice.formats.round_money(state.expected_revenue, state.currency))
    if state and state.stage:
        yield isolated(state.stage.name)
    if shown.grade is not None:
        yield _graded(shown, voice)
    owner = state.owner.name if state and state.owner else shown.owner_name
    if with_owner and owner and shown.alert.crm_lead_id:
        yield voice.say(_OF, name=isolated(owner))


def _graded(shown: ShownAlert, voice: Voice) -> str:
    grade = voice.say(GRADES[shown.grade]) if shown.grade else ""
    if shown.probability is None:
        return grade
    chance = isolated(voice.formats.percent(per_cent(shown.probability) or 1))
    return f"{grade} {chance}"
