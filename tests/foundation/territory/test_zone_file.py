"""Files of zones, good and hostile: what is read, what is said."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tuilage.foundation.territory import zone_file
from tuilage.foundation.territory.zone_file import NotATable, ZoneLine, read_zone_file

TABLE = "code;commune;zone\n47001;Agen;Nord\n47323;Villeneuve-sur-Lot;Sud\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("separator", [";", ",", "\t"])
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_what_offices_send_is_read(encoding: str, separator: str, newline: str) -> None:
    text = TABLE.replace("Nord", "Été").replace(";", separator).replace("\n", newline)
    lines, remarks = read_zone_file(text.encode(encoding))
    assert remarks == []
    assert lines == [
        ZoneLine(2, "47001", "Agen", "Été"), ZoneLine(3, "47323", "Villeneuve-sur-Lot", "Sud")
    ]  # fmt: skip


@pytest.mark.parametrize(
    "heading", ["Code INSEE,Zone", "CODGEO,secteur", "insee,Territoire", "Nom de la commune,Canton"]
)
def test_headings_are_known_by_their_meaning(heading: str) -> None:
    lines, remarks = read_zone_file(f"{heading}\n47001,Nord\n".encode())
    assert (len(lines), remarks) == (1, [])


@pytest.mark.parametrize(
    "row",
    [
        "47001;Agen", "47001;Agen;Nord;trop", "47001;Agen;=1+1", "47001;@Agen;Nord", "-47001;Agen;Nord",
        "47001;Agen;", ";;Nord", "47001;Agen;" + "x" * 300, "47001;Ag\x07en;Nord",
    ],
)  # fmt: skip
def test_a_line_that_cannot_be_read_is_named(row: str) -> None:
    lines, remarks = read_zone_file(f"code;commune;zone\n47323;Villeneuve;Sud\n{row}\n".encode())
    assert [(remark.line, remark.fatal) for remark in remarks] == [(3, True)]
    assert [line.code for line in lines] == ["47323"]


def test_a_line_break_inside_a_zone_s_name_is_a_space() -> None:
    lines, remarks = read_zone_file(b'code;zone\n47001;"Val de\nGaronne"\n')
    assert (lines[0].zone, remarks) == ("Val de Garonne", [])


def test_a_quotation_mark_left_open_is_not_a_zone() -> None:
    lines, remarks = read_zone_file(b'code;zone\n"47001;Nord\n47002;Sud\n')
    assert lines == []
    assert remarks[0].fatal


@pytest.mark.parametrize(
    "data",
    [
        b"", b"\n\n", b"PK\x03\x04rest", b"%PDF-1.7", b"\xd0\xcf\x11\xe0", b"code;zone\x00\n", b"\xff\xfe\x00",
        b"nothing;known\n1;2\n", b"zone\nNord\n", b"\x81\x8d\x8f", b"x" * 4_000_001,
    ],
)  # fmt: skip
def test_what_is_not_a_table_is_refused_whole(data: bytes) -> None:
    with pytest.raises(NotATable) as refusal:
        read_zone_file(data)
    assert str(refusal.value).endswith(".")


def test_a_million_lines_are_refused() -> None:
    with pytest.raises(NotATable):
        read_zone_file(b"code;zone\n" + b"1;2\n" * (zone_file.MOST_ROWS + 2))


@given(st.binary(max_size=400))
def test_any_file_is_read_or_refused(data: bytes) -> None:
    try:
        lines, remarks = read_zone_file(data)
    except NotATable:
        return
    assert all(line.zone for line in lines)
    assert all(remark.text for remark in remarks)


@given(st.text(max_size=200))
def test_any_text_below_good_headings_is_read_or_remarked(text: str) -> None:
    try:
        lines, _remarks = read_zone_file(("code;zone\n" + text).encode("utf-8", "ignore"))
    except NotATable:
        return
    assert not [line for line in lines if line.zone.startswith(zone_file.FORMULA_STARTS)]
