from odoo import api, fields, models

TOLD = frozenset({"activity_type_id", "date_deadline", "user_id", "active", "res_id"})
CONTACTS = frozenset({"phonecall", "meeting"})
"""Categories of activity type that, done, are a contact with the customer."""


ALERT = "g_assistant_alert"
"""Class in the note of an activity with which the suite only shows an alert."""


class MailActivity(models.Model):
    _inherit = "mail.activity"

    assistant_overdue_on = fields.Date(
        "Told as overdue",
        copy=False,
        readonly=True,
        help="The due date of which the assistant was told that it has passed.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        activities = super().create(vals_list)
        planned = activities._of_leads()
        (planned - planned._of_alerts())._note_for_assistant("activity_planned")
        return activities

    def write(self, vals):
        of_leads = self if not TOLD.isdisjoint(vals) else self.browse()
        before = {each: each._told() for each in of_leads._of_leads()}
        res = super().write(vals)
        for activity in self.browse().union(*before)._of_leads():
            activity._note_change(before[activity])
        return res

    def unlink(self):
        pending = self._of_leads().filtered("active")
        of_alerts = pending._of_alerts()
        (pending - of_alerts)._note_for_assistant("activity_cancelled")
        of_alerts._note_end_of_alert()
        return super().unlink()

    def _of_leads(self):
        """The activities of leads and opportunities, readable whoever asks."""
        return self.sudo().filtered(lambda a: a.res_model == "crm.lead" and a.res_id)

    def _of_alerts(self):
        """Those that only show an alert: they are no next steps that somebody planned.

        `automated` alone is also what a rule planned while the suite wrote the lead.
        """
        return self.filtered(lambda a: a.automated and ALERT in (a.note or ""))

    def _note_end_of_alert(self):
        """Let the state be told anew: a person did or removed what showed an alert.

        That alone tells it: a done call is a contact, and no step that was planned.
        """
        events = self.env["g.assistant.event"]
        if events._is_recording() and not events._actor().is_us:
            for activity in self:
                events._note(activity.res_id, "updated", {})

    def _told(self):
        return {name: self[name] for name in TOLD}

    def _note_change(self, before):
        if self._of_alerts():
            self._note_change_of_alert(before)
            return
        if before["active"] and before["res_id"] != self.res_id:
            self._note_on(before["res_id"], "activity_cancelled")
        if before["active"] and not self.active:
            self._note_for_assistant("activity_done")
            self._note_contact()
        elif self.active and not before["active"]:
            self._note_for_assistant("activity_planned")
        elif self.active and before != self._told():
            self._note_for_assistant("activity_changed")

    def _note_change_of_alert(self, before):
        if before["active"] and not self.active:
            self._note_end_of_alert()
            self._note_contact()

    def _note_contact(self):
        if self.activity_type_id.category in CONTACTS:
            leads = self.env["crm.lead"]
            leads._note_contact(self.res_id, fields.Datetime.now())

    def _note_for_assistant(self, kind):
        for activity in self:
            activity._note_on(activity.res_id, kind)

    def _note_on(self, lead_id, kind):
        events = self.env["g.assistant.event"]
        if events._is_recording():
            events._note(lead_id, kind, self._prepare_for_assistant())

    def _prepare_for_assistant(self):
        activity_type = self.activity_type_id.with_context(lang=None)
        return {
            "activity": {
                "id": self.id,
                "type": activity_type.name or None,
                "due_on": fields.Date.to_string(self.date_deadline) or None,
                "user_id": self.user_id.id or None,
            }
        }
