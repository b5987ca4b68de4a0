"""What we write into Odoo ourselves stands in both languages."""

from __future__ import annotations

from shared.adapters.odoo.wording import ARABIC, ENGLISH, UNTOLD
from shared.domain.clean_lead import Remark


def test_both_languages_have_the_same_words() -> None:
    assert ENGLISH.keys() == ARABIC.keys()
    assert all(any("؀" <= letter <= "ۿ" for letter in text) for text in ARABIC.values())


def test_every_remark_is_told_or_left_out_on_purpose() -> None:
    assert {remark.value for remark in Remark} <= ENGLISH.keys() | UNTOLD
    assert not UNTOLD & ENGLISH.keys()
