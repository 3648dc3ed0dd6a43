"""Invented plan lines and procedures of two town halls, with what came of what, in two halves.

The rule was tuned on the one half; the other was written before and looked at after. Each has its own
purchases (plan_purchases.csv), in the words of the plan and in those of the call, put through what happens
to plans: the line names its process, or says nothing; the call comes late, in lots, at another price, each
year again, or never.
"""

import csv
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from pathlib import Path

from domain.contract import PlannedPurchase
from domain.process import Process
from tests.examples import a_planned_purchase, a_process

OTHER_NIT = "806013999"


@dataclass(frozen=True)
class Purchase:
    """What is bought: as the plan says it, as the call says it, its UNSPSC code and its value."""

    planned: str
    called: str
    described: str
    unspsc: str
    cop: int


@dataclass
class Half:
    """Plan lines and process rows; `came` holds the pairs (plan key, portfolio id) that belong together."""

    name: str
    plans: list[PlannedPurchase] = field(default_factory=list)
    processes: list[Process] = field(default_factory=list)
    came: set[tuple[str, str]] = field(default_factory=set)

    def plan(self, what: Purchase, month: date, **fields: object) -> str:
        key = f"{self.name}-{len(self.plans):04}"
        line = {"description": what.planned, "unspsc": what.unspsc, "value_cop": what.cop, **fields}
        self.plans.append(a_planned_purchase(key=key, expected_on=month, **line))
        return key

    def call(self, what: Purchase, day: date, *plans: str, **fields: object) -> str:
        number = 1000 + len(self.processes)
        row = {
            "title": what.called,
            "description": what.described,
            "unspsc": what.unspsc,
            "price_cop": what.cop,
            "reference": f"MC-{number}-{day.year}",
            "published_on": day,
            "last_published_on": day,
            **fields,
        }
        self.processes.append(a_process(number=number, **row))
        portfolio = self.processes[-1].portfolio_id
        self.came |= {(plan, portfolio) for plan in plans}
        return portfolio


_PURCHASES = Path(__file__).with_name("plan_purchases.csv")
_ROLES = {
    "tuned": ("abogado", "contador", "ingeniera civil", "comunicador", "archivista", "economista"),
    "held": ("psicóloga", "sociólogo", "diseñadora", "topógrafo", "bibliotecólogo", "geóloga"),
}


def halves() -> tuple[Half, Half]:
    """The half that the rule was tuned on, and the half that was kept apart."""
    return _half("tuned"), _half("held")


def _half(name: str) -> Half:
    half = Half(name)
    for at, what in enumerate(_purchases(name)):
        for happening in _HAPPENINGS:
            happening(half, what, at)
    _staff(half, _ROLES[name])
    return half


def _purchases(half: str) -> list[Purchase]:
    with _PURCHASES.open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["half"] == half]
    return [
        Purchase(row["planned"], row["called"], row["described"], row["unspsc"], int(row["cop"]))
        for row in rows
    ]


def _of_town(what: Purchase, town: str) -> Purchase:
    """The same kind of purchase for another place: what makes plan lines look alike."""
    return replace(what, planned=f"{what.planned} {town}", called=f"{what.called} {town.upper()}")


_TOWNS = (
    *("en Bocalinda", "en Altos del Caimán", "en Tierra Baja Nueva", "en Pueblo Escondido", "en La Cantera"),
    *("en Punta Brava", "en El Recodo", "en Loma Fresca", "en San Bartolo", "en Isla Grande Norte"),
    *("en Manga Vieja", "en Boca Cerrada", "en Las Gaviotas Dos", "en Nuevo Amanecer", "en Cerro Pelado"),
)


def _next_town(half: Half, at: int) -> str:
    return _TOWNS[(at * 5 + len(half.processes)) % len(_TOWNS)]


def _names_its_reference(half: Half, what: Purchase, at: int) -> None:
    what = _of_town(what, "para el programa anual")
    written = f"samc-{at:02}pa-2026" if at % 2 else f"SAMC{at:02}-PA2026"
    plan = half.plan(what, date(2026, 3, 1), related=written)
    half.call(what, date(2026, 3, 20), plan, reference=f"SAMC {at:02}-PA 2026", price_cop=what.cop * 9 // 10)


def _names_its_id(half: Half, what: Purchase, at: int) -> None:
    what = _of_town(what, "por convenio")
    number = 1000 + len(half.processes)
    kind = ("CO1.BDOS.{}", "CO1.REQ.{}", "https://secop.example/aviso?noticeUID=CO1.NTC.{}")[at % 3]
    plan = half.plan(what, date(2026, 4, 1), related=f"CO1.BDOS.1 {kind.format(number)}")
    half.call(what, date(2026, 6, 2), plan)


def _is_copied_word_for_word(half: Half, what: Purchase, at: int) -> None:
    what = _of_town(what, _next_town(half, at))
    plan = half.plan(what, date(2026, 5, 1))
    half.call(what, date(2026, 5, 4) + timedelta(days=9 * at), plan, title=what.planned.upper())


def _is_said_in_other_words(half: Half, what: Purchase, at: int) -> None:
    what = _of_town(what, _next_town(half, at))
    plan = half.plan(what, date(2026, 2, 1))
    half.call(what, date(2026, 3, 3) + timedelta(days=11 * at), plan)


def _comes_at_another_price(half: Half, what: Purchase, at: int) -> None:
    what = _of_town(what, _next_town(half, at))
    plan = half.plan(what, date(2026, 6, 1), value_cop=None if at % 3 == 0 else what.cop)
    price = None if at % 3 == 1 else int(what.cop * 1.4)
    half.call(what, date(2026, 5, 12) + timedelta(days=6 * at), plan, price_cop=price)


def _comes_each_year(half: Half, what: Purchase, at: int) -> None:
    what = _of_town(what, "durante la vigencia")
    for year in (2024, 2025, 2026):
        plan = half.plan(what, date(year, 1 + at % 9, 1))
        half.call(what, date(year, 1 + at % 9, 15) + timedelta(days=70), plan)


def _comes_each_term(half: Half, what: Purchase, at: int) -> None:
    if at % 3:
        return
    what = _of_town(what, "por trimestres")
    for month in (2, 5, 8, 11):
        plan = half.plan(what, date(2026, month, 1))
        half.call(what, date(2026, month, 18), plan)


def _comes_in_lots(half: Half, what: Purchase, at: int) -> None:
    if at % 2:
        return
    what = _of_town(what, _next_town(half, at) + " y sus veredas")
    plan = half.plan(what, date(2026, 7, 1))
    for lot in (1, 2, 3):
        half.call(what, date(2026, 7, 20), plan, title=f"{what.called} - LOTE {lot}", price_cop=what.cop // 3)


def _has_a_twin(half: Half, what: Purchase, at: int) -> None:
    """Two lines alike in all, two calls alike in all: nothing says which is whose."""
    if at % 4:
        return
    what = _of_town(what, "para dos dependencias")
    plans = [half.plan(what, date(2026, 9, 1)) for _ in range(2)]
    for plan in plans:
        half.call(what, date(2026, 9, 9), plan)


def _is_never_called(half: Half, what: Purchase, at: int) -> None:
    half.plan(_of_town(what, _next_town(half, at + 7) + " segunda fase"), date(2026, 4, 1))


def _was_never_planned(half: Half, what: Purchase, at: int) -> None:
    half.call(_of_town(what, _next_town(half, at + 3) + " por urgencia"), date(2026, 5, 15))


def _was_planned_by_another_buyer(half: Half, what: Purchase, at: int) -> None:
    what = _of_town(what, "en el parque distrital")
    half.plan(what, date(2026, 6, 1), buyer_nit=OTHER_NIT)
    half.call(what, date(2026, 6, 10))


def _was_planned_two_years_before(half: Half, what: Purchase, at: int) -> None:
    what = _of_town(what, "con recursos del balance")
    half.plan(what, date(2024, 6, 1), related=f"BAL-{at:03}")
    half.call(what, date(2026, 6, 10), reference=f"BAL-{at:03}")


def _staff(half: Half, roles: Sequence[str]) -> None:
    """Direct contracts with persons: hundreds of lines in nearly the same words."""
    for number in range(160):
        role = roles[number % len(roles)]
        what = Purchase(
            f"Prestación de servicios profesionales de apoyo a la gestión como {role} en la secretaría",
            f"PRESTACION DE SERVICIOS PROFESIONALES DE APOYO A LA GESTION COMO {role.upper()}",
            f"Prestar los servicios profesionales como {role}",
            "80111600",
            36_000_000,
        )
        plan = half.plan(what, date(2026, 1, 1))
        half.call(
            what, date(2026, 1, 12) + timedelta(days=number % 20), plan, modality="Contratación directa"
        )


_HAPPENINGS = (
    _names_its_reference,
    _names_its_id,
    _is_copied_word_for_word,
    _is_said_in_other_words,
    _comes_at_another_price,
    _comes_each_year,
    _comes_each_term,
    _comes_in_lots,
    _has_a_twin,
    _is_never_called,
    _was_never_planned,
    _was_planned_by_another_buyer,
    _was_planned_two_years_before,
)
