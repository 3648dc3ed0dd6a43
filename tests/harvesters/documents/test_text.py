"""Text comes out of what people publish, and nothing worse than a reason out of what strangers make."""

import io
import os
import shutil
import stat
import subprocess
from pathlib import Path

import docx
import pytest

from domain.finding import FindingKind
from harvesters.documents import text
from harvesters.documents.pages import Page, Reading, Unreadable
from harvesters.documents.reader import read
from tests.harvesters.documents.files import a_mixed_pdf, a_pdf, a_scan, a_word, an_archive

INVITATION = "INVITACIÓN PÚBLICA DE MÍNIMA CUANTÍA\nNo se requiere RUP para participar en esta invitación."
SCANNED = (
    "La visita al sitio de la obra es obligatoria y sin ella\nno se recibe la oferta de ningún interesado."
)


def read_bytes(folder: Path, content: bytes, seconds: float = 60.0) -> Reading | Unreadable:
    path = folder / "file"
    path.write_bytes(content)
    return read(path, seconds=seconds)


def pages_of(folder: Path, content: bytes) -> list[Page]:
    reading = read_bytes(folder, content)
    assert isinstance(reading, Reading), reading
    return reading.pages


def test_a_pdf_is_read_page_by_page(tmp_path: Path) -> None:
    assert pages_of(tmp_path, a_pdf(INVITATION, "Página de la garantía")) == [
        Page(1, INVITATION),
        Page(2, "Página de la garantía"),
    ]


def test_what_a_file_says_comes_with_its_text(tmp_path: Path) -> None:
    reading = read_bytes(tmp_path, a_pdf("Portada", INVITATION))
    assert isinstance(reading, Reading)
    (finding,) = reading.findings
    assert (finding.kind, finding.affirmed, finding.page) == (FindingKind.RUP, False, 2)


def test_a_word_document_gives_paragraphs_and_tables_in_their_order(tmp_path: Path) -> None:
    table = [("Actividad", "Fecha"), ("Cierre", "10 de junio de 2026")]
    (page,) = pages_of(tmp_path, a_word(["Cronograma", table, "Fin"]))
    assert page == Page(None, "Cronograma\nActividad\tFecha\nCierre\t10 de junio de 2026\nFin")


def test_a_merged_cell_is_said_once(tmp_path: Path) -> None:
    document = docx.Document()
    table = document.add_table(rows=1, cols=3)
    table.cell(0, 0).merge(table.cell(0, 1)).text = "Cierre"
    table.cell(0, 2).text = "10:00"
    file = io.BytesIO()
    document.save(file)
    (page,) = pages_of(tmp_path, file.getvalue())
    assert page.text == "Cierre\t10:00"


def test_an_archive_is_opened_and_each_page_says_of_which_file_it_is(tmp_path: Path) -> None:
    files = {"carpeta/invitacion.pdf": a_pdf(INVITATION), "anexo.docx": a_word(["Anexo 1"])}
    assert pages_of(tmp_path, an_archive(files)) == [
        Page(1, INVITATION, "invitacion.pdf"),
        Page(None, "Anexo 1", "anexo.docx"),
    ]


def test_what_an_archive_holds_besides_is_noted(tmp_path: Path) -> None:
    files = {
        "invitacion.pdf": a_pdf(INVITATION),
        "otro.zip": an_archive({"hondo.pdf": a_pdf(INVITATION)}),
        "foto.jpg": b"\xff\xd8\xff\xe0",
        "../../etc/roto.pdf": b"%PDF-1.7 nothing",
    }
    reading = read_bytes(tmp_path, an_archive(files))
    assert isinstance(reading, Reading)
    assert [page.part for page in reading.pages] == ["invitacion.pdf"]
    assert reading.notes == [
        "otro.zip: an archive within an archive, not opened",
        "foto.jpg: a picture, which is not read",
        "roto.pdf: a broken PDF",
    ]


def test_an_archive_with_a_locked_file_gives_the_others(tmp_path: Path) -> None:
    content = an_archive({"a.pdf": a_pdf(INVITATION), "b.pdf": a_pdf(INVITATION)})
    locked = bytearray(content)
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        locked[content.index(mark) + offset] |= 1  # the flag of a file with a password
    reading = read_bytes(tmp_path, bytes(locked))
    assert isinstance(reading, Reading)
    assert [page.part for page in reading.pages] == ["b.pdf"]
    assert reading.notes == ["a.pdf: not opened (RuntimeError)"]


def _of_a_version_to_come(archive: bytes) -> bytes:
    at = archive.index(b"PK\x01\x02") + 6  # in the list at the archive's end: the version that is needed
    return archive[:at] + b"\xff" + archive[at + 1 :]


def _without_names(archive: bytes) -> bytes:
    """One file, whose name in the list at the end is empty."""
    at = archive.index(b"PK\x01\x02")
    entry = bytearray(archive[at : at + 46])
    entry[28:30] = b"\0\0"
    end = bytearray(archive[archive.index(b"PK\x05\x06") :])
    end[12:16] = len(entry).to_bytes(4, "little")
    return archive[:at] + bytes(entry) + bytes(end)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "an unknown format"),
        (b"hello", "an unknown format"),
        (b"%PDF-1.7\nnothing follows", "a broken PDF"),
        (a_pdf(INVITATION)[:300], "a broken PDF"),
        (b"PK\x03\x04 nothing follows", "a broken archive"),
        (_of_a_version_to_come(an_archive({"a.pdf": b""})), "a broken archive"),
        (_without_names(an_archive({"a": b""})), "a broken archive"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Office format (.doc, .xls), which is not read"),
        (an_archive({"word/document.xml": b"<broken"}), "a broken Word document"),
        (
            an_archive({"xl/workbook.xml": b"<workbook/>"}),
            "a spreadsheet or a presentation, which are not read",
        ),
        (
            an_archive({f"{n}.pdf": b"" for n in range(text.MAX_PARTS + 1)}),
            "an archive of more than 50 files",
        ),
        (an_archive({"bomb.pdf": bytes(20_000_000)}), "an archive that unpacks to too much"),
        (
            an_archive({"word/document.xml": b"<w>" + bytes(20_000_000)}),
            "an archive that unpacks to too much",
        ),
    ],
)
def test_what_cannot_be_read_is_said_with_its_reason(tmp_path: Path, content: bytes, reason: str) -> None:
    assert read_bytes(tmp_path, content) == Unreadable(reason)


def test_a_file_that_is_larger_than_the_archive_says_is_not_unpacked(tmp_path: Path) -> None:
    content = bytearray(an_archive({"bomb.pdf": bytes(20_000_000)}))
    at = content.index(b"PK\x01\x02") + 24  # in the list at the archive's end: the size when unpacked
    content[at : at + 4] = (1_000).to_bytes(4, "little")
    assert read_bytes(tmp_path, bytes(content)) == Reading([], ["bomb.pdf: not opened (BadZipFile)"])


def test_a_pdf_behind_a_password_says_so(tmp_path: Path) -> None:
    # The owner's and the user's words are no real ones: nothing opens it.
    locked = a_pdf(INVITATION).replace(
        b"/Root 1 0 R >>",
        b"/Root 1 0 R /Encrypt << /Filter /Standard /V 2 /R 3 /Length 128 /P -4 /O <"
        + b"61" * 32
        + b"> /U <"
        + b"62" * 32
        + b"> >> /ID [<00> <00>] >>",
    )
    assert read_bytes(tmp_path, locked) == Unreadable("locked by a password")


def test_a_page_too_many_and_a_text_too_long_are_left_out_and_noted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(text, "MAX_PAGES", 2)
    reading = text.read(a_pdf("one", "two", "three"))
    assert [page.text for page in reading.pages] == ["one", "two"]
    assert reading.notes == ["only the first 2 of 3 pages were read"]
    monkeypatch.setattr(text, "MAX_CHARACTERS", 4)
    reading = text.read(a_pdf("one", "two"))
    assert [page.text for page in reading.pages] == ["one"]
    assert reading.notes == ["only the first 4 characters were read"]


def test_a_parser_that_hangs_is_ended_and_nothing_of_it_stays(tmp_path: Path) -> None:
    path = tmp_path / "file"
    os.mkfifo(path)  # reading it never ends, for nobody writes
    assert read(path, seconds=3.0) == Unreadable("it takes too long")
    assert "harvesters.documents.text" not in _processes_that_name(str(path))


def test_a_parser_that_crashes_is_noted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fake = _program(tmp_path / "bin" / "tesseract", "kill -SEGV $PPID; sleep 5")
    monkeypatch.setenv("PATH", f"{fake.parent}:{os.environ['PATH']}")
    assert read_bytes(tmp_path, a_scan(SCANNED)) == Unreadable("the parser broke down")


def test_a_parser_that_eats_memory_is_ended(tmp_path: Path) -> None:
    path = tmp_path / "file"
    with path.open("wb") as file:
        file.truncate(3 * 1024**3)  # a hole: it takes room only when it is read
    assert read(path, seconds=60.0) == Unreadable("it needs too much memory")


def test_the_parser_knows_nothing_of_the_installation(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = tmp_path / "told"
    fake = _program(tmp_path / "bin" / "tesseract", f"env > {told}; echo texto de la imagen")
    monkeypatch.setenv("PATH", f"{fake.parent}:{os.environ['PATH']}")
    monkeypatch.setenv("CONVITE_DATABASE_URL", "postgresql://somebody:secret@host/convite")
    assert [page.text.strip() for page in pages_of(tmp_path, a_scan(SCANNED))] == ["texto de la imagen"]
    assert "secret" not in told.read_text()


def test_scanned_pages_are_noted_where_tesseract_is_not_installed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path / "nothing"))
    reading = read_bytes(tmp_path, a_mixed_pdf(INVITATION, SCANNED))
    assert isinstance(reading, Reading)
    assert reading.pages == [Page(1, INVITATION)]
    assert reading.notes == ["pages 2: scanned, not read: tesseract is not installed"]


def test_a_tesseract_that_fails_spoils_only_its_page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fake = _program(tmp_path / "bin" / "tesseract", "exit 1")
    monkeypatch.setenv("PATH", f"{fake.parent}:{os.environ['PATH']}")
    reading = read_bytes(tmp_path, a_mixed_pdf(INVITATION, SCANNED))
    assert isinstance(reading, Reading)
    assert reading.pages == [Page(1, INVITATION)]
    assert reading.notes == ["pages 2: scanned, not read: tesseract failed"]


@pytest.mark.skipif(shutil.which("tesseract") is None, reason="tesseract is not installed on this machine")
def test_scanned_pages_are_read_by_tesseract(tmp_path: Path) -> None:
    first, second = pages_of(tmp_path, a_mixed_pdf(INVITATION, SCANNED))
    assert first == Page(1, INVITATION)
    assert second.number == 2
    assert "visita al sitio de la obra es obligatoria" in " ".join(second.text.split())


def test_an_empty_page_is_no_scan(tmp_path: Path) -> None:
    assert pages_of(tmp_path, a_pdf("")) == [Page(1, "")]


def _program(path: Path, does: str) -> Path:
    path.parent.mkdir()
    path.write_text(f"#!/bin/sh\ncat > /dev/null\n{does}\n")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return path


def _processes_that_name(words: str) -> str:
    listed = subprocess.run(["ps", "ax", "-o", "args="], capture_output=True, text=True, check=True).stdout
    return "\n".join(line for line in listed.splitlines() if words in line)
