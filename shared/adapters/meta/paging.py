"""Cursor paging: every page of an edge, and never a step off the Graph host."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

from shared.errors import PermanentError, TransientError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from shared.adapters.meta.foreign import Foreign

MAX_PAGES = 10_000


def pages(
    read: Callable[[Mapping[str, str]], Foreign], params: Mapping[str, str], graph_url: str
) -> Iterator[Foreign]:
    """Give every item of an edge, page after page; `read` makes the call.

    Meta's `paging.next` is a whole address with the token in it. It is checked against
    `graph_url` and only its cursor is used: raises PermanentError if it leads elsewhere,
    TransientError if the cursors run in a circle.
    """
    after: str | None = None
    seen: set[str] = set()
    while True:
        page = read({**params, "after": after} if after else params)
        yield from page.need("data").items()
        after = _next_cursor(page, graph_url)
        if after is None:
            return
        if after in seen or len(seen) >= MAX_PAGES:
            raise TransientError("Meta's pages do not come to an end", code="meta_paging_loop")
        seen.add(after)


def _next_cursor(page: Foreign, graph_url: str) -> str | None:
    paging = page.at("paging")
    following = paging.at("next") if paging is not None else None
    if paging is None or following is None:
        return None
    query = _query_on_host(following.text(), graph_url)
    cursors = paging.at("cursors")
    if "after" in query:
        return query["after"][0]
    if cursors is None:
        raise TransientError("Meta's next page has no cursor", code="meta_unexpected_reply")
    return cursors.need("after").text()


def _query_on_host(link: str, graph_url: str) -> dict[str, list[str]]:
    try:
        parts = urlsplit(link)
        is_ours = _origin(link) == _origin(graph_url) and "@" not in parts.netloc
        query = parse_qs(parts.query, max_num_fields=100)
    except ValueError:
        is_ours, query = False, {}
    if not is_ours:
        raise PermanentError("Meta's next page lies on another host", code="meta_foreign_next")
    return query


def _origin(url: str) -> tuple[str, str | None, int | None]:
    parts = urlsplit(url)
    default = {"http": 80, "https": 443}.get(parts.scheme)
    return parts.scheme, parts.hostname, parts.port or default
