import psycopg2

from odoo import api, models
from odoo.exceptions import AccessError, ConcurrencyError, LockError, ValidationError
from odoo.tools.misc import clean_context

from ..ingest.order import IngestOrder, OrderReader, RowRefusedError
from ..ingest.refusal import refusal
from ..rights import speaks_for_suite

MAX_LEADS = 1000
INGEST_CONTEXT = {"tracking_disable": True, "g_assistant_by_us": True}
# Nothing is wrong with the leads: the whole call has to run again, and Odoo does that.
AGAIN = (
    psycopg2.OperationalError,
    psycopg2.InterfaceError,
    psycopg2.InternalError,
    ConcurrencyError,
    LockError,
)


class GAssistantReceipt(models.Model):
    _inherit = "g.assistant.receipt"

    @api.model
    def ingest(self, leads):
        """Take leads in, each once, however often and from how many sides it is sent.

        Everything that is written for a lead (lead, receipt, external id) is in the
        transaction of this call. A lost race raises a serialization error, and Odoo
        runs the call again: ``leads`` stays as it was given.

        :param list leads: at most 1000 dicts with ``tenant``, ``leadgen_id``,
            ``page_id``, ``values`` (of VALUE_FIELDS), ``utm``, ``tags`` and ``note``
        :return: for each, in order, ``{"id": int | False, "state": str}``; the state is
            new, known, merged (id of the lead that it is part of now), gone (deleted)
            or refused, with ``reason`` (a sentence) and ``fields`` (names)
        :raise AccessError: the user is neither the integration nor an administrator,
            or may not create leads
        :raise ValidationError: ``leads`` is not a list, or too long
        """
        self._check_may_ingest()
        if not isinstance(leads, list) or len(leads) > MAX_LEADS:
            raise ValidationError(
                self.env._("The leads must be a list of at most %s.", MAX_LEADS)
            )
        context = {**clean_context(self.env.context), **INGEST_CONTEXT}
        return self.with_env(self.env(context=context))._ingest(leads)

    @api.model
    def _check_may_ingest(self):
        if not speaks_for_suite(self.env):
            raise AccessError(
                self.env._("Only the integration and administrators may take leads in.")
            )
        self.env["crm.lead"].check_access("create")

    def _ingest(self, leads):
        reader = OrderReader(self.env)
        answers = [_read(reader, lead) for lead in leads]
        waiting = {
            place: row
            for place, row in enumerate(answers)
            if isinstance(row, IngestOrder)
        }
        while waiting:
            self._ingest_first_of_each_key(waiting, answers)
        return answers

    def _ingest_first_of_each_key(self, waiting, answers):
        """Answer the first row of each key, and the rows that repeat a stored one.

        A row that repeats a refused one waits for its own try: its values may be good.
        """
        first = {}
        for place, order in waiting.items():
            first.setdefault(order.key, place)
        outcomes = self._store([waiting[place] for place in first.values()])
        for place, order in list(waiting.items()):
            outcome = outcomes[order.key]
            if place == first[order.key]:
                answers[place] = outcome
            elif outcome["state"] != "refused":
                answers[place] = _repeated(outcome)
            else:
                continue
            del waiting[place]

    def _store(self, orders):
        """Give {key: answer}; halve until what Odoo refuses is alone."""
        try:
            with self.env.cr.savepoint():
                return self._store_together(orders)
        except AGAIN:
            raise
        except Exception as error:  # noqa: BLE001 - other addons refuse in their own way
            if len(orders) == 1:
                return {orders[0].key: refusal(self.env, error)}
        half = len(orders) // 2
        return {**self._store(orders[:half]), **self._store(orders[half:])}

    def _store_together(self, orders):
        answers = self._find(orders)
        new = [order for order in orders if order.key not in answers]
        answers |= self._refuse_incomplete(new)
        return answers | self._create_leads([o for o in new if o.key not in answers])


def _read(reader, row):
    try:
        return reader.order(row)
    except RowRefusedError as refused:
        return refused.answer


def _repeated(answer):
    return {**answer, "state": "known"} if answer["state"] == "new" else dict(answer)
