"""`merge_opportunity`: one lead stays, the others vanish with their external ids."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

from deploy.local.demo.odoo import receipts
from deploy.local.demo.odoo.failures import UserFailure
from deploy.local.demo.odoo.links import links_of
from deploy.local.demo.odoo.messages import log_note
from deploy.local.demo.odoo.records import check_exist, unlink, write

if TYPE_CHECKING:
    from deploy.local.demo.odoo.env import Env, Vals

MOST: Final = 5
MERGED: Final = (
    *(
        "campaign_id",
        "medium_id",
        "source_id",
        "email_cc",
        "name",
        "user_id",
        "color",
        "company_id",
    ),
    *("lang_id", "team_id", "referred", "stage_id", "expected_revenue", "recurring_revenue"),
    *("date_deadline", "partner_id", "partner_name", "contact_name", "email_from", "function"),
    *("phone", "website"),
)
"""The first lead that has a value gives it (CRM_LEAD_FIELDS_TO_MERGE, Odoo 19.0)."""
META: Final = (
    *("meta_leadgen_id", "meta_page_id", "meta_page_name", "meta_form_id", "meta_form_name"),
    *("meta_campaign_id", "meta_campaign_name", "meta_adset_id", "meta_adset_name"),
    *("meta_ad_id", "meta_ad_name", "meta_platform", "meta_is_organic", "meta_submitted_at"),
    "meta_answers",
)
SCORE: Final = (
    *("assistant_score", "assistant_grade", "assistant_reasons"),
    *("assistant_scored_at", "assistant_scored_by"),
)
VERDICT: Final = (
    *("assistant_verdict", "assistant_verdict_reason"),
    *("assistant_verdict_at", "assistant_verdict_by_id"),
)
CONTACTS: Final = ("last_customer_contact_at", "last_customer_message_at")
ADDRESS: Final = ("street", "street2", "city", "zip", "state_id", "country_id")


def merge(env: Env, ids: list[int], *, user_id: Any, team_id: Any, auto_unlink: bool) -> list[int]:
    """Merge leads into the most trusted one and give its id."""
    _check(env, ids)
    head, *tails = _by_confidence(env, ids)
    merged = _merged_values([head, *tails], has_addon=env.has_addon) | {
        "tag_ids": [[6, 0, _tags(env, ids)]]
    }
    merged |= {"user_id": user_id} if user_id else {}
    merged |= {"team_id": team_id} if team_id else {}
    for tail in tails:
        _move_history(env, head["id"], tail["id"])
    names = ", ".join(str(tail["id"]) for tail in tails)
    log_note(env, "crm.lead", head["id"], f"<p>Merged with {names}</p>")
    write(env, "crm.lead", [head["id"]], merged)
    receipts.move(env, head["id"], [tail["id"] for tail in tails])
    if auto_unlink:
        unlink(env, "crm.lead", [tail["id"] for tail in tails])
    return [head["id"]]


def _check(env: Env, ids: list[int]) -> None:
    if len(set(ids)) <= 1:
        raise UserFailure("Select at least two Leads/Opportunities from the list to merge them.")
    if len(ids) > MOST:
        raise UserFailure(
            "To prevent data loss, Leads and Opportunities can only be merged by groups of 5."
        )
    check_exist(env, env.model("crm.lead"), ids)


def _by_confidence(env: Env, ids: list[int]) -> list[Any]:
    """Opportunities before leads, later stages first, then the older record."""
    marks = ", ".join("?" * len(ids))
    return env.rows(
        "SELECT l.* FROM crm_lead l LEFT JOIN crm_stage s ON s.id = l.stage_id"  # noqa: S608 - marks only
        f" WHERE l.id IN ({marks}) ORDER BY (l.type = 'opportunity' OR l.active) DESC,"
        " l.type = 'opportunity' DESC, s.sequence DESC, l.probability DESC, l.id",
        ids,
    )


def _merged_values(rows: list[Any], *, has_addon: bool) -> Vals:
    merged: Vals = {name: _first(rows, name) for name in MERGED}
    texts = [row["description"] for row in rows if row["description"]]
    priorities = [row["priority"] or "0" for row in rows]
    fullest = max(rows, key=lambda row: sum(bool(row[name]) for name in ADDRESS))
    is_opportunity = any(row["type"] == "opportunity" for row in rows)
    if has_addon:
        merged |= _kept_for_the_addon(rows)
    return merged | {
        "description": "<br><br>".join(texts) or False,
        "type": "opportunity" if is_opportunity else "lead",
        "priority": max(priorities),
        **{name: fullest[name] or False for name in ADDRESS},
    }


def _kept_for_the_addon(rows: list[Any]) -> Vals:
    """Where the lead came from and its score stay together; of contacts the newest counts."""
    from_meta = next((row for row in rows if any(row[name] for name in META)), rows[0])
    scored = max(rows, key=lambda row: row["assistant_scored_at"] or "")
    newest = {name: max(row[name] or "" for row in rows) or False for name in CONTACTS}
    said = max(rows, key=lambda row: row["assistant_verdict_at"] or "")
    kept = {name: from_meta[name] for name in META} | {name: scored[name] for name in SCORE}
    kept |= {name: said[name] or False for name in VERDICT}
    return (
        newest
        | kept
        | {"meta_answers": json.loads(kept["meta_answers"] or "false")}
        | {"assistant_reasons": json.loads(kept["assistant_reasons"] or "false")}
    )


def _first(rows: list[Any], name: str) -> Any:
    return next((row[name] for row in rows if row[name]), False)


def _tags(env: Env, ids: list[int]) -> list[int]:
    found = links_of(env, "SELECT record, other FROM crm_lead__tag_ids", [], ids)
    return sorted({tag for tags in found.values() for tag in tags})


def _move_history(env: Env, head: int, tail: int) -> None:
    for column, table in (("model", "mail_message"), ("res_model", "mail_activity")):
        env.run(
            f"UPDATE {table} SET res_id = ? WHERE {column} = 'crm.lead' AND res_id = ?",  # noqa: S608 - fixed names
            [head, tail],
        )
