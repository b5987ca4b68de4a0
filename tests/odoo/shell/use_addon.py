"""Runs in Odoo's shell: one of everything that the addon does, by those who do it."""

from __future__ import annotations

from typing import Any


def row(number: int) -> dict[str, Any]:
    values = {
        "name": f"Lead {number}",
        "type": "lead",
        "email_from": f"life.{number}@example.com",
        "meta_form_name": "Villas",
        "meta_answers": [{"question": "When?", "answers": ["Soon"]}],
    }
    return {
        "tenant": "life",
        "leadgen_id": f"7000{number}",
        "page_id": "101",
        "values": values,
        "utm": {"source": {"key": "utm_source_facebook", "name": "Facebook"}},
        "tags": [{"key": "crm_tag_meta_lead_ads", "name": "Meta Lead Ads"}],
        "note": "<p>Answers</p>",
    }


def facts(env: Any) -> dict[str, Any]:
    """Give what an update must not touch."""
    user = env.ref("g_assistant_connector.user_integration")
    leads = env["crm.lead"].with_context(active_test=False).search([], order="id")
    return {
        "receipts": env["g.assistant.receipt"].search_count([]),
        "tombstones": env["g.assistant.receipt"].search_count([("lead_id", "=", False)]),
        "events": env["g.assistant.event"].search_count([]),
        "alerts": env["g.assistant.alert"].search_count([]),
        "keys": len(user.api_key_ids),
        "scores": leads.mapped("assistant_score"),
        "forms": leads.mapped("meta_form_name"),
        "url": env["ir.config_parameter"].get_param("g_assistant_connector.url"),
        "leads_alive": len(leads),
        "messages": env["mail.message"].search_count([("model", "=", "crm.lead")]),
    }


def run(env: Any) -> dict[str, Any]:
    """Use it, and give what came of it."""
    settings = {
        "g_assistant_url": "http://127.0.0.1:9/api/webhooks/odoo",
        "g_assistant_secret": "whsec_" + "c2VjcmV0" * 4,
    }
    env["res.config.settings"].create(settings).execute()
    user = env.ref("g_assistant_connector.user_integration")
    ours = env(user=user)
    ours["res.users.apikeys"].sudo()._generate("rpc", "life", None)
    said = ours["g.assistant.receipt"].ingest([row(number) for number in range(4)])
    env.cr.commit()
    ids = [each["id"] for each in said]
    _work_on(env, ours, ids[0])
    env["crm.lead"].browse(ids[:2]).merge_opportunity()
    env["crm.lead"].browse(ids[3]).unlink()
    env.cr.commit()
    head = env["crm.lead"].browse(ids[:2]).exists()
    return facts(env) | {"states": [each["state"] for each in said], "first_lead": head.id}


def _work_on(env: Any, ours: Any, lead_id: int) -> None:
    lead = env["crm.lead"].browse(lead_id)
    score = {"assistant_score": 80, "assistant_grade": "hot", "assistant_scored_by": "rules-1"}
    ours["crm.lead"].browse(lead_id).write(score)
    ours["crm.lead"].browse(lead_id).message_post(body="Scored")
    alert = {"key": "k1", "lead_id": lead_id, "title": "Waits", "cause": "unanswered_message"}
    ours["g.assistant.alert"].create(alert)
    for name in ("call_lead", "answer_customer"):
        lead.activity_schedule(f"g_assistant_connector.mail_activity_type_{name}")
    lead.activity_ids[0].action_feedback(feedback="Called")
    lead.write({"priority": "2", "user_id": user_of(env)})
    env.cr.commit()


def user_of(env: Any) -> int:
    admin: int = env.ref("base.user_admin").id
    return admin
