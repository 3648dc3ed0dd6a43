"""What a message says of one call, in words: everything decided here, so that templates only lay it out."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from urllib.parse import quote, urlsplit

from domain.match import Match
from domain.outcome import OutcomeKind
from domain.process import Process
from domain.readiness import Verdict
from domain.text import fold
from domain.titles import readable
from notifications import words
from notifications.changes import lead, news
from notifications.parts import Entry, Part, has_closed, is_over, part_of


@dataclass(frozen=True, slots=True)
class Facts:
    """What is said of one process to every board: plain Spanish."""

    title: str
    buyer: str
    money: str
    figures: str
    closes: str
    secop_url: str | None
    reference: str
    anchor: str  # the portfolio as it stands in a link


@dataclass(frozen=True, slots=True)
class Call:
    """One process as it is shown to one board: no fact left to the template."""

    portfolio: str
    part: Part
    title: str
    news: tuple[str, ...]
    lead: str  # the news in two words, before the title of a text message
    place: str | None
    buyer: str
    money: str  # figures and words
    figures: str
    closes: str
    days_left: str
    may_apply: str | None
    missing: tuple[tuple[str, str], ...]
    missing_more: int
    why: tuple[str, ...]
    next_step: str
    secop_url: str | None
    reference: str
    page_url: str
    answers: tuple[tuple[str, str], ...]  # words and link; none where there is nothing to answer


def call(entries: Sequence[Entry], *, link: str, today: date, municipality: str) -> Call:
    """All that is new about one process, told once."""
    first = entries[0]
    process, match = first.process, first.match
    cancelled, closed = is_over(entries), has_closed(first, today)
    part = part_of(entries, today)
    said = facts(process, _names(municipality, first), first.is_draft)
    shown = first.missing[:MOST_MISSING]
    return Call(
        portfolio=process.portfolio_id,
        part=part,
        title=said.title,
        news=news(entries),
        lead=lead(entries),
        place=first.place,
        buyer=said.buyer,
        money=said.money,
        figures=said.figures,
        closes="" if cancelled else said.closes,
        days_left="" if cancelled or first.is_draft else _days_left(first, today),
        may_apply=None if cancelled or closed or match is None else _may_apply(match, first.missing),
        missing=() if cancelled or closed else shown,
        missing_more=len(first.missing) - len(shown),
        why=() if cancelled or match is None else _why(match),
        next_step=_next_step(first, part, cancelled, closed),
        secop_url=said.secop_url,
        reference=said.reference,
        page_url=f"{link}?proceso={said.anchor}#{said.anchor}",
        answers=() if cancelled or closed else _answers(link, said.anchor),
    )


def _names(municipality: str, entry: Entry) -> tuple[str, ...]:
    return (municipality, *((entry.place,) if entry.place else ()), *entry.names)


@lru_cache(maxsize=8192)
def facts(process: Process, names: tuple[str, ...] = (), is_draft: bool = False) -> Facts:
    """Asked for each board that is told of the process. `names` are proper names that its title may hold."""
    reference = " ".join((process.reference or process.portfolio_id).split())
    return Facts(
        title=readable(_object(process), names=names) or f"Proceso {reference}",
        buyer=readable(process.buyer_name, names=names) or "sin publicar",
        money="no publicado" if process.price_cop is None else words.amount(process.price_cop),
        figures="valor sin publicar" if process.price_cop is None else words.in_figures(process.price_cop),
        closes=_closes(process, is_draft),
        secop_url=_secop_url(process.url),
        reference=reference,
        anchor=quote(process.portfolio_id, safe=""),
    )


MOST_MISSING = 3
_MOST_REASONS = 3
_FEW_WORDS = 4

_MAY_APPLY = {
    Verdict.ELIGIBLE: "Sí. Según lo que sabemos hoy, su junta puede presentarse.",
    Verdict.ELIGIBLE_IF: "Sí, si antes completan lo que les falta. Mírenlo en su página.",
    Verdict.NOT_ELIGIBLE: "No. Hay una condición que su junta no puede cambiar.",
    Verdict.CLOSED: "No. La ley cerró este camino.",
    Verdict.UNKNOWN: "No lo sabemos todavía: depende del presupuesto de la entidad, y no lo conocemos.",
}

ANSWERS = {
    OutcomeKind.INTERESTED: "Nos interesa",
    OutcomeKind.NOT_FOR_US: "No es para nosotros",
    OutcomeKind.NEEDS_HELP: "Necesitamos ayuda",
}

# The digest shows both itself, and days counted when the match was made are old when it is read.
_SAID_ELSEWHERE = {"days_left", "size"}


def _may_apply(match: Match, missing: tuple[tuple[str, str], ...]) -> str:
    if match.verdict is Verdict.ELIGIBLE_IF and missing:
        return "Sí, si antes completan lo que les falta:"
    return _MAY_APPLY[match.verdict]


def _object(process: Process) -> str:
    """Some buyers write only a reference where the title belongs, and the object in the description."""
    is_title = len(fold(process.title).split()) >= _FEW_WORDS or not process.description
    return process.title if is_title else f"{process.description}"


def _closes(process: Process, is_draft: bool) -> str:
    if process.closes_on is None:
        return "Sin fecha todavía" if is_draft else ""
    return f"{words.day(process.closes_on)}. La hora: mírenla en SECOP"


def _days_left(entry: Entry, today: date) -> str:
    return words.days_left(entry.process.closes_on, entry.business_days_left, today)


def _why(match: Match) -> tuple[str, ...]:
    told = (r for r in match.reasons if r.score > 0 and r.rule not in _SAID_ELSEWHERE)
    return tuple(r.words for r in told)[:_MOST_REASONS]


def _next_step(entry: Entry, part: Part, cancelled: bool, closed: bool) -> str:
    verdict = entry.match.verdict if entry.match else None
    if cancelled:
        return "No sigan preparando esta propuesta."
    if closed:
        return "Ya no recibe propuestas. No tienen que hacer nada."
    if entry.is_draft:
        return "Lean el borrador en SECOP y preparen sus papeles desde ya."
    if verdict in (Verdict.NOT_ELIGIBLE, Verdict.CLOSED):
        return "No se presenten sin antes pedir consejo: marquen «Necesitamos ayuda»."
    if verdict is Verdict.UNKNOWN:
        return "Pregunten a la entidad por SECOP si su junta puede presentarse."
    if entry.missing:
        return f"Empiecen hoy por esto: {entry.missing[0][0]}."
    if part is Part.REMINDER:
        return _remind(entry.business_days_left)
    if part is Part.LAST_CHANCE:
        return "Decidan hoy con la directiva si se presentan y entren ya a SECOP."
    if part is Part.OTHER:
        return "Revisen el cambio en SECOP y ajusten su propuesta."
    return "Lean las condiciones en SECOP y hablen con la directiva esta semana."


def _remind(business_days_left: int | None) -> str:
    if business_days_left is not None and business_days_left <= 1:
        return "Suban hoy la propuesta a SECOP: no esperen a la última hora."
    return "Terminen la propuesta y pónganle día a subirla a SECOP."


def _secop_url(published: str | None) -> str | None:
    """Only links to the State's own pages go out in our name: the source is open to error and mischief."""
    if not published or not published.isprintable() or " " in published:
        return None
    try:
        parts = urlsplit(published)
    except ValueError:  # `https://[`
        return None
    # Browsers take a backslash for the end of the host: `https://elsewhere.example\@x.gov.co` leads there.
    is_plain = parts.username is None and "\\" not in published
    is_state = is_plain and parts.scheme == "https" and (parts.hostname or "").endswith(".gov.co")
    return published if is_state else None


@lru_cache(maxsize=8192)
def _answers(link: str, anchor: str) -> tuple[tuple[str, str], ...]:
    """Links that only open the page at this call: previews and scanners follow links, so a POST answers."""
    return tuple(
        (label, f"{link}?proceso={anchor}&respuesta={kind.value}#{anchor}") for kind, label in ANSWERS.items()
    )
