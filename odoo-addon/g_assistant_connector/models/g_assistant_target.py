from typing import NamedTuple

from odoo import api, models
from odoo.exceptions import UserError

from ..sending import standard_webhooks
from ..sending.receiver_answer import trouble


class Target(NamedTuple):
    """Where messages go, and the keys that sign them."""

    url: str
    keys: tuple[bytes, ...]


class GAssistantEvent(models.Model):
    """Where to send, and the buttons of the outbox."""

    _inherit = "g.assistant.event"

    @api.model
    def _parameters(self):
        """Give URL and secret, "" for one that is not set.

        Not by get_param(): it remembers what it reads, and a run that began before the
        settings were saved would have it remember the former values for long.
        """
        keys = [f"g_assistant_connector.{name}" for name in ("url", "secret")]
        found = self.env["ir.config_parameter"].sudo().search([("key", "in", keys)])
        values = {parameter.key: parameter.value for parameter in found}
        return tuple((values.get(key) or "").strip() for key in keys)

    @api.model
    def _target(self, url, secret):
        """Give the Target and None, or None and the answer that says what is wrong."""
        if not url or not secret:
            return None, trouble("no_secret" if url else "no_url")
        try:
            return Target(url, standard_webhooks.signing_keys(secret)), None
        except standard_webhooks.MalformedSecretError:
            return None, trouble("bad_secret")

    @api.model
    def _is_sending(self):
        """Whether changes arrive: if not, the suite reads them by itself."""
        return self._is_set_up() and not self._outbox()._is_stuck()

    @api.model
    def _is_set_up(self):
        """Whether URL and secret can be used and the cron is active."""
        cron = self.env.ref(
            "g_assistant_connector.ir_cron_send", raise_if_not_found=False
        )
        target, _wrong = self._target(*self._parameters())
        return bool(target and cron and cron.sudo().active)

    def action_resend(self):
        """Send these again, under the same ids and revisions, for another week."""
        self.write(
            {
                "status": "pending",
                "attempts": 0,
                "next_attempt_at": False,
                "sent_at": False,
                "resent_at": self._now(),
                "last_error": False,
            }
        )
        return self.action_send_now()

    def action_send_now(self):
        """End every pause and wake the sender; it runs by itself, one at a time.

        Without a selection: for all that wait.
        """
        self.browse().check_access("write")
        if not self._is_set_up():
            raise UserError(
                self.env._(
                    "Nothing is sent: set the assistant's URL and secret in the "
                    "settings, and see that the scheduled action is active."
                )
            )
        (self or self._put_off_ones()).write({"next_attempt_at": False})
        self._begin_anew()
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": self.env._("Sending has been started."),
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }

    def _put_off_ones(self):
        return self.search(
            [("status", "=", "pending"), ("next_attempt_at", "!=", False)]
        )

    @api.model
    def _begin_anew(self):
        """End the pause that a receiver in trouble brought about."""
        self._outbox().write({"paused_until": False, "failures": 0})
        self._wake_sender()
