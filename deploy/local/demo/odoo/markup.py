"""HTML made harmless: what a real Odoo leaves of a field that holds HTML."""

from __future__ import annotations

import html
import re
from html.parser import HTMLParser
from typing import Final

ALLOWED: Final = frozenset(
    [
        "a",
        "abbr",
        "b",
        "blockquote",
        "br",
        "code",
        "dd",
        "del",
        "div",
        "dl",
        "dt",
        "em",
        "font",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "hr",
        "i",
        "img",
        "ins",
        "li",
        "ol",
        "p",
        "pre",
        "s",
        "small",
        "span",
        "strong",
        "sub",
        "sup",
        "table",
        "tbody",
        "td",
        "th",
        "thead",
        "tr",
        "u",
        "ul",
    ]
)
DROPPED_WITH_CONTENT: Final = frozenset(
    ["script", "style", "iframe", "object", "embed", "form", "noscript"]
)
ATTRIBUTES: Final = frozenset(
    [
        "href",
        "src",
        "alt",
        "title",
        "class",
        "id",
        "dir",
        "lang",
        "align",
        "width",
        "height",
        "style",
    ]
)
VOID: Final = frozenset({"br", "hr", "img"})
SCHEMES: Final = ("http:", "https:", "mailto:", "tel:")


def sanitized(text: str) -> str:
    """Keep text and harmless tags; bare text becomes a paragraph."""
    cleaner = _Cleaner()
    cleaner.feed(text)
    cleaner.close()
    clean = "".join(cleaner.parts)
    is_bare = clean.strip() and not clean.lstrip().startswith("<")
    return f"<p>{clean}</p>" if is_bare else clean


class _Cleaner(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self._dropping: list[str] = []
        self._open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in DROPPED_WITH_CONTENT:
            self._dropping.append(tag)
        elif tag in ALLOWED and not self._dropping:
            self.parts.append(f"<{tag}{_attributes(attrs)}>")
            if tag not in VOID:
                self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if self._dropping:
            if tag == self._dropping[-1]:
                self._dropping.pop()
        elif tag in self._open:
            self._close_until(tag)

    def handle_data(self, data: str) -> None:
        if not self._dropping:
            self.parts.append(html.escape(data, quote=False))

    def close(self) -> None:
        """End what is still open."""
        super().close()
        while self._open:
            self._close_until(self._open[-1])

    def _close_until(self, tag: str) -> None:
        closed = ""
        while closed != tag:
            closed = self._open.pop()
            self.parts.append(f"</{closed}>")


def _attributes(attributes: list[tuple[str, str | None]]) -> str:
    kept = [(name, value or "") for name, value in attributes if _is_kept(name)]
    safe = [(name, "" if _is_unsafe(name, value) else value) for name, value in kept]
    return "".join(f' {name}="{html.escape(value)}"' for name, value in safe)


def _is_kept(name: str) -> bool:
    return name in ATTRIBUTES or name.startswith("data-")


def _is_unsafe(name: str, value: str) -> bool:
    """An address with a scheme that is not a harmless one; blanks within do not hide it."""
    address = re.sub(r"[\x00-\x20]", "", value).lower()
    has_scheme = re.match(r"[a-z][a-z0-9+.-]*:", address) is not None
    return name in {"href", "src"} and has_scheme and not address.startswith(SCHEMES)
