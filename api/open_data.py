"""What is handed out to all, as data: each dataset with its fields explained, which is its dictionary."""

from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType
from typing import NamedTuple

from sqlalchemy import Connection

from api.desk.funnel_counts import DEFINITIONS
from api.desk.heat import FEWEST_BOARDS
from api.desk.labels import FILTERS
from api.desk.periods import months_back
from api.site import Site
from store import boards, funnel

Row = tuple[object, ...]
_MONTHS = 12


class Dataset(NamedTuple):
    """`fields` are the columns in their order, each with what it means."""

    title: str
    words: str
    fields: Mapping[str, str]
    rows: Callable[[Site, Connection], Iterable[Row]]


def _boards(site: Site, db: Connection) -> Iterable[Row]:
    for one in boards.every(db, site.web.municipality):
        yield one.code, one.name, one.kind.value, one.municipality, one.locality, one.unit, one.barrio


def _calls(site: Site, db: Connection) -> Iterable[Row]:
    for call in site.open_calls.of(db, site.today):
        one = call.process
        yield (
            *(one.portfolio_id, one.title, one.buyer_name, one.modality, one.price_cop),
            *(one.published_on, one.closes_on, call.standing.value, call.link),
        )


def _indicators(site: Site, db: Connection) -> Iterable[Row]:
    """Of a place with few boards nothing is said: its number could tell of one board."""
    months = months_back(site.today, _MONTHS)
    counted = funnel.steps(db, site.web.municipality, [span for _, span in months])
    step_words = FILTERS["funnel_step"]
    for locality, covered in sorted(funnel.coverage(db, site.web.municipality).items(), key=_named):
        if covered.boards < FEWEST_BOARDS:
            continue
        for number, (first, _) in enumerate(months):
            for step in DEFINITIONS:
                found = counted.get(locality, {}).get(step)
                value = found[number] if found else 0
                yield first.strftime("%Y-%m"), locality, step_words(step), value, covered.boards


def _named(place: tuple[str | None, object]) -> tuple[bool, str]:
    return place[0] is None, place[0] or ""


DATASETS: Mapping[str, Dataset] = MappingProxyType(
    {
        "juntas": Dataset(
            "Directorio de juntas",
            "Las juntas de acción comunal y de vivienda comunitaria del municipio, y sus asociaciones.",
            {
                "codigo": "Código de la junta en Convite; no cambia",
                "nombre": "Nombre de la junta",
                "tipo": "JAC, JVC o ASOCIACION",
                "municipio": "Código DANE",
                "localidad": "Localidad; vacía si la junta no la dijo",
                "unidad_comunera": "Unidad comunera de gobierno; vacía si no se sabe",
                "barrio": "Barrio; vacío si no se sabe",
            },
            _boards,
        ),
        "convocatorias": Dataset(
            "Convocatorias abiertas",
            "Los procesos de SECOP II que hoy reciben ofertas o están por abrirse. Llegan con unos dos días "
            "de atraso.",
            {
                "procedimiento": "Identificador del procedimiento en SECOP II",
                "titulo": "Como lo publicó la entidad",
                "entidad": "Quién contrata",
                "modalidad": "Modalidad de contratación, como la publica SECOP",
                "valor_cop": "Valor en pesos; vacío si la entidad no lo dice",
                "publicado": "Día de publicación",
                "cierra": "Último día para presentar ofertas; vacío si no se sabe",
                "estado": "open: recibe ofertas; upcoming: todavía es un borrador",
                "enlace": "Página del proceso en SECOP II",
            },
            _calls,
        ),
        "indicadores": Dataset(
            "Indicadores por mes y localidad",
            "Cuántas juntas llegaron a cada paso en cada uno de los últimos doce meses. Cada junta cuenta "
            f"una vez al mes. No se publican lugares con menos de {FEWEST_BOARDS} juntas.",
            {
                "mes": "Año y mes, en hora de Colombia",
                "localidad": "Localidad; vacía: juntas que no dijeron la suya",
                "paso": "; ".join(
                    f"{FILTERS['funnel_step'](step)}: juntas {said}" for step, said in DEFINITIONS.items()
                ),
                "juntas": "Cuántas juntas dieron ese paso en el mes (numerador)",
                "de": "Cuántas juntas hay hoy en ese lugar (denominador)",
            },
            _indicators,
        ),
    }
)
