"""`formatted_read_group`: counts and sums by field, or by month of a moment."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, Final

from deploy.local.demo.odoo.domains import where
from deploy.local.demo.odoo.reading import order_by, titles
from deploy.local.demo.odoo.values import from_column

if TYPE_CHECKING:
    from collections.abc import Callable

    from deploy.local.demo.odoo.env import Env, Vals
    from deploy.local.demo.odoo.schema import Field, Model

AGGREGATES: Final = {
    "sum": "SUM({})",
    "avg": "AVG({})",
    "min": "MIN({})",
    "max": "MAX({})",
    "count": "COUNT({})",
    "count_distinct": "COUNT(DISTINCT {})",
}
PERIODS: Final = {
    "day": "date({})",
    "week": "date({}, '-6 days', 'weekday 0')",
    "month": "date({}, 'start of month')",
    "quarter": "date({0}, 'start of month', '-' || ((strftime('%m', {0}) - 1) % 3) || ' months')",
    "year": "date({}, 'start of year')",
}
MONTHS: Final = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


def formatted_read_group(  # noqa: PLR0917 - Odoo's own signature
    env: Env,
    model: str,
    domain: Any,
    groupby: Any = (),
    aggregates: Any = (),
    having: Any = (),
    offset: int = 0,
    limit: int | None = None,
    order: str | None = None,
) -> list[Vals]:
    """Group records; each group tells the domain that finds its records."""
    known = env.model(model)
    keys = [_Key(known, spec) for spec in groupby]
    sums = [_aggregate(known, spec) for spec in aggregates]
    condition, values = where(env, known, domain)
    columns = ", ".join(
        [f"{key.sql} AS k{n}" for n, key in enumerate(keys)]
        + [f"{sql} AS a{n}" for n, sql in enumerate(sums)]
        or ["1"]
    )
    group = f" GROUP BY {', '.join(key.sql for key in keys)}" if keys else ""
    sql = (
        f"SELECT {columns} FROM {known.table} WHERE {condition}{group}"  # noqa: S608 - schema names
        f"{_ordered(known, keys, order)} LIMIT {int(limit or -1)} OFFSET {int(offset)}"
    )
    rows = env.rows(sql, values)
    return [_group(env, keys, list(aggregates), row) for row in rows]


def read_group(  # noqa: PLR0917 - Odoo's own signature
    env: Env,
    model: str,
    domain: Any,
    fields: Any,
    groupby: Any,
    offset: int = 0,
    limit: int | None = None,
    orderby: Any = False,
    lazy: bool = True,
) -> list[Vals]:
    """Odoo 14 to 18's way, which 19 still has; `fields` as `name:function(field)` only."""
    names = {spec.partition(":")[0]: _formatted(spec) for spec in fields}
    sums = [*names.values(), "__count"]
    groups = formatted_read_group(
        env, model, domain, groupby, sums, offset=offset, limit=limit, order=orderby or None
    )
    renamed = {"__count": "__count", **names, **{key: key for key in groupby}}
    return [{name: group[spec] for name, spec in renamed.items()} for group in groups]


def _formatted(spec: str) -> str:
    function, _, name = spec.partition(":")[2].rstrip(")").partition("(")
    return f"{name}:{function}"


class _Key:
    """One `groupby` term: a field, or `field:period`."""

    def __init__(self, model: Model, spec: str) -> None:
        name, _, period = spec.partition(":")
        self.spec, self.period = spec, period
        self.field = _known(model, name)
        if self.field.type in {"date", "datetime"}:
            self.period = period or "month"

    @property
    def sql(self) -> str:
        """What rows are grouped by."""
        if self.period:
            return PERIODS[self.period].format(self.field.column)
        is_flag = self.field.type == "boolean"
        return f"COALESCE({self.field.column}, 0)" if is_flag else self.field.column


def _known(model: Model, name: str) -> Field:
    field = model.fields.get(name)
    if field is None:
        raise ValueError(f"Invalid field {name!r} on model {model.name!r}")
    if not field.is_column:
        raise ValueError(f"Cannot group by {model.name}.{name}: it has no column")
    return field


def _aggregate(model: Model, spec: str) -> str:
    if spec == "__count":
        return "COUNT(*)"
    name, _, function = spec.partition(":")
    if function not in AGGREGATES:
        raise ValueError(f"Invalid aggregate method {function!r} for {spec!r}.")
    return AGGREGATES[function].format(_known(model, name).column)


def _ordered(model: Model, keys: list[_Key], order: str | None) -> str:
    plain = [f"{key.field.name}" for key in keys]
    if not plain:
        return ""
    return f" ORDER BY {order_by(model, order or ', '.join(plain))}"


def _group(env: Env, keys: list[_Key], aggregates: list[str], row: Any) -> Vals:
    group: Vals = {}
    domains: list[list[Any]] = []
    for number, key in enumerate(keys):
        group[key.spec], domain = _value(env, key, row[f"k{number}"])
        domains.append(domain)
    group["__extra_domain"] = _together(domains)
    for number, spec in enumerate(aggregates):
        group[spec] = _total(row[f"a{number}"])
    return group


def _total(value: Any) -> Any:
    """Moments are told in whole seconds."""
    if value is None:
        return False
    return value[: len("2026-11-22 17:03:10")] if isinstance(value, str) else value


def _together(domains: list[list[Any]]) -> list[Any]:
    if not domains:
        return [[1, "=", 1]]
    operators = ["&"] * (sum(len([x for x in one if x != "&"]) for one in domains) - 1)
    return operators + [leaf for one in domains for leaf in one if leaf != "&"]


def _value(env: Env, key: _Key, value: Any) -> tuple[Any, list[Any]]:
    field = key.field
    if value is None:
        return False, [[field.name, "=", False]]
    if key.period:
        return _period(field, key.period, date.fromisoformat(value))
    if field.type == "many2one":
        title = titles(env, field.relation, [value]).get(value, "")
        return [value, title], [[field.name, "=", value]]
    plain = from_column(field, value)
    return plain, [[field.name, "=", plain]]


def _period(field: Field, period: str, start: date) -> tuple[Any, list[Any]]:
    end = _NEXT[period](start)
    clock = " 00:00:00" if field.type == "datetime" else ""
    bounds = [
        [field.name, ">=", f"{start}{clock}"],
        [field.name, "<", f"{end}{clock}"],
    ]
    return [f"{start}{clock}", _LABELS[period](start)], bounds


def _months_later(start: date, months: int) -> date:
    count = start.year * 12 + start.month - 1 + months
    return date(count // 12, count % 12 + 1, 1)


_NEXT: Final[dict[str, Callable[[date], date]]] = {
    "day": lambda start: start + timedelta(days=1),
    "week": lambda start: start + timedelta(days=7),
    "month": lambda start: _months_later(start, 1),
    "quarter": lambda start: _months_later(start, 3),
    "year": lambda start: _months_later(start, 12),
}
_LABELS: Final[dict[str, Callable[[date], str]]] = {
    "day": lambda day: f"{day.day:02} {MONTHS[day.month - 1][:3]} {day.year}",
    "week": lambda day: f"W{(day + timedelta(days=1)).isocalendar().week} {day.year}",
    "month": lambda day: f"{MONTHS[day.month - 1]} {day.year}",
    "quarter": lambda day: f"Q{(day.month - 1) // 3 + 1} {day.year}",
    "year": lambda day: str(day.year),
}
