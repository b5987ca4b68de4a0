"""A lead as Meta writes it (SDK object `Lead`, Graph API v26.0, read 2026-11)."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from shared.domain.ids import FormId, LeadgenId, PageId
from shared.domain.lead import (
    Answer,
    Attribution,
    Consent,
    SourceLead,
    UnreadableLead,
    looks_like_test,
)
from shared.errors import PermanentError

if TYPE_CHECKING:
    from collections.abc import Callable

    from shared.adapters.meta.foreign import Foreign

_T = TypeVar("_T")

_AD_FIELDS = ("ad_id", "ad_name", "adset_id", "adset_name", "campaign_id", "campaign_name")
_OWN_FIELDS = (
    "id",
    "created_time",
    "form_id",
    "field_data",
    "custom_disclaimer_responses",
    "is_organic",
    "platform",
)
LEAD_FIELDS = (",".join(_OWN_FIELDS + _AD_FIELDS), ",".join(_OWN_FIELDS))
"""What to ask for, the best first: without rights on the ad account Meta either leaves the ad
fields out or refuses the call, which is then made without them."""


def read_lead(lead: Foreign, page_id: PageId, page_name: str | None) -> SourceLead:
    """Read a lead; raises PermanentError naming the path of what is not as documented."""
    answers = tuple(_answer(item) for item in lead.items_at("field_data"))
    attribution = _attribution(lead, page_id, page_name)
    return SourceLead(
        leadgen_id=LeadgenId(lead.need("id").id()),
        created_at=lead.need("created_time").moment(),
        answers=answers,
        consents=tuple(_consent(item) for item in lead.items_at("custom_disclaimer_responses")),
        attribution=attribution,
        is_test=attribution.ad_id is None and looks_like_test(answers),
    )


def read_listed_lead(
    lead: Foreign, page_id: PageId, page_name: str | None
) -> SourceLead | UnreadableLead:
    """Read a lead of a list: one that is not as documented must not hide the others."""
    try:
        return read_lead(lead, page_id, page_name)
    except PermanentError as error:
        leadgen_id = _legible(lambda: lead.need("id").id())
        return UnreadableLead(
            leadgen_id=LeadgenId(leadgen_id) if leadgen_id else None,
            created_at=_legible(lambda: lead.need("created_time").moment()),
            fault=str(error),
        )


def _legible(read: Callable[[], _T]) -> _T | None:
    try:
        return read()
    except PermanentError:
        return None


def _answer(item: Foreign) -> Answer:
    # `values` may be missing or hold nulls: a question that was left open.
    values = [value.text() for value in item.items_at("values") if value.value is not None]
    return Answer(question=item.need("name").text(), values=tuple(values))


def _consent(item: Foreign) -> Consent:
    given = item.at("is_checked")
    return Consent(key=item.need("checkbox_key").text(), given=given is not None and given.flag())


def _attribution(lead: Foreign, page_id: PageId, page_name: str | None) -> Attribution:
    form_id, is_organic = lead.id_at("form_id"), lead.at("is_organic")
    return Attribution(
        page_id=page_id,
        page_name=page_name,
        form_id=FormId(form_id) if form_id else None,
        campaign_id=lead.id_at("campaign_id"),
        campaign_name=lead.text_at("campaign_name"),
        adset_id=lead.id_at("adset_id"),
        adset_name=lead.text_at("adset_name"),
        ad_id=lead.id_at("ad_id"),
        ad_name=lead.text_at("ad_name"),
        platform=lead.text_at("platform"),
        is_organic=is_organic is not None and is_organic.flag(),
    )
