"""A letter as a Word document: plain styles, real headings, in Spanish of Colombia, on one page."""

from datetime import UTC, datetime
from io import BytesIO

from docx import Document
from docx.document import Document as Docx
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor
from docx.text.paragraph import Paragraph

from api.letter import Letter, Part

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
LANGUAGE = "es-CO"
_FONT = "Arial"
_INK = RGBColor(0x24, 0x1A, 0x12)


def letter_docx(letter: Letter, at: datetime, notice: str = "") -> bytes:
    """The document; `notice` stands above all else (that everything in it is invented)."""
    document = Document()
    _set_up(document, letter, at)
    if notice:
        document.sections[0].header.paragraphs[0].add_run(notice).bold = True
    _tight(document.add_paragraph(letter.place_and_day), after=10)
    for line in letter.to:
        _tight(document.add_paragraph(line))
    document.add_heading(f"Asunto: {letter.subject}", level=1)
    document.add_paragraph(letter.greeting)
    for part in letter.parts:
        _add(document, part)
    _tight(document.add_paragraph(letter.farewell), after=22).paragraph_format.keep_with_next = True
    for line in letter.signature:
        _tight(document.add_paragraph(line))
    document.sections[0].footer.paragraphs[0].text = letter.footer
    file = BytesIO()
    document.save(file)
    return file.getvalue()


def _add(document: Docx, part: Part) -> None:
    document.add_heading(part.heading, level=2)
    for paragraph in part.paragraphs:
        document.add_paragraph(paragraph)
    for point in part.points:
        _tight(document.add_paragraph(point, style="List Bullet"))


def _set_up(document: Docx, letter: Letter, at: datetime) -> None:
    told = document.core_properties
    told.title, told.author, told.language = letter.subject, letter.author, LANGUAGE
    moment = at.astimezone(UTC)  # the format writes the hour of Greenwich
    told.comments, told.created, told.modified = "", moment, moment
    for spoken in document.styles.element.iter(qn("w:lang")):
        spoken.set(qn("w:val"), LANGUAGE)
    page = document.sections[0]
    page.page_width, page.page_height = Cm(21.59), Cm(27.94)  # letter size, as offices in Colombia print
    page.top_margin = page.bottom_margin = Cm(1.8)
    page.left_margin = page.right_margin = Cm(2.5)
    for name, size, before, after in (
        ("Normal", 10.5, 0, 4),
        ("List Bullet", 10.5, 0, 2),
        ("Heading 1", 12, 10, 6),
        ("Heading 2", 11, 7, 2),
        ("Footer", 8.5, 0, 0),
    ):
        _style(document, name, size, before, after)


def _style(document: Docx, name: str, size: float, before: float, after: float) -> None:
    style = document.styles[name]
    style.font.name, style.font.size, style.font.color.rgb = _FONT, Pt(size), _INK
    form = style.paragraph_format
    form.space_before, form.space_after, form.line_spacing = Pt(before), Pt(after), 1.05
    form.alignment = WD_ALIGN_PARAGRAPH.LEFT
    fonts = style.element.get_or_add_rPr().find(qn("w:rFonts"))
    # A theme's font would outweigh the one that is named.
    for attribute in [a for a in fonts.attrib if "Theme" in a]:
        del fonts.attrib[attribute]
    for kind in ("w:ascii", "w:hAnsi", "w:cs", "w:eastAsia"):
        fonts.set(qn(kind), _FONT)


def _tight(paragraph: Paragraph, after: float = 0) -> Paragraph:
    paragraph.paragraph_format.space_after = Pt(after)
    return paragraph
