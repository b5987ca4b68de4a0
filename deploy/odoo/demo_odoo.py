"""Writes the invented leads into an Odoo with the addon, for its screenshots."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from deploy.odoo.demo_leads import LEADS, DemoAlert, DemoLead

if TYPE_CHECKING:
    from collections.abc import Mapping

    from shared.odoo_client import OdooClient

ARABIC, ENGLISH = "ar_001", "en_US"


class DemoOdoo:
    """Writes what the pictures show."""

    def __init__(self, odoo: OdooClient, login: str) -> None:
        self._odoo = odoo
        self._login = login
        # By Odoo's clock, so that ages are right on its screens.
        clock_ms = odoo.call("g.assistant.event", "clock")
        self._now = datetime.fromtimestamp(int(str(clock_ms)) / 1000, UTC)

    def fill(self) -> dict[str, int]:
        """Write the leads that are not there yet; give the number of each by its key."""
        self._add_arabic()
        stages = self._ids("crm.stage", [["team_ids", "=", False]], "sequence, id")
        found: dict[str, int] = {}
        for lead in LEADS:
            known = self._ids("crm.lead", [["meta_leadgen_id", "=", lead.key]], "id")
            found[lead.key] = known[0] if known else self._write(lead, stages)
        return found

    def speak(self, language: str) -> None:
        """Set the administrator's language."""
        users = self._ids("res.users", [["login", "=", self._login]], "id")
        self._odoo.call("res.users", "write", ids=users, vals={"lang": language})

    def set_dashboard(self, url: str) -> None:
        """Name the dashboards, so that the button to Customer 360 is shown."""
        key = "g_assistant_connector.dashboard_url"
        self._odoo.call("ir.config_parameter", "set_param", key=key, value=url)

    def _write(self, lead: DemoLead, stages: list[int]) -> int:
        values = self._contact(lead) | self._origin(lead) | self._score(lead)
        values["stage_id"] = stages[min(lead.stage, len(stages) - 1)]
        number = self._create("crm.lead", values)
        for alert in lead.alerts:
            self._raise(number, lead, alert)
        return number

    def _contact(self, lead: DemoLead) -> dict[str, object]:
        return {
            "name": lead.title,
            "type": "opportunity",
            "contact_name": lead.name,
            "phone": lead.phone,
            "email_from": lead.email,
            "expected_revenue": lead.revenue,
            "campaign_id": self._campaign(lead.path[0]),
            "last_customer_contact_at": self._ago(lead.contact_age_h),
            "last_customer_message_at": self._ago(lead.message_age_h),
        }

    def _origin(self, lead: DemoLead) -> dict[str, object]:
        campaign, adset, ad = lead.path
        answers = [{"question": question, "answers": [text]} for question, text in lead.answers]
        return {
            "meta_leadgen_id": lead.key,
            "meta_page_name": "Najd Homes | بيوت نجد",
            "meta_form_name": lead.form,
            "meta_campaign_name": campaign,
            "meta_adset_name": adset,
            "meta_ad_name": ad,
            "meta_platform": lead.platform,
            "meta_is_organic": lead.is_organic,
            "meta_submitted_at": self._ago(lead.age_h),
            "meta_answers": answers,
        }

    def _score(self, lead: DemoLead) -> dict[str, object]:
        reasons = [{"en": en, "ar": ar, "points": points} for en, ar, points in lead.reasons]
        return {
            "assistant_score": lead.score,
            "assistant_grade": lead.grade,
            "assistant_reasons": reasons,
            "assistant_scored_at": self._ago(lead.age_h),
            "assistant_scored_by": "rules-2026.11",
        }

    def _raise(self, number: int, lead: DemoLead, alert: DemoAlert) -> None:
        values = vars(alert) | {
            "key": f"{alert.cause}/{lead.key}",
            "lead_id": number,
            "raised_at": self._ago(0.5),
        }
        self._create("g.assistant.alert", values)

    def _campaign(self, name: str) -> int:
        known = self._ids("utm.campaign", [["title", "=", name]], "id")
        if known:
            return known[0]
        return self._create("utm.campaign", {"title": name})

    def _add_arabic(self) -> None:
        if self._ids("res.lang", [["code", "=", ARABIC]]):
            return
        languages = self._ids("res.lang", [["code", "=", ARABIC], ["active", "=", False]])
        asked = {"lang_ids": [[6, 0, languages]]}
        wizard = self._create("base.language.install", asked)
        self._odoo.call("base.language.install", "lang_install", ids=[wizard])

    def _create(self, model: str, values: Mapping[str, object]) -> int:
        made = self._odoo.call(model, "create", vals_list=[values])
        return int(made[0]) if isinstance(made, list) else 0

    def _ids(self, model: str, domain: list[object], order: str = "id") -> list[int]:
        found = self._odoo.call(model, "search", domain=domain, order=order)
        return [int(i) for i in found] if isinstance(found, list) else []

    def _ago(self, hours: float | None) -> str | bool:
        if hours is None:
            return False
        return f"{self._now - timedelta(hours=hours):%Y-%m-%d %H:%M:%S}"
