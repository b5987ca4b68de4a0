from __future__ import annotations

import pytest

from shared.odoo_client.redact import cleaned, technical_names, texts_in


@pytest.mark.parametrize(
    ("message", "expected"),
    [
        ("Invalid field name 'x_foo'", ("x_foo",)),
        ("Invalid field 'x_foo' in 'crm.lead'", ("x_foo",)),
        ("Invalid field crm.lead.nofield in condition ('nofield', '=', 1)", ("crm.lead.nofield",)),
        ("Wrong value for crm.lead.type: 'zz'", ("crm.lead.type",)),
        (
            "Missing required value for the field 'Opportunity' (name).\nModel: 'Lead' (crm.lead)",
            ("name", "crm.lead"),
        ),
        ("BaseModel.search_count() got an unexpected keyword argument 'bad'", ("bad",)),
        ("The method 'crm.lead.nope' does not exist", ("crm.lead.nope",)),
        ("could not convert string to float: 'ali'", ()),
        ("Ali Hassan already exists", ()),
    ],
)
def test_only_technical_names_are_taken_from_a_message(
    message: str, expected: tuple[str, ...]
) -> None:
    assert technical_names(message) == expected


@pytest.mark.parametrize(
    "message",
    [
        "Value 'CANARY' not found in selection field 'Type'",
        'Value "CANARY two" not found',
        "Value “CANARY” not found",
        "The record CANARY@example.com is taken",
        "Key (phone)=(+966 50 123 4567) already exists, CANARY sent",
        "broken\nDETAIL: Failing row contains (1, CANARY)",
        'x\nTraceback (most recent call last):\n  File "CANARY.py"',
    ],
)
def test_a_cleaned_message_holds_no_value(message: str) -> None:
    text = cleaned(message, sent=["CANARY sent"])
    assert "CANARY" not in text
    assert "4567" not in text


def test_labels_that_are_known_are_kept() -> None:
    message = "No matching record found for database id '999999' in field 'Sales Team'"
    assert cleaned(message, sent=["999999"], keep={"Sales Team"}) == (
        "No matching record found for database id '…' in field 'Sales Team'"
    )


def test_an_apostrophe_inside_a_word_opens_no_quotation() -> None:
    assert cleaned("Object crm.lead doesn't exist") == "Object crm.lead doesn't exist"


def test_a_long_message_is_cut() -> None:
    assert len(cleaned("word " * 1000)) == 300


def test_values_are_found_at_any_depth_and_names_are_not_values() -> None:
    values = {"name": "Ali", "tags": [(4, 77)], "flag": True, "none": None, "deep": [{"x": "y"}]}
    assert texts_in(values) == {"Ali", "4", "77", "y"}
