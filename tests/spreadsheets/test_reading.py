"""What is read, and what is refused by name before it can do harm."""

from __future__ import annotations

import io
import struct
import zipfile

import pytest
import xlsxwriter

from huzhu.spreadsheets import reading
from huzhu.spreadsheets.reading import (
    Bomb,
    Damaged,
    EmptyFile,
    OldExcel,
    TooLarge,
    TooManyCells,
    UnreadableFile,
    WrongKind,
    letter,
    read,
)

ROWS = [["工号", "姓名", "接头/秒"], ["20311", "许春梅", "61"], ["20325", "沈玉兰", "82.5"]]
CONTENT = (
    '<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
    "<sheetData>{}</sheetData></worksheet>"
)


def xlsx(fill) -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        fill(book)
    return out.getvalue()


def small(book: xlsxwriter.Workbook) -> None:
    page = book.add_worksheet("2026年10月")
    for at, row in enumerate(ROWS):
        page.write_row(at, 0, row)


def with_part(source: bytes, name: str, data: bytes) -> bytes:
    """The same archive with one part put in or replaced."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(source)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.namelist():
            if entry != name:
                new.writestr(entry, old.read(entry))
        new.writestr(name, data)
    return out.getvalue()


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_csv_is_read_in_every_encoding_and_separator(encoding: str, separator: str) -> None:
    text = "\r\n".join(separator.join(row) for row in ROWS)
    assert read(text.encode(encoding), "名单.csv").sheets[0].rows == ROWS


def test_quoted_separators_and_line_breaks_stay_in_their_cell() -> None:
    rows = read('工号,备注\n1,"a,b\nc;d"\n'.encode()).sheets[0].rows
    assert rows == [["工号", "备注"], ["1", "a,b\nc;d"]]


def test_a_workbook_is_read_with_its_sheets_names_and_merged_cells() -> None:
    def fill(book: xlsxwriter.Workbook) -> None:
        small(book)
        page = book.add_worksheet("b")
        page.merge_range(1, 0, 3, 0, "甲班")
        page.write(4, 1, 3.5)

    book = read(xlsx(fill), "x.xlsx")
    assert [sheet.name for sheet in book.sheets] == ["2026年10月", "b"]
    assert book.sheets[0].rows == ROWS
    assert book.sheets[1].merged == ((1, 0, 3, 0),)
    assert book.sheets[1].rows[4] == ["", 3.5]


def test_hidden_and_empty_sheets_are_left_out() -> None:
    def fill(book: xlsxwriter.Workbook) -> None:
        small(book)
        hidden = book.add_worksheet("hidden")
        hidden.write(0, 0, "x")
        hidden.hide()
        book.add_worksheet("empty")

    assert [sheet.name for sheet in read(xlsx(fill)).sheets] == ["2026年10月"]


def test_a_million_empty_rows_are_trimmed() -> None:
    assert read(("a,b\n1,2\n" + ",\n" * 900_000).encode()).sheets[0].rows == [["a", "b"], ["1", "2"]]

    def fill(book: xlsxwriter.Workbook) -> None:
        small(book)
        book.worksheets()[0].set_row(1_048_575, 20)

    assert read(xlsx(fill)).sheets[0].rows == ROWS


def test_a_zip_bomb_is_refused_before_it_unpacks() -> None:
    source = xlsx(small)
    assert read(source)
    with pytest.raises(Bomb):
        read(with_part(source, "xl/media/bomb.bin", bytes(30 * 2**20)))


def test_too_many_entries_and_too_many_bytes_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    source = xlsx(small)
    monkeypatch.setattr(reading, "MAX_ENTRIES", 3)
    with pytest.raises(Bomb):
        read(source)
    monkeypatch.setattr(reading, "MAX_BYTES", 1000)
    with pytest.raises(TooLarge):
        read(source)


def test_an_archive_that_lies_about_its_sizes_is_refused() -> None:
    source = bytearray(xlsx(small))
    with zipfile.ZipFile(io.BytesIO(bytes(source))) as archive:
        true = archive.getinfo("xl/worksheets/sheet1.xml").file_size
    at = source.rindex(b"xl/worksheets/sheet1.xml") - 46
    assert struct.unpack_from("<I", source, at + 24)[0] == true
    struct.pack_into("<I", source, at + 24, 10)
    with pytest.raises(UnreadableFile):
        read(bytes(source))


def test_a_column_formatted_to_the_last_row_is_no_far_cell() -> None:
    styled = '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576" s="1"/></row>'
    source = with_part(xlsx(small), "xl/worksheets/sheet1.xml", CONTENT.format(styled).encode())
    assert read(source).sheets[0].rows == [[1.0]]
    hidden = styled.replace('s="1"/>', 's="/>"><v>1</v></c>')
    with pytest.raises(TooManyCells):
        read(with_part(source, "xl/worksheets/sheet1.xml", CONTENT.format(hidden).encode()))


@pytest.mark.parametrize("far", ["XFD1048576", "Z1048576", "XFD1"])
def test_one_far_cell_does_not_make_a_giant_table(far: str) -> None:
    cells = f'<row r="1"><c r="A1"><v>1</v></c></row><row><c r="{far}"><v>1</v></c></row>'
    source = with_part(xlsx(small), "xl/worksheets/sheet1.xml", CONTENT.format(cells).encode())
    with pytest.raises(TooManyCells):
        read(source)
    near = CONTENT.format('<row r="2"><c r="B2"><v>1</v></c></row>').encode()
    assert read(with_part(xlsx(small), "xl/worksheets/sheet1.xml", near)).sheets[0].rows == [("", ""), ["", 1.0]]


def test_external_links_are_left_behind() -> None:
    link = b'<externalLink xmlns="x"><externalBook r:id="rId1"/></externalLink>'
    source = with_part(xlsx(small), "xl/externalLinks/externalLink1.xml", link)
    assert read(source).sheets[0].rows == ROWS
    with zipfile.ZipFile(io.BytesIO(reading._cleaned(source)[0])) as kept:
        assert not [name for name in kept.namelist() if "external" in name]


def test_entities_of_a_document_type_are_refused() -> None:
    evil = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa">]>' + CONTENT.format("").encode()[21:]
    with pytest.raises(WrongKind):
        read(with_part(xlsx(small), "xl/worksheets/sheet1.xml", evil))


@pytest.mark.parametrize(
    ("source", "error"),
    [
        (b"", EmptyFile),
        (b" \r\n\n", EmptyFile),
        (b",,,\n,,\n", EmptyFile),
        (b"\x89PNG\r\n\x1a\n\x00\x00", WrongKind),
        (b"%PDF-1.7 x", WrongKind),
        (b"<html><table></table></html>", WrongKind),
        (b"\xff\xff\xff\xff\xff", WrongKind),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1rest", OldExcel),
        (b"PK\x03\x04 cut off", Damaged),
    ],
    ids=["empty", "blank lines", "commas", "png", "pdf", "html", "no encoding", "old excel", "cut off"],
)
def test_wrong_kinds_of_file_are_refused_with_what_to_do(source: bytes, error: type[UnreadableFile]) -> None:
    with pytest.raises(error) as caught:
        read(source)
    assert len(str(caught.value)) > 10 and caught.value.code


def test_a_zip_that_is_no_workbook_is_refused() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("hello.txt", "x")
    with pytest.raises(WrongKind):
        read(out.getvalue())


def test_columns_have_the_letters_that_users_see() -> None:
    assert [letter(i) for i in (0, 25, 26, 701, 702)] == ["A", "Z", "AA", "ZZ", "AAA"]
