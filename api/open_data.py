"""What is handed out to all, as data: each dataset with its fields explained, which is its dictionary."""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from types import MappingProxyType
from typing import NamedTuple

from sqlalchemy import Connection

from api.buyer_meanings import MEANINGS
from api.desk.funnel_counts import DEFINITIONS
from api.desk.labels import FILTERS
from api.desk.periods import months_back, quarters_back
from api.indicators import CATALOGUE, Period, Place, read_indicators
from api.project_words import FILTERS as PROJECT_WORDS
from api.site import Site
from domain.board import FEWEST_BOARDS
from domain.days import BOGOTA
from domain.project import ProjectState
from store import boards, buyers, funnel, projects, waypoints
from store.projects import Sought

Row = tuple[object, ...]
_MONTHS = 12
_QUARTERS = 4
_ALL = "(todas)"


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


def _results(site: Site, db: Connection) -> Iterable[Row]:
    """What is of today stands there once, whatever the quarters."""
    for number, quarter in enumerate(quarters_back(site.today, _QUARTERS)):
        for one in read_indicators(db, site, quarter, shows_few=False):
            is_of_today = one.definition.period is Period.TODAY
            if is_of_today and number:
                continue
            period = site.today.isoformat() if is_of_today else quarter.name
            for place in (Place(_ALL, one.total), *one.places):
                said = one.indicator.value, one.definition.title, period, place.locality
                yield *said, place.ratio.numerator, place.ratio.denominator, _percent(place.ratio.share)


def _projects(site: Site, db: Connection) -> Iterable[Row]:
    for one in projects.page(db, Sought(site.web.municipality), None)[0]:
        said = one.project.said
        yield (
            *(one.project.id, one.project.board_code, one.board_name, one.state.value),
            *(said.title, said.what, said.trade.value, said.barrio, said.locality, said.spot),
            *(said.cost_cop, said.basis.value, said.people, said.households, said.whom, said.approved_on),
            *(_moment(one.project.registered_at), _moment(one.project.said_at)),
        )


def _waypoints(site: Site, db: Connection) -> Iterable[Row]:
    for id_, one in waypoints.of_public(db, site.web.municipality):
        point = one.waypoint
        gone_at = _moment(one.gone_at) if one.gone_at else None
        yield (
            *(id_, point.kind.value, point.dataset, point.about, point.on),
            *("si" if point.is_sure else "no", _moment(one.found_at), gone_at),
        )


def _moment(at: datetime) -> str:
    """In Bogotá."""
    return at.astimezone(BOGOTA).isoformat()


def _buyers(_site: Site, db: Connection) -> Iterable[Row]:
    for one in buyers.every(db):
        for fact in one.facts:
            title = MEANINGS[fact.kind].title
            yield one.nit, one.name, fact.kind.value, title, *fact[1:]


def _percent(share: float | None) -> float | None:
    return None if share is None else round(100 * share, 1)


def _definitions(_site: Site, _db: Connection) -> Iterable[Row]:
    for indicator, one in CATALOGUE.items():
        period = "hoy" if one.period is Period.TODAY else "trimestre"
        counted = one.numerator, one.denominator, one.source
        yield indicator.value, one.title, one.meaning, *counted, period, one.owner


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
        "resultados": Dataset(
            "Indicadores de resultado",
            "Qué parte de las juntas llegó a cada paso, en este trimestre y los tres anteriores. Cuenta lo "
            "que empezó en el trimestre y lo que de eso salió hasta hoy. No se publican lugares con menos "
            f"de {FEWEST_BOARDS} juntas, ni cuentan en el total.",
            {
                "indicador": "Nombre que no cambia; qué cuenta está en resultados-definiciones",
                "nombre": "Cómo se llama",
                "periodo": "El trimestre, como 2026-T2; o el día, si es de cómo está hoy",
                "localidad": f"Localidad; vacía: juntas que no dijeron la suya; {_ALL}: el total",
                "numerador": "Cuántas se cuentan",
                "denominador": "De cuántas",
                "porcentaje": "Uno entre el otro, por cien; vacío si no había a quién contar: no es cero",
            },
            _results,
        ),
        "proyectos": Dataset(
            "Proyectos de las juntas",
            "Los que cada junta quiso publicar, en sus palabras, con hasta dónde llegó cada uno.",
            {
                "proyecto": "Número del proyecto; no cambia",
                "codigo": "Código de la junta",
                "junta": "Nombre de la junta",
                "estado": "Hasta dónde va: "
                + "; ".join(f"{one.value}: {PROJECT_WORDS['project_state'](one)}" for one in ProjectState),
                "titulo": "Nombre del proyecto",
                "que": "Qué se va a hacer",
                "oficio": "De qué es",
                "barrio": "Vacío si no se sabe",
                "localidad": "Vacía si no se sabe",
                "lugar": "En qué parte, en palabras",
                "costo_cop": "En pesos; vacío si no se sabe",
                "sale_de": "own_estimate: cuentas de la junta; quotation: cotización; unknown: no se sabe",
                "personas": "A cuántas les sirve; vacío si no se sabe",
                "hogares": "Cuántos son; vacío si no se sabe",
                "quienes": "Para quiénes es",
                "aprobado": "Día en que la asamblea aprobó el plan; vacío si no se sabe",
                "registrado": "Cuándo lo registró la junta",
                "dicho": "Desde cuándo dice lo que dice",
            },
            _projects,
        ),
        "proyectos-pasos": Dataset(
            "Pasos de los proyectos",
            "Qué fila mostró qué de cada proyecto público, desde cuándo, y hasta cuándo valió.",
            {
                "proyecto": "Número del proyecto",
                "paso": "Hasta dónde llegó, o qué más pasó",
                "datos": "De qué datos es la fila; budget_lines: de las listas de la oficina",
                "fila": "Cuál fila es",
                "dia": "El día que dice la fila; vacío si no lo dice",
                "seguro": "no: podría ser este proyecto, nadie lo ha confirmado",
                "sabido": "Desde cuándo lo sabemos",
                "dejo_de_valer": "Vacío si todavía vale",
            },
            _waypoints,
        ),
        "resultados-definiciones": Dataset(
            "Definiciones de los indicadores de resultado",
            "Qué dice cada indicador, qué cuenta, de cuántas y en qué registros.",
            {
                "indicador": "Nombre que no cambia",
                "nombre": "Cómo se llama",
                "que_dice": "Para qué sirve",
                "numerador": "Qué se cuenta",
                "denominador": "De qué se cuenta",
                "fuente": "En qué registros",
                "periodo": "trimestre, u hoy",
                "responde": "Quién responde por él",
            },
            _definitions,
        ),
        "compradores": Dataset(
            "Qué muestran los datos de cada entidad",
            "Lo que se cuenta de cada entidad en las filas de SECOP de los tres últimos años. Son datos, no "
            "juicios: cómo se cuenta cada uno, y sus filas, están en la página de la entidad.",
            {
                "nit": "NIT de la entidad, sin dígito de verificación",
                "entidad": "El nombre que más usa en SECOP",
                "dato": "Nombre que no cambia",
                "nombre": "Cómo se llama",
                "valor": "Una parte, de 0 a 1, o una mediana en días; vacío si son muy pocos",
                "parte": "Cuántas filas, o pesos, hacen la parte; vacío si son días",
                "de": "De cuántas filas, o pesos; vacío si son días",
                "filas": "Cuántas filas se contaron",
                "sin_dato": "De cuántas filas más SECOP no lo dice: no entran en la cuenta",
                "desde": "Desde este día",
                "hasta": "Hasta este día",
                "valor_del_medio": "El valor del medio entre las entidades; vacío si son muy pocas",
                "entidades": "De cuántas entidades es ese valor",
            },
            _buyers,
        ),
    }
)
