from odoo import models
from odoo.exceptions import AccessError

from ..sending import receiver, standard_webhooks
from ..sending.problem_sentences import sentence
from ..sending.receiver_answer import Verdict
from .res_config_settings import PARAMETERS


class ResConfigSettings(models.TransientModel):
    """The buttons of the settings."""

    _inherit = "res.config.settings"

    def action_g_assistant_test(self):
        """Send a signed message without events, and say what came of it.

        URL and secret as they stand in the form, whether saved or not.
        """
        self._g_assistant_check_administrator()
        events = self.env["g.assistant.event"]
        url = (self.g_assistant_url or "").strip()
        target, answer = events._target(url, (self.g_assistant_secret or "").strip())
        seconds = 0
        if target:
            answer, seconds = events._ping(target)
        if answer.verdict is Verdict.ACCEPTED:
            return self._g_assistant_report_success(url, seconds)
        text = sentence(self.env, answer.problem, answer.detail)
        return self._g_assistant_notification("danger", text, is_sticky=True)

    def _g_assistant_report_success(self, url, seconds):
        text = self.env._(
            "The assistant answers, and knows this Odoo by its secret (%s ms).",
            round(seconds * 1000),
        )
        if not receiver.is_readable_by_others(url):
            return self._g_assistant_notification("success", text)
        warning = self.env._(
            "But the URL begins with http://, to a server on the internet: "
            "others on the way can read what is sent. Use https://."
        )
        return self._g_assistant_notification(
            "warning", f"{text} {warning}", is_sticky=True
        )

    def action_g_assistant_generate_secret(self):
        """Make and save a new secret. The last one goes on signing beside it, so that
        nothing is lost until the assistant has the new one."""
        self._g_assistant_check_administrator()
        key = PARAMETERS["g_assistant_secret"]
        parameters = self.env["ir.config_parameter"].sudo()
        last = (parameters.get_param(key) or "").split()[:1]
        parameters.set_param(key, " ".join([standard_webhooks.make_secret(), *last]))
        text = self.env._(
            "A new secret was made and saved. Copy it to the assistant "
            "(ODOO_WEBHOOK_SECRET)."
        )
        if last:
            text += " " + self.env._(
                "The earlier one, behind it, goes on signing as well: take it out here "
                "when the assistant has the new one."
            )
        notification = self._g_assistant_notification("success", text, is_sticky=True)
        notification["params"]["next"] = {
            "type": "ir.actions.client",
            "tag": "soft_reload",
        }
        return notification

    def _g_assistant_check_administrator(self):
        if not self.env.user._is_system():
            raise AccessError(
                self.env._("Only administrators can change the settings.")
            )

    def _g_assistant_notification(self, kind, text, is_sticky=False):
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": kind,
                "title": self.env._("Meta Lead Ads Assistant"),
                "message": text,
                "sticky": is_sticky,
            },
        }
