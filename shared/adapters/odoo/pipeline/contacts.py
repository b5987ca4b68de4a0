"""When there was contact with a customer, out of Odoo's messages: for where the addon keeps no date.

The same rules as the addon's: a message of a customer, or one that the customer gets to see, or a
call or meeting that somebody marks as done. Not what Odoo writes by itself, nor internal notes.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from shared.adapters.odoo.pipeline.rows import Contact, whole
from shared.odoo_client import BadReply

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from shared.odoo_client import OdooClient

WRITTEN = ["email", "comment", "sms", "whatsapp_message"]
"""What people write (sms and whatsapp_message are there with Odoo's modules of these names)."""
ALWAYS_VISIBLE = ["email_outgoing", "sms", "whatsapp_message"]
"""These reach the customer whatever their subtype: Odoo files an SMS as a note."""
HELD = ["phonecall", "meeting"]
"""Categories of activity that, done, are a contact."""
BY_CUSTOMER: list[object] = [
    *("&", ("message_type", "in", WRITTEN)),
    *("|", ("author_id", "=", False), ("author_id.partner_share", "=", True)),
]
_SENT: list[object] = [
    *("&", ("author_id.partner_share", "=", False), "|"),
    ("message_type", "in", ALWAYS_VISIBLE),
    *("&", "&", ("message_type", "in", WRITTEN), ("is_internal", "=", False)),
    ("subtype_id.internal", "=", False),
]
_HELD: list[object] = [("mail_activity_type_id.category", "in", HELD)]
ANY = ["|", "|", *BY_CUSTOMER, *_SENT, *_HELD]
FIRST_WITH_FORMATTED_GROUPS = 19
LATEST = ["date:max", "create_date:max"]


def contacts(client: OdooClient, ids: Sequence[int]) -> Mapping[int, Contact]:
    """Give each lead's contact, in two calls; a lead that had none is not among them."""
    last, theirs = _latest(client, ids, ANY), _latest(client, ids, BY_CUSTOMER)
    return {one: Contact(last[one], theirs.get(one)) for one in last}


def _latest(client: OdooClient, ids: Sequence[int], which: list[object]) -> dict[int, datetime]:
    domain = [("model", "=", "crm.lead"), ("res_id", "in", list(ids)), *which]
    is_formatted = client.version().major >= FIRST_WITH_FORMATTED_GROUPS
    groups = (_formatted if is_formatted else _plain)(client, domain)
    # A message's date is its sender's and may lie ahead; it came no later than it was stored.
    return {
        whole(group["res_id"]): min(_moment(group[name]) for name in LATEST) for group in groups
    }


def _formatted(client: OdooClient, domain: list[object]) -> list[dict[str, object]]:
    found = client.call(
        "mail.message",
        "formatted_read_group",
        domain=domain,
        groupby=["res_id"],
        aggregates=LATEST,
    )
    return _groups(found)


def _plain(client: OdooClient, domain: list[object]) -> list[dict[str, object]]:
    """Odoo 14 to 18."""
    sums = ["date:max(date)", "create_date:max(create_date)"]
    found = client.call(
        "mail.message", "read_group", domain=domain, fields=sums, groupby=["res_id"], lazy=False
    )
    return [group | {name: group[name[:-4]] for name in LATEST} for group in _groups(found)]


def _groups(found: object) -> list[dict[str, object]]:
    if not isinstance(found, list):
        raise BadReply("the groups should be a list")
    return found


def _moment(value: object) -> datetime:
    return datetime.fromisoformat(str(value)).replace(tzinfo=UTC)
