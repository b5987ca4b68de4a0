"""Write schema.json and seed.json from a real, fresh Odoo, or addon.json from one with our addon.

`python -m deploy.local.demo.odoo.dump URL DATABASE API_KEY [--addon]`; run again for a new release
of Odoo or of the addon.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any, Final

import requests

from deploy.local.demo.odoo.schema import FIELD_DEFAULTS

LEFT_OUT: Final = {"help", "depends", "domain", "context", "name", "groups"}

SEEDED: Final[dict[str, list[str]]] = {
    "res.country": ["name", "code", "phone_code", "currency_id"],
    "res.country.state": ["name", "code", "country_id"],
    "res.lang": ["name", "code", "active", "direction"],
    "res.currency": ["name", "symbol", "active", "decimal_places"],
    "res.partner": ["name", "active", "partner_share"],
    "res.company": ["name", "currency_id", "partner_id"],
    "res.users": ["login", "partner_id", "company_id", "company_ids", "active", "share"],
    "crm.team": ["name", "active", "use_leads", "use_opportunities", "sequence", "member_ids"],
    "crm.stage": ["name", "sequence", "is_won", "fold", "rotting_threshold_days"],
    "crm.lost.reason": ["name", "active"],
    "utm.stage": ["name", "sequence"],
    "utm.source": ["name"],
    "utm.medium": ["name", "active"],
    "mail.activity.type": [
        "name",
        "summary",
        "category",
        "delay_count",
        "delay_unit",
        "delay_from",
        "chaining_type",
        "sequence",
        "active",
    ],
    "mail.message.subtype": ["name", "internal"],
}
"""Which of the records that Odoo ships (they have an external id) and which fields of them."""
ONLY: Final[dict[str, list[object]]] = {
    "res.country.state": ["country_id.code", "in", ["AE", "EG", "KW", "SA", "US"]],
}
"""Some of the records are enough."""
MODELS: Final = [
    "crm.lead",
    "crm.tag",
    "utm.campaign",
    "mail.activity",
    "mail.message",
    "mail.blacklist",
    "phone.blacklist",
    "ir.model.data",
    "ir.model",
    "ir.module.module",
    "res.users.apikeys",
    *SEEDED,
]


ADDON_MODELS: Final = ["g.assistant.alert", "g.assistant.event", "g.assistant.receipt"]


class Dump:
    """One reading of a real server."""

    def __init__(self, url: str, database: str, api_key: str) -> None:
        """`url` without a path; the key belongs to an administrator."""
        self._url = url
        self._headers = {"Authorization": f"bearer {api_key}", "X-Odoo-Database": database}

    def call(self, model: str, method: str, **arguments: object) -> Any:
        """Call one method and give its answer; raises requests.HTTPError."""
        address = f"{self._url}/json/2/{model}/{method}"
        answer = requests.post(address, json=arguments, headers=self._headers, timeout=60)
        answer.raise_for_status()
        return answer.json()

    def schema(self, models: list[str] = MODELS) -> dict[str, Any]:
        """Describe these models: their names and fields."""
        rows = self.call(
            "ir.model",
            "search_read",
            domain=[["model", "in", models]],
            fields=["model", "name"],
            order="model",
        )
        return {
            row["model"]: {"name": row["name"], "fields": self._fields(row["model"])}
            for row in rows
        }

    def addon(self, without: dict[str, Any]) -> dict[str, Any]:
        """Describe what the addon adds to a schema: models of its own, and fields of Odoo's."""
        found = self.schema([*MODELS, *ADDON_MODELS])
        for name, known in without.items():
            body = found[name]
            body["fields"] = {k: v for k, v in body["fields"].items() if k not in known["fields"]}
        return {name: body for name, body in found.items() if body["fields"]}

    def _fields(self, model: str) -> dict[str, Any]:
        every = self.call(model, "fields_get")
        return {name: _compact(field) for name, field in sorted(every.items())}

    def seed(self) -> dict[str, Any]:
        """Give the records that Odoo ships, as {model: {external id: values}}."""
        return {model: self._records(model, fields) for model, fields in SEEDED.items()}

    def _records(self, model: str, fields: list[str]) -> dict[str, Any]:
        domain = [["model", "=", model], ["module", "!=", "__export__"]]
        names = self.call(
            "ir.model.data", "search_read", domain=domain, fields=["complete_name", "res_id"]
        )
        xmlids = {row["res_id"]: row["complete_name"] for row in reversed(names)}
        rows = self.call(
            model,
            "search_read",
            domain=[["id", "in", list(xmlids)], *([ONLY[model]] if model in ONLY else [])],
            fields=fields,
            order="id",
            context={"active_test": False},
        )
        return {xmlids[row["id"]]: _values(row) for row in rows}


def _compact(field: dict[str, Any]) -> dict[str, Any]:
    return {
        key: value
        for key, value in sorted(field.items())
        if key not in LEFT_OUT and FIELD_DEFAULTS.get(key, object()) != value
    }


def _values(row: dict[str, Any]) -> dict[str, Any]:
    return {
        key: value[0] if isinstance(value, list) and len(value) == 2 else value  # noqa: PLR2004 - [id, name]
        for key, value in row.items()
        if value is not False or key == "active"
    }


def _write(name: str, content: dict[str, Any]) -> None:
    """One line a field or record, so that a new release shows as a readable difference."""
    lines = []
    for model, body in content.items():
        parts = body.get("fields", body)
        inner = ",\n".join(
            f"  {json.dumps(key)}: {json.dumps(value, ensure_ascii=False)}"
            for key, value in parts.items()
        )
        head = f'"name": {json.dumps(body["name"])}, "fields": ' if "fields" in body else ""
        close = "}}" if head else "}"
        lines.append(f"{json.dumps(model)}: {'{' + head if head else ''}{{\n{inner}\n{close}")
    text = "{\n" + ",\n".join(lines) + "\n}\n"
    (Path(__file__).parent / name).write_text(text, encoding="utf-8")


def main(url: str, database: str, api_key: str, only: str = "") -> None:
    """Read the server and write the files beside this one."""
    dump = Dump(url.rstrip("/"), database, api_key)
    if only == "--addon":
        known = json.loads((Path(__file__).parent / "schema.json").read_bytes())
        _write("addon.json", dump.addon(known))
        return
    _write("schema.json", dump.schema())
    _write("seed.json", dump.seed())


if __name__ == "__main__":
    main(*sys.argv[1:5])
