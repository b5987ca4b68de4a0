"""One lead of an `ingest` call: foreign JSON, read as the addon reads it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Callable

    from deploy.local.demo.odoo.env import Env, Vals
    from deploy.local.demo.odoo.schema import Field

TENANT: Final = re.compile(r"[a-z0-9_-]{1,40}")
META_ID: Final = re.compile(r"[0-9A-Za-z]{1,64}")
KEY: Final = re.compile(r"[0-9A-Za-z_.-]{1,120}")
ROW_KEYS: Final = {"tenant", "leadgen_id", "page_id", "values", "utm", "tags", "note"}
VALUES: Final = {
    *("name", "type", "contact_name", "partner_name", "function", "email_from", "phone"),
    *("street", "street2", "city", "zip", "website", "country_id", "state_id"),
    *("partner_id", "user_id", "team_id", "company_id", "lang_id", "priority"),
    *("meta_page_id", "meta_page_name", "meta_form_id", "meta_form_name"),
    *("meta_campaign_id", "meta_campaign_name", "meta_adset_id", "meta_adset_name"),
    *("meta_ad_id", "meta_ad_name", "meta_platform", "meta_is_organic"),
    *("meta_submitted_at", "meta_answers"),
}
DEFAULT_WHEN_EMPTY: Final = {"type", "priority"}


class RowRefused(Exception):
    """The row cannot be taken; `fields` are the names that it fails at."""

    def __init__(self, reason: str, *fields: str) -> None:
        """`reason`: a sentence for people."""
        super().__init__(reason)
        self.fields = fields


@dataclass(frozen=True, slots=True)
class LeadRow:
    """What to write for one Meta lead."""

    tenant: str
    leadgen_id: str
    page_id: str | None
    values: Vals
    utm: list[tuple[str, str, str]] = field(default_factory=list)
    """Kind, key and name."""
    tags: list[tuple[str, str]] = field(default_factory=list)
    note: str | None = None

    @property
    def external_name(self) -> str:
        """Name of the lead's external id, the same that `load` is given."""
        return f"lead_{self.tenant}_{self.leadgen_id}"

    @property
    def meta_values(self) -> Vals:
        """Where the lead came from: nothing that people change in Odoo."""
        given = {name: value for name, value in self.values.items() if name.startswith("meta_")}
        page = {"meta_page_id": self.page_id} if self.page_id else {}
        return {**page, **given, "meta_leadgen_id": self.leadgen_id}


def read_row(env: Env, row: Any) -> LeadRow:
    """Read a lead; raises RowRefused."""
    if not isinstance(row, dict):
        raise RowRefused("A lead must be an object.")
    _allow(row, ROW_KEYS)
    page = row.get("page_id")
    return LeadRow(
        _matching("tenant", row.get("tenant"), TENANT),
        _matching("leadgen_id", row.get("leadgen_id"), META_ID),
        None if page is None else _matching("page_id", page, META_ID),
        _values(env, row.get("values")),
        _utm(row.get("utm") or {}),
        [_reference("tags", tag) for tag in _listed("tags", row.get("tags") or [])],
        _text("note", row.get("note")) or None,
    )


def _allow(given: Vals, known: set[str]) -> None:
    unknown = sorted(set(given) - known)
    if unknown:
        raise RowRefused(f"Not allowed in a lead: {', '.join(unknown)}", *unknown)


def _bad(name: str) -> RowRefused:
    return RowRefused(f"The value of {name} is not one it can have.", name)


def _matching(name: str, value: Any, pattern: re.Pattern[str]) -> str:
    if isinstance(value, str) and pattern.fullmatch(value):
        return value
    raise _bad(name)


def _values(env: Env, values: Any) -> Vals:
    if not isinstance(values, dict):
        raise _bad("values")
    _allow(values, VALUES)
    if values.get("user_id"):
        raise RowRefused("A new lead has no salesperson: Odoo assigns it.", "user_id")
    fields = env.model("crm.lead").fields
    return {
        name: False if value is None else _READ[fields[name].type](fields[name], value)
        for name, value in values.items()
        if not (value is None and name in DEFAULT_WHEN_EMPTY)
    }


def _char(one: Field, value: Any) -> Any:
    return _text(one.name, value)


def _text(name: str, value: Any) -> Any:
    """PostgreSQL has no NUL in text, and UTF-8 no half of a surrogate pair."""
    if value is None or value is False:
        return False
    if (
        isinstance(value, str)
        and "\0" not in value
        and value == value.encode(errors="replace").decode()
    ):
        return value
    raise _bad(name)


def _choice(one: Field, value: Any) -> Any:
    if value in [key for key, _ in one.selection]:
        return value
    raise _bad(one.name)


def _id(one: Field, value: Any) -> Any:
    if value is False or (isinstance(value, int) and value > 0):
        return value
    raise _bad(one.name)


def _flag(one: Field, value: Any) -> bool:
    if isinstance(value, bool):
        return value
    raise _bad(one.name)


def _moment(one: Field, value: Any) -> str:
    try:
        moment = datetime.fromisoformat(value)
    except (TypeError, ValueError):
        raise _bad(one.name) from None
    moment = moment.astimezone(UTC) if moment.tzinfo else moment
    return moment.strftime("%Y-%m-%d %H:%M:%S")


def _answers(one: Field, value: Any) -> list[Vals]:
    rows = _listed(one.name, value)
    if not all(isinstance(row, dict) and isinstance(row.get("answers"), list) for row in rows):
        raise _bad(one.name)
    return [
        {
            "question": _text(one.name, row.get("question")) or "",
            "answers": [_text(one.name, answer) or "" for answer in row["answers"]],
        }
        for row in rows
    ]


def _listed(name: str, value: Any) -> list[Any]:
    if isinstance(value, list):
        return value
    raise _bad(name)


def _utm(utm: Any) -> list[tuple[str, str, str]]:
    if not isinstance(utm, dict) or set(utm) - {"campaign", "source", "medium"}:
        raise _bad("utm")
    return [(kind, *_reference("utm", utm[kind])) for kind in utm if utm[kind] is not None]


def _reference(where: str, value: Any) -> tuple[str, str]:
    if not isinstance(value, dict) or not str(_text(where, value.get("name")) or "").strip():
        raise _bad(where)
    return _matching(where, value.get("key"), KEY), value["name"].strip()


_READ: Final[dict[str, Callable[[Field, Any], Any]]] = {
    "char": _char,
    "selection": _choice,
    "many2one": _id,
    "boolean": _flag,
    "datetime": _moment,
    "json": _answers,
}
