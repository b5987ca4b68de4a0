"""Odoo's own words on a refusal, without those of the lead."""

from __future__ import annotations

import pytest

from shared.adapters.odoo.refusals import without


@pytest.mark.parametrize(
    ("sentence", "texts", "shown"),
    [
        ("The phone of Noura is wrong", ["Noura Saleh"], "The phone of … is wrong"),
        ("NOURA  Saleh: not so", ["Noura Saleh"], "…: not so"),
        ("نورة لا تصلح", ["نورة"], "… لا تصلح"),
        ("Said: two bedrooms and a pool", ["I want two bedrooms and a large pool"], "Said: … pool"),
        ("Missing required value for 'Stage'", ["a stage", "of it"], "Missing required value for '…'"),
        ("Nothing of hers", [], "Nothing of hers"),
    ],
)  # fmt: skip
def test_what_the_person_wrote_is_taken_out_and_the_rest_stays(
    sentence: str, texts: list[str], shown: str
) -> None:
    assert without(sentence, texts) == shown
