"""From field values before and after to the kinds of event that they make."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from odoo.exceptions import MissingError

OUTCOMES = {"pending": "open", "won": "won", "lost": "lost"}
OUTCOME_KINDS = {"open": "reopened", "won": "won", "lost": "lost"}

CONTACT = {
    "partner_id": "partner",
    "contact_name": "name",
    "partner_name": "company",
    "email_from": "email",
    "phone": "phone",
    "function": "job",
    "website": "website",
    "lang_id": "language",
    "street": "street",
    "street2": "street2",
    "city": "city",
    "zip": "zip",
    "state_id": "state",
    "country_id": "country",
}
"""Fields of personal data by the name under which they are told: never the values."""

PLAIN = {
    "name": "title",
    "type": "type",
    "priority": "priority",
    "expected_revenue": "expected_revenue",
    "date_deadline": "close_date",
    "team_id": "team",
}

WATCHED = (
    "won_status",
    "stage_id",
    "user_id",
    "company_id",
    "active",
    "lost_reason_id",
    "probability",
    "automated_probability",
    *PLAIN,
    *CONTACT,
)
WATCHED_SET = frozenset(WATCHED)

LONGEST_TEXT = 1000
"""Characters of a title or reason that travel: an event has to fit into a POST."""


HALF_A_HUNDREDTH = 0.005
"""Probabilities that are nearer are the same: Odoo compares two digits."""


def money(amount: float) -> str:
    """Decimal text of two digits, three where the third is not 0 (dinars)."""
    text = f"{amount:.3f}"
    return text.removesuffix("0")


def plain(name: str, value: Any) -> Any:
    """A field's value as JSON; Odoo's False for "empty" becomes null."""
    if name == "expected_revenue":
        return money(value or 0.0)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, str):
        return value[:LONGEST_TEXT]
    return value or None


class Changes:
    """What became of a lead's fields that were about to change.

    :param before: their values then, by field; records in any environment.
    :param lead: the lead as it is now, in the environment in which names are read.
    """

    def __init__(self, before: dict[str, Any], lead: Any) -> None:
        self._before = before
        self._after = {name: lead[name] for name in before}
        self._env = lead.env
        self._changed = {name for name in before if before[name] != self._after[name]}

    def kinds(self) -> Iterator[tuple[str, dict[str, Any]]]:
        """Give each kind of event with what it says changed."""
        if not self._changed:
            return
        if "stage_id" in self._changed:
            yield "stage_changed", {"stage": self._pair("stage_id")}
        yield from self._fate()
        if "user_id" in self._changed:
            yield "assigned", {"owner": self._pair("user_id")}
        if contact := [CONTACT[name] for name in CONTACT if name in self._changed]:
            yield "contact_changed", {"contact": contact}
        yield from self._updated()

    def _pair(self, name: str) -> dict[str, Any]:
        before, after = self._before[name], self._after[name]
        if name.endswith("_id"):
            return {"from": self._named(before), "to": self._named(after)}
        return {"from": plain(name, before), "to": plain(name, after)}

    def _named(self, record: Any) -> dict[str, Any] | None:
        """A record as id and name; its name is "" once it is deleted."""
        if not record:
            return None
        record = record.with_env(self._env).with_context(prefetch_fields=False)
        try:
            name = record.name or ""
        except MissingError:
            name = ""
        return {"id": record.id, "name": name[:LONGEST_TEXT]}

    def _fate(self) -> Iterator[tuple[str, dict[str, Any]]]:
        """Won, lost and reopened; archived and restored only where they are not part
        of these: Odoo archives what is lost."""
        changed = self._is_active()
        if "won_status" in self._changed:
            before = OUTCOMES.get(self._before["won_status"], "open")
            after = OUTCOMES.get(self._after["won_status"], "open")
            changed = {"outcome": {"from": before, "to": after}} | changed
            yield OUTCOME_KINDS[after], changed | self._lost_reason()
        elif changed:
            yield "restored" if self._after["active"] else "archived", changed

    def _is_active(self) -> dict[str, Any]:
        if "active" not in self._changed:
            return {}
        before, after = bool(self._before["active"]), bool(self._after["active"])
        return {"is_active": {"from": before, "to": after}}

    def _lost_reason(self) -> dict[str, Any]:
        if "lost_reason_id" not in self._changed:
            return {}
        pair = self._pair("lost_reason_id")
        names = {end: record and record["name"] for end, record in pair.items()}
        return {"lost_reason": names}

    def _updated(self) -> Iterator[tuple[str, dict[str, Any]]]:
        changed = {
            PLAIN[name]: self._pair(name) for name in PLAIN if name in self._changed
        }
        if "won_status" not in self._changed:
            changed |= self._lost_reason() | self._probability()
        if changed or "company_id" in self._changed:
            yield "updated", changed

    def _probability(self) -> dict[str, Any]:
        """The probability, where a person sets it or gives it back to Odoo's own."""
        if "probability" not in self._changed:
            return {}
        if not (_is_manual(self._before) or _is_manual(self._after)):
            return {}
        pair = self._pair("probability")
        return {
            "probability": {end: round(value or 0, 2) for end, value in pair.items()}
        }


def _is_manual(values: dict[str, Any]) -> bool:
    automated = values.get("automated_probability", values["probability"])
    return abs(values["probability"] - automated) >= HALF_A_HUNDREDTH
