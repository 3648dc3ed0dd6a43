"""The shapes of the JSON API for what is planned. What people read in its documentation is Spanish."""

from datetime import date

from pydantic import Field

from api.board_link import BoardLink
from api.models import Model, ReasonOut, RequirementOut
from api.plans import Ahead
from domain.readiness import Verdict


class PlanOut(Model):
    """Una compra prevista que le sirve a la junta, antes de que sea convocatoria."""

    key: str = Field(description="Identificador de la línea en los datos abiertos.")
    line_id: str | None = Field(description="Línea del plan, como la llama la entidad.")
    description: str = Field(description="Qué piensa contratar la entidad.")
    buyer_name: str = Field(description="Entidad que piensa contratar.")
    buyer_nit: str | None = Field(description="NIT de la entidad, sin dígito de verificación.")
    modality: str | None = Field(description="Modalidad prevista.")
    value_cop: int | None = Field(description="Valor previsto en pesos; nulo si el plan no lo dice.")
    expected_on: date = Field(description="Primer día del mes previsto; un plan puede cambiar.")
    score: float = Field(description="Qué tanto le sirve, de 0 a 1.")
    route: str = Field(description="Camino legal que mejor le serviría.")
    verdict: Verdict = Field(description="Cómo está la junta hoy para ese camino.")
    business_days_left: int | None = Field(
        description="Días hábiles antes de ese mes; nulo si ya es ese mes."
    )
    business_days_needed: int | None = Field(
        description="Días hábiles que toma lo más demorado de lo que falta; nulo si no se sabe."
    )
    reasons: list[ReasonOut]
    missing: list[RequirementOut] = Field(description="Lo que tendría que conseguir antes.")
    letter: str | None = Field(
        description="Borrador de carta para proponer un convenio solidario; nulo si no cabe."
    )

    @classmethod
    def of(cls, ahead: Ahead, link: BoardLink) -> "PlanOut":
        plan, match = ahead.plan, ahead.match
        return cls(
            key=plan.key,
            line_id=plan.line_id,
            description=plan.description,
            buyer_name=plan.buyer_name,
            buyer_nit=plan.buyer_nit,
            modality=plan.modality,
            value_cop=plan.value_cop,
            expected_on=ahead.expected_on,
            score=match.score,
            route=match.route,
            verdict=match.verdict,
            business_days_left=ahead.days_left,
            business_days_needed=ahead.days_needed,
            reasons=[ReasonOut(rule=r.rule, score=r.score, words=r.words) for r in match.reasons],
            missing=[RequirementOut(id=r.id, title=r.title, steps=list(r.steps)) for r in ahead.missing],
            letter=f"{link.path}/{ahead.letter}" if ahead.letter else None,
        )


class Plans(Model):
    """Lo que viene para una junta."""

    items: list[PlanOut]
