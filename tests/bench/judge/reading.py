"""Any CSV of leads as columns of text, whatever program saved it."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

DELIMITERS = ",;\t|"
_LONGEST_CELL = 1 << 20
_MOST_BYTES = 1 << 30
_BOMS = {b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16", b"\xef\xbb\xbf": "utf-8-sig"}
_HIGH = re.compile(rb"[\xc0-\xff]")
_HIGH_RUNS = re.compile(rb"[\xc0-\xff]{3,}")
_BINARY = {b"PK": "a spreadsheet or an archive", b"\x1f\x8b": "compressed", b"%PDF": "a PDF"}


class BadData(ValueError):
    """The data cannot be judged; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class Columns:
    """A table by columns, all of the same length; cells are stripped text."""

    by_name: dict[str, list[str]]
    remarks: tuple[str, ...] = ()

    def __len__(self) -> int:
        """Count the rows."""
        return len(next(iter(self.by_name.values()), ()))


def read(path: Path) -> Columns:
    """Read a CSV file with a header; raises BadData."""
    raw = _bytes(path)
    text, remarks = _decoded(raw, path)
    delimiter = _delimiter(text, path)
    csv.field_size_limit(_LONGEST_CELL)
    try:
        rows = [
            row for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter) if row
        ]
    except csv.Error as error:
        raise BadData(f"{path} is not a CSV that can be read: {error}") from error
    names = _names(rows[0])
    if len(rows) == 1:
        raise BadData(f"{path} has a header and no leads")
    remarks += _ragged(rows, len(names))
    width = range(len(names))
    cells = [[row[i].strip() if i < len(row) else "" for row in rows[1:]] for i in width]
    kept = {name: column for name, column in zip(names, cells, strict=True) if name or any(column)}
    return Columns(kept, remarks)


def _bytes(path: Path) -> bytes:
    try:
        if path.stat().st_size > _MOST_BYTES:
            raise BadData(f"{path} is larger than 1 GB")
        raw = path.read_bytes()
    except OSError as error:
        raise BadData(f"{path} cannot be read: {error.strerror}") from error
    for start, what in _BINARY.items():
        if raw.startswith(start):
            raise BadData(f"{path} is {what}, not a CSV: save it as CSV (UTF-8) first")
    if not raw.strip():
        raise BadData(f"{path} is empty")
    return raw


def _decoded(raw: bytes, path: Path) -> tuple[str, tuple[str, ...]]:
    encoding = next((name for bom, name in _BOMS.items() if raw.startswith(bom)), "utf-8")
    try:
        text = raw.decode(encoding)
    except UnicodeDecodeError:
        text, name = _of_old_windows(raw)
        remark = f"the file is not UTF-8; it was read as Windows-{name}"
    else:
        remark = ""
    if "\0" in text:
        raise BadData(f"{path} holds zero bytes: it is not text, or in an encoding without a mark")
    return text, (remark,) if remark else ()


def _of_old_windows(raw: bytes) -> tuple[str, str]:
    """Read what Excel of an Arabic or a western Windows saved, whichever it looks like.

    Letters above ASCII stand alone in western words and make up whole words in Arabic ones:
    where most of them stand in runs of three and more, it is Arabic.
    """
    high = len(_HIGH.findall(raw))
    in_words = sum(len(run) for run in _HIGH_RUNS.findall(raw))
    if in_words * 2 > high:
        return raw.decode("cp1256"), "1256"
    return raw.decode("cp1252", "replace"), "1252"


def _delimiter(text: str, path: Path) -> str:
    """Take the sign that parts the header into the most columns."""
    header = text.lstrip("\r\n").partition("\n")[0]
    widths = {sign: len(next(csv.reader([header], delimiter=sign), [])) for sign in DELIMITERS}
    best = max(DELIMITERS, key=lambda sign: widths[sign])
    if widths[best] < 2:
        raise BadData(
            f"the first line of {path} is one column only: a header is needed, its columns parted"
            " by a comma, a semicolon, a tab or |"
        )
    return best


def _names(header: list[str]) -> list[str]:
    names: list[str] = []
    for place, cell in enumerate(header, 1):
        name = cell.strip()
        names.append(f"{name or 'column'} ({place})" if name in names and name else name)
    return [name or f"column {place}" for place, name in enumerate(names, 1)]


def _ragged(rows: list[list[str]], width: int) -> tuple[str, ...]:
    short = sum(len(row) < width for row in rows[1:])
    wide = sum(any(cell.strip() for cell in row[width:]) for row in rows[1:])
    found = []
    if short:
        found.append(f"{short} rows have fewer cells than the header; the rest counts as missing")
    if wide:
        found.append(f"{wide} rows have more cells than the header; the surplus was left out")
    return tuple(found)
