"""Changes of leads from the bus: a stored lead gets its grade, a person's word on it holds."""

from __future__ import annotations

from typing import TYPE_CHECKING

import functions_framework

from shared import bootstrap, entrypoint, fronts, qualification
from shared.domain.event import LeadScored, LeadStored
from shared.domain.lead_changes import CRM_EVENTS, LeadCorrected, LeadMerged

if TYPE_CHECKING:
    from collections.abc import Mapping

    from flask import Request, Response

    from shared.domain.happened import Event
    from shared.entrypoint import PushHandlers
    from shared.log import Scalar

SETTINGS = bootstrap.settings()
FRONT = fronts.push_door(SETTINGS)
QUALIFY_LEAD = qualification.qualify_lead(SETTINGS)
CORRECT_GRADE = qualification.correct_grade(SETTINGS)


def pass_over(event: Event) -> Mapping[str, Scalar]:
    return {"passed_over": True}


HANDLERS: PushHandlers = {
    **dict.fromkeys(CRM_EVENTS, pass_over),
    LeadStored: QUALIFY_LEAD.first,
    LeadScored: QUALIFY_LEAD.deepen,
    LeadCorrected: CORRECT_GRADE,
    LeadMerged: CORRECT_GRADE.merged,
}


@functions_framework.http
def lead_qualification_agent(request: Request) -> Response:
    return entrypoint.push("lead_qualification_agent", request, HANDLERS, FRONT)
