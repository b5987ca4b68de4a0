"""Pages that load nothing: their style stands in them, allowed by its digest alone."""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from shared.web.site import Site

if TYPE_CHECKING:
    from pathlib import Path

    from shared.texts.language import Language

    Page = tuple[int, str, str, dict[str, str]]
    """Status, page, type and headers."""


@dataclass(frozen=True)
class StyledSite:
    """The templates of one function's folder, with its only style sheet."""

    folder: Path

    def render(self, template: str, language: Language, **values: object) -> str:
        """Fill in a template in the reader's language."""
        return self._site.render(template, language, style=self._style, **values)

    def headers(self, language: Language, *, takes_forms: bool = False) -> dict[str, str]:
        """Give a page's headers; its forms send to this site, if at all."""
        digest = base64.b64encode(hashlib.sha256(self._style.encode()).digest()).decode()
        form_action = "'self'" if takes_forms else "'none'"
        return {
            "Content-Security-Policy": f"default-src 'none'; style-src 'sha256-{digest}'; "
            f"base-uri 'none'; form-action {form_action}; frame-ancestors 'none'",
            "Content-Language": language.value,
            "Vary": "Accept-Language",
            "X-Robots-Tag": "noindex",
        }

    @cached_property
    def _site(self) -> Site:
        return Site(self.folder)

    @cached_property
    def _style(self) -> str:
        (sheet,) = self._site.files
        return sheet.text
