from odoo import Command, api, fields, models
from odoo.exceptions import AccessError, ValidationError
from odoo.tools.misc import clean_context

from ..rights import speaks_for_suite
from ..scoring import verdicts
from ..scoring.order import LONGEST, RowRefusedError, read_order

MAX_SCORES = 100
WRITING = object()
"""In the context under ``assistant_scores``: nobody can send an object from outside."""
SCORES = frozenset(
    {
        *("assistant_score", "assistant_grade", "assistant_reasons"),
        *("assistant_scored_at", "assistant_scored_by", "assistant_verdict"),
        *("assistant_verdict_reason", "assistant_verdict_at"),
        "assistant_verdict_by_id",
    }
)


class CrmLead(models.Model):
    """Who writes scores: the suite, and merging; people say what they think."""

    _inherit = "crm.lead"

    assistant_verdict = fields.Selection(
        verdicts.VERDICTS, "Your word on the grade", copy=False, readonly=True
    )
    assistant_verdict_reason = fields.Char("Why", copy=False, readonly=True)
    assistant_verdict_at = fields.Datetime("Corrected on", copy=False, readonly=True)
    assistant_verdict_by_id = fields.Many2one(
        "res.users", "Corrected by", copy=False, readonly=True, ondelete="set null"
    )

    @api.model
    def assistant_write_scores(self, scores):
        """Write scores onto leads; the same one again changes nothing.

        A person's word holds: a score that does not know of it yet gets the grade that
        it leaves.

        :param list scores: at most 100 dicts with ``lead_id``, ``grade``, ``score``
            (1 to 99, or 0: only a grade can be given), ``reasons`` (dicts with ``en``,
            ``ar``, ``points``), ``scored_at`` (ISO 8601, UTC), ``scored_by``, and
            ``said`` (None, or ``verdict``, ``reason``, ``at``)
        :return: for each, in order, ``{"state": str}``: written, same, gone or refused
            (with ``reason``)
        :raise AccessError: the user is neither the integration nor an administrator
        :raise ValidationError: ``scores`` is not a list, or too long
        """
        self._check_may_score()
        if not isinstance(scores, list) or len(scores) > MAX_SCORES:
            raise ValidationError(
                self.env._("The scores must be a list of at most %s.", MAX_SCORES)
            )
        context = {
            **clean_context(self.env.context),
            "tracking_disable": True,
            "g_assistant_by_us": True,
            "active_test": False,
        }
        leads = self.with_env(self.env(context=context))
        return [leads._assistant_write_score(row) for row in scores]

    def _assistant_write_score(self, row):
        try:
            order = read_order(row)
        except RowRefusedError as refused:
            return {"state": "refused", "reason": str(refused)}
        lead = self.browse(order.lead_id).exists()
        if not lead:
            return {"state": "gone"}
        values = {**order.values(), **lead._assistant_said(order)}
        changed = {name: value for name, value in values.items() if lead[name] != value}
        if not changed:
            return {"state": "same"}
        lead.with_context(assistant_scores=WRITING).write(changed)
        return {"state": "written"}

    def _assistant_said(self, order):
        """Give the grade, and the person's word that it goes by: the later one."""
        said = order.said
        mine = self.assistant_verdict and self.assistant_verdict_at
        if said and (not mine or said.at >= mine):
            return {
                "assistant_grade": verdicts.grade(said.verdict, order.grade),
                "assistant_verdict": said.verdict,
                "assistant_verdict_reason": said.reason or False,
                "assistant_verdict_at": said.at,
                **({} if said.at == mine else {"assistant_verdict_by_id": False}),
            }
        grade = verdicts.grade(self.assistant_verdict, order.grade)
        return {"assistant_grade": grade}

    @api.model
    def _check_may_score(self):
        if not speaks_for_suite(self.env):
            raise AccessError(
                self.env._("Only the assistant writes scores; use its buttons.")
            )

    # ------------------------------------------------------------ what people may do

    def action_assistant_verdict(self):
        """Ask why, and take a person's word on the grade."""
        self.check_access("write")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Correct the grade"),
            "res_model": "g.assistant.verdict",
            "view_mode": "form",
            "views": [(False, "form")],
            "target": "new",
            "context": {
                "default_lead_ids": [Command.set(self.ids)],
                "default_verdict": self.env.context.get("assistant_verdict"),
            },
        }

    def _assistant_correct(self, verdict, reason):
        """Take a person's word: at once here, and told to the assistant."""
        self.check_access("write")
        events = self.env["g.assistant.event"]
        now, reason = fields.Datetime.now(), (reason or "").strip()[:LONGEST]
        # sudo: people do not write scores, they say what they think of them.
        writing = self.sudo().with_context(
            tracking_disable=True, assistant_scores=WRITING
        )
        for lead in writing:
            lead.write(
                {
                    "assistant_grade": verdicts.grade(verdict, lead.assistant_grade),
                    "assistant_verdict": verdict,
                    "assistant_verdict_reason": reason or False,
                    "assistant_verdict_at": now,
                    "assistant_verdict_by_id": self.env.uid,
                }
            )
            if events._is_recording():
                said = {"verdict": verdict, "reason": reason}
                events._note(lead.id, "corrected", {"said": said})

    # ------------------------------------------------------------ who may write

    def _create(self, data_list):
        if any(_has_score(data["stored"]) for data in data_list):
            self._check_may_score()
        return super()._create(data_list)

    def write(self, vals):
        if not SCORES.isdisjoint(vals):
            writing = self.env.context.get("assistant_scores")
            if writing is not WRITING:
                self._check_may_score()
        return super().write(vals)

    def _merge_opportunity(self, *args, **kwargs):
        merging = self.with_context(assistant_scores=WRITING)
        merged = super(CrmLead, merging)._merge_opportunity(*args, **kwargs)
        return merged.with_env(self.env)


def _has_score(values):
    return any(values.get(name) for name in SCORES)
