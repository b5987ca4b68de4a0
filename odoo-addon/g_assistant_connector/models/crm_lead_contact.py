from datetime import datetime, timezone
from functools import partial

from psycopg2.errors import SerializationFailure

from odoo import SUPERUSER_ID, api, models
from odoo.tools import SQL

from ..outbox.background import run_later

CONTACTS = "g_assistant_connector.contacts"
WAIT, SKIP = SQL(""), SQL("SKIP LOCKED")
DATES = ("last_customer_contact_at", "last_customer_message_at")


class CrmLead(models.Model):
    """When the customer was last in touch, kept up to date.

    What counts: a message that the customer can see, either way; a call or meeting
    that somebody marks as done. A meeting in the calendar alone does not: nobody has
    said that it took place.
    """

    _inherit = "crm.lead"

    @api.model
    def _note_contact(self, lead_id, at, is_by_customer=False):
        """Move the lead's dates on when the transaction commits.

        :param at: naive UTC; what lies ahead of now counts as now (the date of an
          incoming e-mail is its sender's).
        """
        precommit = self.env.cr.precommit
        contacts = precommit.data.get(CONTACTS)
        if contacts is None:
            contacts = precommit.data[CONTACTS] = {}
            superuser = self.env(user=SUPERUSER_ID, context={})
            precommit.add(superuser[self._name]._write_contacts)
        at = min(at, datetime.now(timezone.utc).replace(tzinfo=None))
        contact, message = contacts.get(lead_id, (None, None))
        contact = max(at, contact or at)
        if is_by_customer:
            message = max(at, message or at)
        contacts[lead_id] = contact, message

    @api.model
    def _write_contacts(self):
        """Write the dates, those of contended leads in the background.

        A message must not wait for somebody who saves the lead just now, nor fail
        because he did: Odoo's mail gateway drops a message whose transaction fails.
        """
        cr = self.env.cr
        contacts = cr.precommit.data.pop(CONTACTS)
        try:
            with cr.savepoint(flush=False):
                written = self._update_contacts(contacts, SKIP)
        except SerializationFailure:
            written = set()
        left = {id_: dates for id_, dates in contacts.items() if id_ not in written}
        if left:
            later = partial(_update_contacts_later, contacts=left)
            cr.postcommit.add(partial(run_later, cr.dbname, later))

    @api.model
    def _update_contacts(self, contacts, locked_rows=WAIT):
        """Move dates forwards; give the numbers of the leads that were there.

        Past the ORM: ``write_date`` ("Last Updated on", and what others poll by) is
        for changes of the lead, GREATEST needs no older value to be read first, and a
        row is locked for no longer than the commit takes.
        """
        self.env.cr.execute(
            SQL(
                """
                WITH free AS (
                    SELECT id FROM crm_lead WHERE id = ANY(%(ids)s)
                     ORDER BY id FOR NO KEY UPDATE %(locked_rows)s)
                UPDATE crm_lead l
                   SET last_customer_contact_at =
                           GREATEST(l.last_customer_contact_at, n.contact),
                       last_customer_message_at =
                           GREATEST(l.last_customer_message_at, n.message)
                  FROM free
                  JOIN unnest(%(ids)s, %(contacts)s::timestamp[],
                              %(messages)s::timestamp[]) AS n(id, contact, message)
                    ON n.id = free.id
                 WHERE l.id = free.id
             RETURNING l.id
                """,
                ids=list(contacts),
                contacts=[contact for contact, _message in contacts.values()],
                messages=[message for _contact, message in contacts.values()],
                locked_rows=locked_rows,
            ),
            log_exceptions=False,
        )
        leads = self.browse(row[0] for row in self.env.cr.fetchall())
        leads.invalidate_recordset(DATES, flush=False)
        leads.modified(DATES)
        return set(leads.ids)


def _update_contacts_later(env, contacts):
    env["crm.lead"]._update_contacts(contacts)
