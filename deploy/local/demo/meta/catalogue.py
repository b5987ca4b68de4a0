"""What the demo company has at Meta: pages, forms and campaigns, from `catalogue.json`."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

Json = dict[str, Any]
"""An object of our own demo data, written by us and checked by the tests."""


@dataclass(frozen=True, slots=True)
class Ad:
    """One ad with all that stands above it, in the names of a lead's fields."""

    page_id: str
    fields: dict[str, str]


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Pages and forms by id, in file order, and every ad."""

    pages: dict[str, Json]
    forms: dict[str, Json]
    ads: tuple[Ad, ...]

    def forms_of(self, page_id: str) -> list[Json]:
        """Give the forms of a page, archived ones too."""
        return [form for form in self.forms.values() if form["page"] == page_id]


@cache
def catalogue() -> Catalogue:
    """Read the catalogue, once."""
    text = Path(__file__).with_name("catalogue.json").read_text(encoding="utf-8")
    content = json.loads(text)
    return Catalogue(
        pages={page["id"]: page for page in content["pages"]},
        forms={form["id"]: form for form in content["forms"]},
        ads=tuple(_ads(content["campaigns"])),
    )


def form_node(form: Json) -> Json:
    """Give a form as the Graph API shows it."""
    page = catalogue().pages[form["page"]]
    return {
        "id": form["id"],
        "name": form["name"],
        "locale": form["locale"],
        "status": form["status"],
        "page": {"id": page["id"], "name": page["name"]},
        "page_id": page["id"],
        "questions": [_question_node(question) for question in form["questions"]],
        "legal_content": _legal_node(form),
    }


def _question_node(question: Json) -> Json:
    shown = ("key", "label", "type", "options")
    return {name: question[name] for name in shown if name in question}


def _legal_node(form: Json) -> Json:
    legal: Json = {"id": f"9{form['id'][1:]}"}
    if form["checkboxes"]:
        legal["custom_disclaimer"] = {"title": form["name"], "checkboxes": form["checkboxes"]}
    return legal


def _ads(campaigns: list[Json]) -> list[Ad]:
    return [
        Ad(
            campaign["page"],
            {
                "campaign_id": campaign["id"],
                "campaign_name": campaign["name"],
                "adset_id": adset["id"],
                "adset_name": adset["name"],
                "ad_id": ad["id"],
                "ad_name": ad["name"],
            },
        )
        for campaign in campaigns
        for adset in campaign["adsets"]
        for ad in adset["ads"]
    ]
