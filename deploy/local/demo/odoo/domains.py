"""Odoo's search domains, compiled to SQL over the demo's own tables.

Every piece of SQL names tables and columns of the schema only; values travel as parameters.
"""

from __future__ import annotations

import functools
import re
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

from deploy.local.demo.odoo.values import DATE, DATETIME, as_id

if TYPE_CHECKING:
    from collections.abc import Callable

    from deploy.local.demo.odoo.env import Env, Sql
    from deploy.local.demo.odoo.schema import Field, Model

TRUE: Final[tuple[str, list[Any]]] = ("1", [])
FALSE: Final[tuple[str, list[Any]]] = ("0", [])
NEGATIVE: Final = {
    "!=": "=",
    "<>": "=",
    "not in": "in",
    "not like": "like",
    "not ilike": "ilike",
    "not any": "any",
}
LIKE: Final = {"like", "ilike", "=like", "=ilike"}
ORDERING: Final = {"<", ">", "<=", ">="}
OPERATORS: Final = {"=", "in", "any", *LIKE, *ORDERING, *NEGATIVE}
NUMBERS: Final = {"integer", "float", "monetary", "many2one_reference"}
LEAF_SIZE: Final = 3


def where(env: Env, model: Model, domain: Any, *, active_test: bool = True) -> Sql:
    """Compile a domain; archived records are left out unless the domain or context asks."""
    if not isinstance(domain, (list, tuple)):
        raise TypeError(f"Domain() invalid argument type for domain: {domain!r}")
    found = _compile(env, model, list(domain))
    if active_test and _hides_archived(env, model, domain):
        return _join("AND", [found, ("active", [])])
    return found


def _hides_archived(env: Env, model: Model, domain: Any) -> bool:
    named = any(isinstance(one, (list, tuple)) and one and one[0] == "active" for one in domain)
    is_asked = env.context.get("active_test", True)
    return "active" in model.fields and bool(is_asked) and not named


def _compile(env: Env, model: Model, domain: list[Any]) -> Sql:
    """Read Polish notation from its end: operators take what stands to their right."""
    stack: list[Sql] = []
    for item in reversed(domain):
        if item in ("&", "|", "!"):
            _apply(str(item), stack, domain)
        elif isinstance(item, (list, tuple)) and len(item) == LEAF_SIZE:
            stack.append(_leaf(env, model, tuple(item)))
        else:
            raise ValueError(f"Domain() invalid item in domain: {item!r}")
    return _join("AND", stack[::-1]) if stack else TRUE


def _apply(operator: str, stack: list[Sql], domain: list[Any]) -> None:
    if len(stack) < (1 if operator == "!" else 2):
        raise ValueError(f"Domain() malformed domain {domain!r}")
    if operator == "!":
        stack.append(_not(stack.pop()))
        return
    stack.append(_join("AND" if operator == "&" else "OR", [stack.pop(), stack.pop()]))


def _join(word: str, parts: list[Sql]) -> Sql:
    sql = f" {word} ".join(f"({part})" for part, _ in parts)
    return sql, [value for _, values in parts for value in values]


def _not(part: Sql) -> Sql:
    return f"NOT COALESCE(({part[0]}), 0)", part[1]


def _leaf(env: Env, model: Model, leaf: tuple[Any, ...]) -> Sql:
    path, operator, value = leaf
    if not isinstance(path, str):
        return TRUE if path == value else FALSE
    if operator not in OPERATORS:
        raise ValueError(f"Invalid operator in condition {leaf!r}")
    if operator in NEGATIVE:
        return _not(_positive(env, model, (path, NEGATIVE[operator], value)))
    return _positive(env, model, leaf)


def _positive(env: Env, model: Model, leaf: tuple[Any, ...]) -> Sql:
    path, operator, value = leaf
    name, _, rest = path.partition(".")
    field = model.fields.get(model.title if name == "display_name" else name)
    if field is None or not field.is_searchable:
        raise ValueError(f"Invalid field {model.name}.{name} in condition {leaf!r}")
    if rest:
        return _related(env, field, [[rest, operator, value]])
    if operator == "any":
        return _related(env, field, value)
    if field.relation:
        return _relational(env, field, operator, value)
    return _scalar(field, operator, value)


def _related(env: Env, field: Field, domain: Any) -> Sql:
    target = env.model(field.relation)
    inner, values = where(env, target, domain, active_test=False)
    archived_too = not env.context.get("active_test", True)
    found = f"SELECT id FROM {target.table} WHERE {inner}"  # noqa: S608 - schema names
    return _whose(field, (found, values), archived_too=archived_too)


def _whose(field: Field, ids: Sql, *, archived_too: bool = False) -> Sql:
    """Records whose relation points into `ids`."""
    if field.type == "many2one":
        return f"{field.column} IN ({ids[0]})", ids[1]
    pairs, values = pairs_of(field, archived_too=archived_too)
    sql = f"id IN (SELECT record FROM ({pairs}) WHERE other IN ({ids[0]}))"  # noqa: S608 - schema names
    return sql, [*values, *ids[1]]


def pairs_of(field: Field, *, archived_too: bool = False) -> Sql:
    """Give (record, other) pairs of a one-to-many or many-to-many field."""
    if field.type == "many2many":
        return f"SELECT record, other FROM {field.link_table}", []  # noqa: S608 - schema names
    table, inverse = field.relation.replace(".", "_"), field.relation_field
    by_model = {"mail.activity": "res_model", "mail.message": "model"}.get(field.relation)
    if by_model is None:
        return f"SELECT {inverse} AS record, id AS other FROM {table}", []  # noqa: S608 - schema names
    hidden = " AND active" if field.relation == "mail.activity" and not archived_too else ""
    sql = f"SELECT res_id AS record, id AS other FROM {table} WHERE {by_model} = ?{hidden}"  # noqa: S608 - schema names
    return sql, [field.model]


def _relational(env: Env, field: Field, operator: str, value: Any) -> Sql:
    values = value if isinstance(value, (list, tuple)) else [value]
    if operator in LIKE or any(isinstance(one, str) for one in values):
        return _related(env, field, [[env.model(field.relation).title, operator, value]])
    if operator in ORDERING:
        return f"{field.column} {operator} ?", [value]
    ids = [as_id(one) for one in values if one]
    found = _whose(field, (_marks(ids), ids))
    return _join("OR", [found, _is_empty(field)]) if len(ids) < len(values) else found


def _is_empty(field: Field) -> Sql:
    if field.type == "many2one":
        return f"{field.column} IS NULL", []
    pairs, values = pairs_of(field)
    return f"id NOT IN (SELECT record FROM ({pairs}))", values  # noqa: S608 - schema names


def _marks(values: list[Any]) -> str:
    return ", ".join("?" * len(values))


def _scalar(field: Field, operator: str, value: Any) -> Sql:
    if operator in LIKE:
        return _like(field, operator, value)
    if field.type in {"date", "datetime"}:
        return _moments(field, operator, value)
    if operator in ORDERING:
        return f"{field.column} {operator} ?", [value]
    values = list(value) if isinstance(value, (list, tuple)) else [value]
    if field.type == "boolean":
        return _any_of(f"COALESCE({field.column}, 0)", [int(bool(one)) for one in values])
    return _equals(field, values)


def _equals(field: Field, values: list[Any]) -> Sql:
    """False stands for no value, and so do '' and 0."""
    filled = [one for one in values if one or (one == 0 and one is not False)]
    found = _any_of(field.column, filled)
    if len(filled) == len(values) and 0 not in filled:
        return found
    empty = "0" if field.type in NUMBERS else "''"
    return _join("OR", [found, (f"{field.column} IS NULL OR {field.column} = {empty}", [])])


def _any_of(column: str, values: list[Any]) -> Sql:
    return f"{column} IN ({_marks(values)})", values


def _like(field: Field, operator: str, value: Any) -> Sql:
    pattern = value if operator.startswith("=") else f"%{value}%"
    return f"odoo_like({field.column}, ?, ?)", [pattern, int("ilike" in operator)]


def odoo_like(text: object, pattern: str, is_folded: int) -> bool:
    """SQL function: LIKE or ILIKE as PostgreSQL has them, in any script."""
    if text is None:
        return False
    return _pattern(pattern, bool(is_folded)).fullmatch(str(text)) is not None


@functools.lru_cache(maxsize=256)
def _pattern(pattern: str, is_folded: bool) -> re.Pattern[str]:
    parts = re.findall(r"\\.|.", pattern, re.DOTALL)
    signs = {"%": ".*", "_": "."}
    expression = "".join(signs.get(part) or re.escape(part[-1]) for part in parts)
    return re.compile(expression, re.DOTALL | (re.IGNORECASE if is_folded else 0))


def _moments(field: Field, operator: str, value: Any) -> Sql:
    """Moments compare by the whole second, or by the whole day where a day is given."""
    if operator in {"=", "in"}:
        values = value if isinstance(value, (list, tuple)) else [value]
        return _join("OR", [_same_moment(field, one) for one in values]) if values else FALSE
    if not value:
        return FALSE
    if field.type == "date":
        return f"{field.column} {operator} ?", [_moment(value)[0].strftime(DATE)]
    moment, unit = _moment(value)
    exact = moment + unit if operator in {">", "<="} else moment
    return f"{field.column} {'>=' if '>' in operator else '<'} ?", [exact.strftime(DATETIME)]


def _same_moment(field: Field, value: Any) -> Sql:
    if not value:
        return f"{field.column} IS NULL", []
    moment, unit = _moment(value)
    if field.type == "date":
        return f"{field.column} = ?", [moment.strftime(DATE)]
    bounds = [moment.strftime(DATETIME), (moment + unit).strftime(DATETIME)]
    return f"{field.column} >= ? AND {field.column} < ?", bounds


def _moment(value: Any) -> tuple[datetime, timedelta]:
    try:
        moment = datetime.fromisoformat(str(value))
    except ValueError:
        raise ValueError(f"Invalid term {value!r} in expression date: {value!r}") from None
    is_day = len(str(value)) == len("2026-11-22")
    unit = timedelta(days=1) if is_day else timedelta(seconds=1)
    return moment.replace(microsecond=0, tzinfo=None), unit


SQL_FUNCTIONS: Final[dict[str, tuple[int, Callable[..., Any]]]] = {"odoo_like": (3, odoo_like)}
