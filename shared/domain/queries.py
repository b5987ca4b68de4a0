"""Every query shape that the suite asks of its memory, by name.

Firestore needs a composite index for most of them; `deploy/gcp/firestore.indexes.json` lists
those, and a test compares the two.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class QueryShape:
    """Equality on `equals`, then one ordered field that may have a range."""

    collection: str
    order_by: str
    equals: tuple[str, ...] = ()


LATEST_LEADS = QueryShape("leads", order_by="announced_at")
LATEST_LEADS_IN_STATE = QueryShape("leads", order_by="announced_at", equals=("state",))
LEADS_DUE = QueryShape("leads", order_by="next_attempt_at", equals=("state", "waits_for"))
LEADS_OF_CRM_LEAD = QueryShape("leads", order_by="announced_at", equals=("crm_lead_id",))
CONNECTIONS = QueryShape("connections", order_by="name")
LEADS_OF_LEADGEN_ID = QueryShape("leads", order_by="announced_at", equals=("leadgen_id",))
LEADS_OF_CAUSE = QueryShape("leads", order_by="announced_at", equals=("state", "reason"))
CAUSES = QueryShape("leads", order_by="reason", equals=("state",))
DEAD_LETTERS = QueryShape("dead_letters", order_by="last_at", equals=("state",))
AUDIT = QueryShape("audit", order_by="at", equals=("tenant",))
OPPORTUNITIES_IN_CRM_ORDER = QueryShape("opportunities", order_by="crm_lead_id", equals=("tenant",))
LEADS_OF_EMAIL = QueryShape("leads", order_by="announced_at", equals=("email_hash",))
LEADS_OF_PHONE = QueryShape("leads", order_by="announced_at", equals=("phone_hash",))
LEADS_HOLDING_A_PERSON = QueryShape("leads", order_by="held_since")
ERASURES_UNTOLD = QueryShape("leads", order_by="untold_since")
DEAD_LETTERS_OF_LEAD = QueryShape("dead_letters", order_by="lead_key")
DEAD_LETTERS_OF_RECORD = QueryShape("dead_letters", order_by="ordered_on")
CLAIMS_OF_LEAD = QueryShape("person_claims", order_by="lead")
DELETION_REQUESTS = QueryShape(
    "deletion_requests", order_by="received_at", equals=("tenant", "state")
)
SCORES_OF_CRM_LEAD = QueryShape("scores", order_by="arrived_at", equals=("crm_lead_id",))
FORM_DAYS = QueryShape("form_days", order_by="day", equals=("tenant",))
SCORES_BY_ARRIVAL = QueryShape("scores", order_by="arrived_at", equals=("tenant",))
SCORECARDS = QueryShape("scorecards", order_by="made_at", equals=("tenant",))
FOLLOW_UPS_DUE = QueryShape("follow_ups", order_by="check_at", equals=("tenant",))
FOLLOW_UPS_IN_CRM_ORDER = QueryShape("follow_ups", order_by="crm_lead_id", equals=("tenant",))
FOLLOW_UPS_OF_OWNER = QueryShape(
    "follow_ups", order_by="crm_lead_id", equals=("tenant", "owner_id")
)
ALERTS_OF_RECORD = QueryShape("alerts", order_by="raised_at", equals=("opportunity",))
ALERTS_TO_TELL = QueryShape("alerts", order_by="telling_at", equals=("tenant", "awaits_digest"))
ALERTS_OWED_TO_CRM = QueryShape("alerts", order_by="owed_at", equals=("tenant",))
ALERTS_AWAITING_DIGEST = QueryShape(
    "alerts", order_by="rank", equals=("tenant", "reader_id", "awaits_digest")
)
ALERTS_WITHOUT_READER = QueryShape("alerts", order_by="rank", equals=("tenant", "lacks_reader"))
ALERTS_RAISED = QueryShape("alerts", order_by="raised_at", equals=("tenant",))
ALERTS_IN_STANDING = QueryShape("alerts", order_by="raised_at", equals=("tenant", "standing"))
LIVE_ALERTS = QueryShape("alerts", order_by="rank", equals=("tenant", "is_live"))
LIVE_ALERTS_OF_READER = QueryShape(
    "alerts", order_by="rank", equals=("tenant", "reader_id", "is_live")
)
LIVE_ALERTS_OF_OWNER = QueryShape(
    "alerts", order_by="rank", equals=("tenant", "owner_id", "is_live")
)
LIVE_ALERTS_OF_OWNER_AND_CAUSE = QueryShape(
    "alerts", order_by="rank", equals=("tenant", "owner_id", "cause", "is_live")
)
LIVE_ALERTS_OF_TEAM = QueryShape("alerts", order_by="rank", equals=("tenant", "team_id", "is_live"))
LIVE_ALERTS_OF_CAUSE = QueryShape("alerts", order_by="rank", equals=("tenant", "cause", "is_live"))
DIGESTS_DUE = QueryShape("alert_readers", order_by="digest_at", equals=("tenant",))
ACTIONS = QueryShape("actions", order_by="requested_at", equals=("tenant",))
ACTIONS_IN_STATE = QueryShape("actions", order_by="requested_at", equals=("tenant", "state"))
ACTIONS_OF_ASKER = QueryShape("actions", order_by="requested_at", equals=("tenant", "asker"))
ACTIONS_IN_STATE_OF_ASKER = QueryShape(
    "actions", order_by="requested_at", equals=("tenant", "state", "asker")
)
ACTIONS_OF_RECORD = QueryShape("actions", order_by="requested_at", equals=("tenant", "crm_lead_id"))
ACTIONS_OF_READER = QueryShape("actions", order_by="requested_at", equals=("tenant", "reader_id"))

LAPSING = (
    *("leads", "person_claims", "form_days", "raw_leads"),
    *("dead_letters", "dead_letter_parts", "audit"),
    *("extractions", "model_days"),
    *("alerts", "alert_days", "actions", "erased_records"),
)
"""Collections whose documents may have an end: Firestore removes them by its own policy."""
