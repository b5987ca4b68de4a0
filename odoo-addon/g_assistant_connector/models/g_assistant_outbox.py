import logging
import random
from datetime import timedelta

from odoo import api, fields, models

from ..outbox.bigint import BigInteger
from ..sending.problem_sentences import sentence

_logger = logging.getLogger(__name__)

SHORTEST_PAUSE_S = 60
LONGEST_PAUSE_S = 3600
STUCK_AFTER = 5
"""Failures in a row: about half an hour in which nothing arrived."""


def pause_s(failures, chance):
    """Seconds to wait after so many failures in a row (one or more).

    Doubles from a minute to an hour; ``chance`` (0 to 1) takes up to a quarter off, so
    that several databases do not come back at the same moment.
    """
    doubled = SHORTEST_PAUSE_S * 2 ** min(failures - 1, 10)
    return min(doubled, LONGEST_PAUSE_S) * (1 - chance / 4)


class GAssistantOutbox(models.Model):
    """How the sending stands: one row, written by the sender only.

    Not system parameters: each change of those clears the caches of all workers.
    """

    _name = "g.assistant.outbox"
    _description = "State of the sending to the assistant"

    last_revision = BigInteger(readonly=True, default=0, aggregator=None)
    failures = fields.Integer("Failures in a row", readonly=True)
    paused_until = fields.Datetime(readonly=True)
    problem = fields.Char(readonly=True)
    problem_detail = fields.Char(readonly=True)
    last_success_at = fields.Datetime(readonly=True)

    def init(self):
        """Make the row, so that it is there for those who may only read."""
        self._current()

    @api.model
    def _current(self):
        """Give the one row; it is made anew if it was removed."""
        outbox = self.sudo()
        return outbox.search([], order="id", limit=1) or outbox.create({})

    def _clock(self, now_ms):
        """Below every revision that is still to be given, not below those given."""
        return max(now_ms - 1, self.last_revision)

    def _give_revisions(self, events, now_ms):
        """Give events without a revision theirs, growing in the order of ``events``.

        Milliseconds by this server's clock, or one more than the last one given if that
        is larger: it grows although a clock is set back, and also after the addon was
        installed anew or an old backup restored, since the clock has gone on.
        """
        new = events.filtered(lambda event: not event.revision)
        if not new:
            return
        first = max(now_ms, self.last_revision + 1)
        for revision, event in enumerate(new, first):
            event.revision = revision
        self.last_revision = first + len(new) - 1

    def _is_paused(self, now):
        return bool(self.paused_until and self.paused_until > now)

    def _is_stuck(self):
        return self.failures >= STUCK_AFTER

    def _note_success(self, now):
        self.write(
            {
                "failures": 0,
                "paused_until": False,
                "problem": False,
                "problem_detail": False,
                "last_success_at": now,
            }
        )

    def _note_trouble(self, answer, now):
        """Let all wait: the receiver cannot be reached or does not understand."""
        failures = self.failures + 1
        pause = max(pause_s(failures, random.random()), answer.retry_after_s)
        self.write(
            {
                "failures": failures,
                "paused_until": now + timedelta(seconds=pause),
                "problem": answer.problem,
                "problem_detail": answer.detail,
            }
        )
        _logger.warning(
            "Sending to the assistant failed (%s); next try in %d s",
            answer.problem,
            pause,
        )

    def _problem_text(self):
        """Say in the reader's language what is wrong at present ("" if nothing is)."""
        if not self.problem:
            return ""
        return sentence(self.env, self.problem, self.problem_detail or "")
