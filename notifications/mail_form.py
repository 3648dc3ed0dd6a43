"""A message as a mail: the whole of it, as text and as HTML."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import chain

from markupsafe import Markup, escape

from domain.days import day_of
from notifications import besides, words
from notifications.bulletin import Bulletin, Letterhead
from notifications.calls import Call
from notifications.code import printed
from notifications.message import MOST_HTML_BYTES, Mail, NotComposed
from notifications.note import Note
from notifications.parts import Part
from notifications.rendering import render

_MOST_IN_FULL = 6  # the rest take a line each, so that a mail stays under 30 kB
_MOST_IN_SHORT = 40
_MOST_PAPERS = 6
_MOST_PLANS = 3
_SAMPLE_MARK = "[MUESTRA INVENTADA] "


LINK = "\x1f"
"""Stands for the link to the board's page in what many boards are told alike, until their mail is whole.
Titles are cleared of control characters (domain/titles.py); one of ASCII keeps a text narrow in memory."""


def bulletin_mail(bulletin: Bulletin, calls: Sequence[Call]) -> Mail:
    """The mail that tells a board everything. `calls` are the bulletin's, in order, linked to LINK."""
    head = bulletin.letterhead
    nothing = bulletin.nothing
    return _mail(
        head,
        _subject(bulletin, calls),
        {
            "heading": " ".join(bulletin.board.name.split()),
            "subheading": "Contratación pública para su junta",
            "preview": f"{calls[0].title}. {calls[0].days_left}" if calls else "",
            "link_label": "Abrir la página de su junta",
            "note": "",
            "parts": _parts(calls, head.sample),
            "papers": [besides.paper(one, head.today) for one in bulletin.papers[:_MOST_PAPERS]],
            "papers_more": max(0, len(bulletin.papers) - _MOST_PAPERS),
            "plans": [besides.plan(one, head.municipality) for one in bulletin.plans[:_MOST_PLANS]],
            "plans_more": max(0, len(bulletin.plans) - _MOST_PLANS),
            "nothing": besides.nothing(nothing, head.municipality) if nothing else "",
        },
    )


def note_mail(note: Note, head: Letterhead) -> Mail:
    return _mail(
        replace(head, data_at=None) if note.is_private else head,  # it says nothing of SECOP's data
        note.subject,
        {
            "heading": note.heading,
            "subheading": "Convite",
            "preview": note.lines[0],
            "link_label": note.link_label,
            "note": note,
            "parts": (),
            "papers": (),
            "plans": (),
            "nothing": "",
        },
    )


@dataclass(frozen=True, slots=True)
class _Card:
    """A call as it is printed in full."""

    html: Markup
    text: str


@dataclass(frozen=True, slots=True)
class _PartOfMail:
    name: str
    explanation: str
    is_urgent: bool
    in_full: Sequence[_Card]
    in_short: Sequence[Call]
    left_out: int


_EXPLANATIONS = {
    Part.LAST_CHANCE: "Cierran en 3 días hábiles o menos.",
    Part.REMINDER: "Les interesan y se acerca el cierre.",
    Part.NEW: "Convocatorias que les pueden servir.",
    Part.OTHER: "Cambios y anuncios.",
}
_COUNTED = {
    Part.LAST_CHANCE: ("convocatoria por cerrar", "convocatorias por cerrar"),
    Part.REMINDER: ("recordatorio", "recordatorios"),
    Part.NEW: ("nueva", "nuevas"),
    Part.OTHER: ("novedad", "novedades"),
}


def _mail(head: Letterhead, subject: str, facts: dict[str, object]) -> Mail:
    facts |= {
        "link": head.link,
        "stop_link": head.stop_link or "",
        "today": words.day_and_year(head.today),
        "data_on": words.day_and_year(day_of(head.data_at)) if head.data_at else "",
        "municipality": head.municipality,
        "code": printed(head.code),
        "verify_link": head.verify_link,
        "sample": head.sample,
    }
    html = render("message.mjml", facts).replace(LINK, str(escape(head.link)))
    if len(html) > MOST_HTML_BYTES // 4 and len(html.encode()) > MOST_HTML_BYTES:
        raise NotComposed(f"the mail is longer than {MOST_HTML_BYTES} bytes")
    text = render("message.txt.j2", facts).replace(LINK, head.link)
    return Mail(f"{_SAMPLE_MARK if head.sample else ''}{subject}", text, html, head.stop_link)


def _parts(calls: Sequence[Call], sample: bool) -> list[_PartOfMail]:
    by_part = {part: [c for c in calls if c.part is part] for part in Part}
    in_order = list(chain.from_iterable(by_part.values()))
    in_full = {c.portfolio for c in in_order[:_MOST_IN_FULL]}
    in_short = {c.portfolio for c in in_order[_MOST_IN_FULL : _MOST_IN_FULL + _MOST_IN_SHORT]}
    return [
        _PartOfMail(
            part.value,
            _EXPLANATIONS[part],
            part is Part.LAST_CHANCE,
            [_card(c, sample) for c in of_part if c.portfolio in in_full],
            [c for c in of_part if c.portfolio in in_short],
            sum(c.portfolio not in in_full and c.portfolio not in in_short for c in of_part),
        )
        for part, of_part in by_part.items()
        if of_part
    ]


@lru_cache(maxsize=4096)
def _card(call: Call, sample: bool) -> _Card:
    """Boards of one place are often told the same of a call: printed once for all of them."""
    facts = {"call": call, "is_urgent": call.part is Part.LAST_CHANCE, "sample": sample}
    html = Markup(render("message.mjml", facts, "card"))  # noqa: S704 - the template escapes
    return _Card(html, render("message.txt.j2", facts, "card").removesuffix("\n"))


def _subject(bulletin: Bulletin, calls: Sequence[Call]) -> str:
    counts = {part: sum(c.part is part for c in calls) for part in Part}
    phrases = [
        *(_counted(counts[part], *said) for part, said in _COUNTED.items()),
        _counted(len(bulletin.papers), "papel por vencer", "papeles por vencer"),
        _counted(len(bulletin.plans), "compra que viene", "compras que vienen"),
    ]
    told = [phrase for phrase in phrases if phrase]
    if not told:
        return "Este mes no hubo nada para su junta, y por qué"
    what = f"{', '.join(told[:-1])} y {told[-1]}" if len(told) > 1 else told[0]
    return f"{'Última oportunidad' if counts[Part.LAST_CHANCE] else 'Para su junta'}: {what}"


def _counted(count: int, one: str, many: str) -> str:
    return f"{count} {one if count == 1 else many}" if count else ""
