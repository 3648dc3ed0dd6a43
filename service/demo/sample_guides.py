"""Invented boards that agreed to be asked: one waits for an answer, one answered, one was reported."""

from datetime import timedelta

from sqlalchemy import Connection

from api.guides import CONSENT
from service.context import Context
from store import boards, contracts, guides, inquiries
from store.engine import writing
from store.inquiries import Asking

_MOST = 6
_ASKED = (
    ("¿Cómo hicieron el presupuesto para limpiar el canal? Nunca hemos hecho uno.", None),
    (
        "¿Cuánto se demoró el registro en la Cámara de Comercio?",
        "Tres semanas. Lo que más demora es el acta: llévenla firmada y con la lista de asistentes.",
    ),
    ("¿Ustedes pidieron anticipo?", "No. Compramos los materiales a crédito en la ferretería del barrio."),
)


def agree(context: Context, first: str | None) -> None:
    """Some of the boards with contracts want to help, and so does the one that the demo shows first."""
    with writing(context.engine) as db:
        signed = sorted({code for code, _ in contracts.linked(db, "certain")} - {first or ""})
        codes = [*([first] if first else []), *signed[:_MOST]]
        for code in codes:
            guides.agree(db, code, CONSENT, context.now - timedelta(days=20))
        others = [one.code for one in boards.every(db, context.settings.municipality)]
        askers = [code for code in others if code not in codes]
        if len(codes) > 2 and len(askers) > 1:
            _ask(context, db, codes, askers)


def _ask(context: Context, db: Connection, codes: list[str], askers: list[str]) -> None:
    """The first board was asked, asked itself and was answered; of a third answer the office was told."""
    pairs = ((askers[0], codes[0]), (codes[0], codes[1]), (askers[1], codes[2]))
    for nth, ((asker, guide), (words, said)) in enumerate(zip(pairs, _ASKED, strict=True), 1):
        at = context.now - timedelta(days=nth)
        made = inquiries.ask(db, Asking(asker, guide, "", words), at)
        if isinstance(made, int) and said:
            inquiries.answer(db, guide, made, said, at + timedelta(hours=5))
            if nth == len(_ASKED):
                inquiries.report(db, asker, made, at + timedelta(hours=9))
