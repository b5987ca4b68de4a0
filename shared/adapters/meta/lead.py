"""A lead as Meta writes it (SDK object `Lead`, Graph API v26.0, read 2026-11)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared.domain.ids import FormId, LeadgenId, PageId
from shared.domain.lead import Answer, Attribution, Consent, SourceLead

if TYPE_CHECKING:
    from shared.adapters.meta.foreign import Foreign

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

_TEST_ANSWER = "<test lead:"
_TEST_EMAILS = {"test@meta.com", "test@fb.com"}


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
        is_test=attribution.ad_id is None and _looks_like_test(answers),
    )


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


def _looks_like_test(answers: tuple[Answer, ...]) -> bool:
    """Tell a lead of Meta's testing tool by its dummy answers: no field says so.

    The tool fills in `<test lead: dummy data for full_name>` and test@meta.com (earlier
    test@fb.com). A test lead made with answers of one's own (`POST /<form>/test_leads` with
    `field_data`) looks like any organic lead and cannot be told from the read.
    """
    given = [value.strip().lower() for answer in answers for value in answer.values]
    return any(value.startswith(_TEST_ANSWER) or value in _TEST_EMAILS for value in given)
