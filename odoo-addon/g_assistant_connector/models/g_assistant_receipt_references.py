import psycopg2

from odoo import models
from odoo.exceptions import ConcurrencyError

REFERENCE_MODELS = {
    "campaign": "utm.campaign",
    "source": "utm.source",
    "medium": "utm.medium",
    "tag": "crm.tag",
}


class GAssistantReceipt(models.Model):
    _inherit = "g.assistant.receipt"

    def _reference_ids(self, orders):
        """Give {(kind, key): id} of the campaigns, sources and so on; make new ones."""
        wanted = {kind: {} for kind in REFERENCE_MODELS}
        for order in orders:
            for kind, reference in order.utm.items():
                wanted[kind].setdefault(reference.key, reference.name)
            for tag in order.tags:
                wanted["tag"].setdefault(tag.key, tag.name)
        return {
            (kind, key): id_
            for kind, names in wanted.items()
            for key, id_ in self._ids_of_kind(kind, names).items()
        }

    def _ids_of_kind(self, kind, names):
        named = self._lookup_names(REFERENCE_MODELS[kind], sorted(names))
        # Deleted with SQL or with a module: the name is free for another record.
        stale = [row_id for row_id, record_id in named.values() if not record_id]
        self.env["ir.model.data"].sudo().browse(stale).unlink()
        return {
            key: named.get(key, (None, False))[1]
            or self._find_or_create(kind, key, name)
            for key, name in sorted(names.items())
        }

    def _find_or_create(self, kind, key, name):
        # sudo: which campaigns there are is Meta's to say, not a right of the caller.
        # Names in the source language; archived ones count, as their names are unique.
        model = self.env[REFERENCE_MODELS[kind]].sudo()
        model = model.with_context(lang=None, active_test=False)
        if kind != "campaign":
            found = model.search([("name", "=", name)], limit=1, order="id")
            if found:
                return found.id
        record = _create_first_possible(model, _prepare_reference(kind, key, name))
        self._name_records(record, [key])
        return record.id


def _prepare_reference(kind, key, name):
    """The values to try, in their order.

    Campaigns may share a title, but not the identifier that Odoo makes of it by adding
    a number: Odoo does not see what another transaction is making, nor finds a name
    with a backslash. The key is the identifier then.
    """
    if kind == "campaign":
        return [{"title": name}, {"title": name, "name": key}]
    return [{"name": name}]


def _create_first_possible(model, tries):
    for values in tries:
        try:
            with model.env.cr.savepoint():
                return model.create(dict(values))
        except psycopg2.errors.UniqueViolation as error:
            taken = error
    # Somebody made it after our transaction began: only a new one sees it.
    raise ConcurrencyError(f"a {model._name} was made meanwhile") from taken
