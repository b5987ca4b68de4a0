from odoo import api, fields, models
from odoo.exceptions import ValidationError

TRACKED = (
    "stage_id",
    "user_id",
    "team_id",
    "active",
    "expected_revenue",
    "date_deadline",
)
MOST = 1000
SIDES = ("old", "new")
KINDS = ("integer", "float", "char", "datetime")
COLUMNS = [f"{side}_value_{kind}" for side in SIDES for kind in KINDS]


class CrmLead(models.Model):
    """What changed in leads before the assistant came, for its look back."""

    _inherit = "crm.lead"

    @api.model
    @api.readonly
    def assistant_tracked(self, lead_ids):
        """Give the tracked changes of some fields; Odoo shows them to people only one
        lead at a time, and their table to administrators only.

        :param list lead_ids: at most 1000 numbers of leads
        :return: a dict a change, the earliest first: ``lead_id``, ``at``, ``field``
            and Odoo's own columns, ``old_value_integer`` ... ``new_value_datetime``
        :raise AccessError: the user is neither the integration nor an administrator
        :raise ValidationError: ``lead_ids`` is no such list
        """
        self._check_may_score()
        if not isinstance(lead_ids, list) or len(lead_ids) > MOST:
            raise ValidationError(
                self.env._("The leads must be a list of at most %s.", MOST)
            )
        values = (
            self.env["mail.tracking.value"]
            .sudo()
            .search_fetch(
                [
                    ("mail_message_id.model", "=", self._name),
                    ("mail_message_id.res_id", "in", lead_ids),
                    ("field_id.name", "in", TRACKED),
                ],
                ["mail_message_id", "field_id", *COLUMNS],
                order="id",
            )
        )
        return [_told(value) for value in values]


def _told(value):
    message = value.mail_message_id
    return {
        "lead_id": message.res_id,
        "at": fields.Datetime.to_string(message.date),
        "field": value.field_id.name,
        **{name: _plain(value[name]) for name in COLUMNS},
    }


def _plain(value):
    return fields.Datetime.to_string(value) if hasattr(value, "year") else value
