"""A whole installation for the tests: a database, a local source, a real mail server, and a clock."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import Column, Engine, select

from domain.board import Board
from domain.days import BOGOTA
from domain.readiness import Evidence
from harvesters.dataset import Dataset
from harvesters.datasets import DATASETS
from readiness.catalogue import load
from service import flow
from service.context import Context
from service.demo.smtp_server import SmtpServer, Stage
from service.demo.soda_server import SodaServer
from service.flow import CycleSummary
from service.progress import Progress
from service.settings import Settings
from store import boards, evidence
from store.engine import reading, writing
from store.schema import metadata
from store.vault import Vault
from tests.reached import reach

SECRET = "a secret of the tests alone"
VAULT = Vault([SECRET])

# When we did something, and what differs from run to run: not part of what the database says.
_OF_THE_RUN = {
    "id",
    "delivery_id",
    "tries",
    "recorded",
    "code",  # drawn by chance
    "contact_id",  # PostgreSQL leaves gaps in its sequences
    "claimed_by",
    "claimed_until",
    "on",
    "provider_id",
    "number",
    "answer",
    "sealed",
}
_HAPPENED = {"accepted_at", "failed_at", "withdrawn_at", "known_until"}
_RUN_TABLES = {"harvests", "leases", "figures", "alembic_version"}


@dataclass
class Mood:
    """What the mail server answers to each recipient; nothing: it takes the mail."""

    answer: str | None = None


@dataclass(frozen=True)
class House:
    context: Context
    soda: SodaServer
    smtp: SmtpServer
    mood: Mood

    def cycle(self, now: datetime) -> CycleSummary:
        return flow.cycle(replace(self.context, clock=lambda: now))


@contextmanager
def a_house(engine: Engine, now: datetime, municipality: str = "13001") -> Iterator[House]:
    mood = Mood()

    def refuse(stage: Stage, _address: str) -> str | None:
        return mood.answer if stage is Stage.RECIPIENT else None

    with SodaServer() as soda, SmtpServer(faults=refuse) as smtp:
        context = Context(
            engine, settings(engine, soda.url, smtp.url, municipality), lambda: now, Progress(quiet=True)
        )
        yield House(context, soda, smtp, mood)


def settings(engine: Engine, soda_url: str, smtp_url: str, municipality: str) -> Settings:
    return Settings(
        _env_file=None,  # type: ignore[call-arg]  # pydantic-settings takes it
        database_url=engine.url.render_as_string(hide_password=False),
        soda_url=soda_url,
        smtp_url=smtp_url,
        mail_from="Convite <convite@convite.example>",
        secret_key=SECRET,
        municipality=municipality,
    )


def settle(engine: Engine, found: Iterable[Board], now: datetime, unreachable: Collection[str] = ()) -> None:
    """Boards that can show everything that the catalogue asks for, and be written to but for these codes."""
    every = list(found)
    shown = [
        (board.code, Evidence(requirement, 4, now.date(), now.date() + timedelta(days=300)))
        for board in every
        for requirement in load(now.date()).requirements
    ]
    with writing(engine) as db:
        boards.save(db, every, now)
        reach(db, VAULT, [board.code for board in every if board.code not in unreachable])
        evidence.save(db, shown, now)


def publish(
    soda: SodaServer,
    now: datetime,
    rows: Iterable[Mapping[str, Any]],
    contracts: Iterable[Mapping[str, Any]] = (),
    types: Mapping[str, Mapping[str, str]] | None = None,
) -> None:
    """Put rows on the source; the other datasets are there and empty."""
    for dataset in DATASETS.values():
        soda.put(dataset.id, (), columns=_asked(dataset), updated_at=now)
    for dataset_id, given in (("p6dx-8zbt", rows), ("jbjy-vk9h", contracts), ("9sue-ezhx", ())):
        soda.put(dataset_id, given, columns=(types or TYPES)[dataset_id], updated_at=now)


def morning(day: date) -> datetime:
    return datetime.combine(day, time(8), BOGOTA)


def what_it_says(engine: Engine) -> dict[str, list[tuple[Any, ...]]]:
    """Everything that the database says, apart from the clock's columns and the log of runs."""
    said = {}
    with reading(engine) as db:
        for table in metadata.sorted_tables:
            if table.name in _RUN_TABLES:
                continue
            columns = [c for c in table.c if c.name not in _OF_THE_RUN and not _is_of_the_clock(c)]
            # Whether something happened is told; when, is not.
            happened = [c.is_not(None) for c in table.c if c.name in _HAPPENED]
            rows = db.execute(select(*columns, *happened)) if columns else ()
            said[table.name] = sorted((tuple(map(_comparable, row)) for row in rows), key=repr)
    # An attempt cut short by a crash is on record; what counts is how each message ended.
    said["attempts"] = [row for row in said["attempts"] if "accepted" in row]
    return said


def _is_of_the_clock(column: Column[Any]) -> bool:
    of_an_event = column.table.name == "events" and column.name in ("at", "known_until")
    return column.name.endswith("_at") or of_an_event


def _comparable(value: Any) -> Any:
    if isinstance(value, str) and value.startswith("alerts/"):
        return "alerts/"  # an event names its row by the id, in whose sequence PostgreSQL leaves gaps
    return bytes(value) if isinstance(value, memoryview) else value


def _asked(dataset: Dataset[Any]) -> dict[str, str]:
    return _columns(*dataset.columns, *([dataset.date] if dataset.date else []))


def _columns(*names: str, numbers: tuple[str, ...] = ()) -> dict[str, str]:
    return {**dict.fromkeys(names, "text"), **dict.fromkeys(numbers, "number")}


TYPES: Mapping[str, Mapping[str, str]] = {
    "p6dx-8zbt": _columns(
        "id_del_proceso",
        "id_del_portafolio",
        "id_adjudicacion",
        "codigoproveedor",
        "referencia_del_proceso",
        "nombre_del_procedimiento",
        "descripci_n_del_procedimiento",
        "entidad",
        "nit_entidad",
        "nombre_de_la_unidad_de",
        "departamento_entidad",
        "ciudad_entidad",
        "fase",
        "estado_del_procedimiento",
        "modalidad_de_contratacion",
        "justificaci_n_modalidad_de",
        "tipo_de_contrato",
        "codigo_principal_de_categoria",
        "categorias_adicionales",
        "unidad_de_duracion",
        "fecha_de_publicacion_del",
        "fecha_de_ultima_publicaci",
        "fecha_de_recepcion_de",
        "adjudicado",
        "nombre_del_proveedor",
        "nit_del_proveedor_adjudicado",
        "fecha_adjudicacion",
        "urlproceso",
        numbers=(
            "codigo_entidad",
            "precio_base",
            "duracion",
            "valor_total_adjudicacion",
            "respuestas_al_procedimiento",
        ),
    ),
    "jbjy-vk9h": _columns(
        "id_contrato",
        "proceso_de_compra",
        "nombre_entidad",
        "ciudad",
        "objeto_del_contrato",
        "descripcion_del_proceso",
        "estado_contrato",
        "modalidad_de_contratacion",
        "justificacion_modalidad_de",
        "tipo_de_contrato",
        "codigo_de_categoria_principal",
        "fecha_de_firma",
        "fecha_de_inicio_del_contrato",
        "fecha_de_fin_del_contrato",
        "proveedor_adjudicado",
        "documento_proveedor",
        "ultima_actualizacion",
        "urlproceso",
        numbers=("nit_entidad", "valor_del_contrato"),
    ),
    "9sue-ezhx": _columns(
        "id",
        "identificador_unico",
        "id_paa_encabezado",
        "version_del_paa",
        "descripcion",
        "fecha_esperada_de_inicio",
        "modalidad",
        "categorias_unspsc",
        "procesos_relacionados",
        "nombre_entidad",
        numbers=("annio", "valor_total_esperado", "nit_entidad"),
    ),
}


def a_wire_contract(**fields: Any) -> dict[str, Any]:
    """A contract that the board with NIT 900123456 won, as the source writes it."""
    return {
        "id_contrato": "CO1.PCCNTR.7",
        "proceso_de_compra": "CO1.BDOS.7",
        "nombre_entidad": "ALCALDÍA",
        "nit_entidad": "890480184",
        "objeto_del_contrato": "Adecuación del parque",
        "valor_del_contrato": "58000000",
        "fecha_de_firma": "2026-05-02T00:00:00.000",
        "proveedor_adjudicado": "JUNTA DE ACCION COMUNAL EL POZON",
        "documento_proveedor": "900123456",
        **fields,
    }


def a_wire_row(**fields: Any) -> dict[str, Any]:
    """An open call to clean canals in El Pozón, as the source writes it."""
    number = fields.pop("number", 1)
    row = {
        "id_del_proceso": f"CO1.REQ.{number}",
        "id_del_portafolio": f"CO1.BDOS.{number}",
        "id_adjudicacion": "No Adjudicado",
        "codigoproveedor": "No Definido",
        "referencia_del_proceso": f"MC-{number}-2026 (Presentación de oferta)",
        "nombre_del_procedimiento": "LIMPIEZA DE CANALES PLUVIALES BARRIO EL POZÓN (Presentación de oferta)",
        "descripci_n_del_procedimiento": "Limpieza manual de canales pluviales en el barrio El Pozón",
        "entidad": "ALCALDÍA DEL DISTRITO TURÍSTICO Y CULTURAL DE CARTAGENA DE INDIAS",
        "nit_entidad": "890480184",
        "codigo_entidad": "702018999",
        "departamento_entidad": "Bolívar",
        "ciudad_entidad": "Cartagena",
        "fase": "Presentación de oferta",
        "estado_del_procedimiento": "Publicado",
        "modalidad_de_contratacion": "Mínima cuantía",
        "justificaci_n_modalidad_de": "Presupuesto inferior al 10% de la menor cuantía",
        "tipo_de_contrato": "Prestación de servicios",
        "codigo_principal_de_categoria": "V1.72141000",
        "precio_base": "60000000",
        "duracion": "2",
        "unidad_de_duracion": "Mes(es)",
        "fecha_de_publicacion_del": "2026-06-02T00:00:00.000",
        "fecha_de_ultima_publicaci": "2026-06-02T00:00:00.000",
        "fecha_de_recepcion_de": "2026-06-16T00:00:00.000",
        "adjudicado": "No",
        "respuestas_al_procedimiento": "0",
        "urlproceso": {
            "url": f"https://community.secop.gov.co/Public/Tendering/OpportunityDetail/Index?noticeUID=CO1.NTC.{number}"
        },
        **fields,
    }
    return {name: value for name, value in row.items() if value is not None}
