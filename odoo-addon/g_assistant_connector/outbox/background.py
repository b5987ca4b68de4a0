"""Work after a commit that the user need not wait for."""

import logging
import threading
from collections.abc import Callable
from functools import partial

import psycopg2

from odoo import SUPERUSER_ID, api
from odoo.modules.registry import Registry
from odoo.service.model import retrying

_logger = logging.getLogger(__name__)

WAKE_AFTER_S = 0.5
"""Events of that time share one wake-up."""

_waiting: set[str] = set()
_lock = threading.Lock()

Work = Callable[[api.Environment], object]


def run_later(database: str, work: Work) -> None:
    """Do the work in a thread of its own, in the way of `run`.

    It is lost when the process ends: nothing that counts may hang on it.
    """
    _start(0, run, database, work)


def run(database: str, work: Work) -> None:
    """Do the work as superuser in its own transaction; again if it is disturbed."""
    try:
        with Registry(database).cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            retrying(partial(work, env), env)
    except psycopg2.Error as error:
        # a database that is being dropped, restored or out of connections
        _logger.info("Work after a commit was left undone: %s", type(error).__name__)


def wake_later(database: str, cron: str) -> None:
    """Trigger the cron (xmlid) soon, once for all calls until then.

    Odoo's own ``_trigger`` writes a row and opens a new connection to the database
    "postgres" for its NOTIFY: several milliseconds that the user would wait for. A
    wake-up that is lost is made good by the cron's regular run.
    """
    with _lock:
        if database in _waiting:
            return
        _waiting.add(database)
    _start(WAKE_AFTER_S, _wake, database, cron)


def _start(after_s: float, function: Callable[..., None], *args: object) -> None:
    timer = threading.Timer(after_s, function, args)
    timer.daemon = True
    timer.start()


def _wake(database: str, cron: str) -> None:
    with _lock:
        _waiting.discard(database)
    run(database, partial(_trigger, cron=cron))


def _trigger(env: api.Environment, cron: str) -> None:
    job = env.ref(cron, raise_if_not_found=False)
    if job:
        job._trigger()
