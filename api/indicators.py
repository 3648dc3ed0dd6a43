"""The catalogue of result indicators: what each counts, of whom, whose it is, and its figures by locality."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import NamedTuple

from sqlalchemy import Connection

from api.desk.periods import Quarter
from api.site import Site
from domain.board import FEWEST_BOARDS
from domain.days import BOGOTA
from domain.indicator import IN_TIME, Indicator, Ratio
from store import indicators


class Period(StrEnum):
    """Of when an indicator's figures are."""

    TODAY = "today"
    QUARTER = "quarter"


class Definition(NamedTuple):
    """`numerator` and `denominator` say what is counted, `source` in which records, `owner` who answers."""

    title: str
    meaning: str
    numerator: str
    denominator: str
    source: str
    period: Period
    owner: str = "Secretaría"


class Place(NamedTuple):
    """A locality, None for boards that say none."""

    locality: str | None
    ratio: Ratio


class Measured(NamedTuple):
    """`places` are those that may be shown, and `total` is of these alone: what is left out of the places
    could be found by subtracting them from a total of all.
    """

    indicator: Indicator
    total: Ratio
    places: list[Place]

    @property
    def definition(self) -> Definition:
        return CATALOGUE[self.indicator]


_SECOP = "SECOP II, por el vínculo seguro de la oferta o del contrato con la junta"
_PAGE = "Respuestas de las juntas en su página y por sus mensajes"
_DAYS = f"{IN_TIME.days} días"

CATALOGUE: Mapping[Indicator, Definition] = MappingProxyType(
    {
        Indicator.REACHED: Definition(
            "Juntas a las que se les puede escribir",
            "Si el servicio puede avisarle a la junta. Sin esto no se entera de nada.",
            "Juntas que autorizaron, tienen una dirección que sirve y no pidieron parar",
            "Todas las juntas",
            "Directorio de juntas, autorizaciones y direcciones",
            Period.TODAY,
        ),
        Indicator.ASSESSED: Definition(
            "Juntas de las que se sabe cómo están",
            "De cuántas juntas hay soportes o respuestas con que evaluar su preparación.",
            "Juntas evaluadas por soportes o respuestas suyas",
            "Todas las juntas",
            "Evaluación de los soportes de cada junta",
            Period.TODAY,
        ),
        Indicator.READY: Definition(
            "Juntas listas para contratar",
            "Juntas que, por lo que se sabe, hoy cumplen todo lo que pide al menos un camino legal.",
            "Juntas listas para un camino",
            "Juntas evaluadas por soportes o respuestas suyas",
            "Evaluación de los soportes de cada junta",
            Period.TODAY,
        ),
        Indicator.CONTRACTED: Definition(
            "Juntas con algún contrato",
            "Juntas que han contratado con una entidad pública, en cualquier año que conozcamos.",
            "Juntas con un contrato firmado que es suyo con seguridad",
            "Todas las juntas",
            _SECOP,
            Period.TODAY,
        ),
        Indicator.FIRST_CONTRACT: Definition(
            "Juntas que firmaron su primer contrato",
            "Juntas que no tenían ninguno y firmaron uno en el trimestre.",
            "Juntas cuyo primer contrato se firmó en el trimestre",
            "Juntas sin contratos antes del trimestre; sin las que tienen contratos sin fecha",
            _SECOP,
            Period.QUARTER,
        ),
        Indicator.RESPONDED: Definition(
            "De las avisadas, las que respondieron",
            "Si los avisos llegan a alguien que los atiende. Abrir un enlace no cuenta.",
            "De ellas, las que hasta hoy respondieron algo sobre una de esas convocatorias",
            "Juntas con un mensaje entregado al proveedor en el trimestre sobre alguna convocatoria",
            "Registro de mensajes y respuestas de las juntas",
            Period.QUARTER,
        ),
        Indicator.INTERESTED: Definition(
            "De las que respondieron, las interesadas",
            "Si lo que se les avisa les sirve.",
            "De ellas, las que hasta hoy dijeron «Nos interesa» de una de esas convocatorias",
            "Juntas que en el trimestre respondieron por primera vez sobre alguna convocatoria",
            _PAGE,
            Period.QUARTER,
        ),
        Indicator.OFFERED: Definition(
            "De las interesadas, las que ofertaron",
            "Si el interés se vuelve una oferta.",
            "De ellas, las que hasta hoy ofertaron en una de esas convocatorias",
            "Juntas que en el trimestre dijeron «Nos interesa» de alguna convocatoria",
            f"{_PAGE}; {_SECOP}",
            Period.QUARTER,
        ),
        Indicator.WON: Definition(
            "De las que ofertaron, las que contrataron",
            "Si las ofertas ganan.",
            "De ellas, las que hasta hoy firmaron el contrato de una de esas convocatorias",
            "Juntas que en el trimestre presentaron alguna oferta",
            _SECOP,
            Period.QUARTER,
        ),
        Indicator.FINISHED: Definition(
            "De las que contrataron, las que terminaron",
            "Si lo contratado se termina.",
            "De ellas, las que hasta hoy terminaron uno de esos contratos",
            "Juntas que en el trimestre firmaron algún contrato",
            _SECOP,
            Period.QUARTER,
        ),
        Indicator.TRAINED: Definition(
            "De las invitadas a formarse, las que completaron",
            "Si la formación a la que se invita se completa.",
            "De ellas, las que hasta hoy completaron la unidad de su grupo",
            "Juntas invitadas en el trimestre a un grupo que no se canceló",
            "Listas de los grupos de formación",
            Period.QUARTER,
            owner="Equipo de formación",
        ),
        Indicator.HELPED: Definition(
            "Pedidos de ayuda atendidos a tiempo",
            "Si a la junta que pide ayuda alguien la atiende pronto.",
            f"Pedidos que la oficina respondió o cerró en {_DAYS}",
            "Pedidos del trimestre con «Necesitamos ayuda»; sin los que llevan menos de "
            f"{_DAYS} sin atender, ni los que la junta cambió antes por otra respuesta",
            "Cola de ayudas",
            Period.QUARTER,
            owner="Quien acompaña a la junta",
        ),
        Indicator.CHECKED: Definition(
            "Papeles revisados a tiempo",
            "Si lo que las juntas envían se mira pronto.",
            f"Archivos que alguien aceptó o rechazó en {_DAYS}",
            f"Archivos recibidos en el trimestre; sin los que llevan menos de {_DAYS} sin revisar",
            "Papeles que envían las juntas",
            Period.QUARTER,
            owner="Equipo de formación",
        ),
    }
)
"""In the order in which they are told: from being reached to having finished, then what the office does."""


_BEFORE_MIDNIGHT = timedelta(days=1, microseconds=-1)


def moment_of(site: Site, on: date | None) -> datetime:
    """The end of a day that is over, and otherwise now: what is counted is counted as of a moment."""
    if on is None or on >= site.today:
        return site.now
    return datetime.combine(on, time(), BOGOTA) + _BEFORE_MIDNIGHT


def read_indicators(
    db: Connection, site: Site, quarter: Quarter, *, shows_few: bool, on: date | None = None
) -> list[Measured]:
    """All of the catalogue, as it was known at the end of a day, or now. `shows_few`: also places with so few
    boards that a number tells of one; whoever is shown these sees them as they are now, and all others as
    they were counted in the last minutes.
    """

    def count() -> indicators.Found:
        return indicators.ratios(db, site.web.municipality, quarter.span, moment_of(site, on))

    found = count() if shows_few else site.counted.of((quarter, on), site.now, count)
    every = found[Indicator.REACHED]  # a place has as many boards as are to be reached
    shown = [name for name, one in every.items() if shows_few or one.denominator >= FEWEST_BOARDS]
    shown.sort(key=lambda name: (name is None, name or ""))
    return [_measured(indicator, found[indicator], shown) for indicator in CATALOGUE]


def _measured(indicator: Indicator, found: Mapping[str | None, Ratio], shown: list[str | None]) -> Measured:
    places = [Place(name, found.get(name, Ratio())) for name in shown]
    return Measured(indicator, sum((one.ratio for one in places), Ratio()), places)
