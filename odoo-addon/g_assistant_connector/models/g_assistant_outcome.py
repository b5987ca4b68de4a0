import logging
import random
from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain

from ..sending.problem_sentences import sentence
from ..sending.receiver_answer import Verdict
from .g_assistant_outbox import pause_s

_logger = logging.getLogger(__name__)

KEPT_FOR = timedelta(days=7)
GIVEN_UP_AT_ONCE = 5000
"""So many rows are given up in one run: after months, there may be very many."""


class GAssistantEvent(models.Model):
    """What becomes of the events after a message was answered, or could not be sent."""

    _inherit = "g.assistant.event"

    resent_at = fields.Datetime(readonly=True)

    def _note_accepted(self, answer):
        kept = self.exists()
        refused = kept.filtered(lambda event: event.uuid in answer.refused)
        for event in refused:
            event._note_dead("refused_event", answer.refused[event.uuid])
        now = self._now()
        (kept - refused).write(
            {
                "status": "sent",
                "sent_at": now,
                "next_attempt_at": False,
                "last_error": False,
            }
        )
        self._outbox()._note_success(now)

    def _note_refused(self, answer):
        """Put one event off, with all that follow for its lead; or give it up."""
        kept = self.exists()
        if answer.verdict is Verdict.TOO_LARGE:
            kept._note_dead(answer.problem)
        elif kept.filtered_domain(self._too_old()):
            kept._note_dead(answer.problem, answer.detail)
        else:
            kept._put_off(answer)

    def _put_off(self, answer):
        for event in self:
            attempts = event.attempts + 1
            pause = timedelta(seconds=pause_s(attempts, random.random()))
            event.write(
                {
                    "attempts": attempts,
                    "next_attempt_at": self._now() + pause,
                    "last_error": self._sentence(answer.problem, answer.detail),
                }
            )

    def _note_dead(self, problem, detail=""):
        if not self:
            return
        self.write(
            {
                "status": "dead",
                "next_attempt_at": False,
                "last_error": self._sentence(problem, detail),
            }
        )
        _logger.warning("Gave up %d changes for the assistant: %s", len(self), problem)

    def _note_trouble(self, answer):
        """Nothing is the events' fault: all wait, but not for ever."""
        self._outbox()._note_trouble(answer, self._now())
        self._give_up_old()
        self._end_transaction()

    @api.model
    def _too_old(self):
        limit = self._now() - KEPT_FOR
        resent_before = Domain("resent_at", "=", False) | Domain(
            "resent_at", "<", limit
        )
        return Domain("occurred_at", "<", limit) & resent_before

    @api.model
    def _give_up_old(self):
        """Give up what has waited for a week.

        Only after a failed try of late, or while there is no receiver: what could not
        be tried because this server stood still is tried first.
        """
        waiting = Domain("status", "=", "pending") & self._too_old()
        self.search(waiting, order="id", limit=GIVEN_UP_AT_ONCE)._note_dead("too_old")

    @api.model
    def _sentence(self, problem, detail=""):
        """Say it in the language of those who read it: the administrator's."""
        admin = self.env.ref("base.user_admin", raise_if_not_found=False)
        language = admin and admin.sudo().lang
        return sentence(self.with_context(lang=language).env, problem, detail)
