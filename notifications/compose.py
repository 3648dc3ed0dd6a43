"""The digest: what a board is told in one message, in three parts, in plain Spanish."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import chain

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

from domain.board import Board
from domain.days import day_of
from notifications import words
from notifications.calls import Call, call
from notifications.message import Mail
from notifications.parts import Entry, Part, in_order

__all__ = ["Entry", "Mail", "digest"]

_MOST_IN_FULL = 6  # the rest take a line each, so that the mail stays under 30 kB


def digest(
    board: Board,
    entries: Sequence[Entry],
    *,
    link: str,
    stop_link: str,
    today: date,
    data_at: datetime | None,
    municipality: str,
    sample: bool = False,
) -> Mail:
    """The message that tells a board all of `entries`; it names no person and may be forwarded.

    `link` is the signed link to the board's page, `stop_link` where it stops the messages, `data_at` when
    SECOP's data were published, `municipality` its name, `sample` that everything is invented.
    Raises ValueError where there is nothing to tell.
    """
    if not entries:
        raise ValueError("a digest without entries would tell the board nothing")
    calls = _calls(board, entries, link, today, municipality)
    facts = {
        "board": " ".join(board.name.split()),
        "parts": _parts(calls),
        "link": link,
        "stop_link": stop_link,
        "today": words.day_and_year(today),
        "data_on": words.day_and_year(day_of(data_at)) if data_at else "",
        "municipality": municipality,
        "sample": sample,
    }
    return Mail(
        subject=_subject(calls, sample),
        text=_ENVIRONMENT.get_template("digest.txt.j2").render(facts),
        html=_ENVIRONMENT.get_template("digest.html.j2").render(facts),
        stop_link=stop_link,
    )


@dataclass(frozen=True, slots=True)
class _PartOfDigest:
    name: str
    explanation: str
    in_full: tuple[Call, ...]
    in_short: tuple[Call, ...]


_EXPLANATIONS = {
    Part.LAST_CHANCE: "Cierran en 3 días hábiles o menos.",
    Part.REMINDER: "Les interesan y pronto cierran.",
    Part.NEW: "Convocatorias que le pueden servir a su junta.",
    Part.OTHER: "Cambios y anuncios.",
}


def _calls(board: Board, entries: Sequence[Entry], link: str, today: date, municipality: str) -> list[Call]:
    """One call a process, the most urgent first; the same entries always come out in the same order."""
    places = (entry.place for entry in entries)
    names = [name for name in (municipality, board.barrio, board.locality, *places) if name]
    return [call(told, link=link, today=today, names=names) for told in in_order(entries, today)]


def _parts(calls: Sequence[Call]) -> list[_PartOfDigest]:
    by_part = {part: [c for c in calls if c.part is part] for part in Part}
    in_full = set(list(chain.from_iterable(by_part.values()))[:_MOST_IN_FULL])
    return [
        _PartOfDigest(
            part.value,
            _EXPLANATIONS[part],
            tuple(c for c in of_part if c in in_full),
            tuple(c for c in of_part if c not in in_full),
        )
        for part, of_part in by_part.items()
        if of_part
    ]


def _subject(calls: Sequence[Call], sample: bool) -> str:
    counts = {part: sum(c.part is part for c in calls) for part in Part}
    phrases = [
        f"{count} {one if count == 1 else many}"
        for part, (one, many) in _COUNTED.items()
        if (count := counts[part])
    ]
    what = " y ".join([", ".join(phrases[:-1]), phrases[-1]] if len(phrases) > 1 else phrases)
    urgent = "Última oportunidad: " if counts[Part.LAST_CHANCE] else "Para su junta: "
    return f"{_SAMPLE_MARK if sample else ''}{urgent}{what}"


_SAMPLE_MARK = "[MUESTRA INVENTADA] "
_COUNTED = {
    Part.LAST_CHANCE: ("convocatoria por cerrar", "convocatorias por cerrar"),
    Part.REMINDER: ("recordatorio", "recordatorios"),
    Part.NEW: ("nueva", "nuevas"),
    Part.OTHER: ("novedad", "novedades"),
}


def _never_none(value: object) -> object:
    """A None in a template would be printed as a word."""
    if value is None:
        raise ValueError("a template was given no value where it prints one")
    return value


_ENVIRONMENT = Environment(
    loader=PackageLoader("notifications"),
    undefined=StrictUndefined,
    autoescape=select_autoescape(("html.j2",)),
    finalize=_never_none,
    trim_blocks=True,
    lstrip_blocks=True,
    keep_trailing_newline=True,
)
