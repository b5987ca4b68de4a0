from odoo import SUPERUSER_ID, api, models

from ..outbox.draft import Actor, Drafts
from ..rights import INTEGRATION

DRAFTS = "g_assistant_connector.drafts"
URL_PARAMETER = "g_assistant_connector.url"


class GAssistantEvent(models.Model):
    """Recording: what happens is noted in memory and written before the commit.

    The notes live in ``cr.precommit.data`` beside Odoo's own field tracking, so that
    they share its fate: a flushing savepoint writes what came before it and forgets,
    when it is rolled back, what came within. Values are compared when all is computed
    (``won_status``), and a change that was taken back is none.
    """

    _inherit = "g.assistant.event"

    @api.model
    def _is_recording(self):
        """An outbox that nobody empties would only grow: no URL, no events."""
        return bool(self.env["ir.config_parameter"].sudo().get_param(URL_PARAMETER))

    @api.model
    def _actor(self):
        """The acting user: sudo() leaves it as it is."""
        is_us = bool(self.env.context.get("g_assistant_by_us"))
        return Actor(self.env.uid, is_us or self.env.user.sudo().has_group(INTEGRATION))

    @api.model
    def _drafts(self):
        """The transaction's drafts, which are written before it commits."""
        precommit = self.env.cr.precommit
        drafts = precommit.data.get(DRAFTS)
        if drafts is None:
            drafts = precommit.data[DRAFTS] = Drafts()
            superuser = self.env(user=SUPERUSER_ID, context={})
            precommit.add(superuser[self._name]._write_drafts)
        return drafts

    @api.model
    def _note_before(self, leads, names, is_direct=True):
        """Keep the values that the fields have now, unless they are kept already.

        :param is_direct: the current user changes the leads himself; a recomputation
          may run in anybody's name.
        """
        drafts, actor = self._drafts(), self._actor()
        for lead in leads.sudo():
            draft = drafts.of(lead.id)
            if is_direct or draft.actor is None:
                draft.act(actor)
            if draft.is_created:
                continue
            before = draft.before
            for name in names:
                if name not in before:
                    value = lead[name]
                    # reading may have recomputed the field, and that kept the older
                    # value: then that one stays
                    before.setdefault(name, value)

    @api.model
    def _note_created(self, leads):
        drafts, actor = self._drafts(), self._actor()
        for lead_id in leads.ids:
            draft = drafts.of(lead_id)
            draft.is_created = True
            draft.act(actor)

    @api.model
    def _note_end(self, leads, merged_into=None):
        """The leads are about to be deleted, or merged into the lead of that number."""
        drafts, actor = self._drafts(), self._actor()
        for lead in leads.sudo():
            draft = drafts.of(lead.id)
            draft.act(actor)
            draft.title, draft.team_id = lead.name, lead.team_id.id
            if merged_into:
                draft.merged_into = merged_into
            else:
                draft.is_deleted = True

    @api.model
    def _note(self, lead_id, kind, changed):
        """Note what happened beside the lead's own fields: a message, an activity."""
        self._drafts().of(lead_id).notes.append((kind, changed, self._actor()))
