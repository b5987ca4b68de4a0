"""The events of one transaction, boiled down to one a lead and kind.

Activities and alerts count each for itself: another one is another fact.
"""

from collections.abc import Callable, Iterable
from typing import Any

from .draft import Row

OWN_FIELDS = frozenset(
    {
        "stage_changed",
        "assigned",
        "updated",
        "contact_changed",
        "archived",
        "restored",
    }
)
"""Kinds that go without saying where the lead itself is new."""

AXES = {
    "won": "outcome",
    "lost": "outcome",
    "reopened": "outcome",
    "archived": "is_active",
    "restored": "is_active",
}
"""Kinds that undo each other, by the value on which they stand."""

KINDS_BY_VALUE = {
    "won": "won",
    "lost": "lost",
    "open": "reopened",
    True: "restored",
    False: "archived",
}

Key = tuple[str, int | str]


def coalesce(rows: Iterable[Row]) -> list[Row]:
    """Give what is left of the rows, in order.

    A row that was written already keeps its number: what it says may change.
    """
    leads: dict[int, dict[Key, Row]] = {}
    for row in rows:
        kept = leads.setdefault(row.lead_ref, {})
        RULES.get(row.kind, _fold)(kept, row)
    return [row for kept in leads.values() for row in kept.values()]


def key(row: Row) -> Key:
    """What a row is about: its kind or the axis of it, and the activity or alert."""
    activity, alert = row.changed.get("activity") or {}, row.changed.get("alert") or {}
    about = activity.get("id") or alert.get("key") or 0
    return AXES.get(row.kind, row.kind), about


def _fold(kept: dict[Key, Row], row: Row) -> None:
    if row.kind in OWN_FIELDS and ("created", 0) in kept:
        return
    old = kept.get(key(row))
    if old is None:
        kept[key(row)] = row
        return
    old.changed = combine(old.changed, row.changed)
    old.actor = old.actor.or_person(row.actor)
    if old.kind in AXES:
        old.kind = KINDS_BY_VALUE[old.changed[AXES[old.kind]]["to"]]
    if _is_nothing(old.changed):
        del kept[key(row)]


def _fold_last(kept: dict[Key, Row], row: Row) -> None:
    """Of several messages the last one stands for all."""
    old = kept.get(key(row))
    kept[key(row)] = row
    if old is not None:
        row.id = old.id


def _fold_end(kept: dict[Key, Row], row: Row) -> None:
    """Deleted or merged: nothing else matters, nor this if nobody knew the lead."""
    if row.kind == "deleted" and ("merged", 0) in kept:
        return
    was_known = ("created", 0) not in kept
    kept.clear()
    if was_known:
        kept[key(row)] = row


def _fold_activity_change(kept: dict[Key, Row], row: Row) -> None:
    """A change of what was planned just now is part of the plan."""
    planned = kept.get(("activity_planned", key(row)[1]))
    if planned is None:
        _fold_last(kept, row)
        return
    planned.changed = row.changed


def _fold_activity_cancelled(kept: dict[Key, Row], row: Row) -> None:
    kept.pop(("activity_changed", key(row)[1]), None)
    if kept.pop(("activity_planned", key(row)[1]), None) is None:
        kept[key(row)] = row


RULES: dict[str, Callable[[dict[Key, Row], Row], None]] = {
    "deleted": _fold_end,
    "merged": _fold_end,
    "customer_wrote": _fold_last,
    "message_sent": _fold_last,
    "activity_planned": _fold_last,
    "activity_done": _fold_last,
    "activity_overdue": _fold_last,
    "corrected": _fold_last,
    "alert_settled": _fold_last,
    "activity_changed": _fold_activity_change,
    "activity_cancelled": _fold_activity_cancelled,
}


def combine(earlier: dict[str, Any], later: dict[str, Any]) -> dict[str, Any]:
    """Two changes of one kind as one: the first "from" with the last "to"."""
    combined = earlier | later
    for name in earlier.keys() & later.keys():
        old, new = earlier[name], later[name]
        if name == "contact":
            combined[name] = [*old, *(field for field in new if field not in old)]
            continue
        combined[name] = {"from": old["from"], "to": new["to"]}
    return combined


def _is_nothing(changed: dict[str, Any]) -> bool:
    pairs = [value for name, value in changed.items() if name != "contact"]
    if not pairs or "contact" in changed:
        return False
    return all(pair["from"] == pair["to"] for pair in pairs)
