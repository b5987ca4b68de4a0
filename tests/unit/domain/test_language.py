"""Which language a lead speaks."""

from __future__ import annotations

import pytest

from shared.domain.cleaning.language import language_of_locale, language_of_texts


@pytest.mark.parametrize(
    ("locale", "language"),
    [
        ("ar_AR", "ar"),
        ("EN_US", "en"),
        ("pt-BR", "pt"),
        ("de", "de"),
        ("", None),
        (None, None),
        ("?", None),
        ("arabic", None),
    ],
)
def test_a_locale_tells_its_language(locale: str | None, language: str | None) -> None:
    assert language_of_locale(locale) == language


@pytest.mark.parametrize(
    ("texts", "language"),
    [
        (["سارة العتيبي", "sara@x.sa"], "ar"),
        (["أريد فيلا"], "ar"),
        (["Sara Ali", "نعم"], None),
        (["می‌خواهم گفتگو کنم"], None),  # Persian, not Arabic
        (["שלום רב"], "he"),
        (["김민수"], "ko"),
        (["ひらがな"], "ja"),
        (["王小明"], None),
        (["Guten Tag"], None),
        (["12345"], None),
        ([], None),
    ],
)
def test_a_script_tells_its_language_or_nothing(texts: list[str], language: str | None) -> None:
    assert language_of_texts(texts) == language
