"""The texts of all pages in the reader's language.

English stands in the code and the templates; `locale/<language>.po` has the others. The catalogue
is read as it is kept, at the first page in its language: there is no compiled copy to forget.
"""

from __future__ import annotations

from functools import cache
from gettext import GNUTranslations, NullTranslations
from io import BytesIO
from pathlib import Path

from shared.texts.language import Language

LOCALES = Path(__file__).parent / "locale"


@cache
def translations(language: Language) -> NullTranslations:
    """Give the catalogue of a language."""
    if language is Language.ENGLISH:
        return NullTranslations()
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    compiled = BytesIO()
    with (LOCALES / f"{language}.po").open("rb") as source:
        write_mo(compiled, read_po(source, locale=language.value, abort_invalid=True))
    compiled.seek(0)
    return GNUTranslations(compiled)


def N_(text: str) -> str:  # noqa: N802 - gettext's customary mark: extracted here, translated later
    """Mark a text for translation and give it back as it is."""
    return text
