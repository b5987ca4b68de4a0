"""The page of a deletion request: how it stands, and how to be erased by what a lead does carry.

Its door is called by Meta too, who waits: templates and languages are loaded at the first page.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from shared.texts.language import Language
from shared.web.language import choose

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from flask import Request

    from shared.usecases.deletion_requests import DeletionRequest
    from shared.web.styled_site import StyledSite

_HTML = "text/html; charset=utf-8"
_CODE = re.compile(r"[0-9a-f]{32}")
_ZONE = "UTC"
"""Whoever reads it may be anywhere."""


@dataclass(frozen=True)
class DeletionPage:
    """Writes the page."""

    folder: Path
    default_language: str
    find: Callable[[str], DeletionRequest | None]

    def answer(self, request: Request) -> tuple[int, str, str, dict[str, str]]:
        """Give status, page, type and headers: the same 404 for whatever is not a code of ours."""
        code = request.path.rpartition("/")[2]
        found = self.find(code) if _CODE.fullmatch(code) else None
        asked, accepted = request.args.get("lang"), request.accept_languages
        language = choose(asked, None, accepted, self.default_language)
        page, headers = self._page(found, language), self._site.headers(language)
        # The address holds the code.
        return 200 if found else 404, page, _HTML, headers | {"Referrer-Policy": "no-referrer"}

    def _page(self, found: DeletionRequest | None, language: Language) -> str:
        from shared.texts.formats import Formats

        return self._site.render(
            "deletion.html",
            language,
            request=found,
            formats=Formats(language, _ZONE),
            languages=tuple(Language),
        )

    @cached_property
    def _site(self) -> StyledSite:
        from shared.web.styled_site import StyledSite

        return StyledSite(self.folder)
