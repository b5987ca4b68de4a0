"""What each cause is called, what stands above an alert of it, and what is proposed."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from shared.domain.alerts.cause import Cause, Rung, Standing, Urgency
from shared.texts.isolation import isolated
from shared.texts.translations import N_

if TYPE_CHECKING:
    from collections.abc import Mapping

    from shared.domain.alerts.shown import ShownAlert
    from shared.notices.voice import Voice

CAUSES: Mapping[Cause, str] = MappingProxyType(
    {
        Cause.HOT_NOT_CONTACTED: N_("Hot lead not contacted"),
        Cause.NEW_NOT_CONTACTED: N_("New lead not contacted"),
        Cause.CUSTOMER_WAITS: N_("Customer waits for an answer"),
        Cause.NO_REPLY: N_("Customer does not reply"),
        Cause.NO_NEXT_STEP: N_("No next step"),
        Cause.STEP_OVERDUE: N_("Planned step overdue"),
        Cause.STAGE_OVERRUN: N_("Too long in one stage"),
        Cause.IDLE: N_("No contact for long"),
        Cause.CLOSE_DATE_PASSED: N_("Closing date passed"),
        Cause.CLOSE_DATE_PUSHED: N_("Closing date pushed"),
        Cause.SCORE_FELL: N_("Score fell"),
        Cause.OWNER_ABSENT: N_("Salesperson away"),
        Cause.OWNER_OVERLOADED: N_("Salesperson overloaded"),
        Cause.UNASSIGNED: N_("Without a salesperson"),
    }
)
"""For filters and tables, at every level."""
HEADLINES: Mapping[Cause, tuple[str, ...]] = MappingProxyType(
    {
        Cause.HOT_NOT_CONTACTED: (N_("A hot lead waits for your call"),),
        Cause.NEW_NOT_CONTACTED: (N_("A new lead has not been contacted"),),
        Cause.CUSTOMER_WAITS: (N_("The customer waits for your answer"),),
        Cause.NO_REPLY: (N_("The customer has not replied"),),
        Cause.NO_NEXT_STEP: (N_("No next step is planned"),),
        Cause.STEP_OVERDUE: (N_("A planned step is overdue"),),
        Cause.STAGE_OVERRUN: (N_("It has stood too long in one stage"),),
        Cause.IDLE: (N_("It is going cold"), N_("It has gone cold")),
        Cause.CLOSE_DATE_PASSED: (N_("The expected closing date has passed"),),
        Cause.CLOSE_DATE_PUSHED: (N_("The closing date keeps moving"),),
        Cause.SCORE_FELL: (N_("Its score has fallen"),),
        Cause.OWNER_ABSENT: (N_("Its salesperson is away"),),
        Cause.OWNER_OVERLOADED: (N_("A salesperson has too many open alerts"),),
        Cause.UNASSIGNED: (N_("It has no salesperson"),),
    }
)
"""By level, from 1; a higher level than there are texts has the last one."""
ON_RUNG: Mapping[Rung, str] = MappingProxyType(
    {
        Rung.REMINDER: N_("Reminder: %(headline)s"),
        Rung.MANAGER: N_("Nobody has acted: %(headline)s"),
        Rung.REASSIGN: N_("Give it to somebody else? %(headline)s"),
    }
)
PROPOSALS: Mapping[str, str] = MappingProxyType(
    {
        "call": N_("Call the customer"),
        "answer": N_("Answer the customer"),
        "plan": N_("Plan the next step"),
        "template": N_("Send the prepared message"),
        "move": N_("Move it to the next stage"),
        "reassign": N_("Give it to somebody else"),
        "review": N_("Decide: go on or close it"),
        "close_date": N_("Set a new closing date"),
    }
)
URGENT_PROPOSALS: Mapping[str, str] = MappingProxyType(
    {"call": N_("Call now"), "answer": N_("Answer now")}
)
STANDINGS: Mapping[Standing, str] = MappingProxyType(
    {
        Standing.OPEN: N_("Open"),
        Standing.ACKNOWLEDGED: N_("In hand"),
        Standing.SNOOZED: N_("Later"),
        Standing.MENDED: N_("No longer the case"),
        Standing.COVERED: N_("Part of another alert"),
        Standing.DONE: N_("Done"),
        Standing.DISMISSED: N_("No problem"),
        Standing.GONE: N_("Record closed or gone"),
    }
)
_GIVE_TO = N_("Give it to %(name)s")


def on_rung(rung: Rung, text: str, voice: Voice) -> str:
    """Say a headline as it stands on a rung of the ladder."""
    found = ON_RUNG.get(rung)
    return voice.say(found, headline=text) if found else text


def headline(shown: ShownAlert, voice: Voice) -> str:
    """Say in a few words what needs a person."""
    texts = HEADLINES[shown.alert.cause]
    return voice.say(texts[min(max(shown.alert.level, 1), len(texts)) - 1])


def proposal(shown: ShownAlert, voice: Voice) -> str:
    """Say the next step, as a button can."""
    kind, is_urgent = shown.alert.next_step.kind, shown.alert.urgency is Urgency.URGENT
    if kind == "reassign" and shown.proposed_user:
        return voice.say(_GIVE_TO, name=isolated(shown.proposed_user))
    return voice.say((URGENT_PROPOSALS if is_urgent else {}).get(kind) or PROPOSALS[kind])
