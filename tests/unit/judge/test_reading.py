"""CSVs as they come out of all kinds of programs."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.bench.judge.reading import BadData, read

ROWS = "source,won\nads,1\nmail,0\n"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "leads.csv"


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_the_one_that_parts_the_header(path: Path, delimiter: str) -> None:
    path.write_text(ROWS.replace(",", delimiter))
    assert read(path).by_name == {"source": ["ads", "mail"], "won": ["1", "0"]}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_a_byte_order_mark_is_no_part_of_the_first_name(path: Path, encoding: str) -> None:
    path.write_bytes("لمصدر,won\nفيسبوك,1\n".encode(encoding))
    assert read(path).by_name == {"لمصدر": ["فيسبوك"], "won": ["1"]}


def test_what_is_not_utf_8_is_read_as_windows_1252_and_said(path: Path) -> None:
    path.write_bytes("Straße,won\nä,1\n".encode("cp1252"))
    columns = read(path)
    assert list(columns.by_name) == ["Straße", "won"]
    assert columns.remarks == ("the file is not UTF-8; it was read as Windows-1252",)


def test_what_an_arabic_windows_saved_is_read_as_arabic(path: Path) -> None:
    path.write_bytes("المدينة,بيع\nجدة,نعم\nCafe,لا\n".encode("cp1256"))
    columns = read(path)
    assert columns.by_name == {"المدينة": ["جدة", "Cafe"], "بيع": ["نعم", "لا"]}
    assert columns.remarks == ("the file is not UTF-8; it was read as Windows-1256",)


def test_quoted_cells_keep_delimiters_and_line_breaks(path: Path) -> None:
    path.write_text('text,won\r\n"a, b\nc",1\r\n')
    assert read(path).by_name["text"] == ["a, b\nc"]


def test_rows_of_another_width_are_said(path: Path) -> None:
    path.write_text("a,b\n1\n1,2,3\n1,2,\n")
    columns = read(path)
    assert columns.by_name == {"a": ["1", "1", "1"], "b": ["", "2", "2"]}
    assert [remark.split()[0] for remark in columns.remarks] == ["1", "1"]


def test_columns_of_the_same_name_or_of_none_are_kept_apart(path: Path) -> None:
    path.write_text("a,a,,b\n1,2,3,4\n")
    assert list(read(path).by_name) == ["a", "a (2)", "column 3", "b"]


@pytest.mark.parametrize(
    ("raw", "why"),
    [
        (b"", "is empty"),
        (b" \n\n", "is empty"),
        (b"a,b\n", "a header and no leads"),
        (b"name\nAli\nMona\n", "one column only"),
        (b"PK\x03\x04rest", "a spreadsheet or an archive, not a CSV"),
        (b"a,b\n1,\x00\n", "zero bytes"),
        (b'a,b\n1,"' + b"x" * (1 << 20) + b'y"\n', "not a CSV that can be read"),
    ],
)
def test_what_is_no_table_is_refused_with_the_reason(path: Path, raw: bytes, why: str) -> None:
    path.write_bytes(raw)
    with pytest.raises(BadData, match=why):
        read(path)


def test_a_file_that_is_not_there_and_a_folder_are_refused(path: Path) -> None:
    with pytest.raises(BadData, match="cannot be read: No such file"):
        read(path)
    with pytest.raises(BadData, match="cannot be read: Is a directory"):
        read(path.parent)
