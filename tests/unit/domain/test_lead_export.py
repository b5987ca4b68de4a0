"""A row of Meta's export is the lead that Meta would give; what is wrong is named, not shown."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from shared.domain.ids import FormId, PageId
from shared.domain.lead import Answer, SourceLead
from shared.domain.lead_export import LeadTable
from shared.errors import BadInput

PAGE = PageId("104857600012345")
HEADER = [
    *("id", "created_time", "ad_id", "ad_name", "adset_id", "adset_name", "campaign_id"),
    *("campaign_name", "form_id", "form_name", "is_organic", "platform", "which_course?"),
    *("full_name", "phone_number", "email", "inbox_url", "lead_status"),
]
ROW = [
    *("l:1054074580944020", "2026-08-31T11:18:23+05:30", "ag:120256484322050715", "Ad one"),
    *("as:120256484322060715", "Set one", "c:120256484322070715", "Campaign", "f:2295576760978334"),
    *("Courses", "FALSE", "ig", "dance", "Sara Ali", "p:+919656290000", "sara@example.com"),
    *("", "complete"),
]


def lead(*, form: str | None = None, **changes: str) -> SourceLead:
    row = [changes.get(name, cell) for name, cell in zip(HEADER, ROW, strict=True)]
    return LeadTable.of(HEADER, PAGE, FormId(form) if form else None).lead(row)


def test_a_row_becomes_a_lead_without_the_prefixes() -> None:
    found = lead()
    assert found.leadgen_id == "1054074580944020"
    assert found.created_at == datetime(2026, 8, 31, 5, 48, 23, tzinfo=UTC)
    assert found.answers == (
        Answer(question="which_course?", values=("dance",)),
        Answer(question="full_name", values=("Sara Ali",)),
        Answer(question="phone_number", values=("+919656290000",)),
        Answer(question="email", values=("sara@example.com",)),
    )
    assert not found.is_test
    attribution = found.attribution
    assert (attribution.page_id, attribution.form_id) == (PAGE, "2295576760978334")
    assert (attribution.ad_id, attribution.ad_name) == ("120256484322050715", "Ad one")
    assert attribution.adset_id == "120256484322060715"
    assert attribution.campaign_id == "120256484322070715"
    assert (attribution.form_name, attribution.platform) == ("Courses", "ig")
    assert not attribution.is_organic


def test_an_organic_row_has_no_ad_and_a_row_without_form_takes_the_given_one() -> None:
    found = lead(ad_id="", campaign_id="", adset_id="", form_id="", is_organic="TRUE", form="7")
    assert found.attribution.is_organic
    assert (found.attribution.ad_id, found.attribution.form_id) == (None, "7")


def test_a_question_left_open_has_no_value() -> None:
    assert lead(full_name="  ").answers[1] == Answer(question="full_name", values=())


def test_a_lead_of_the_testing_tool_is_marked() -> None:
    assert lead(ad_id="", full_name="<test lead: dummy data for full_name>").is_test


def test_a_short_row_leaves_the_last_columns_empty() -> None:
    table = LeadTable.of(["id", "created_time", "email"], PAGE)
    assert table.lead(["5", "2026-08-31T11:18:23Z"]).answers == ()


def test_names_of_columns_may_have_any_case_and_a_byte_order_mark() -> None:
    table = LeadTable.of(["\ufeffID", "Created_Time", "E-Mail"], PAGE)
    found = table.lead(["5", "2026-08-31T11:18:23Z", "a@example.com"])
    assert found.answers == (Answer(question="E-Mail", values=("a@example.com",)),)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"id": "1.05407E+15"}, "id: is no id"),
        ({"id": ""}, "id: is empty"),
        ({"form_id": "x"}, "form_id: is no id"),
        ({"form": "7"}, "form_id: the lead is of another form"),
        ({"created_time": "31/08/2026 11:18"}, "created_time: is no time with its zone"),
        ({"created_time": "2026-08-31T11:18:23"}, "created_time: is no time with its zone"),
        ({"created_time": "0001-01-01T00:00:00+05:30"}, "cannot be read"),
        ({"full_name": "S\ufffdra"}, "a question: holds letters that are broken"),
        ({"email": "x" * 20_001}, "a question: is too long"),
    ],
)
def test_a_bad_row_names_the_column_and_not_the_person(changes: dict[str, str], said: str) -> None:
    with pytest.raises(BadInput) as caught:
        lead(**changes)
    assert said in str(caught.value)
    for personal in ("Sara", "sara@", "9656290000", "which_course"):
        assert personal not in str(caught.value)


def test_a_row_with_more_cells_than_columns_is_refused() -> None:
    with pytest.raises(BadInput, match="more cells than columns"):
        LeadTable.of(["id", "created_time"], PAGE).lead(["1", "2026-08-31T11:18:23Z", "3"])


@pytest.mark.parametrize(
    ("header", "said"),
    [
        (["name", "phone"], "no column id or created_time"),
        (["id", "created_time", "ad_id", "ad_id"], "column ad_id is there twice"),
        ([], "no column id"),
    ],
)
def test_a_file_that_is_no_export_is_refused_as_a_whole(header: list[str], said: str) -> None:
    with pytest.raises(BadInput, match=said):
        LeadTable.of(header, PAGE)
