import hashlib
import json
import time
import uuid

from odoo import api, models

from ..sending import receiver, standard_webhooks

VERSION = 1
BODY_LIMIT = 256 * 1024
"""Bytes of a message."""


def as_json(value):
    """Write strict JSON (no NaN), in UTF-8, without spaces; ValueError if it cannot."""
    text = json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return text.encode()


def moment(value):
    """Write a time (UTC without zone) as ISO 8601 to the microsecond."""
    return value.isoformat(timespec="microseconds") + "Z"


class GAssistantEvent(models.Model):
    """What goes over the wire: events as a signed message."""

    _inherit = "g.assistant.event"

    def _item(self, states):
        """Give one event as in the message; ``states`` by lead (absent: it is gone)."""
        return {
            "id": self.uuid,
            "revision": self.revision,
            "kind": self.kind,
            "occurred_at": moment(self.occurred_at),
            "lead_id": self.lead_ref,
            "by": {"user_id": self.user_id.id or None, "is_us": self.is_us},
            "changed": self.changed or {},
            "merged_into": self.merged_into or None,
            "state": states.get(self.lead_ref),
        }

    def _items(self):
        """Give each event as JSON bytes, None for one that cannot be written.

        The leads' states are those of now.
        """
        leads = self.env["crm.lead"].browse(set(self.mapped("lead_ref")))
        states = leads._assistant_states()
        items = {}
        for event in self:
            try:
                items[event] = as_json(event._item(states))
            except ValueError:
                items[event] = None
        return items

    def _fitting(self, items):
        """Give the first events whose items fit into one message; at least one."""
        size, count = 0, 0
        for event in self:
            size += len(items[event]) + 1
            if count and size > BODY_LIMIT - 1024:
                break
            count += 1
        return self[:count]

    def _message(self, items, now):
        """Put the items of these events (none: a ping) into one message."""
        parameters = self.env["ir.config_parameter"].sudo()
        head = as_json(
            {
                "version": VERSION,
                "database": parameters.get_param("database.uuid"),
                "sent_at": moment(now),
            }
        )
        events = b",".join(items[event] for event in self)
        return head[:-1] + b',"events":[' + events + b"]}"

    def _message_id(self):
        """Name the message by its events: the same ones again, the same name."""
        if not self:
            return f"msg_{uuid.uuid4().hex}"
        names = " ".join(self.mapped("uuid"))
        return "msg_" + hashlib.sha256(names.encode()).hexdigest()[:32]

    @api.model
    def _post(self, target, message_id, body):
        """Sign and send one message, the time being now's; gives the answer.

        The database is not touched here.
        """
        timestamp = self._now_ms() // 1000
        signature = standard_webhooks.headers(target.keys, message_id, timestamp, body)
        return receiver.post(target.url, body, signature, self._now())

    @api.model
    def _ping(self, target):
        """Send a message without events; gives the answer and the seconds it took."""
        nothing = self.browse()
        body = nothing._message({}, self._now())
        start = time.monotonic()
        answer = self._post(target, nothing._message_id(), body)
        return answer, time.monotonic() - start
