"""Leads and forms read from whatever JSON a Graph may give."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.adapters.meta.foreign import Foreign
from shared.adapters.meta.form import FormShelf, read_form
from shared.adapters.meta.lead import read_lead
from shared.domain.lead import Answer, Consent, Option
from shared.errors import PermanentError

LEAD = {"id": "71234567890000001", "created_time": "2026-11-22T10:00:00+0000"}


def lead(**parts):
    return read_lead(Foreign({**LEAD, **parts}), "1", None)


def test_values_may_be_missing_empty_null_or_no_text():
    answers = lead(
        field_data=[
            {"name": "a"},
            {"name": "b", "values": []},
            {"name": "c", "values": None},
            {"name": "d", "values": ["x", None, 7, True, 1.5]},
        ]
    ).answers
    assert answers == (
        Answer(question="a"),
        Answer(question="b"),
        Answer(question="c"),
        Answer(question="d", values=("x", "7", "true", "1.5")),
    )


@pytest.mark.parametrize(
    ("given_as", "expected"),
    [
        *[("1", True), (True, True), ("true", True)],
        *[("", False), (False, False), ("0", False), (None, False)],
    ],
)
def test_a_checkbox_is_ticked_in_each_of_metas_spellings(given_as, expected):
    responses = [{"checkbox_key": "terms", "is_checked": given_as}]
    assert lead(custom_disclaimer_responses=responses).consents == (
        Consent(key="terms", given=expected),
    )


def test_ids_may_be_numbers_and_names_may_be_empty():
    attribution = lead(ad_id=120210000000012001, ad_name="", campaign_id="7").attribution
    assert attribution.ad_id == "120210000000012001"
    assert attribution.ad_name is None
    assert attribution.campaign_id == "7"


def test_text_is_kept_as_it_is_but_for_halves_of_characters():
    text = "=cmd() <b>\u200f\x00 😀 سارة"
    answer = lead(field_data=[{"name": "a", "values": [text, "\ud800x"]}]).answers[0]
    assert answer.values == (text, "?x")


@pytest.mark.parametrize(
    ("values", "ad_id", "expected"),
    [
        (["<test lead: dummy data for full_name>"], None, True),
        (["test@meta.com"], None, True),
        (["test@fb.com"], None, True),
        (["<test lead: dummy data for full_name>"], "7", False),
        (["Sara"], None, False),
        ([], None, False),
    ],
)
def test_a_lead_of_the_testing_tool_is_known_by_its_dummy_answers(values, ad_id, expected):
    answers = [{"name": "full_name", "values": values}]
    assert lead(field_data=answers, ad_id=ad_id).is_test is expected


@pytest.mark.parametrize(
    ("parts", "path"),
    [
        ({"id": None}, "$.id"),
        ({"id": 1.5}, "$.id"),
        ({"id": "x"}, "$.id"),
        ({"created_time": "2026-11-22T10:00:00"}, "$.created_time"),
        ({"created_time": "9999-12-31T23:59:59-1400"}, "$.created_time"),
        ({"created_time": [1]}, "$.created_time"),
        ({"field_data": 7}, "$.field_data"),
        ({"field_data": [{"values": []}]}, "$.field_data[0].name"),
        ({"field_data": [{"name": "a", "values": [{}]}]}, "$.field_data[0].values[0]"),
        ({"campaign_id": "abc"}, "$.campaign_id"),
        ({"custom_disclaimer_responses": [1]}, "$.custom_disclaimer_responses[0]"),
    ],
)
def test_another_shape_than_documented_is_named_by_its_path_and_never_by_its_value(parts, path):
    with pytest.raises(PermanentError) as caught:
        lead(**parts)
    assert caught.value.code == "meta_unexpected_shape"
    assert f" {path} is not " in str(caught.value)
    assert "abc" not in str(caught.value)


def test_checkboxes_are_read_as_a_list_and_as_a_wrapped_list():
    boxes = [{"key": "terms", "text": "I agree"}, {"key": "bare"}]
    for wrapped in (boxes, {"data": boxes}):
        form = {"id": "1", "legal_content": {"custom_disclaimer": {"checkboxes": wrapped}}}
        assert read_form(Foreign(form), "2").consents == (
            Option(key="terms", label="I agree"),
            Option(key="bare", label="bare"),
        )


def test_a_form_of_nothing_but_its_id_is_a_form():
    form = read_form(Foreign({"id": 1}), "2")
    assert (form.name, form.questions, form.consents) == ("", (), ())


def test_the_shelf_keeps_the_forms_used_last():
    shelf = FormShelf(limit=2)
    forms = [read_form(Foreign({"id": str(number)}), "9") for number in range(3)]
    shelf.put(forms[0])
    shelf.put(forms[1])
    assert shelf.get("9", "0") == forms[0]
    shelf.put(forms[2])
    assert [shelf.get("9", str(number)) for number in range(3)] == [forms[0], None, forms[2]]


LEAD_NAMES = ["id", "created_time", "field_data", "name", "values", "ad_id", "is_organic"]
FORM_NAMES = ["id", "questions", "key", "options", "legal_content", "custom_disclaimer", "data"]
TEXTS = st.text(max_size=4) | st.sampled_from(["1", "2026-11-22T10:00:00+0000"])
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | TEXTS,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(LEAD_NAMES + FORM_NAMES), inner, max_size=6)
    ),
    max_leaves=15,
)


@given(JSON)
@settings(max_examples=200)
def test_any_json_is_a_lead_or_a_named_fault(document):
    for candidate in (document, {**LEAD, **document} if isinstance(document, dict) else document):
        try:
            assert read_lead(Foreign(candidate), "1", None).leadgen_id
        except PermanentError as error:
            assert error.code == "meta_unexpected_shape"  # noqa: PT017 - both ends are right


@given(JSON)
@settings(max_examples=200)
def test_any_json_is_a_form_or_a_named_fault(document):
    for candidate in (document, {"id": "1", "questions": document, "legal_content": document}):
        try:
            assert read_form(Foreign(candidate), "1").form_id
        except PermanentError as error:
            assert error.code == "meta_unexpected_shape"  # noqa: PT017 - same
