"""Campaign, source, medium and tags of a lead: by key and name, however they are looked up."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

from shared.domain.score import Grade

if TYPE_CHECKING:
    from shared.domain.clean_lead import CleanLead
    from shared.domain.lead import Attribution

PREFIX = "__metalead__"
"""The module part of our external ids: no installable module can have this name."""
TAG = "Meta Lead Ads"
TEST_TAG = "Meta test lead"
GRADE_TAGS = MappingProxyType(
    {
        Grade.HOT: "Hot · ساخن",
        Grade.WARM: "Warm · دافئ",
        Grade.COLD: "Cold · بارد",
        Grade.SPAM: "Spam · مزعج",
    }
)
"""In both languages: one tag has one name for all who read it."""
SOURCES = {"fb": "Facebook", "ig": "Instagram", "msg": "Messenger", "wa": "WhatsApp"}


@dataclass(frozen=True, slots=True)
class Reference:
    """A record of Odoo's: `key` is the external id without its prefix, `name` for a new one."""

    key: str
    name: str


def campaign(origin: Attribution) -> Reference | None:
    """Give Meta's campaign; its key is Meta's id, so renaming it in Odoo does no harm."""
    if origin.campaign_id is None:
        return None
    name = (origin.campaign_name or "").strip() or origin.campaign_id
    return Reference(f"campaign_{origin.campaign_id}", name)


def source(origin: Attribution) -> Reference:
    """Give the platform: Facebook, Instagram ..."""
    return named("utm.source", SOURCES.get(origin.platform or "fb", "Facebook"))


def medium(origin: Attribution) -> Reference:
    """Give paid or organic social."""
    return named("utm.medium", "Organic Social" if origin.is_organic else "Paid Social")


def tags(lead: CleanLead) -> list[Reference]:
    """Give the tag of all our leads, and that of test leads."""
    names = [TAG, TEST_TAG] if lead.is_test else [TAG]
    return [named("crm.tag", name) for name in names]


def grade_tag(grade: Grade) -> Reference:
    """Give the tag of a grade; its key is the grade, so renaming it in Odoo does no harm."""
    return Reference(f"crm_tag_grade_{grade}", GRADE_TAGS[grade])


def named(model: str, name: str) -> Reference:
    """Give a record that is known by its name, with the key it gets if we make it."""
    return Reference(f"{model.replace('.', '_')}_{name.lower().replace(' ', '_')}", name)
