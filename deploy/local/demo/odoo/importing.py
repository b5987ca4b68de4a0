"""One cell of an import, converted to the value that `create` takes (Odoo's ir.fields.converter)."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

from deploy.local.demo.odoo.values import DATE, DATETIME

if TYPE_CHECKING:
    from collections.abc import Callable

    from deploy.local.demo.odoo.env import Env, Vals
    from deploy.local.demo.odoo.schema import Field

YES: Final = {"1", "true", "yes", "t", "y", "on"}
NO: Final = {"", "0", "false", "no", "f", "n", "off"}


class Rejected(Exception):
    """A cell that cannot be converted; `message` is merged into the row's error."""

    def __init__(self, text: str, moreinfo: object = None) -> None:
        """`moreinfo` as Odoo gives it: possible values or the format to use."""
        super().__init__(text)
        self.message: Vals = {"message": text}
        if moreinfo is not None:
            self.message["moreinfo"] = moreinfo


def imported(env: Env, field: Field, part: str, cell: Any) -> Any:
    """Convert a cell; `part` is `id`, `.id` or '' after the field's name. Empty gives False."""
    if cell in ("", None, False):
        return False
    if field.relation:
        return _reference(env, field, part, cell)
    return _CONVERTERS.get(field.type, _as_text)(field, cell)


def _as_text(field: Field, cell: Any) -> Any:
    return cell


def _boolean(field: Field, cell: Any) -> bool:
    word = str(cell).strip().lower()
    if word in YES | NO:
        return word in YES
    raise Rejected(
        f"Unknown value '{cell}' for boolean field '{field.string}'",
        "Use '1' for yes and '0' for no",
    )


def _number(kind: Callable[[Any], Any]) -> Callable[[Field, Any], Any]:
    def convert(field: Field, cell: Any) -> Any:
        try:
            return kind(cell)
        except (TypeError, ValueError):
            text = f"'{cell}' does not seem to be a number for field '{field.string}'"
            if kind is int:
                text = f"'{cell}' does not seem to be an integer for field '{field.string}'"
            raise Rejected(text) from None

    return convert


def _selection(field: Field, cell: Any) -> str:
    for key, label in field.selection:
        if str(cell) in {key, label}:
            return key
    labels = [label for _, label in field.selection]
    raise Rejected(f"Value '{cell}' not found in selection field '{field.string}'", labels)


def _date(field: Field, cell: Any) -> str:
    try:
        return datetime.strptime(str(cell), DATE).strftime(DATE)  # noqa: DTZ007 - a day has no zone
    except ValueError:
        text = f"'{cell}' does not seem to be a valid date for field '{field.string}'"
        raise Rejected(text, "Use the format '2012-12-31'") from None


def _datetime(field: Field, cell: Any) -> str:
    try:
        return datetime.strptime(str(cell), DATETIME).strftime(DATETIME)  # noqa: DTZ007 - Odoo's are bare UTC
    except ValueError:
        text = f"'{cell}' does not seem to be a valid datetime for field '{field.string}'"
        raise Rejected(text, "Use the format '2012-12-31 23:59:59'") from None


_CONVERTERS: Final[dict[str, Callable[[Field, Any], Any]]] = {
    "boolean": _boolean,
    "integer": _number(int),
    "many2one_reference": _number(int),
    "float": _number(float),
    "monetary": _number(float),
    "selection": _selection,
    "date": _date,
    "datetime": _datetime,
}


def _reference(env: Env, field: Field, part: str, cell: Any) -> Any:
    if field.type == "many2one":
        return _found(env, field, part, cell)
    cells = str(cell).split(",")
    return [[6, 0, [_found(env, field, part, one.strip()) for one in cells]]]


def _found(env: Env, field: Field, part: str, cell: Any) -> int:
    sql, kind = _LOOK_UPS[part]
    target = env.model(field.relation)
    rows = env.rows(sql.format(table=target.table, title=target.title, model=target.name), [cell])
    if rows:
        return int(rows[0][0])
    raise Rejected(
        f"No matching record found for {kind} '{cell}' in field '{field.string}'",
        _possible_values(field, part),
    )


_LOOK_UPS: Final = {
    "": ("SELECT id FROM {table} WHERE {title} = ? ORDER BY id LIMIT 1", "name"),
    ".id": ("SELECT id FROM {table} WHERE id = CAST(? AS INTEGER)", "database id"),
    "id": (
        "SELECT res_id FROM ir_model_data WHERE complete_name = ? AND model = '{model}'",
        "external id",
    ),
}


def _possible_values(field: Field, part: str) -> Vals:
    """The button that Odoo's import screen shows beside the error."""
    action: Vals = {
        "name": "Possible Values",
        "type": "ir.actions.act_window",
        "target": "new",
        "view_mode": "list,form",
        "views": [[False, "list"], [False, "form"]],
        "context": {"create": False},
        "help": "See all possible values",
    }
    if not part:
        return action | {"res_model": field.relation}
    return action | {"res_model": "ir.model.data", "domain": [["model", "=", field.relation]]}
