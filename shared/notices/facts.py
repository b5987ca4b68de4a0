"""The facts of an alert as texts to put into a sentence; each may be missing, or of newer code."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from shared.domain.alerts.cause import Urgency
from shared.domain.score import Grade
from shared.notices.spans import span_words
from shared.texts.isolation import isolated
from shared.texts.translations import N_

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from shared.domain.alerts.alert import Alert
    from shared.domain.alerts.shown import ShownAlert
    from shared.domain.alerts.trigger import Fact
    from shared.domain.opportunity import OpportunityState
    from shared.notices.voice import Voice

    Writer = Callable[[Fact, Voice], str | None]

GRADES: Mapping[str, str] = {
    Grade.HOT: N_("Hot"),
    Grade.WARM: N_("Warm"),
    Grade.COLD: N_("Cold"),
    Grade.SPAM: N_("Spam"),
}


def texts_of(shown: ShownAlert, voice: Voice) -> dict[str, str]:
    """Give what is known of an alert by the names that sentences use."""
    found = {"since": _since(shown.alert, voice)}
    if shown.owner_name:
        found["owner"] = isolated(shown.owner_name)
    if shown.state is not None:
        found |= _of_state(shown.state, voice)
    facts = _of_level(shown.alert)
    texts = {name: write(facts[name], voice) for name, write in _WRITERS.items() if name in facts}
    return found | {name: text for name, text in texts.items() if text}


def _of_level(alert: Alert) -> Mapping[str, Fact]:
    """Give the facts with the limit of the level that was reached: `limit_2` of the second."""
    facts = dict(alert.facts)
    limit = facts.get(f"limit_{alert.level}")
    if limit is not None:
        facts["limit"] = limit
    if facts.get("grade_before") == facts.get("grade"):
        facts.pop("grade_before", None)  # it did not fall: the chance did
    return facts


def _since(alert: Alert, voice: Voice) -> str:
    """Say it to the minute where minutes count."""
    write = voice.moment if alert.urgency is Urgency.URGENT else voice.day_of
    return write(alert.since, alert.raised_at)


def _of_state(state: OpportunityState, voice: Voice) -> dict[str, str]:
    step, formats = state.next_activity, voice.formats
    return {
        name: isolated(text)
        for name, text in (
            ("stage", state.stage.name if state.stage else None),
            ("owner", state.owner.name if state.owner else None),
            ("step", step.type if step else None),
            ("due_on", formats.day(step.due_on) if step and step.due_on else None),
            ("close_date", formats.day(state.close_date) if state.close_date else None),
        )
        if text
    }


def _span(fact: Fact, voice: Voice) -> str | None:
    return span_words(fact, voice) if isinstance(fact, str) else None


def _number(fact: Fact, voice: Voice) -> str | None:
    is_number = isinstance(fact, int) and not isinstance(fact, bool)
    return isolated(voice.number(int(fact))) if is_number else None  # type: ignore[arg-type]


def _percent(fact: Fact, voice: Voice) -> str | None:
    """Write a chance in whole per cent."""
    is_number = isinstance(fact, int) and not isinstance(fact, bool)
    return isolated(voice.formats.percent(int(fact))) if is_number else None  # type: ignore[arg-type]


def _name(fact: Fact, voice: Voice) -> str | None:
    return isolated(fact) if isinstance(fact, str) and fact.strip() else None


def _grade(fact: Fact, voice: Voice) -> str | None:
    return voice.say(GRADES[fact]) if isinstance(fact, str) and fact in GRADES else None


def _day(fact: Fact, voice: Voice) -> str | None:
    """Write a day, or a moment, that stands as ISO 8601."""
    if not isinstance(fact, str):
        return None
    try:
        return isolated(voice.formats.day(date.fromisoformat(fact)))
    except ValueError:
        return _moment(fact, voice)


def _moment(fact: str, voice: Voice) -> str | None:
    try:
        moment = datetime.fromisoformat(fact)
    except ValueError:
        return None
    return voice.moment(moment, moment) if moment.tzinfo else None


_WRITERS: Mapping[str, Writer] = {
    "limit": _span,
    "pushes": _number,
    "alerts": _number,
    "limit_alerts": _number,
    "uncontacted": _number,
    "limit_uncontacted": _number,
    "grade_before": _grade,
    "grade": _grade,
    "score_before": _percent,
    "score": _percent,
    "step": _name,
    "due_on": _day,
    "close_date": _day,
    "until": _day,
}
"""By the names that the causes give their facts (shared/domain/alerts/causes)."""
