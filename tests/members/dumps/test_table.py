"""Files as tables: every common form of CSV, workbooks, and what is broken or hostile."""

import io
import zipfile
from datetime import date, datetime

import openpyxl
import pytest

from members.dumps import sheets, table
from members.dumps.table import read_table
from portal.importing import SourceError


def write(tmp_path, content, name="dump.csv"):
    path = tmp_path / name
    path.write_bytes(content)
    return path


def refusal(path):
    with pytest.raises(SourceError) as error:
        read_table(path)
    return str(error.value)


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"], ids=["plain", "BOM"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"], ids=["LF", "CRLF", "CR"])
def test_every_common_form(tmp_path, delimiter, mark, end):
    lines = ["family_name|given_name", '"Quill ""X""|Y"|Ana', "", "Łoś|Вера"]
    text = end.join(line.replace("|", delimiter) for line in lines)
    found = read_table(write(tmp_path, mark + text.encode()))
    assert found.headers == ("family_name", "given_name")
    assert found.rows == [(2, (f'Quill "X"{delimiter.strip() or " "}Y', "Ana")), (4, ("Łoś", "Вера"))]


def test_lines_are_counted_through_quoted_newlines_and_the_line_of_a_spreadsheet(tmp_path):
    found = read_table(write(tmp_path, b'sep=;\nfamily_name;given_name\n"Qu\nill";Ana\nReed;Bo\n'))
    assert found.rows == [(3, ("Qu ill", "Ana")), (5, ("Reed", "Bo"))]


def test_rows_of_another_length_are_broken_not_guessed(tmp_path):
    found = read_table(write(tmp_path, b"a,b,c\n1,2,3\n1,2\n1,2,3,4\n1,2,3,,\n"))
    assert [line for line, _ in found.rows] == [2, 5]
    assert found.broken == [
        (3, "it has 2 values, but there are 3 columns"),
        (4, "it has 4 values, but there are 3 columns"),
    ]


def test_equal_and_empty_headers_are_told_apart(tmp_path):
    assert read_table(write(tmp_path, b"a,,a,b\n1,2,3,4\n")).headers == ("a", "column 2", "a (2)", "b")


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "it is empty"),
        (b"\n \n", "it is empty"),
        (b"a,b\n", "it has headers, but no rows"),
        ("a,b\nGrün,1\n".encode("latin-1"), "line 2 is not UTF-8"),
        ("a,b\n1,2\n".encode("utf-16"), "line 1 is not UTF-8"),
        (b'a,b\n1,"2\n3,4\n', "from line 2: a quote is not closed: the file is cut off or broken"),
        (b'a,b\n1,"2"x\n', "from line 2: ',' expected after '\"'"),
        (b"a,b\n" + b"x" * 20_001 + b",1\n", "a value in line 2 is longer than 20,000 characters"),
        (b"a,b\n" + b"x" * 200_000 + b",1\n", "from line 2: field larger than field limit"),
        (b",".join(b"h%d" % n for n in range(201)) + b"\n1\n", "it has more than 200 columns"),
        (b"PK\x03\x04 and then nothing", "it is a broken or truncated workbook"),
    ],
)
def test_what_cannot_be_read_is_one_sentence(tmp_path, content, words):
    said = refusal(write(tmp_path, content))
    assert said.startswith("dump.csv: ")
    assert words in said
    assert "\n" not in said


def test_a_line_of_200_megabytes_is_refused_by_its_size(tmp_path):
    path = tmp_path / "long.csv"
    with path.open("wb") as file:
        file.write(b"a,b\n")
        file.truncate(200 * 2**20)
    assert "more than the 67,108,864 that a dump can have" in refusal(path)


def test_too_many_rows(tmp_path, monkeypatch):
    monkeypatch.setattr(table, "ROWS", 3)
    assert "it has more than 3 rows" in refusal(write(tmp_path, b"a\n1\n2\n3\n4\n"))


def workbook(tmp_path, *rows):
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    path = tmp_path / "dump.xlsx"
    book.save(path)
    return path


def changed(path, name, change):
    """The workbook with one of its parts changed."""
    made = io.BytesIO()
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as target:
        for part in source.namelist():
            content = source.read(part)
            target.writestr(part, change(content) if part == name else content)
    path.write_bytes(made.getvalue())
    return path


SHEET = "xl/worksheets/sheet1.xml"


def test_a_workbook_has_days_and_whole_numbers(tmp_path):
    rows = (
        ["family_name", "from", "until", "share"],
        ["Quill", datetime(2024, 2, 29), date(2025, 1, 1), 50.0],  # noqa: DTZ001  workbooks know no zone
        [None],
        ["Reed"],
    )
    found = read_table(workbook(tmp_path, *rows))
    assert found.rows == [(2, ("Quill", date(2024, 2, 29), date(2025, 1, 1), "50")), (4, ("Reed", "", "", ""))]


def test_formulas_are_values(tmp_path):
    path = workbook(tmp_path, ["family_name", "share"], ["Quill", "=1+49"], ["Reed", 3])
    assert read_table(path).rows[0] == (2, ("Quill", ""))
    path = changed(path, SHEET, lambda xml: xml.replace(b"<v></v>", b"<v>50</v>"))
    assert read_table(path).rows[0] == (2, ("Quill", "50"))


def test_a_million_declared_rows_cost_nothing(tmp_path):
    path = workbook(tmp_path, ["family_name"], ["Quill"])
    path = changed(path, SHEET, lambda xml: xml.replace(b'ref="A1:A2"', b'ref="A1:XFD1000000"'))
    assert read_table(path).rows == [(2, ("Quill",))]


def test_a_cell_at_the_far_corner_is_too_far(tmp_path):
    path = workbook(tmp_path, ["family_name"], ["Quill"])
    path = changed(path, SHEET, lambda xml: xml.replace(b'r="2"', b'r="1048576"').replace(b'r="A2"', b'r="XFD1048576"'))
    assert "it has more than 200,000 rows" in refusal(path)


def test_a_bomb_is_refused_before_it_is_unpacked(tmp_path, monkeypatch):
    path = tmp_path / "bomb.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("[Content_Types].xml", b" " * (101 * 2**20))
    monkeypatch.setattr(zipfile.ZipFile, "read", None)  # nothing may be unpacked
    assert "unpacked it is larger than any dump" in refusal(path)


def test_entities_are_refused(tmp_path):
    bomb = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>'
    path = changed(workbook(tmp_path, ["a"], ["b"]), SHEET, lambda xml: bomb + xml)
    assert "declares a document type" in refusal(path)


@pytest.mark.parametrize("kept", [30, 600, -40])
def test_a_truncated_workbook(tmp_path, kept):
    path = workbook(tmp_path, ["a"], ["b"])
    path.write_bytes(path.read_bytes()[:kept])
    assert "broken or truncated" in refusal(path)


def test_a_zip_that_is_no_workbook(tmp_path):
    path = tmp_path / "other.xlsx"
    with zipfile.ZipFile(path, "w") as packed:
        packed.writestr("hello.txt", "hello")
    assert "it is no workbook that can be read" in refusal(path)


def test_the_limits_are_what_the_words_say():
    assert (table.ROWS, table.COLUMNS, table.CELL, sheets.UNPACKED_BYTES) == (200_000, 200, 20_000, 100 * 2**20)


def test_a_folder_and_a_missing_file(tmp_path):
    assert "cannot be read: Is a directory" in refusal(tmp_path)
    assert "cannot be read: No such file" in refusal(tmp_path / "none.csv")
