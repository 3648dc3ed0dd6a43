"""Documents made for the tests: PDF with text, PDF as a scan, Word, archives."""

import io
import zipfile
import zlib
from collections.abc import Iterable, Mapping, Sequence

import docx
import pypdfium2

_WIDTH, _HEIGHT = 595, 842  # A4 in points


def a_pdf(*pages: str) -> bytes:
    """A page for each text, its lines as they stand."""
    return _pdf([_text_page(text) for text in pages])


def a_scan(*pages: str) -> bytes:
    """The same pages as pictures."""
    drawn = pypdfium2.PdfDocument(a_pdf(*pages))
    return _pdf([_picture_page(page) for page in drawn])


def a_mixed_pdf(text: str, scan: str) -> bytes:
    """A page of text, then a picture of one."""
    return _pdf([_text_page(text), _picture_page(pypdfium2.PdfDocument(a_pdf(scan))[0])])


def a_word(blocks: Iterable[str | Sequence[Sequence[str]]]) -> bytes:
    """A Word document: a text is a paragraph, a list of rows a table."""
    document = docx.Document()
    for block in blocks:
        if isinstance(block, str):
            document.add_paragraph(block)
            continue
        table = document.add_table(rows=0, cols=len(block[0]))
        for row in block:
            for cell, text in zip(table.add_row().cells, row, strict=True):
                cell.text = text
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def an_archive(files: Mapping[str, bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return file.getvalue()


_Page = tuple[bytes, bytes]


def _text_page(text: str) -> _Page:
    """What is drawn, and nothing beside it."""
    lines = (line.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)") for line in text.split("\n"))
    shown = b" ".join(b"(%s) Tj T*" % line.encode("cp1252") for line in lines)
    return b"BT /F1 9 Tf 30 800 Td 13 TL " + shown + b" ET", b""


def _picture_page(page: pypdfium2.PdfPage) -> _Page:
    """What is drawn, and the picture that it draws."""
    bitmap = page.render(scale=200 / 72, grayscale=True)
    lines = memoryview(bitmap.buffer).cast("B")
    dots = b"".join(lines[n * bitmap.stride : n * bitmap.stride + bitmap.width] for n in range(bitmap.height))
    head = (
        b"/Type /XObject /Subtype /Image /Width %d /Height %d /ColorSpace /DeviceGray /BitsPerComponent 8 "
        b"/Filter /FlateDecode" % (bitmap.width, bitmap.height)
    )
    return b"q %d 0 0 %d 0 0 cm /I Do Q" % (_WIDTH, _HEIGHT), _stream(zlib.compress(dots), head)


def _pdf(pages: Sequence[_Page]) -> bytes:
    """Three objects a page: the page, what is drawn, and its picture."""
    first = 4
    kids = b" ".join(b"%d 0 R" % (first + 3 * n) for n in range(len(pages)))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [%s] /Count %d >>" % (kids, len(pages)),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    ]
    for n, (drawn, picture) in enumerate(pages):
        at = first + 3 * n
        uses = b"/Font << /F1 3 0 R >>" + (b" /XObject << /I %d 0 R >>" % (at + 2) if picture else b"")
        objects += [
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 %d %d] /Resources << %s >> /Contents %d 0 R >>"
            % (_WIDTH, _HEIGHT, uses, at + 1),
            _stream(drawn),
            picture or b"null",
        ]
    file = bytearray(b"%PDF-1.7\n")
    places = []
    for number, one in enumerate(objects, 1):
        places.append(len(file))
        file += b"%d 0 obj\n%s\nendobj\n" % (number, one)
    start = len(file)
    file += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    file += b"".join(b"%010d 00000 n \n" % place for place in places)
    file += b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, start)
    return bytes(file)


def _stream(content: bytes, head: bytes = b"") -> bytes:
    return b"<< %s /Length %d >>\nstream\n%s\nendstream" % (head, len(content), content)
