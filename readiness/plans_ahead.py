"""By which routes a planned purchase could come to a board, and how the board stands for it already.

A plan says how the buyer means to choose. By mínima or menor cuantía a board may bid; works that fit a
solidarity agreement (Ley 2166 de 2021, art. 95) it may propose to the buyer, who decides.
"""

import re
from calendar import monthrange
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import NamedTuple

from domain.contract import PlannedPurchase
from domain.match import Eligibility
from domain.readiness import Assessment, Evidence, Verdict
from domain.reason import Reason
from domain.text import fold
from readiness import words
from readiness.caps import adopted, budget_of
from readiness.catalogue import Catalogue
from readiness.demands import BANNED, BANNED_LATER, CAP_UNKNOWN, Demands, Facts, ban_on, demands_of
from readiness.eligibility import eligibility
from readiness.routes import is_works_by, names_minors, names_solidarity

EXPECTED = "PLAN"  # told, and holds nothing back
PROPOSED = "PROPUESTA"  # told, and holds nothing back
AGREEMENT = "R1"
_BY_MODALITY = (("minima cuantia", "R4"), ("menor cuantia", "R5"))
# A plan names no kind of contract: who watches, designs, sells or is hired for works does not do them.
_NO_WORKS = re.compile(
    r"\b(interventoria|consultoria|supervision|estudios y disenos|interadministrativ[oa]|compraventa)\b"
    r"|\b(con el suministro de materiales|parque automotor|vehiculos?|ascensor(es)?|fumigacion)\b"
    r"|\bconstruccion (o actualizacion |e implementacion |colectiva )*(del |de (la |las |los |un |una )?)?"
    r"(agendas?|ciudadania|confianza|cultura|estrategias?|herramientas?|indicadores|memoria|modelos?|paz|planes"
    r"|plan|politicas?|rutas?|tejido)\b"
    r"|^(contratar |contratacion de |prestacion de |prestar )*(los |el |la )?"
    r"(servicios? (profesional|tecnico|de apoyo)|apoy[oa]|suministr|materiales|compra|adquisicion"
    r"|arrendamiento|dotacion)"
)
# Work on what cannot be moved is works, upkeep too: Ley 80 de 1993, art. 32, num. 1.
_ON_LAND = re.compile(
    r"\b(mejoramiento|mantenimiento|rehabilitacion|adecuacion(es)?|reparacion(es)?|recuperacion|ampliacion"
    r"|remodelacion|terminacion|reposicion|instalacion|conservacion|optimizacion|construccion|obras?)"
    r"( \w+){0,6}? "
    r"(vias?|vial(es)?|carreteras?|caminos?|calles?|puentes?|andenes|anden|parques?|placas?|canchas?"
    r"|polideportivos?|escenarios?|acueductos?|alcantarillados?|canal(es)?|muros?|cubiertas?|salon(es)?|sedes?"
    r"|escuelas?|viviendas?|infraestructura|espacios? publicos?|instituciones|locativas?|casetas?|plazas?)\b"
)
_BEST_FIRST = (
    Verdict.ELIGIBLE,
    Verdict.ELIGIBLE_IF,
    Verdict.UNKNOWN,
    Verdict.NOT_ELIGIBLE,
    Verdict.CLOSED,
)


class PlanRoute(NamedTuple):
    """A route by which a planned purchase may come. `is_proposal`: the buyer has not announced it."""

    id: str
    is_proposal: bool = False


def routes_of_plan(plan: PlannedPurchase) -> tuple[PlanRoute, ...]:
    """The route that the plan names, and the agreement that could be proposed in its stead.

    Only works may be proposed: R1 covers nothing else.
    """
    modality = fold(plan.modality or "")
    if names_solidarity(f"{modality} {plan.description}"):
        return (PlanRoute(AGREEMENT),)
    named = tuple(PlanRoute(route) for words_, route in _BY_MODALITY if words_ in modality)
    return (*named, PlanRoute(AGREEMENT, is_proposal=True)) if _is_works(plan) else named


def wanted_by_plan(catalogue: Catalogue, plan: PlannedPurchase, today: date) -> tuple[Demands, ...]:
    """What the purchase would demand by each of its routes, as far as the plan tells.

    Caps and closed routes are those of the expected month, papers those of today. No day of signing is known
    yet, so a ban within the month is told and refuses nothing.
    """
    return tuple(_demands(catalogue, plan, route, today) for route in routes_of_plan(plan))


def plan_eligibility(
    catalogue: Catalogue,
    assessments: Mapping[str, Assessment],
    wanted: Sequence[Demands],
    evidence: Mapping[str, Evidence],
) -> Eligibility | None:
    """How a board stands for a planned purchase by the route that serves it best; the plan's own comes first
    among equals. None where no route leads there any more, and for a board that was not assessed.
    """
    still_open = (asked for asked in wanted if not asked.closed)
    found = [one for asked in still_open if (one := eligibility(catalogue, assessments, asked, evidence))]
    return min(found, key=lambda one: (_BEST_FIRST.index(one.verdict), len(one.missing)), default=None)


def may_be_proposed(catalogue: Catalogue, plan: PlannedPurchase, today: date) -> bool:
    """Whether a board may ask the buyer for a solidarity agreement: what is only unknown, it may ask for."""
    return any(
        not asked.closed and all(obstacle.rule == CAP_UNKNOWN for obstacle in asked.obstacles)
        for asked in wanted_by_plan(catalogue, plan, today)
        if asked.route == AGREEMENT
    )


def _demands(catalogue: Catalogue, plan: PlannedPurchase, route: PlanRoute, today: date) -> Demands:
    expected = max(today, plan.expected_on or today)
    is_works = _is_works(plan)
    facts = Facts(
        route=route.id,
        value_cop=plan.value_cop,
        budget_cop=budget_of(plan.buyer_nit, expected),
        works=is_works,
        with_minors=not is_works and names_minors(plan.description),
        published=route.id != AGREEMENT,
        menor_cop=adopted(plan.buyer_nit, expected),
    )
    found = demands_of(catalogue, facts, expected)
    return replace(
        found,
        on=today,
        obstacles=tuple(obstacle for obstacle in found.obstacles if obstacle.rule != BANNED),
        notes=(
            Reason(EXPECTED, 0.5, words.expected(plan.expected_on)),
            *_proposal(catalogue, route),
            *_bans(catalogue, route, expected),
            *found.notes,
        ),
    )


def _is_works(plan: PlannedPurchase) -> bool:
    said = fold(plan.description)
    if _NO_WORKS.search(said):
        return False
    return is_works_by(said, plan.unspsc) or bool(_ON_LAND.search(said))


def _proposal(catalogue: Catalogue, route: PlanRoute) -> tuple[Reason, ...]:
    if not route.is_proposal:
        return ()
    return (Reason(PROPOSED, 0.5, words.proposable(catalogue.routes[route.id])),)


def _bans(catalogue: Catalogue, route: PlanRoute, expected: date) -> tuple[Reason, ...]:
    last = expected.replace(day=monthrange(expected.year, expected.month)[1])
    found = (ban_on(catalogue, catalogue.routes[route.id], day) for day in (expected, last))
    return tuple({replace(ban, rule=BANNED_LATER, score=0.5): None for ban in found if ban})
