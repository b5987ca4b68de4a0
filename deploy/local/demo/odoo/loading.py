"""`load`: import rows by external id, as `BaseModel.load` of Odoo 19.0 does it.

With context `mode='update', noupdate=True` it is insert-or-get; without, it also overwrites.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from deploy.local.demo.odoo.failures import (
    CONFLICT,
    ConstraintFailure,
    Failure,
    ValidationFailure,
    serialization_failure,
)
from deploy.local.demo.odoo.importing import Rejected, imported
from deploy.local.demo.odoo.records import create, write

if TYPE_CHECKING:
    from deploy.local.demo.odoo.env import Env, Vals

KEYS: Final = {"id", ".id"}
NO_KEY: Final = "Cannot update a record without specifying its id or xml_id"
TOO_MANY: Final = (
    "Found more than 10 errors and more than one error per 10 records, interrupted to avoid showing"
    " too many errors."
)
MOST_ERRORS: Final = 10


@dataclass(slots=True)
class Row:
    """One row to import, converted."""

    number: int
    xmlid: str
    record_id: int | None
    vals: Vals


@dataclass(slots=True)
class Loading:
    """One `load` in progress."""

    env: Env
    model: str
    messages: list[Vals] = field(default_factory=list)

    def error(self, number: int, **message: object) -> None:
        """Note what is wrong with a row."""
        place = {"rows": {"from": number, "to": number}, "record": number, "type": "error"}
        self.messages.append(place | message)


def load(env: Env, model: str, fields: list[str], data: list[list[Any]]) -> Vals:
    """Import rows; one bad row fails all, then `ids` is False and `messages` say why."""
    _check_fields(env, model, fields)
    loading = Loading(env, model)
    env.run("SAVEPOINT load")
    rows = [_row(loading, number, fields, raw) for number, raw in enumerate(data)]
    ids = _save_all(loading, [row for row in rows if row is not None])
    if loading.messages:
        env.run("ROLLBACK TO load")
    env.run("RELEASE load")
    return {"ids": False if loading.messages else ids, "messages": loading.messages, "nextrow": 0}


def _check_fields(env: Env, model: str, fields: list[str]) -> None:
    known = env.model(model).fields
    for path in fields:
        name = path if path in KEYS else path.partition("/")[0]
        if name not in known and name not in KEYS:
            raise ValueError(f"Invalid field name {name!r}")


def _row(loading: Loading, number: int, fields: list[str], raw: list[Any]) -> Row | None:
    cells = dict(zip(fields, raw, strict=False))
    xmlid = cells.pop("id", "") or ""
    record_id = cells.pop(".id", None)
    vals: Vals = {}
    found = len(loading.messages)
    for path, cell in cells.items():
        _cell(loading, number, vals, path, cell)
    if record_id and not _is_there(loading, record_id):
        text = f"Unknown database identifier '{record_id}'"
        loading.error(number, field=".id", message=text)
    if len(loading.messages) > found:
        return None
    return Row(number, _complete(loading.env, xmlid), int(record_id) if record_id else None, vals)


def _is_there(loading: Loading, record_id: Any) -> bool:
    table = loading.env.model(loading.model).table
    return bool(loading.env.rows(f"SELECT 1 FROM {table} WHERE id = ?", [record_id]))  # noqa: S608 - schema names


def _complete(env: Env, xmlid: str) -> str:
    module = env.context.get("module", "__import__")
    return xmlid if "." in xmlid or not xmlid else f"{module}.{xmlid}"


def _cell(loading: Loading, number: int, vals: Vals, path: str, cell: Any) -> None:
    name, _, part = path.partition("/")
    one = loading.env.model(loading.model).fields[name]
    try:
        vals[name] = imported(loading.env, one, part, cell)
    except Rejected as rejected:
        loading.error(number, field=name, field_name=one.string, **rejected.message)


def _save_all(loading: Loading, rows: list[Row]) -> list[int]:
    ids: list[int] = []
    errors = 0
    for row in rows:
        try:
            ids.append(_saved(loading.env, loading.model, row))
        except Failure as failure:
            loading.error(row.number, **_told(failure))
            errors += 1
        if errors >= MOST_ERRORS and errors >= (row.number + 1) / 10:
            loading.messages.append({"type": "warning", "message": TOO_MANY})
            break
    return ids


def _told(failure: Failure) -> Vals:
    if not isinstance(failure, ConstraintFailure):
        return {"message": str(failure)}
    return {"message": failure.bare} | ({"field": failure.field} if failure.field else {})


def _saved(env: Env, model: str, row: Row) -> int:
    is_update = env.context.get("mode", "init") == "update"
    known = _known(env, model, row.xmlid) if row.xmlid else None
    record_id = known["res_id"] if known else row.record_id
    if record_id:
        if not (is_update and known and known["noupdate"]):
            write(env, model, [record_id], row.vals)
        return int(record_id)
    if is_update and not row.xmlid:
        raise ValidationFailure(NO_KEY)
    return _created(env, model, row)


def _known(env: Env, model: str, xmlid: str) -> Any:
    """Find the record of an external id; one whose record is gone is forgotten."""
    if env.is_lost_race(xmlid):
        raise serialization_failure()
    found = env.rows("SELECT * FROM ir_model_data WHERE complete_name = ?", [xmlid])
    if not found:
        return None
    if found[0]["model"] != model:
        raise ValidationFailure(
            f"For external id {xmlid} when trying to create/update a record of model {model} "
            f"found record of different model {found[0]['model']} ({found[0]['id']})"
        )
    table = env.model(model).table
    if env.rows(f"SELECT 1 FROM {table} WHERE id = ?", [found[0]["res_id"]]):  # noqa: S608 - schema names
        return found[0]
    env.run("DELETE FROM ir_model_data WHERE id = ?", [found[0]["id"]])
    return None


def _created(env: Env, model: str, row: Row) -> int:
    [made] = create(env, model, [row.vals])
    if row.xmlid:
        _name(env, model, row.xmlid, made)
    return made


def _name(env: Env, model: str, xmlid: str, record_id: int) -> None:
    module, _, name = xmlid.partition(".")
    if re.search(r"\s", name):
        raise Failure(
            'new row for relation "ir_model_data" violates check constraint'
            ' "ir_model_data_name_nospaces"\nDETAIL:  Failing row contains (...).\n'
        )
    external = {"module": module, "name": name, "model": model, "res_id": record_id}
    create(env, "ir.model.data", [{**external, "noupdate": env.context.get("noupdate", False)}])
    env.note_made(xmlid)


def lost_race() -> Vals:
    """Give what a concurrent `load` answers when the other one won (HTTP 200)."""
    place = {"rows": {"from": 0, "to": 0}, "record": 0, "type": "error"}
    return {"ids": False, "messages": [place | {"message": CONFLICT}], "nextrow": 0}
