from odoo import models

META_FIELDS = (
    *("meta_leadgen_id", "meta_page_id", "meta_page_name", "meta_form_id"),
    *("meta_form_name", "meta_campaign_id", "meta_campaign_name", "meta_adset_id"),
    *("meta_adset_name", "meta_ad_id", "meta_ad_name", "meta_platform"),
    *("meta_is_organic", "meta_submitted_at", "meta_answers"),
)
SCORE_FIELDS = (
    *("assistant_score", "assistant_grade", "assistant_reasons"),
    *("assistant_scored_at", "assistant_scored_by"),
)
VERDICT_FIELDS = (
    *("assistant_verdict", "assistant_verdict_reason"),
    *("assistant_verdict_at", "assistant_verdict_by_id"),
)
CONTACT_FIELDS = ("last_customer_contact_at", "last_customer_message_at")


class CrmLead(models.Model):
    _inherit = "crm.lead"

    def _merge_get_fields_specific(self):
        """Ids of one Meta lead, and a score with its reasons, each stay together."""
        return {
            **super()._merge_get_fields_specific(),
            **dict.fromkeys(
                META_FIELDS, lambda name, leads: leads._meta_source()[name]
            ),
            **dict.fromkeys(
                SCORE_FIELDS, lambda name, leads: leads._score_source()[name]
            ),
            **dict.fromkeys(VERDICT_FIELDS, _of_last_verdict),
            **dict.fromkeys(CONTACT_FIELDS, _newest),
        }

    def _meta_source(self):
        """The first, as they stand (the head comes first), that came from Meta."""
        return self.filtered(lambda lead: any(lead[name] for name in META_FIELDS))[:1]

    def _score_source(self):
        """The one that was scored last; of several at one moment, the first."""
        scored = self.filtered("assistant_scored_at")
        return scored.sorted("assistant_scored_at", reverse=True)[:1]


def _of_last_verdict(name, leads):
    """A person's last word, whole; the suite hears of the merge and grades by it."""
    said = leads.filtered("assistant_verdict_at")
    value = said.sorted("assistant_verdict_at", reverse=True)[:1][name]
    return value.id if isinstance(value, models.BaseModel) else value


def _newest(name, leads):
    return max(leads.filtered(name).mapped(name), default=False)
