"""The shapes of the JSON that tells why calls did not come, and how many would."""

from datetime import date

from pydantic import Field

from api.models import Model, ProcessOut
from api.preview import Preview
from api.why import WhyPage
from domain.board import Trade
from matching.labels import refusal_label
from matching.preview import Weekly


class RefusalOut(Model):
    """Cuántas compras dejó por fuera una regla."""

    rule: str = Field(description="La regla.")
    words: str = Field(description="La regla en palabras.")
    processes: int = Field(description="Cuántas dejó por fuera.")


class MissOut(Model):
    """Una compra que estuvo cerca de llegar."""

    process: ProcessOut
    judged_on: date = Field(description="Día en que se publicó: como estaba ese día se miró.")
    rules: list[str] = Field(description="Las reglas que la dejaron por fuera, en orden.")
    score: float = Field(description="Qué tanto le serviría sin ellas, de 0 a 1.")
    changes: list[str] = Field(
        description="Lo mínimo que la habría dejado llegar: trade (otro oficio), place (trabajar allá), "
        "papers (tener los papeles a tiempo). Vacío: nada que la junta pueda cambiar."
    )
    words: str = Field(description="Lo mismo en palabras.")


class LackingOut(Model):
    """Un requisito que faltó en las que sí llegaron."""

    id: str = Field(description="Identificador del requisito.")
    title: str = Field(description="Nombre del requisito.")
    calls: int = Field(description="En cuántas faltó.")


class WhyOut(Model):
    """Por qué le llegaron o no las compras de unos días. Las que eran para ella y las demás suman todas."""

    days: int = Field(description="Cuántos días, hasta hoy.")
    first_day: date = Field(description="El primero de esos días.")
    calls: int = Field(description="Compras que se miraron.")
    matches: int = Field(description="Las que eran para la junta.")
    ready: int = Field(description="De esas, las que no pedían nada que le falte.")
    lacking: list[LackingOut]
    refusals: list[RefusalOut]
    misses: list[MissOut] = Field(description="Las que estuvieron más cerca, primero la más cercana.")

    @classmethod
    def of(cls, found: WhyPage) -> "WhyOut":
        return cls(
            days=found.days,
            first_day=found.first_day,
            calls=found.why.calls,
            matches=len(found.why.matches),
            ready=found.ready,
            lacking=[
                LackingOut(id=one.requirement.id, title=one.requirement.title, calls=one.calls)
                for one in found.lacking
            ],
            refusals=[
                RefusalOut(rule=one.rule, words=refusal_label(one.rule), processes=one.processes)
                for one in found.why.refusals
            ],
            misses=[
                MissOut(
                    process=ProcessOut.of(told.call),
                    judged_on=told.miss.on,
                    rules=list(told.miss.rules),
                    score=told.miss.score,
                    changes=[change.value for change in told.miss.changes],
                    words=told.words,
                )
                for told in found.misses
            ],
        )


class WeeklyOut(Model):
    """Convocatorias por semana."""

    weeks: int = Field(description="Semanas que se contaron.")
    mean: float = Field(description="Promedio por semana.")
    fewest: int = Field(description="Las de la semana con menos.")
    most: int = Field(description="Las de la semana con más.")

    @classmethod
    def of(cls, found: Weekly | None) -> "WeeklyOut | None":
        return (
            cls(weeks=found.weeks, mean=found.mean, fewest=found.fewest, most=found.most) if found else None
        )


class PreviewOut(Model):
    """Cuántas convocatorias llegarían. Nulo donde hay menos de dos semanas de datos."""

    trades: list[Trade] = Field(description="Los oficios que se probaron.")
    whole_town: bool = Field(description="Si se probó con todo el municipio.")
    now: WeeklyOut | None = Field(description="Con la junta como está hoy.")
    then: WeeklyOut | None = Field(description="Con lo que se probó.")
    words: str = Field(description="Lo mismo en palabras.")

    @classmethod
    def of(cls, found: Preview) -> "PreviewOut":
        return cls(
            trades=list(found.trades),
            whole_town=found.whole_town,
            now=WeeklyOut.of(found.now),
            then=WeeklyOut.of(found.then),
            words=found.words,
        )
