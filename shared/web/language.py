"""Which language a page is in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from shared.texts.language import Language

if TYPE_CHECKING:
    from flask import Request
    from werkzeug.datastructures import LanguageAccept

COOKIE = "lang"
_A_YEAR_S = 365 * 24 * 3600


def choose(
    asked: str | None, remembered: str | None, accepted: LanguageAccept, default: str
) -> Language:
    """Give the language asked for in the address, else the cookie's, the browser's, the default.

    What we do not have is passed over, wherever it was said.
    """
    best = accepted.best_match([language.value for language in Language])
    return next(found for text in (asked, remembered, best, default) if (found := _known(text)))


@dataclass(frozen=True, slots=True)
class Reader:
    """Who reads a page; `is_chosen`: the language stands in the address."""

    language: Language
    is_chosen: bool

    @property
    def headers(self) -> dict[str, str]:
        """Give the headers that the reader's choice of language needs."""
        kept = {"Set-Cookie": cookie(self.language)} if self.is_chosen else {}
        return {"Content-Language": self.language.value} | kept


def reader_of(request: Request, default: str) -> Reader:
    """Read the language out of a request; one that we do not have is passed over."""
    chosen = request.args.get("lang")
    language = choose(chosen, request.cookies.get(COOKIE), request.accept_languages, default)
    return Reader(language, is_language(chosen))


def is_language(text: str | None) -> bool:
    """Say whether we have this language."""
    return _known(text) is not None


def cookie(language: Language) -> str:
    """Give a Set-Cookie header that remembers the language for a year."""
    return f"{COOKIE}={language}; Path=/; Max-Age={_A_YEAR_S}; SameSite=Lax; HttpOnly"


def _known(text: str | None) -> Language | None:
    return next((language for language in Language if language == text), None)
