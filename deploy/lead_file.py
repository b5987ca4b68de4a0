"""A file of leads: its encoding, its separator, its rows, read as a stream."""

from __future__ import annotations

import codecs
import csv
from contextlib import contextmanager
from typing import TYPE_CHECKING, TextIO

from shared.domain.lead_export import LeadTable
from shared.errors import BadInput
from shared.usecases.import_leads import Row

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from shared.domain.ids import FormId, PageId

_SAMPLE = 4096
_SEPARATORS = "\t;,"


@contextmanager
def lead_file(path: Path) -> Iterator[TextIO]:
    """Open a file as Meta exports it: UTF-16 or UTF-8, with or without a byte order mark.

    Letters that are broken come as U+FFFD, so that one of them costs one row.
    """
    with path.open("rb") as raw:
        encoding = _encoding(raw.read(_SAMPLE))
    with path.open(encoding=encoding, errors="replace", newline="") as text:
        yield text


def rows(text: TextIO, page_id: PageId, form_id: FormId | None) -> Iterator[Row]:
    """Give every row with its line in the file; raises BadInput if this is no export of leads."""
    first = text.readline()
    separator = max(_SEPARATORS, key=first.count)
    header = next(csv.reader([first], delimiter=separator), [])
    table = LeadTable.of(header, page_id, form_id)
    # Strict: an open quotation mark would swallow the rows that follow.
    cells, before = csv.reader(text, delimiter=separator, strict=True), 1
    while True:
        line = before + cells.line_num + 1
        try:
            row = next(cells)
        except StopIteration:
            return
        except csv.Error:
            last = before + cells.line_num
            fault = f"a quotation mark is missing or wrong; not read: lines {line} to {last}"
            yield Row(line, None, fault)
            continue
        if any(cell.strip() for cell in row):
            yield _row(table, line, row)


def _row(table: LeadTable, line: int, cells: list[str]) -> Row:
    try:
        return Row(line, table.lead(cells))
    except BadInput as error:
        return Row(line, None, str(error))


def _encoding(start: bytes) -> str:
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    if start[1:2] == b"\0":
        return "utf-16-le"
    return "utf-16-be" if start[:1] == b"\0" else "utf-8-sig"
