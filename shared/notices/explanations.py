"""Why an alert is there, by its facts: for each cause sentences, the fullest first.

The first whose facts are all known is said; the last of each needs none but `since`.
"""

from __future__ import annotations

import re
from types import MappingProxyType
from typing import TYPE_CHECKING

from shared.domain.alerts.cause import Cause
from shared.notices.facts import texts_of
from shared.texts.translations import N_

if TYPE_CHECKING:
    from collections.abc import Mapping

    from shared.domain.alerts.shown import ShownAlert
    from shared.notices.voice import Voice

_PLACE = re.compile(r"%\((\w+)\)s")
_CAME = (
    N_("It came on %(since)s and nobody has contacted the customer yet; the limit is %(limit)s."),
    N_("It came on %(since)s and nobody has contacted the customer yet."),
)
SENTENCES: Mapping[Cause, tuple[str, ...]] = MappingProxyType(
    {
        Cause.HOT_NOT_CONTACTED: _CAME,
        Cause.NEW_NOT_CONTACTED: _CAME,
        Cause.CUSTOMER_WAITS: (
            N_("The customer wrote on %(since)s and has no answer yet; the limit is %(limit)s."),
            N_("The customer wrote on %(since)s and has no answer yet."),
        ),
        Cause.NO_REPLY: (
            N_("We wrote last on %(since)s, and no reply has come; the limit is %(limit)s."),
            N_("We wrote last on %(since)s, and no reply has come."),
        ),
        Cause.NO_NEXT_STEP: (
            N_("Nothing has been planned since %(since)s; the limit is %(limit)s."),
            N_("Nothing has been planned since %(since)s."),
        ),
        Cause.STEP_OVERDUE: (
            N_("Planned for %(due_on)s and not done: %(step)s."),
            N_("A step was planned for %(due_on)s and is not done."),
            N_("A step was planned for %(since)s and is not done."),
        ),
        Cause.STAGE_OVERRUN: (
            N_("In the stage %(stage)s since %(since)s; the limit is %(limit)s."),
            N_("In the stage %(stage)s since %(since)s."),
            N_("In its stage since %(since)s."),
        ),
        Cause.IDLE: (
            N_("No contact since %(since)s; the limit is %(limit)s."),
            N_("No contact since %(since)s."),
        ),
        Cause.CLOSE_DATE_PASSED: (
            N_("It was expected to close on %(close_date)s and is still open."),
            N_("It was expected to close and is still open."),
        ),
        Cause.CLOSE_DATE_PUSHED: (
            N_("Times its closing date was moved: %(pushes)s; it is now %(close_date)s."),
            N_("Times its closing date was moved: %(pushes)s."),
            N_("Its closing date was moved again and again."),
        ),
        Cause.SCORE_FELL: (
            N_("Its grade fell from %(grade_before)s to %(grade)s on %(since)s."),
            N_("Its chance fell from %(score_before)s to %(score)s on %(since)s."),
            N_("Its score fell on %(since)s."),
        ),
        Cause.OWNER_ABSENT: (
            N_("%(owner)s is away until %(until)s, and this cannot wait so long."),
            N_("%(owner)s is away, and this cannot wait."),
            N_("Its salesperson is away, and this cannot wait."),
        ),
        Cause.OWNER_OVERLOADED: (
            N_(
                "Open alerts of %(owner)s: %(alerts)s; the limit is %(limit_alerts)s. Leads not "
                "contacted in time: %(uncontacted)s; the limit is %(limit_uncontacted)s."
            ),
            N_("Open alerts of %(owner)s: %(alerts)s; the limit is %(limit_alerts)s."),
            N_("Open alerts of one salesperson: %(alerts)s; the limit is %(limit_alerts)s."),
            N_("One salesperson has more open alerts than anybody can see to."),
        ),
        Cause.UNASSIGNED: (
            N_("Nobody has had it since %(since)s; the limit is %(limit)s."),
            N_("Nobody has had it since %(since)s."),
        ),
    }
)


_OWNER_MISSING = N_("Its salesperson is not among Odoo's users any more, and this cannot wait.")


def explanation(shown: ShownAlert, voice: Voice) -> str:
    """Give the fullest sentence that the facts allow."""
    if shown.alert.facts.get("is_missing"):
        return voice.say(_OWNER_MISSING)
    known = texts_of(shown, voice)
    for text in SENTENCES[shown.alert.cause]:
        if set(_PLACE.findall(text)) <= known.keys():
            return voice.say(text, **known)
    return voice.say(SENTENCES[shown.alert.cause][-1], **known)
