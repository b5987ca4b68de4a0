"""A folder of templates and static files as pages: escaped, translated, cached by content."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cache, cached_property, partial
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Protocol

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from shared.texts.translations import translations

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from datetime import datetime

    from flask import Request

    from shared.ports import Clock
    from shared.texts.language import Language

    Answered = tuple[int, str, dict[str, str]]
    """Status, page and headers."""
    Page = Callable[[Request, datetime], Answered]
    Handled = Callable[[Request], tuple[int, str, str, dict[str, str]]]
    """Gives status, body, type and headers."""

HTML = "text/html; charset=utf-8"
PAGE_HEADERS: Mapping[str, str] = MappingProxyType(
    {
        "Content-Security-Policy": "default-src 'none'; style-src 'self'; script-src 'self'; "
        "img-src 'self' data:; connect-src 'self'; base-uri 'none'; "
        "form-action 'none'; frame-ancestors 'none'",
        "Referrer-Policy": "same-origin",
    }
)
_POLICY = "Content-Security-Policy"
FORM_HEADERS: Mapping[str, str] = MappingProxyType(
    {_POLICY: PAGE_HEADERS[_POLICY].replace("form-action 'none'", "form-action 'self'")}
)
"""On top, for pages whose forms send to this site."""
_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml; charset=utf-8",
}


@dataclass(frozen=True)
class StaticFile:
    """One static file; its address names its content, so that it may be kept for ever."""

    file: Path

    @property
    def path(self) -> str:
        """Where it is served; Flask, under the framework, keeps /static for itself."""
        return f"/assets/{self.file.name}"

    @property
    def url(self) -> str:
        """What a page links to: another content has another address."""
        return f"{self.path}?v={self.version}"

    @property
    def content_type(self) -> str:
        """Its media type."""
        return _TYPES[self.file.suffix]

    @cached_property
    def text(self) -> str:
        """Its content."""
        return self.file.read_text(encoding="utf-8")

    @cached_property
    def version(self) -> str:
        """A digest of its content."""
        return hashlib.sha256(self.text.encode()).hexdigest()[:16]

    def headers(self, asked_version: str | None) -> dict[str, str]:
        """Give how long it may be kept: only an address with the right version is for ever."""
        if asked_version != self.version:
            return {"Cache-Control": "no-cache"}
        return {"Cache-Control": "public, max-age=31536000, immutable"}


class Site:
    """The templates and static files of one function's folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.files = tuple(StaticFile(file) for file in sorted((folder / "static").iterdir()))
        self._urls = {file.file.name: file.url for file in self.files}
        self.environment = cache(self._environment)

    def render(self, template: str, language: Language, **values: object) -> str:
        """Fill in a template in the reader's language."""
        return self.environment(language).get_template(template).render(values)

    def _environment(self, language: Language) -> Environment:
        environment = Environment(
            loader=FileSystemLoader(self._folder / "templates"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            extensions=["jinja2.ext.i18n"],
        )
        environment.policies["ext.i18n.trimmed"] = True
        environment.install_gettext_translations(  # type: ignore[attr-defined]  # by the extension
            translations(language), newstyle=True
        )
        environment.globals |= {"language": language, "static": self._urls.__getitem__}
        return environment


class HasRoutes(Protocol):
    """One page, or several that belong together."""

    @property
    def routes(self) -> Mapping[tuple[str, str], Page]:
        """Give what answers where."""
        ...


def routes(
    site: Site, pages: Iterable[HasRoutes], clock: Clock
) -> Mapping[tuple[str, str], Handled]:
    """Give what answers where, of pages and of the site's static files."""

    def page(of: Page, request: Request) -> tuple[int, str, str, dict[str, str]]:
        status, body, headers = of(request, clock.now())
        return status, body, HTML, {**PAGE_HEADERS, **headers}

    def static(file: StaticFile, request: Request) -> tuple[int, str, str, dict[str, str]]:
        return 200, file.text, file.content_type, file.headers(request.args.get("v"))

    return {
        **{route: partial(page, of) for one in pages for route, of in one.routes.items()},
        **{("GET", file.path): partial(static, file) for file in site.files},
    }
