"""What to answer for a lead that Odoo did not take: Odoo's own sentence."""

import logging
import traceback

import psycopg2

from odoo.exceptions import UserError
from odoo.orm.models import get_columns_from_sql_diagnostics

_logger = logging.getLogger(__name__)


def refused(reason, fields=()):
    """The answer for a refused lead."""
    return {"id": False, "state": "refused", "reason": reason, "fields": list(fields)}


def refusal(env, error):
    """The answer that says why ``error`` was raised; the cursor must be usable."""
    if isinstance(error, psycopg2.Error):
        return _database_refusal(env, error)
    if isinstance(error, (UserError, ValueError)):
        return refused(str(error))
    # The text of an unknown error may hold anything, a person's data as well.
    kind = type(error).__name__
    frames = "".join(traceback.format_tb(error.__traceback__))
    _logger.warning("A Meta lead could not be stored: %s at\n%s", kind, frames)
    return refused(env._("Odoo could not store this lead (%s).", kind))


def _database_refusal(env, error):
    model = _model_of_table(env, error.diag.table_name)
    fields = get_columns_from_sql_diagnostics(env.cr, error.diag, check_registry=True)
    if not isinstance(error, psycopg2.IntegrityError):
        return refused(error.diag.message_primary or type(error).__name__, fields)
    # Where Odoo has no sentence of its own it gives PostgreSQL's, with the whole row.
    sentence = model._sql_error_to_message(error).partition("\nDETAIL:")[0]
    return refused(sentence, fields)


def _model_of_table(env, table):
    for name, model in env.registry.items():
        if table and model._table == table and not model._abstract:
            return env[name]
    return env["base"]
