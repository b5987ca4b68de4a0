"""Alerts with what belongs to them at this moment: the record, its grade, who is proposed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared import log
from shared.domain.alerts.shown import ShownAlert
from shared.errors import UnknownVersion
from shared.usecases.lead_scores import LeadScores
from shared.usecases.opportunities import Opportunities

if TYPE_CHECKING:
    from shared.domain.alerts.alert import Alert
    from shared.domain.crm_directory import CrmDirectory
    from shared.domain.opportunity import Opportunity
    from shared.domain.score import LeadScore
    from shared.ports import Memory


def shown_alert(memory: Memory, alert: Alert, directory: CrmDirectory | None) -> ShownAlert:
    """Put an alert and its record together, as both stand now."""
    picture, score = picture_of(memory, alert), score_of(memory, alert)
    return ShownAlert(
        alert,
        state=picture.state if picture else None,
        grade=score.grade if score else None,
        probability=score.probability if score else None,
        proposed_user=_name_of(alert.next_step.user_id, directory),
        owner_name=_name_of(alert.owner_id, directory),
    )


def picture_of(memory: Memory, alert: Alert) -> Opportunity | None:
    """Give the record's picture; None: there is none, or none that this code can read."""
    if not alert.crm_lead_id:
        return None
    try:
        stored = Opportunities(memory).find(alert.tenant, alert.crm_lead_id)
    except UnknownVersion as error:
        log.warning("opportunity passed over", opportunity=alert.opportunity, error=error.code)
        return None
    return stored.picture if stored else None


def score_of(memory: Memory, alert: Alert) -> LeadScore | None:
    """Give the score that the record shows, or None."""
    if not alert.crm_lead_id:
        return None
    try:
        return LeadScores(memory).shown_by(alert.tenant, alert.crm_lead_id)
    except UnknownVersion as error:
        log.warning("score passed over", opportunity=alert.opportunity, error=error.code)
        return None


def _name_of(user_id: int | None, directory: CrmDirectory | None) -> str | None:
    people = directory.salespeople if directory else ()
    return next((one.name for one in people if one.id == user_id), None)
