"""The page of a deletion request: how it stands, and how to be erased by what a lead does carry.

Its door is called by Meta too, who waits: templates and languages are loaded at the first page.
"""

from __future__ import annotations

import base64
import hashlib
import re
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from shared.web.language import Language, choose

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from flask import Request

    from shared.usecases.deletion_requests import DeletionRequest
    from shared.web.site import Site

_HTML = "text/html; charset=utf-8"
_CODE = re.compile(r"[0-9a-f]{32}")
_ZONE = "UTC"
"""Whoever reads it may be anywhere."""


@dataclass(frozen=True)
class DeletionPage:
    """Writes the page; its style stands in it, allowed by its digest alone."""

    folder: Path
    default_language: str
    find: Callable[[str], DeletionRequest | None]

    def answer(self, request: Request) -> tuple[int, str, str, dict[str, str]]:
        """Give status, page, type and headers: the same 404 for whatever is not a code of ours."""
        code = request.path.rpartition("/")[2]
        found = self.find(code) if _CODE.fullmatch(code) else None
        asked, accepted = request.args.get("lang"), request.accept_languages
        language = choose(asked, None, accepted, self.default_language)
        headers = {**self._headers, "Content-Language": language.value}
        return 200 if found else 404, self._page(found, language), _HTML, headers

    def _page(self, found: DeletionRequest | None, language: Language) -> str:
        from shared.web.formats import Formats

        return self._site.render(
            "deletion.html",
            language,
            request=found,
            formats=Formats(language, _ZONE),
            languages=tuple(Language),
            style=self._style,
        )

    @cached_property
    def _site(self) -> Site:
        from shared.web.site import Site

        return Site(self.folder)

    @cached_property
    def _style(self) -> str:
        (sheet,) = self._site.files
        return sheet.text

    @cached_property
    def _headers(self) -> dict[str, str]:
        digest = base64.b64encode(hashlib.sha256(self._style.encode()).digest()).decode()
        return {
            "Content-Security-Policy": f"default-src 'none'; style-src 'sha256-{digest}'; "
            "base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
            "Referrer-Policy": "no-referrer",  # the address holds the code
            "Vary": "Accept-Language",
            "X-Robots-Tag": "noindex",
        }
