"""The same Meta leads in two shapes: for the addon's `ingest`, and for Odoo's own `create`."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from shared.odoo_client import OdooClient

CONTEXT = {"tracking_disable": True, "g_assistant_by_us": True}
"""What `ingest` sets itself."""
_PAGE = "104857600012345"
_NOTE = "<div dir='rtl'><p>متى تريد الشراء؟ <b>خلال شهر</b></p><p>Budget? <b>1 to 2 M</b></p></div>"
_UTM = {
    "campaign": {"key": "campaign_bench", "name": "Bench campaign"},
    "source": {"key": "utm_source_facebook", "name": "Facebook"},
    "medium": {"key": "utm_medium_paid_social", "name": "Paid Social"},
}
_TAGS = [{"key": "crm_tag_meta_lead_ads", "name": "Meta Lead Ads"}]


@dataclass
class Maker:
    """Makes leads that nobody has seen; `mark` (letters and digits) keeps runs apart."""

    client: OdooClient
    mark: str
    made: int = 0
    refs: dict[str, Any] = field(default_factory=dict)

    def orders(self, count: int) -> list[dict[str, Any]]:
        """Give so many new leads for `ingest`."""
        first, self.made = self.made, self.made + count
        return [self._order(number) for number in range(first, first + count)]

    def values(self, count: int) -> list[dict[str, Any]]:
        """Give so many new leads for `create`: every field that `ingest` would write."""
        return [
            {
                **order["values"],
                **self._refs(),
                "meta_leadgen_id": order["leadgen_id"],
                "meta_page_id": _PAGE,
                "description": order["note"],
            }
            for order in self.orders(count)
        ]

    def ingest(self, orders: list[dict[str, Any]]) -> list[int]:
        """Take leads in; raises RuntimeError unless every one of them is new."""
        said: Any = self.client.call("g.assistant.receipt", "ingest", leads=orders)
        if any(each["state"] != "new" for each in said):
            raise RuntimeError(f"not all leads are new: {said[:3]}")
        return [each["id"] for each in said]

    def create(self, values: list[dict[str, Any]]) -> list[int]:
        """Create leads in one call."""
        made: Any = self.client.call("crm.lead", "create", vals_list=values, context=CONTEXT)
        return list(made)

    def _order(self, number: int) -> dict[str, Any]:
        values = {
            "name": f"bench {self.mark} {number}",
            "type": "lead",
            "contact_name": f"شخص {number}",
            "email_from": f"{self.mark}.{number}@example.com",
            "phone": f"+96650{number:07}",
            "city": "الرياض",
            "user_id": None,
            "meta_form_id": "1048576000100001",
            "meta_form_name": "Villas in Riyadh",
            "meta_campaign_id": "3000",
            "meta_campaign_name": "Bench campaign",
            "meta_platform": "ig",
            "meta_answers": [{"question": "متى تريد الشراء؟", "answers": ["خلال شهر"]}],
        }
        return {
            "tenant": "bench",
            "leadgen_id": f"{self.mark}{number}",
            "page_id": _PAGE,
            "values": values,
            "utm": _UTM,
            "tags": _TAGS,
            "note": _NOTE,
        }

    def _refs(self) -> dict[str, Any]:
        """Give the ids that `ingest` finds by key or name."""
        if not self.refs:
            named = {f"{kind}_id": _id_of(self.client, f"utm.{kind}", _UTM[kind]) for kind in _UTM}
            tags = [_id_of(self.client, "crm.tag", tag) for tag in _TAGS]
            self.refs = named | {"tag_ids": [[6, 0, tags]]}
        return self.refs


def without_meta(values: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Leave out the fields that the addon brings."""
    return [
        {name: value for name, value in one.items() if not name.startswith("meta_")}
        for one in values
    ]


def _id_of(client: OdooClient, model: str, named: dict[str, str]) -> int:
    found = client.search_read(model, [["name", "=", named["name"]]], ["id"], limit=1)
    [record_id] = [row["id"] for row in found] or client.create_many(
        model, [{"name": named["name"]}]
    )
    return int(str(record_id))
