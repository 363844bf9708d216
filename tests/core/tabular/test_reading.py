"""Files as they come: encodings, delimiters, damaged, hostile."""

from __future__ import annotations

import csv
import io
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from tuilage.core.tabular.encoding import look_over
from tuilage.core.tabular.exports import plain
from tuilage.core.tabular.guessing import guess_columns
from tuilage.core.tabular.reading import NotATable, Row, open_table
from tuilage.core.tabular.targets import Reading
from tuilage.foundation.people.imports.fields import FIELDS

TEXT = "NOM;PRÉNOM\nLefèvre;Zoé\nNuñez;Œuf\n"


def rows(data: bytes) -> list[Row]:
    return list(open_table(io.BytesIO(data)).rows)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
def test_every_encoding_of_an_office_is_read(encoding: str) -> None:
    table = open_table(io.BytesIO(TEXT.encode(encoding)))
    assert table.headings == ["NOM", "PRÉNOM"]
    assert [row.cells for row in table.rows] == [["Lefèvre", "Zoé"], ["Nuñez", "Œuf"]]


@pytest.mark.parametrize("delimiter", [";", ",", "\t", "|"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_every_delimiter_and_end_of_line_is_read(delimiter: str, end: str) -> None:
    data = end.join([f"a{delimiter}b", f'"1{delimiter}2"{delimiter}3', f"4{delimiter}5"]).encode()
    assert [row.cells for row in rows(data)] == [[f"1{delimiter}2", "3"], ["4", "5"]]


def test_rows_keep_the_number_a_spreadsheet_shows_and_say_what_is_odd() -> None:
    found = rows(b"a;b\n1\n\n1;2;3\n\0x;y\n" + b"z" * 2_000 + b";1\n")
    assert [(row.number, row.oddities) for row in found] == [
        (2, ["row.short"]), (4, ["row.long"]), (5, ["cell.nul"]), (6, ["cell.long"]),
    ]  # fmt: skip
    assert found[2].cells == ["x", "y"]


def test_headings_missing_or_twice_are_said() -> None:
    table = open_table(io.BytesIO(b"1234567;Durand;03/02/1980\n1234568;Petit;04/02/1980\n"))
    assert table.remarks == ["headings.missing"]
    assert [row.number for row in table.rows] == [1, 2]
    table = open_table(io.BytesIO(b"nom;nom;\na;b;c\n"))
    assert table.headings[:2] == ["nom", "nom (2)"]
    assert "headings.twice" in table.remarks


@pytest.mark.parametrize(
    "data", [b"", b"\n\n \n", b"%PDF-1.7 x", b"\xd0\xcf\x11\xe0 old", b"PK\x03\x04 broken"]
)
def test_what_is_no_table_is_refused_in_a_sentence(data: bytes) -> None:
    with pytest.raises(NotATable) as refusal:
        rows(data)
    assert str(refusal.value)


@pytest.mark.parametrize("limit", [131_072, 16_000_000])
def test_a_quotation_mark_never_closed_does_not_swallow_the_memory(limit: int) -> None:
    """Whatever field limit another reader of the process asked for."""
    before = csv.field_size_limit(limit)
    try:
        with pytest.raises(NotATable):
            rows(b'a;b\n"open;1\n' + b"x;y\n" * 60_000)
    finally:
        csv.field_size_limit(before)


def workbook(*lines: list[object]) -> bytes:
    book, content = Workbook(), io.BytesIO()
    for line in lines:
        book.active.append(line)  # type: ignore[union-attr]
    book.save(content)
    return content.getvalue()


def test_a_workbook_is_read_and_its_formulas_are_not_run() -> None:
    from datetime import date

    found = rows(workbook(["NOM", "NÉ LE", "CP"], ["=1+1", date(1980, 2, 3), 47000.0]))
    assert found[0].cells == ["", "1980-02-03", "47000"]


def test_a_zip_bomb_is_not_opened() -> None:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/workbook.xml", b"<x/>")
        packed.writestr("xl/worksheets/sheet1.xml", b"0" * 80_000_000)
    with pytest.raises(NotATable):
        rows(content.getvalue())


@given(st.binary(max_size=400))
def test_no_bytes_whatever_make_it_fail_otherwise_than_in_a_sentence(data: bytes) -> None:
    try:
        found = rows(data)
    except NotATable:
        return
    assert all("\0" not in cell for row in found for cell in row.cells)


@given(st.text(max_size=60))
def test_whatever_is_exported_is_no_formula(text: str) -> None:
    assert not plain(text).startswith(("=", "+", "-", "@", "\t", "\r"))


def test_the_print_is_that_of_the_whole_file() -> None:
    import hashlib

    data = b"a;b\n" * 10
    assert look_over(io.BytesIO(data)).sha256 == hashlib.sha256(data).hexdigest()


def test_columns_are_guessed_from_their_headings_and_what_they_hold() -> None:
    headings = ["N° individu", "NOM", "Prénom", "Date naiss.", "CP", "Ville", "Tél", "Remarque"]
    sample = [["A1", "DURAND", "Zoé", "03/02/1980", "47000", "AGEN", "0601020304", "x"]]
    guessed = {heading: guess.field for heading, guess in guess_columns(headings, sample, FIELDS).items()}
    assert guessed == {
        "N° individu": "external_id", "NOM": "birth_name", "Prénom": "first_names", "Date naiss.": "birth_date",
        "CP": "postcode", "Ville": "commune", "Tél": "phone",
    }  # fmt: skip


def test_values_are_mapped_and_an_empty_column_hides_nothing() -> None:
    reading = Reading({"a": "x", "b": "y"}, values={"x": {"1": "woman"}})
    assert reading.fields_of(["a", "b"], ["1", ""]) == {"x": "woman", "y": ""}
