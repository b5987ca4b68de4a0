"""What crm.lead does besides storing: defaults, computed fields, won and lost."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from deploy.local.demo.odoo import contact, reached, receipts
from deploy.local.demo.odoo.customers import give_to_partner, taken_from_partner
from deploy.local.demo.odoo.env import Hooks
from deploy.local.demo.odoo.failures import ValidationFailure
from deploy.local.demo.odoo.messages import log_note
from deploy.local.demo.odoo.records import store_computed, write

if TYPE_CHECKING:
    from deploy.local.demo.odoo.env import Env, Vals

NEVER_GIVEN: Final = {"email_normalized", "phone_sanitized", "won_status", "email_state"}
WON: Final = 100.0


def default_values(env: Env) -> Vals:
    """Give what `default_get` gives: the defaults that do not depend on other fields."""
    is_lead = "crm.group_use_lead" in env.groups
    kind = "lead" if is_lead else "opportunity"
    return {"user_id": env.uid, "type": kind, "active": True, "priority": "0"}


def _before_create(env: Env, vals_list: list[Vals]) -> list[Vals]:
    return [_completed(env, vals) for vals in vals_list]


def _completed(env: Env, vals: Vals) -> Vals:
    full = default_values(env) | {k: v for k, v in vals.items() if k not in NEVER_GIVEN}
    full |= taken_from_partner(env, full)
    give_to_partner(env, full.get("partner_id"), vals)
    if not full.get("stage_id"):
        full["stage_id"] = first_stage(env)
    if full["user_id"]:
        full |= _of_user(env, full)
    full.setdefault("color", 0)
    return full | _reached(env, full)


def _of_user(env: Env, full: Vals) -> Vals:
    team = full.get("team_id") or _team_of(env, full["user_id"])
    return {
        "team_id": team,
        "company_id": full.get("company_id") or 1,
        "date_open": full.get("date_open") or env.now[:19],
    }


def _reached(env: Env, full: Vals) -> Vals:
    """Give what the stage that a new lead stands in brings along."""
    dates = {"date_last_stage_update": full.get("date_last_stage_update") or env.now[:19]}
    if full["type"] == "opportunity":
        dates["date_conversion"] = full.get("date_conversion") or env.now[:19]
    if is_won_stage(env, full["stage_id"]):
        return dates | {"probability": WON, "date_closed": full.get("date_closed") or env.now[:19]}
    return dates


def first_stage(env: Env) -> int | None:
    """Give the stage where new leads start."""
    rows = env.rows(
        "SELECT id FROM crm_stage WHERE NOT COALESCE(fold, 0) ORDER BY sequence, name, id LIMIT 1"
    )
    return rows[0]["id"] if rows else None


def is_won_stage(env: Env, stage_id: Any) -> bool:
    """Whether a lead in this stage is won."""
    return bool(env.rows("SELECT 1 FROM crm_stage WHERE id = ? AND is_won", [stage_id]))


def _team_of(env: Env, user_id: Any) -> int | None:
    rows = env.rows(
        "SELECT t.id FROM crm_team t LEFT JOIN crm_team__member_ids m ON m.record = t.id"
        " AND m.other = ? WHERE t.active ORDER BY m.other IS NULL, t.sequence, t.id LIMIT 1",
        [user_id],
    )
    return rows[0]["id"] if rows else None


def _after_create(env: Env, ids: list[int]) -> None:
    _compute(env, ids)
    if env.context.get("tracking_disable") or env.context.get("mail_create_nolog"):
        return
    for one in ids:
        team = env.rows(
            "SELECT t.name FROM crm_lead l JOIN crm_team t ON t.id = l.team_id WHERE l.id = ?",
            [one],
        )
        where = f' for the team "{team[0]["name"]}"' if team else ""
        text = f"A new lead has been created{where}."
        log_note(env, "crm.lead", one, f'<div summary="o_mail_notification"><p>{text}</p></div>')


def _before_write(env: Env, ids: list[int], vals: Vals) -> Vals:
    changed = {key: value for key, value in vals.items() if key not in NEVER_GIVEN}
    changed |= taken_from_partner(env, changed)
    _tell_partners(env, ids, changed)
    if "stage_id" in vals and _moves(env, ids, vals["stage_id"]):
        changed |= _moved(env, changed)
    if "user_id" in vals:
        changed["date_open"] = env.now[:19] if vals["user_id"] else False
    if changed.get("probability", 0) >= WON or not changed.get("active", True):
        changed.setdefault("date_closed", env.now[:19])
    elif changed.get("probability", 0) > 0:
        changed["date_closed"] = False
    if vals.get("type") == "opportunity":
        changed.setdefault("date_conversion", env.now[:19])
    return changed


def _tell_partners(env: Env, ids: list[int], vals: Vals) -> None:
    if not {"email_from", "phone"} & vals.keys():
        return
    marks = ", ".join("?" * len(ids))
    rows = env.rows(f"SELECT partner_id FROM crm_lead WHERE id IN ({marks})", ids)  # noqa: S608 - marks only
    for row in rows:
        give_to_partner(env, vals.get("partner_id") or row["partner_id"], vals)


def _moves(env: Env, ids: list[int], stage_id: Any) -> bool:
    marks = ", ".join("?" * len(ids))
    found = f"SELECT 1 FROM crm_lead WHERE id IN ({marks}) AND stage_id IS NOT ?"  # noqa: S608 - marks only
    return bool(env.rows(found, [*ids, stage_id]))


def _moved(env: Env, vals: Vals) -> Vals:
    moved = {"date_last_stage_update": env.now[:19]}
    if is_won_stage(env, vals["stage_id"]):
        return moved | {"active": True, "probability": WON, "automated_probability": WON}
    return moved | {"date_closed": False, "probability": vals.get("probability", 0)}


def _after_write(env: Env, ids: list[int]) -> None:
    _compute(env, ids)


def _compute(env: Env, ids: list[int]) -> None:
    marks = ", ".join("?" * len(ids))
    rows = env.rows(
        "SELECT l.*, c.code AS country, s.is_won FROM crm_lead l"  # noqa: S608 - marks only
        " LEFT JOIN res_country c ON c.id = l.country_id LEFT JOIN crm_stage s ON s.id = l.stage_id"
        f" WHERE l.id IN ({marks})",
        ids,
    )
    for row in rows:
        store_computed(env, "crm.lead", row["id"], _computed(row))


def _computed(row: Any) -> Vals:
    phone, email = row["phone"], contact.email_normalized(row["email_from"])
    probability = row["probability"] or 0.0
    return {
        "email_normalized": email,
        "email_domain_criterion": contact.email_domain_criterion(email),
        "email_state": contact.email_state(row["email_from"]),
        "phone_sanitized": contact.phone_e164(phone, row["country"]) if phone else None,
        "phone_state": contact.phone_state(phone, row["country"]),
        "won_status": _won_status(row),
        "prorated_revenue": round((row["expected_revenue"] or 0) * probability / 100, 2),
    }


def _won_status(row: Any) -> str:
    if row["is_won"] and row["probability"] == WON:
        return "won"
    return "pending" if row["active"] or row["probability"] else "lost"


def set_lost(env: Env, ids: list[int], values: Vals) -> None:
    """Archive leads with probability 0."""
    marks = ", ".join("?" * len(ids))
    won = f"SELECT 1 FROM crm_lead WHERE id IN ({marks}) AND won_status = 'won'"  # noqa: S608 - marks only
    if env.rows(won, ids):
        raise ValidationFailure(
            "A lead in a Won stage cannot be lost. Move it to another stage first."
        )
    lost = {"active": False, "probability": 0, "automated_probability": 0}
    write(env, "crm.lead", ids, {**values, **lost})


def set_won(env: Env, ids: list[int]) -> None:
    """Move leads to the stage that means won."""
    rows = env.rows("SELECT id FROM crm_stage WHERE is_won ORDER BY sequence, id LIMIT 1")
    write(env, "crm.lead", ids, {"active": True, "stage_id": rows[0]["id"]})


def set_active(env: Env, ids: list[int], *, is_active: bool) -> None:
    """Archive leads, or take them back: then a lost reason is forgotten."""
    back = {"lost_reason_id": False, "date_closed": False}
    marks = ", ".join("?" * len(ids))
    changing = env.rows(
        f"SELECT id, won_status FROM crm_lead WHERE id IN ({marks}) AND active IS NOT ?",  # noqa: S608 - marks only
        [*ids, int(is_active)],
    )
    for row in changing:
        forgotten = back if is_active and row["won_status"] != "won" else {}
        write(env, "crm.lead", [row["id"]], {"active": is_active, **forgotten})


def _duplicates(env: Env, ids: list[int]) -> dict[int, list[int]]:
    """Leads with the same phone or e-mail; a value that too many share says nothing."""
    found: dict[int, set[int]] = {one: set() for one in ids}
    for column in ("phone_sanitized", "email_normalized"):
        shared = f"SELECT {column} FROM crm_lead GROUP BY {column} HAVING COUNT(*) <= {SHARED_BY}"  # noqa: S608 - fixed names
        rows = env.rows(
            f"SELECT a.id AS record, b.id AS other FROM crm_lead a JOIN crm_lead b"  # noqa: S608 - fixed names
            f" ON b.{column} = a.{column} AND b.id <> a.id"
            f" WHERE a.id IN ({', '.join('?' * len(ids))}) AND a.{column} IN ({shared})",
            ids,
        )
        for row in rows:
            found[row["record"]].add(row["other"])
    return {one: sorted(others) for one, others in found.items()}


SHARED_BY: Final = 21
HOOKS: Final = Hooks(
    before_create=_before_create,
    after_create=_after_create,
    before_write=_before_write,
    after_write=_after_write,
    before_unlink=receipts.before_unlink,
    computed={
        "duplicate_lead_ids": _duplicates,
        "duplicate_lead_count": lambda env, ids: {
            one: len(others) for one, others in _duplicates(env, ids).items()
        },
        "has_message": lambda _, ids: dict.fromkeys(ids, True),
        "company_currency": lambda _, ids: dict.fromkeys(ids, 1),
        **reached.COMPUTED,
    },
)
