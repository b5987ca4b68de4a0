"""Where a lead comes from: page, form, campaign; by name, so that a person can read a reason."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared.domain.cleaning.text import shorten
from shared.domain.features.field import YES_NO, FeatureField, Group, Kind, yes_no

if TYPE_CHECKING:
    from shared.domain.features.arrival import Arrival
    from shared.domain.score import Features

NAME_MAX_CHARS = 60
_ORIGIN = Group.ORIGIN
_CATEGORY = Kind.CATEGORY

FIELDS = (
    FeatureField(
        "page",
        _CATEGORY,
        _ORIGIN,
        "the Facebook page, by name",
        "a company's pages stand for different things that it sells",
    ),
    FeatureField(
        "form",
        _CATEGORY,
        _ORIGIN,
        "the lead form, by name; by its number where the name is not known",
        "forms ask for more or less, and of different people. An edited form is a new one at Meta "
        "with the same name: by name it keeps what was learnt",
    ),
    FeatureField(
        "form_questions",
        Kind.NUMBER,
        _ORIGIN,
        "how many questions the form asks",
        "who answers a long form wants something",
    ),
    FeatureField("campaign", _CATEGORY, _ORIGIN, "the campaign, by name", "whom it promises what"),
    FeatureField("ad_set", _CATEGORY, _ORIGIN, "the ad set, by name", "who was shown the ad"),
    FeatureField("ad", _CATEGORY, _ORIGIN, "the ad, by name", "what people saw before they asked"),
    FeatureField(
        "platform",
        _CATEGORY,
        _ORIGIN,
        "`fb`, `ig` or what else Meta says",
        "different people, in a different mood",
    ),
    FeatureField(
        "organic",
        _CATEGORY,
        _ORIGIN,
        "whether it came without an ad",
        "who finds the form alone was looking for it",
        YES_NO,
    ),
)


def origin(arrival: Arrival) -> Features:
    """Give the features of this group that are known."""
    source = arrival.lead.attribution
    named = {
        "page": source.page_name or source.page_id,
        "form": source.form_name or source.form_id,
        "campaign": source.campaign_name or source.campaign_id,
        "ad_set": source.adset_name or source.adset_id,
        "ad": source.ad_name or source.ad_id,
        "platform": source.platform,
    }
    found: Features = {
        name: short for name, text in named.items() if text and (short := short_name(text))
    }
    found["organic"] = yes_no(is_so=source.is_organic)
    if arrival.form is not None:
        found["form_questions"] = len(arrival.form.questions)
    return found


def short_name(text: str) -> str:
    """Give a name of the company's, cleaned already, as a category of bounded length."""
    return shorten(text, NAME_MAX_CHARS)
