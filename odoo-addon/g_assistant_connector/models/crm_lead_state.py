from collections import defaultdict

from odoo import models

from ..outbox.changes import OUTCOMES

STATE_FIELDS = (
    "type",
    "name",
    "active",
    "won_status",
    "lost_reason_id",
    "stage_id",
    "team_id",
    "user_id",
    "company_id",
    "partner_id",
    "priority",
    "probability",
    "expected_revenue",
    "date_deadline",
    "create_date",
    "date_last_stage_update",
    "date_closed",
    "last_customer_contact_at",
    "last_customer_message_at",
    "meta_leadgen_id",
    "meta_page_id",
)


LONGEST_TITLE = 300
"""Characters; the suite keeps no more."""


def named(record):
    """Give id and name of a record, None for an empty one."""
    return {"id": record.id, "name": record.name or ""} if record else None


def moment(value):
    """Write a time as ISO 8601 in UTC, in whole seconds as Odoo's remote API does.

    A state read there must equal one sent from here.
    """
    return value.strftime("%Y-%m-%dT%H:%M:%SZ") if value else None


class CrmLead(models.Model):
    _inherit = "crm.lead"

    def _assistant_states(self):
        """Give the state of each lead that exists, by id.

        All rights, archived records too, names in the source language; the number of
        queries does not depend on the number of leads.
        """
        # In a language, translations would stand in the place of source names.
        leads = self.sudo().with_context(active_test=False, lang=None).exists()
        leads.fetch(STATE_FIELDS)
        steps, of_alerts = leads._assistant_open_activities()
        return {
            lead.id: lead._assistant_state(steps[lead.id], of_alerts[lead.id])
            for lead in leads
        }

    def _assistant_open_activities(self):
        """Give the open activities of each lead, by the lead's id.

        Those that only show an alert come apart: nobody planned them as a step.
        """
        activities = self.env["mail.activity"].search_fetch(
            [
                ("res_model", "=", self._name),
                ("res_id", "in", self.ids),
                ("active", "=", True),
            ],
            [
                *("res_id", "activity_type_id", "date_deadline", "user_id"),
                *("automated", "note"),
            ],
            order="date_deadline, id",
        )
        of_alerts = activities._of_alerts()
        nothing = activities.browse()
        return (
            defaultdict(lambda: nothing, (activities - of_alerts).grouped("res_id")),
            defaultdict(lambda: nothing, of_alerts.grouped("res_id")),
        )

    def _assistant_state(self, steps, of_alerts):
        """Give the state of one lead, as JSON values."""
        return {
            **self._assistant_standing(),
            **self._assistant_relations(),
            **self._assistant_money(),
            **self._assistant_times(),
            "next_activity": _activity_state(steps[:1]),
            "alert_activities": sorted(of_alerts.ids),
            "meta": self._assistant_meta(),
        }

    def _assistant_standing(self):
        return {
            "type": self.type,
            "title": (self.name or "")[:LONGEST_TITLE],
            "is_active": self.active,
            "outcome": OUTCOMES.get(self.won_status, "open"),
            "lost_reason": self.lost_reason_id.name or None,
            "priority": self.priority or "0",
            "probability": self.probability,
        }

    def _assistant_relations(self):
        return {
            "stage": named(self.stage_id),
            "team": named(self.team_id),
            "owner": named(self.user_id),
            "company_id": self.company_id.id or None,
            "partner_id": self.partner_id.id or None,
        }

    def _assistant_money(self):
        currency = self.company_currency
        digits = currency.decimal_places if currency else 2
        return {
            "expected_revenue": f"{self.expected_revenue:.{digits}f}",
            "currency": currency.name or None,
        }

    def _assistant_times(self):
        close_date = self.date_deadline
        return {
            "close_date": close_date.isoformat() if close_date else None,
            "created_at": moment(self.create_date),
            "stage_since": moment(self.date_last_stage_update),
            "closed_at": moment(self.date_closed),
            "last_contact_at": moment(self.last_customer_contact_at),
            "last_customer_message_at": moment(self.last_customer_message_at),
        }

    def _assistant_meta(self):
        if not self.meta_leadgen_id:
            return None
        return {
            "leadgen_id": self.meta_leadgen_id,
            "page_id": self.meta_page_id or None,
        }


def _activity_state(activity):
    if not activity:
        return None
    return {
        "id": activity.id,
        "type": activity.activity_type_id.name or None,
        "due_on": activity.date_deadline.isoformat(),
        "user_id": activity.user_id.id or None,
    }
