"""The known quirks of the source: each odd row, invented in its likeness, beside the record that it becomes.

What an odd row makes of the record is said against the record of the same row without the oddity.
"""

import gzip
import json
import re
import unicodedata
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

import msgspec
import pytest
from sqlalchemy import Engine, func, select

from domain.match import Eligibility
from domain.process import Standing
from domain.readiness import Verdict
from harvesters import fields
from harvesters.dataset import Dataset, Page, PageReader
from harvesters.datasets.contracts import CONTRACTS
from harvesters.datasets.plans import LINES
from harvesters.datasets.processes import PROCESSES
from harvesters.datasets.secop1 import SECOP1
from matching.match import Day, match
from matching.prepare import Call, prepare
from matching.profile import Profile, profile
from store.engine import writing
from store.processes import RECORDS
from store.tables import processes
from tests.examples import NOW, TODAY, a_board
from tests.harvesters.rows import Row, a_contract_row, a_line_row, a_process_row, a_secop1_row


class Source(NamedTuple):
    dataset: Dataset[Any]
    a_row: Callable[..., Row]


PROCESS = Source(PROCESSES, a_process_row)
CONTRACT = Source(CONTRACTS, a_contract_row)
LINE = Source(LINES, a_line_row)
OF_SECOP1 = Source(SECOP1, a_secop1_row)

WORDS = "Mantenimiento de zonas verdes y poda de árboles en los barrios de la localidad industrial, con " * 7
LOGIN = "https://community.secop.gov.co/STS/Users/Login/Index?SkinName=CCE"

# Each quirk of the list: the columns that show it, and the fields that come of them.
QUIRKS: dict[str, tuple[Source, Row, dict[str, Any]]] = {
    "a name cut at 200 characters": (
        PROCESS,
        {"nombre_del_procedimiento": WORDS[:200]},
        {"title": WORDS[:200].strip()},
    ),
    "a description cut at 500 characters": (
        PROCESS,
        {"descripci_n_del_procedimiento": WORDS[:500]},
        {"description": WORDS[:500].strip()},
    ),
    "a phase glued to name and reference": (
        PROCESS,
        {
            "referencia_del_proceso": "SAMC-07-2026 (Manifestación de interés (Menor Cuantía))",
            "nombre_del_procedimiento": "Poda de árboles (Manifestación de interés (Menor Cuantía))",
        },
        {"reference": "SAMC-07-2026", "title": "Poda de árboles"},
    ),
    "two phases glued one behind the other": (
        PROCESS,
        {"referencia_del_proceso": "S7 (Manifestación de interés (Menor Cuantía)) (Presentación de oferta)"},
        {"reference": "S7"},
    ),
    "a glued phase cut within": (
        PROCESS,
        {"nombre_del_procedimiento": f"{WORDS[:170]} (Manifestación de interés (Menor Cuantía))"[:200]},
        {"title": WORDS[:170].strip()},
    ),
    "a glued phase cut behind its inner bracket": (
        PROCESS,
        {"nombre_del_procedimiento": f"{WORDS[:164]} (Fase de Selección (Presentación de ofertas))"[:200]},
        {"title": WORDS[:164].strip()},
    ),
    "a cut name that lost its last blank": (
        PROCESS,
        {"nombre_del_procedimiento": f"{'x' * 181} (Manifestación de"},
        {"title": "x" * 181},
    ),
    "semicolons where commas belong": (
        PROCESS,
        {"nombre_del_procedimiento": "Suministro de arena; cemento; y varilla"},
        {"title": "Suministro de arena; cemento; y varilla"},
    ),
    "semicolons between codes": (
        PROCESS,
        {"categorias_adicionales": "V1.72101500;V1.70111500"},
        {"more_unspsc": "72101500 70111500"},
    ),
    "semicolons between the codes of a plan": (
        LINE,
        {"categorias_unspsc": "V1.72101500;V1.70111500;"},
        {"unspsc": "72101500 70111500"},
    ),
    "embedded newlines": (
        PROCESS,
        {
            "nombre_del_procedimiento": "Poda de\r\n\r\nárboles",
            "descripci_n_del_procedimiento": "Poda de árboles\nen\tparques\x0b",
            "entidad": "Alcaldía de\nVilla Inventada",
        },
        {"title": "Poda de árboles", "description": "Poda de árboles en parques"},
    ),
    "embedded newlines in a contract": (
        CONTRACT,
        {"objeto_del_contrato": "Mantenimiento\ndel parque 1\n"},
        {},
    ),
    "the byte 0x96 in a name": (
        PROCESS,
        {"nombre_del_procedimiento": "Salón comunal \x96 etapa \x932\x94", "entidad": "Alcaldía \x96 Villa"},
        {"title": "Salón comunal – etapa “2”", "buyer_name": "Alcaldía – Villa"},
    ),
    "the price 0": (PROCESS, {"precio_base": "0"}, {"price_cop": None}),
    "the price 0 of a contract": (CONTRACT, {"valor_del_contrato": "0"}, {"value_cop": None}),
    "the price 0 of a plan": (LINE, {"valor_total_esperado": 0}, {"value_cop": None}),
    "UNSPECIFIED for a code": (PROCESS, {"codigo_principal_de_categoria": "UNSPECIFIED"}, {"unspsc": None}),
    "UNSPECIFIED among codes": (
        PROCESS,
        {"categorias_adicionales": "UNSPECIFIED;V1.70111500"},
        {"more_unspsc": "70111500"},
    ),
    "a NIT of nine digits": (PROCESS, {"nit_entidad": "890480184"}, {}),
    "a NIT with its check digit glued on": (PROCESS, {"nit_entidad": "8904801844"}, {}),
    "a NIT with a tenth digit that is none": (PROCESS, {"nit_entidad": "8904801840"}, {}),
    "a NIT with dots and a dash": (PROCESS, {"nit_entidad": "890.480.184-4"}, {}),
    "a NIT with dots and cents": (PROCESS, {"nit_entidad": "890.480.184,00"}, {}),
    "a NIT that is a number": (CONTRACT, {"nit_entidad": 890480184}, {}),
    "a NIT a digit short": (PROCESS, {"nit_entidad": "89048018"}, {"buyer_nit": None}),
    "days with a time": (PROCESS, {"fecha_de_recepcion_de": "2026-06-10T00:00:00.000"}, {}),
    "days without one": (PROCESS, {"fecha_de_recepcion_de": "2026-06-10"}, {}),
    "days with slashes": (PROCESS, {"fecha_de_recepcion_de": "10/06/2026"}, {}),
    "days that stand for none": (
        PROCESS,
        {"fecha_de_recepcion_de": "1900-01-01T00:00:00.000", "fecha_adjudicacion": "2133-12-31"},
        {"closes_on": None},
    ),
    "a buyer of the city whose city is not defined": (
        PROCESS,
        {"ciudad_entidad": "No Definido", "departamento_entidad": "No Definido"},
        {},
    ),
    "Cartagena del Chairá": (
        PROCESS,
        {"ciudad_entidad": "Cartagena del Chairá"},
        {"city": "Cartagena del Chairá"},
    ),
    "a municipality marked Nacional": (PROCESS, {"ordenentidad": "Nacional"}, {}),
    "a municipality marked Nacional in its contracts": (CONTRACT, {"orden": "Nacional"}, {}),
    "a link that leads to a login page": (PROCESS, {"urlproceso": {"url": LOGIN}}, {"url": None}),
    "a contract's link that leads to a login page": (CONTRACT, {"urlproceso": {"url": LOGIN}}, {}),
    "capitals whose accents are broken": (
        OF_SECOP1,
        {"modalidad_de_contratacion": "CONTRATACIoN DIRECTA (LEY 1150 DE 2007)"},
        {"modality": "CONTRATACIoN DIRECTA (LEY 1150 DE 2007)"},
    ),
    "a NIT with its check digit behind a dash": (
        OF_SECOP1,
        {"nit_de_la_entidad": "890480184-4"},
        {"buyer_nit": "890480184"},
    ),
    **{
        f"a board called {name}": (
            CONTRACT,
            {"proveedor_adjudicado": name, "documento_proveedor": "No Definido"},
            {"supplier_name": name},
        )
        for name in (
            "JUNTA DE ACCION COMUNLA VEREDA EL ROBLE",
            "JUNTA DE ACCION COMJUNAL EL ROBLE",
            "jJUNTA DE ACCION COMUNAL EL ROBLE",
            "J A C EL ROBLE",
            "J.A.C. BARRIO EL ROBLE",
        )
    },
}


@pytest.mark.parametrize(("source", "odd", "fields"), QUIRKS.values(), ids=QUIRKS.keys())
def test_an_odd_row_becomes_this_record(source: Source, odd: Row, fields: dict[str, Any]) -> None:
    plain, becomes = records(source.dataset, page(source, {}, odd))
    assert becomes == plain._replace(**fields)


PLACEHOLDERS = (
    *("No Definido", "No definido", "NO DEFINIDO", "No Defenido", "No Aplica", "No aplica"),
    *("No Adjudicado", "ND", "UNSPECIFIED", "No Especificado", "Sin Descripcion", "No Provisto", "", "  "),
)
NEEDED = {"id_del_proceso", "nombre_del_procedimiento", "id_contrato", "id", "descripcion", "uid"}


@pytest.mark.parametrize("placeholder", PLACEHOLDERS)
@pytest.mark.parametrize("source", [PROCESS, CONTRACT, LINE, OF_SECOP1], ids=lambda s: s.dataset.id)
def test_a_placeholder_in_any_column_says_as_much_as_no_column(source: Source, placeholder: str) -> None:
    for column in set(source.dataset.columns) - NEEDED:
        absent, filled = records(source.dataset, page(source, {column: None}, {column: placeholder}))
        assert absent == filled, column


def test_exact_duplicate_rows_become_one_record(engine: Engine) -> None:
    read = page(PROCESS, {}, {}, {})
    every = records(PROCESSES, read)
    assert len(set(every)) == len(set(read.hashes)) == 1
    with writing(engine) as db:
        saved = RECORDS.save(db, every, read.hashes, NOW)
        assert saved.new == 1
        assert db.execute(select(func.count()).select_from(processes)).scalar_one() == 1


@pytest.mark.parametrize(
    ("city", "refusal"),
    [
        ("Cartagena", None),
        ("CARTAGENA DE INDIAS", None),
        ("No Definido", None),
        ("Cartagena del Chairá", "other_place"),
        ("CARTAGENA DEL CHAIRA", "other_place"),
    ],
)
def test_a_buyer_without_city_is_kept_and_one_of_the_other_cartagena_is_not(
    city: str, refusal: str | None
) -> None:
    columns = {"ciudad_entidad": city, "nombre_del_procedimiento": "Limpieza de canales pluviales"}
    (record,) = records(PROCESSES, page(PROCESS, columns))
    result = match(
        [profile(a_board())], [prepare(record, Standing.OPEN, "13001")], _eligible, Day(TODAY, lambda day: 9)
    )
    assert [refused.rule for refused in result.refusals] == ([refusal] if refusal else [])


def _eligible(profile: Profile, call: Call) -> Eligibility:
    return Eligibility("R4", Verdict.ELIGIBLE)


REAL = {
    "p6dx-8zbt.versions": PROCESSES,
    "p6dx-8zbt.awarded": PROCESSES,
    "jbjy-vk9h": CONTRACTS,
    "f789-7hwg": SECOP1,
}


@pytest.mark.real_rows
@pytest.mark.parametrize("name", REAL)
def test_nothing_odd_is_left_of_the_published_rows(shared: Path, name: str) -> None:
    with gzip.open(shared / "data" / "soda" / f"{name}.jsonl.gz", "rt", encoding="utf-8") as lines:
        read = read_body(REAL[name], f"[{','.join(lines)}]".encode())
    odd = [f"{field}: {why}" for one in records(REAL[name], read) for field, why in _oddities(one)]
    assert odd == []  # rows are not shown: their texts are not ours to print


def _oddities(record: Any) -> Iterator[tuple[str, str]]:
    for name, value in record._asdict().items():
        match value:
            case str():
                yield from ((name, why) for why, is_so in _of_text(name, value) if is_so)
            case date() if not 2000 <= value.year <= 2100:
                yield name, "a day of another age"
            case int() if value < 0:
                yield name, "less than nothing"


# A phase that stands at the end, or what a cut at 200 characters left of one.
_GLUED = re.compile(
    r"\((manifestaci[oó]n|presentaci[oó]n de (ofert|observ)|fase de|proceso de ofertas|pr[eé]-calif)[^()]*"
    r"(\([^()]*)?\)*$",
    re.IGNORECASE,
)
_STRANGE = {"Cc", "Cs", "Co", "Cn", "Zl", "Zp"}


def _of_text(name: str, value: str) -> list[tuple[str, bool]]:
    return [
        ("a placeholder", name != "buyer_name" and fields.text(value) is None),
        ("a control character", any(unicodedata.category(sign) in _STRANGE for sign in value)),
        ("blanks too many", value != " ".join(value.split(" ")) or "  " in value),
        ("a glued phase", name in ("title", "reference") and bool(_GLUED.search(value))),
        ("an open bracket", name == "reference" and value.endswith("(")),
        ("a login page", name == "url" and "login" in value.lower()),
        ("no NIT", name.endswith("_nit") and not re.fullmatch("[1-9][0-9]{8}", value)),
        ("no code", name == "unspsc" and not re.fullmatch("[0-9]{8}", value)),
    ]


def page(source: Source, *odd: Row) -> Page:
    return read_body(source.dataset, json.dumps([source.a_row(1, **columns) for columns in odd]).encode())


def read_body(dataset: Dataset[Any], body: bytes) -> Page:
    reader = PageReader(dataset)
    return reader.read(reader.split(body))


def records(dataset: Dataset[Any], read: Page) -> list[Any]:
    found: list[Any] = msgspec.msgpack.decode(read.records, type=list[dataset.record])  # type: ignore[name-defined]
    return found
