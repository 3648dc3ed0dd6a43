"""The one thing that a short message says of a bulletin: its most urgent call, or else the next in order."""

from collections.abc import Sequence

from domain.text import lower_first
from notifications import besides, words
from notifications.bulletin import Bulletin
from notifications.calls import Call
from notifications.note import Note


def call_to_answer(calls: Sequence[Call]) -> Call | None:
    """The call that the board can answer by a button or a figure, if that is the most urgent."""
    return calls[0] if calls and calls[0].answers else None


def headline(bulletin: Bulletin, calls: Sequence[Call]) -> Note:
    """What is said where there is nothing to answer."""
    head, board = bulletin.letterhead, " ".join(bulletin.board.name.split())
    if calls:
        first = calls[0]
        news = ". ".join(first.news) or first.days_left
        lines: tuple[str, ...] = (f"{first.title}.", f"{news}.", f"Contrata: {first.buyer}.")
        return _note(board, lines, first.next_step, f"{first.days_left or 'Cancelado'}: {first.title}")
    if bulletin.papers:
        paper = besides.paper(bulletin.papers[0], head.today)
        short = f"El {words.day(bulletin.papers[0].last_day)} se vence {paper.title}"
        return _note(
            board, (f"Papel por vencer: {paper.title}.", f"{paper.last_day}."), paper.first_step, short
        )
    if bulletin.plans:
        plan = besides.plan(bulletin.plans[0], head.municipality)
        lines = (
            f"Lo que viene: {plan.title}.",
            f"{plan.month}. Valor: {plan.money}. Contrata: {plan.buyer}.",
            "Todavía no es una convocatoria: es una compra planeada y puede cambiar.",
        )
        return _note(board, lines, plan.next_step, f"Planeado, {lower_first(plan.month)}: {plan.title}")
    if bulletin.nothing:
        why = besides.nothing(bulletin.nothing, head.municipality)
        reason = f"Lo que más pesó: {why.refusals[0][0]} ({why.refusals[0][1]})." if why.refusals else ""
        nearest = f"La que estuvo más cerca: {why.nearest}" if why.nearest else ""
        lines = tuple(line for line in (why.looked_at, reason, nearest) if line)
        return _note(board, lines, why.advice, "Este mes no hubo nada para su junta. Miren por qué")
    raise AssertionError("a bulletin has something to tell")


def and_more(bulletin: Bulletin, calls: Sequence[Call]) -> str:
    """How much more stands on the page than the short message says; empty where that is all."""
    more = len(calls) + len(bulletin.papers) + len(bulletin.plans) + bool(bulletin.nothing) - 1
    if more == 0:
        return ""
    return "Hay otra novedad en su página." if more == 1 else f"Hay otras {more} novedades en su página."


def _note(board: str, lines: tuple[str, ...], next_step: str, short: str) -> Note:
    return Note(subject="", heading=board, to=board, lines=lines, next_step=next_step, short=short)
