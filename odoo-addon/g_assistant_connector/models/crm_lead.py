from markupsafe import Markup

from odoo import api, fields, models

PATH_SEPARATOR = " › "


class CrmLead(models.Model):
    _inherit = "crm.lead"

    meta_leadgen_id = fields.Char(
        "Meta lead id", index="btree_not_null", copy=False, readonly=True
    )
    meta_page_id = fields.Char("Meta page id", copy=False, readonly=True)
    meta_page_name = fields.Char("Page", copy=False, readonly=True)
    meta_form_id = fields.Char("Meta form id", copy=False, readonly=True)
    meta_form_name = fields.Char("Form", copy=False, readonly=True)
    meta_campaign_id = fields.Char("Meta campaign id", copy=False, readonly=True)
    meta_campaign_name = fields.Char("Meta campaign", copy=False, readonly=True)
    meta_adset_id = fields.Char("Meta ad set id", copy=False, readonly=True)
    meta_adset_name = fields.Char("Ad set", copy=False, readonly=True)
    meta_ad_id = fields.Char("Meta ad id", copy=False, readonly=True)
    meta_ad_name = fields.Char("Ad", copy=False, readonly=True)
    meta_platform = fields.Selection(
        [
            ("fb", "Facebook"),
            ("ig", "Instagram"),
            ("msg", "Messenger"),
            ("wa", "WhatsApp"),
            ("other", "Other"),
        ],
        "Platform",
        copy=False,
        readonly=True,
    )
    meta_is_organic = fields.Boolean("Organic", copy=False, readonly=True)
    meta_submitted_at = fields.Datetime("Form submitted on", copy=False, readonly=True)
    meta_answers = fields.Json("Answers, as data", copy=False, readonly=True)
    meta_answers_html = fields.Html("Answers", compute="_compute_meta_answers_html")
    meta_campaign_path = fields.Char(
        "Campaign path", compute="_compute_meta_campaign_path"
    )

    assistant_score = fields.Integer(
        "Score",
        aggregator="avg",
        copy=False,
        readonly=True,
        help="Chance of being won, in per cent; 0: only a grade is known.",
    )
    assistant_grade = fields.Selection(
        [("hot", "Hot"), ("warm", "Warm"), ("cold", "Cold"), ("spam", "Spam")],
        "Grade",
        index="btree_not_null",
        copy=False,
        readonly=True,
    )
    assistant_reasons = fields.Json("Reasons, as data", copy=False, readonly=True)
    assistant_reasons_html = fields.Html(
        "Reasons", compute="_compute_assistant_reasons_html"
    )
    assistant_scored_at = fields.Datetime("Scored on", copy=False, readonly=True)
    assistant_scored_by = fields.Char(
        "Scored by", copy=False, readonly=True, help="Version of the scoring model."
    )

    last_customer_contact_at = fields.Datetime(
        "Last contact",
        copy=False,
        readonly=True,
        help="Last message between us and the customer, or call or meeting done.",
    )
    last_customer_message_at = fields.Datetime(
        "Last message from the customer", copy=False, readonly=True
    )
    assistant_alert_ids = fields.One2many(
        "g.assistant.alert", "lead_id", "Alerts", readonly=True
    )
    assistant_alert_count = fields.Integer(
        "Number of alerts", compute="_compute_assistant_alert_count"
    )

    _assistant_score_range = models.Constraint(
        "CHECK (assistant_score BETWEEN 0 AND 100)", "A score is from 0 to 100."
    )

    @api.depends("meta_answers")
    def _compute_meta_answers_html(self):
        for lead in self:
            lead.meta_answers_html = _answers_html(lead.meta_answers)

    @api.depends("assistant_reasons")
    @api.depends_context("lang")
    def _compute_assistant_reasons_html(self):
        language = "ar" if (self.env.lang or "").startswith("ar") else "en"
        for lead in self:
            lead.assistant_reasons_html = _reasons_html(
                lead.assistant_reasons, language
            )

    @api.depends("meta_campaign_name", "meta_adset_name", "meta_ad_name")
    def _compute_meta_campaign_path(self):
        for lead in self:
            names = (lead.meta_campaign_name, lead.meta_adset_name, lead.meta_ad_name)
            lead.meta_campaign_path = PATH_SEPARATOR.join(filter(None, names)) or False

    @api.depends("assistant_alert_ids")
    def _compute_assistant_alert_count(self):
        for lead in self:
            lead.assistant_alert_count = len(lead.assistant_alert_ids)


def _dicts(value):
    """The objects of a JSON list; anything else that stands there is passed over."""
    return (
        [row for row in value if isinstance(row, dict)]
        if isinstance(value, list)
        else []
    )


def _answers_html(answers):
    rows = [
        Markup('<dt class="fw-normal text-muted" dir="auto">%s</dt>%s')
        % (row.get("question") or "", _answer_html(row.get("answers")))
        for row in _dicts(answers)
    ]
    return Markup('<dl class="mb-0">%s</dl>') % Markup("").join(rows) if rows else False


def _answer_html(answers):
    texts = answers if isinstance(answers, list) else [answers or ""]
    # mx-0: a browser indents by the text's direction, Odoo's style by the page's.
    answer = Markup('<dd class="mx-0" dir="auto">%s</dd>')
    return Markup("").join(answer % text for text in texts)


def _reasons_html(reasons, language):
    rows = [
        Markup('<li dir="auto">%s%s</li>')
        % (_way_html(row.get("points")), row.get(language) or row.get("en") or "")
        for row in _dicts(reasons)
    ]
    joined = Markup("").join(rows)
    return Markup('<ul class="list-unstyled mb-0">%s</ul>') % joined if rows else False


def _way_html(points):
    """Whether a reason speaks for the lead or against it; how much, on hovering."""
    if isinstance(points, bool) or not isinstance(points, (int, float)) or not points:
        return ""
    colour, arrow = ("success", "▲") if points > 0 else ("warning", "▼")
    return Markup('<span class="text-%s" title="%s">%s</span> ') % (
        colour,
        f"{points:+.3g}",
        arrow,
    )
