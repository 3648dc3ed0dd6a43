"""The shapes of the JSON that tells which boards suit a process."""

from datetime import date

from pydantic import Field

from api.models import BoardOut, Model, ProcessOut, ReasonOut
from api.seek import BoardsFor, Candidate


class CandidateOut(Model):
    """Una junta a la que le sirve el proceso. Lo que le falta no está aquí: es de la junta."""

    board: BoardOut
    score: float = Field(description="Qué tanto le sirve, de 0 a 1.")
    route: str = Field(description="Camino legal por el que se presentaría.")
    level: str | None = Field(description="Cómo va en ese camino; nulo si no se ha revisado.")
    reasons: list[ReasonOut] = Field(description="Las razones, como se le dicen a la junta.")
    together_with: list[BoardOut] = Field(
        description="Juntas vecinas con las que podría unirse, por confirmar con la oficina jurídica."
    )
    passport: str = Field(description="Dirección de su pasaporte público.")

    @classmethod
    def of(cls, one: Candidate) -> "CandidateOut":
        return cls(
            board=BoardOut.of(one.board),
            score=one.match.score,
            route=one.match.route,
            level=one.level,
            reasons=[ReasonOut(rule=r.rule, score=r.score, words=r.words) for r in one.said],
            together_with=[BoardOut.of(board) for board in one.group.others] if one.group else [],
            passport=one.passport,
        )


class BoardsForOut(Model):
    """Las juntas a las que les sirve un proceso, primero las que más."""

    process: ProcessOut
    judged_on: date = Field(description="Día como el que se miró: hoy, o el de su publicación si ya cerró.")
    total: int = Field(description="A cuántas juntas les sirve.")
    items: list[CandidateOut] = Field(description="Las primeras cincuenta.")
    refused: dict[str, int] = Field(description="Cuántas juntas dejó por fuera cada regla.")

    @classmethod
    def of(cls, found: BoardsFor) -> "BoardsForOut":
        return cls(
            process=ProcessOut.of(found.call),
            judged_on=found.on,
            total=found.total,
            items=[CandidateOut.of(one) for one in found.candidates],
            refused=found.refused,
        )
