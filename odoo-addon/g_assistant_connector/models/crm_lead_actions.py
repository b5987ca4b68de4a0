from markupsafe import Markup

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ..sending import receiver

DASHBOARD_PARAMETER = "g_assistant_connector.dashboard_url"


class CrmLead(models.Model):
    """What a salesperson does from the form: open alerts, open the customer's page."""

    _inherit = "crm.lead"

    assistant_open_alert_count = fields.Integer(
        "Open alerts", compute="_compute_assistant_open_alerts"
    )
    assistant_open_alerts_html = fields.Html(
        "What the alerts say", compute="_compute_assistant_open_alerts"
    )
    assistant_has_dashboard = fields.Boolean(
        "Customer 360 is there", compute="_compute_assistant_has_dashboard"
    )
    assistant_is_waiting = fields.Boolean(
        "Customer waits for our answer",
        compute="_compute_assistant_is_waiting",
        search="_search_assistant_is_waiting",
        help="The last message was the customer's.",
    )

    @api.depends(
        "assistant_alert_ids.status",
        "assistant_alert_ids.severity",
        "assistant_alert_ids.title",
        "assistant_alert_ids.proposed_action",
    )
    def _compute_assistant_open_alerts(self):
        for lead in self:
            alerts = lead.assistant_alert_ids.filtered(
                lambda a: a.status in ("open", "acknowledged")
            )
            lead.assistant_open_alert_count = len(alerts)
            lead.assistant_open_alerts_html = _alerts_html(alerts)

    @api.depends_context("uid")
    def _compute_assistant_has_dashboard(self):
        self.assistant_has_dashboard = bool(self._assistant_dashboard_url())

    @api.depends("last_customer_contact_at", "last_customer_message_at")
    def _compute_assistant_is_waiting(self):
        for lead in self:
            message, contact = (
                lead.last_customer_message_at,
                lead.last_customer_contact_at,
            )
            lead.assistant_is_waiting = bool(message) and (
                not contact or message >= contact
            )

    def _search_assistant_is_waiting(self, operator, value):
        if operator != "in":
            return NotImplemented
        waiting = Domain.custom(to_sql=_waiting_sql)
        chosen = [waiting if flag else ~waiting for flag in set(map(bool, value))]
        return Domain.OR(chosen)

    def action_open_assistant_alerts(self):
        """Open the alerts of this lead, the settled ones too."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "g_assistant_connector.g_assistant_alert_action"
        )
        return action | {"domain": [("lead_id", "=", self.id)], "context": {}}

    def action_open_customer_360(self):
        """Open the suite's page of this lead's customer in a new tab."""
        self.ensure_one()
        self.check_access("read")
        url = self._assistant_dashboard_url()
        if not url:
            return False
        return {
            "type": "ir.actions.act_url",
            "url": f"{url}/customer-360/{self.id}",
            "target": "new",
        }

    @api.model
    def _assistant_dashboard_url(self):
        """The dashboards' address without a slash at its end; empty if there is none.

        sudo: parameters are for administrators, the address is for all salespeople.
        Only http and https: a `javascript:` address would run in the reader's session.
        """
        parameters = self.env["ir.config_parameter"].sudo()
        url = (parameters.get_param(DASHBOARD_PARAMETER) or "").strip().rstrip("/")
        return url if url and not receiver.url_problem(url) else ""


def _waiting_sql(model, alias, query):
    # Two columns of a row against each other: a domain cannot say that.
    message = model._field_to_sql(alias, "last_customer_message_at", query)
    contact = model._field_to_sql(alias, "last_customer_contact_at", query)
    return SQL("COALESCE(%s >= COALESCE(%s, %s), FALSE)", message, contact, message)


def _alerts_html(alerts):
    # Selection values sort as we need: urgent after normal; newest first within each.
    ordered = alerts.sorted("raised_at", reverse=True).sorted("severity", reverse=True)
    rows = [
        Markup('<li><strong dir="auto">%s</strong>%s</li>')
        % (alert.title, _proposal_html(alert.proposed_action))
        for alert in ordered
    ]
    return (
        Markup('<ul class="list-unstyled mb-0">%s</ul>') % Markup("").join(rows)
        if rows
        else False
    )


def _proposal_html(proposal):
    return Markup('<br/><span dir="auto">%s</span>') % proposal if proposal else ""
