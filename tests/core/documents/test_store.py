"""What people send, and what hostile people send."""

from __future__ import annotations

import hashlib
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from tests.core.documents import made
from tuilage.core.documents.names import LONGEST_NAME, plain_name, shown_name
from tuilage.core.documents.serving import bound, download, look
from tuilage.core.documents.store import LONGEST_SIDE, Received, receive, sniffed
from tuilage.core.refusals import Refused


def taken(content: bytes, name: str = "IMG_0001.jpg") -> Received:
    return receive(io.BytesIO(content), name)


def opened(content: bytes) -> Image.Image:
    return Image.open(io.BytesIO(content))


def test_a_photograph_is_turned_upright_and_says_nothing_of_where() -> None:
    sent = made.photograph(300, 200, orientation=6, place=True)
    assert b"Chez Odette" in sent
    kept = taken(sent)
    assert (kept.kind, kept.width, kept.height) == ("jpeg", 200, 300)
    shown = opened(kept.content)
    assert not shown.getexif()
    assert "comment" not in shown.info
    assert b"Chez Odette" not in kept.content
    assert b"Tilleuls" not in kept.content
    corner = shown.getpixel((190, 10))
    assert isinstance(corner, tuple)
    assert corner[0] > 200
    assert corner[1] < 80  # the red corner went to the right


def test_a_large_photograph_is_made_smaller() -> None:
    kept = taken(made.photograph(5000, 3000))
    assert (kept.width, kept.height) == (LONGEST_SIDE, LONGEST_SIDE * 3 // 5)


def test_a_transparent_image_is_laid_on_white() -> None:
    kept = taken(made.png())
    assert kept.kind == "jpeg"
    assert opened(kept.content).getpixel((5, 5)) == (255, 255, 255)


def test_what_is_kept_is_known_by_what_was_sent() -> None:
    sent = made.photograph(place=True)
    assert taken(sent, "un.jpg").digest == taken(sent, "deux.png").digest == hashlib.sha256(sent).hexdigest()
    assert taken(made.photograph(colour="blue")).digest != taken(sent).digest


@pytest.mark.parametrize(("content", "kind"), [(made.pdf(), "pdf"), (made.docx(), "docx")])
def test_documents_are_kept_as_they_came(content: bytes, kind: str) -> None:
    kept = taken(content, "lettre.jpg")
    assert (kept.kind, kept.content) == (kind, content)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"a",
        b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
        b"<!doctype html><script>alert(1)</script>",
        b"<html>%PDF-1.7 %%EOF</html>",
        b"GIF89a" + b"\0" * 50,
        b"MZ" + b"\0" * 100,
        b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + b"\0" * 50,
        b"\xff\xd8\xff\xe0 not a photograph",
        made.photograph()[:400],
        made.png(1, 1),
        made.bomb_png(60_000, 60_000),
        made.bomb_png(9_000, 9_000),
        b"%PDF-1.7 cut on its way",
        b"%PDF-1.7\n<< /S /JavaScript /JS (app.alert(1)) >>\n%%EOF",
        made.packed({"a.txt": b"not Word"}),
        made.packed(made.WORD | {"word/vbaProject.bin": b"x"}),
        made.packed(made.WORD | {"../../etc/passwd": b"x"}),
        made.packed(made.WORD | {"word/media/a.bin": b"\0" * 70_000_000}),
        made.packed(made.WORD | {"word/_rels/settings.xml.rels": b'<Relationship Type="attachedTemplate"/>'}),
        made.packed(made.WORD)[:80],
    ],
    ids=[
        "empty", "one byte", "svg", "html", "html that says pdf", "gif", "program", "heic", "no photograph",
        "cut photograph", "one pixel", "bomb of pixels", "many pixels", "cut pdf", "pdf with a program",
        "a zip", "macros", "leaves its folder", "bomb of zeros", "model from elsewhere", "cut docx",
    ],
)  # fmt: skip
@pytest.mark.parametrize("name", ["photo.jpg", "facture.pdf"])
def test_the_rest_is_refused_in_a_sentence_whatever_its_name(content: bytes, name: str) -> None:
    with pytest.raises(Refused) as refusal:
        taken(content, name)
    assert str(refusal.value).endswith(".")


def test_a_photograph_that_is_also_something_else_keeps_only_its_pixels() -> None:
    hidden = b"<script>alert(1)</script>PK\x03\x04%PDF-1.7"
    kept = taken(made.photograph() + hidden)
    assert kept.kind == "jpeg"
    assert b"<script>" not in kept.content
    assert kept.content.endswith(b"\xff\xd9")


def test_a_file_too_large_is_refused_before_it_is_read_whole(settings: pytest.FixtureRequest) -> None:
    settings.DOCUMENTS_LARGEST_BYTES = 1024 * 1024  # type: ignore[attr-defined]
    with pytest.raises(Refused, match="1"):
        taken(b"\xff\xd8\xff" + b"\0" * 1024 * 1024)


@pytest.mark.parametrize(
    ("sent", "shown"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\Odette\\carte.jpg", "carte.jpg"),
        ("facture\u202egpj.exe", "facturegpj.exe"),
        ("..", ""),
        (".htaccess", "htaccess"),
        ("a\r\nSet-Cookie: x=1.pdf", "aSet-Cookie: x=1.pdf"),
        ("n" * 300, "n" * LONGEST_NAME),
        ("reçu de l’été.pdf", "reçu de l’été.pdf"),
    ],
)
def test_a_name_is_only_shown(sent: str, shown: str) -> None:
    assert shown_name(sent) == shown


@given(st.text(max_size=300))
def test_any_name_is_harmless(sent: str) -> None:
    assert "/" not in shown_name(sent)
    assert len(shown_name(sent)) <= LONGEST_NAME
    assert set(plain_name(sent)) <= set("abcdefghijklmnopqrstuvwxyz0123456789-")
    assert plain_name(sent)


@given(st.binary(max_size=300))
def test_any_bytes_are_kept_or_refused(sent: bytes) -> None:
    try:
        taken(sent)
    except Refused:
        return
    assert sniffed(sent)


def test_a_file_leaves_as_a_download_that_runs_nothing() -> None:
    answer = download(made.pdf(), "pdf", "Justificatif de domicile\r\nX: y")
    assert answer["Content-Disposition"] == 'attachment; filename="justificatif-de-domicile-x-y.pdf"'
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"].startswith("sandbox")
    assert look(made.photograph(), "page")["Content-Type"] == "image/jpeg"


def test_photographs_are_bound_in_one_pdf() -> None:
    pages = [taken(made.photograph()).content, taken(made.photograph(200, 300)).content]
    from pypdf import PdfReader

    assert len(PdfReader(io.BytesIO(bound(pages, "Bail"))).pages) == 2
