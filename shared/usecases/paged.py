"""A query to its end, page after page."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from shared.domain.document import Document
    from shared.domain.queries import QueryShape
    from shared.ports import Memory


def documents(
    memory: Memory,
    shape: QueryShape,
    *,
    equals: Mapping[str, str | int | bool] | None = None,
    at_least: str | float | None = None,
    below: str | float | None = None,
    descending: bool = False,
    page_size: int = 100,
) -> Iterator[Document]:
    """Give every document that a query finds, in its order."""
    cursor = None
    while True:
        page = memory.query(
            shape,
            equals=equals,
            at_least=at_least,
            below=below,
            descending=descending,
            limit=page_size,
            cursor=cursor,
        )
        yield from page.documents
        cursor = page.cursor
        if cursor is None:
            return
