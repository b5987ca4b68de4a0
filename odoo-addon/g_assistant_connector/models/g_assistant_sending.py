import time
from collections import deque
from datetime import datetime, timezone

from odoo import api, models
from odoo.exceptions import AccessError
from odoo.fields import Domain
from odoo.tools import SQL

from ..sending.receiver_answer import Verdict

BATCH = 100
RUN_S = 50
"""How long one run of the cron goes on taking events up. With the last POST it stays
below the two minutes after which Odoo kills a worker."""


class GAssistantEvent(models.Model):
    """The sender.

    One at a time: the cron's row lock sees to it, and "send now" only wakes the cron.
    Events go in the order of their ids. Two transactions that change the same lead
    cannot both succeed at once (repeatable read: the later one runs again), so for one
    lead this is the order of commits. A transaction's number would not do: it starts
    anew in a restored database; nor would waiting for older transactions to end: the
    cron's own lock is one, and so is any long job.

    No transaction is open during a POST, and revisions are committed before it: after a
    crash the event goes out again under the same one.
    """

    _inherit = "g.assistant.event"

    @api.model
    def _now(self):
        """This server's time, UTC without zone."""
        return datetime.now(timezone.utc).replace(tzinfo=None)

    @api.model
    def _now_ms(self):
        moment = self._now().replace(tzinfo=timezone.utc)
        return int(moment.timestamp() * 1000)

    @api.model
    def clock(self):
        """Give the clock that revisions are made of, in milliseconds since 1970.

        A state that is read after this call is at least as new as this revision, and
        changes committed after it get a higher one.
        """
        if not self.env.user._is_internal():
            raise AccessError(self.env._("This is for internal users."))
        return self.env["g.assistant.outbox"]._current()._clock(self._now_ms())

    @api.model
    def _cron_send(self):
        """Send what waits. Nothing is raised for a receiver in trouble: all waits."""
        if not all(self._parameters()) or self._outbox()._is_paused(self._now()):
            self._give_up_old()
            return
        until = time.monotonic() + RUN_S
        while events := self._take_up():
            if not events._send(until):
                return
            if time.monotonic() > until:
                self._wake_sender()
                return

    @api.model
    def _outbox(self):
        return self.env["g.assistant.outbox"]._current()

    @api.model
    def _wake_sender(self):
        self.env.ref("g_assistant_connector.ir_cron_send").sudo()._trigger()

    def _end_transaction(self, processed=0):
        """Commit; what is read next is read anew."""
        self.env["ir.cron"]._commit_progress(processed)

    @api.model
    def _take_up(self):
        """Give the next events, each with its revision, for good."""
        events = self.search(self._due(), order="id", limit=BATCH)
        self._outbox()._give_revisions(events, self._now_ms())
        self._end_transaction()
        return events

    def _due(self):
        """Select what waits, but nothing of a lead of which an event is put off."""
        now = self._now()

        def is_not_held(model, alias, _query):
            # A sub-query: of leads that are held there may be very many.
            return SQL(
                """NOT EXISTS (SELECT 1 FROM %(table)s held
                    WHERE held.lead_ref = %(lead)s AND held.status = 'pending'
                    AND held.next_attempt_at > %(now)s)""",
                table=SQL.identifier(model._table),
                lead=SQL.identifier(alias, "lead_ref"),
                now=now,
            )

        return Domain("status", "=", "pending") & Domain.custom(to_sql=is_not_held)

    def _send(self, until):
        """Send these. A refused message is halved until the culprit stands alone.

        :param float until: time (monotonic) after which no further message is begun
        :return: whether to go on; not when the receiver is in trouble
        """
        parts, held = deque([self]), set()
        while parts and time.monotonic() < until:
            message, rest, items = parts.popleft()._still_waiting(held)._divide()
            if rest:
                parts.appendleft(rest)
            if not message:
                continue
            answer = message._post_now(items)
            if answer.verdict is Verdict.TROUBLE:
                self._note_trouble(answer)
                return False
            if answer.verdict is Verdict.ACCEPTED:
                message._note_accepted(answer)
            elif len(message) > 1:
                parts.extendleft(message._halves())
            else:
                message._note_refused(answer)
                held.update(message.mapped("lead_ref"))
            self._end_transaction(len(message))
        return True

    def _still_waiting(self, held):
        return self.exists().filtered(
            lambda event: event.status == "pending" and event.lead_ref not in held
        )

    def _halves(self):
        """Give the second half and the first: put in front, they are in order."""
        middle = len(self) // 2
        return self[middle:], self[:middle]

    def _divide(self):
        """Give the first of these that make a message, the others, and all as JSON."""
        items = self._items()
        unreadable = self.filtered(lambda event: items[event] is None)
        unreadable._note_dead("unreadable")
        readable = self - unreadable
        message = readable._fitting(items)
        return message, readable - message, items

    def _post_now(self, items):
        """Send one message with no transaction open, and give the answer."""
        target, wrong = self._target(*self._parameters())
        body = self._message(items, self._now())
        message_id = self._message_id()
        self._end_transaction()
        return wrong or self._post(target, message_id, body)
