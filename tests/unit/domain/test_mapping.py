"""A mapping is a document: read, checked, written back."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.domain.clean_lead import LeadField
from shared.domain.cleaning.transforms import Transform
from shared.domain.mapping import FormMapping, MappingRule, QuestionRef, parse_mapping
from shared.errors import BadInput, UnknownVersion

DOCUMENT = {
    "version": 1,
    "rules": [
        {
            "field": "full_name",
            "questions": [{"key": "first"}, {"key": "second"}],
            "transform": "join",
            "separator": " ",
        },
        {"field": "email", "questions": [{"kind": "EMAIL"}], "transform": "email"},
        {"field": "city", "default": "Riyadh"},
    ],
}


def test_a_document_becomes_rules() -> None:
    mapping = parse_mapping(DOCUMENT)
    assert mapping.rules_for(LeadField.FULL_NAME) == (
        MappingRule(
            field=LeadField.FULL_NAME,
            questions=(QuestionRef(key="first"), QuestionRef(key="second")),
            transform=Transform.JOIN,
            separator=" ",
        ),
    )
    assert mapping.rules_for(LeadField.COUNTRY) == ()


@pytest.mark.parametrize(
    ("document", "path"),
    [
        (None, "$"),
        ([], "$"),
        ({"rules": {}}, "rules"),
        ({"rules": [{"field": "shoe_size", "default": "1"}]}, "rules[0].field"),
        (
            {"rules": [{"field": "city", "default": "x", "transform": "rot13"}]},
            "rules[0].transform",
        ),
        ({"rules": [{"field": "city"}]}, "rules[0]"),
        ({"rules": [{"field": "city", "questions": [{}]}]}, "rules[0].questions[0]"),
        (
            {"rules": [{"field": "city", "questions": [{"key": "a", "kind": "CITY"}]}]},
            "rules[0].questions[0]",
        ),
        (
            {"rules": [{"field": "city", "questions": [{"key": "a"}, {"key": ""}]}]},
            "rules[0].questions[1].key",
        ),
        ({"rules": [{"field": "city", "default": "x", "colour": "red"}]}, "rules[0].colour"),
        ({"version": "one"}, "version"),
        ({"version": 0}, "version"),
    ],
)
def test_a_wrong_document_is_refused_with_the_place_of_the_fault(
    document: object, path: str
) -> None:
    with pytest.raises(BadInput) as caught:
        parse_mapping(document)
    assert caught.value.path == path


def test_a_refusal_does_not_repeat_what_was_sent() -> None:
    with pytest.raises(BadInput) as caught:
        parse_mapping({"rules": [{"field": "secret-canary", "default": "x"}]})
    assert "canary" not in str(caught.value)


def test_a_document_of_newer_code_is_not_taken_for_a_wrong_one() -> None:
    with pytest.raises(UnknownVersion):
        parse_mapping({"version": 2, "rules": []})


_REFS = st.one_of(
    st.builds(QuestionRef, key=st.text(min_size=1, max_size=20)),
    st.builds(QuestionRef, kind=st.sampled_from(["EMAIL", "CUSTOM"])),
)
_RULES = st.builds(
    MappingRule,
    field=st.sampled_from(LeadField),
    questions=st.lists(_REFS, min_size=1, max_size=4).map(tuple),
    transform=st.sampled_from(Transform),
    separator=st.text(max_size=3),
    default=st.none() | st.text(min_size=1, max_size=10),
)


@given(st.builds(FormMapping, rules=st.lists(_RULES, max_size=5).map(tuple)))
def test_a_mapping_survives_json(mapping: FormMapping) -> None:
    assert parse_mapping(json.loads(mapping.model_dump_json())) == mapping
