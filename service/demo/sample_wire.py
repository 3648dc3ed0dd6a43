"""The sample's calls in the shape in which SODA gives rows of p6dx-8zbt, as odd as the real ones.

Nulls are left out, every scalar is a string, the link is an object. Texts are cut, suffixes are glued to
them, commas become semicolons; a draft's link leads to a login page; a call comes again for each award or
phase.
"""

from collections.abc import Iterator, Sequence
from datetime import date
from random import Random
from typing import Any

from domain.nit import check_digit
from service.demo.sample_calls import Award, Call
from service.demo.sample_recipes import MENOR

Row = dict[str, Any]

_TITLE_CUT, _DESCRIPTION_CUT = 200, 500
_PORTAL = "https://community.secop.gov.co"
_CALL_LINK = _PORTAL + "/Public/Tendering/OpportunityDetail/Index?noticeUID=CO1.NTC.{}"
_LOGIN_LINK = _PORTAL + "/STS/Users/Login/Index"
_STATUS_IDS = {"Publicado": 50, "Evaluación": 60, "Adjudicado": 70, "Seleccionado": 70, "Cancelado": 100}
_DRAFTS = {"Borrador", "Aprobado", "En aprobación"}
_PHASE_DATES = {
    "Manifestación de interés (Menor Cuantía)": "fecha_de_publicacion",
    "Presentación de observaciones": "fecha_de_publicacion_fase_2",
}
_OFFERS_PHASE = "Fase de Selección (Presentación de ofertas)"
_PROJECT = (
    ", en el marco del proyecto de inversión para el fortalecimiento de los territorios y de las "
    "comunidades, con cargo a los recursos de la vigencia y de acuerdo con los documentos del proceso"
)
_TERMS = (
    ". El plazo se cuenta desde el acta de inicio, previo cumplimiento de los requisitos de "
    "perfeccionamiento y ejecución, y las demás condiciones técnicas, jurídicas y económicas están en el "
    "estudio previo y en los anexos que la entidad publica con este proceso, que hacen parte integral de él"
)
_BAD_DASH = "\x96"  # a Windows dash that went through the wrong table


def process_rows(calls: Sequence[Call], chance: Random) -> list[Row]:
    """The rows of all calls: one for each award or phase, and now and then the very same row twice."""
    rows: list[Row] = []
    for call in calls:
        rows += _rows(call, chance)
        if chance.random() < 0.006:
            rows.append(dict(rows[-1]))
    return rows


def _rows(call: Call, chance: Random) -> Iterator[Row]:
    row = _row(call, chance)
    for award in call.awards:
        yield {**row, **_award(award)}
    if not call.awards:
        yield row
    if call.modality == MENOR and call.awards and chance.random() < 0.3:
        yield _next_phase(call, row)


def _next_phase(call: Call, row: Row) -> Row:
    """The notice of the phase that followed, under the same portfolio with an id of its own."""
    number = call.number + 9_000_000
    return {
        **row,
        **_award(call.awards[0]),
        "id_del_proceso": f"CO1.REQ.{number}",
        "fase": _OFFERS_PHASE,
        "estado_resumen": "Adjudicado",
        "urlproceso": {"url": _CALL_LINK.format(number)},
    }


def _row(call: Call, chance: Random) -> Row:
    row: Row = {
        **_buyer(call, chance),
        **_texts(call, chance),
        **_ids(call),
        **_terms(call, chance),
        **_counts(call, chance),
        **_NOBODY,
    }
    return {column: value for column, value in row.items() if value is not None}


def _buyer(call: Call, chance: Random) -> Row:
    buyer = call.buyer
    unit = f"{buyer.unit} {call.place.locality}".upper() if buyer.key == "locality" else buyer.unit
    return {
        "entidad": buyer.name,
        "nit_entidad": _buyer_nit(call, chance),
        "departamento_entidad": buyer.department,
        "ciudad_entidad": buyer.city,
        "ordenentidad": "Territorial",
        "codigo_pci": "Centralizada" if buyer.nit == "890480184" else "Descentralizada",
        "ppi": buyer.code,
        "codigo_entidad": buyer.code,
        "ciudad_de_la_unidad_de": chance.choice((buyer.city, buyer.city, "No Aplica")),
        "nombre_de_la_unidad_de": unit or buyer.name,
    }


def _buyer_nit(call: Call, chance: Random) -> str:
    """A few old rows carry a zero before the buyer's NIT or its check digit behind it."""
    nit = call.buyer.nit
    if not call.awards or chance.random() > 0.01:
        return nit
    return chance.choice((f"0{nit}", f"{nit}{check_digit(nit)}"))


def _texts(call: Call, chance: Random) -> Row:
    suffix = f" ({call.phase})" if call.phase and chance.random() < 0.35 else ""
    title, description = _title(call, chance), _description(call, chance)
    if chance.random() < 0.3:
        title, description = title.replace(",", ";"), description.replace(",", ";")
    year = (call.published_on or call.closes_on or date.max).year
    return {
        "nombre_del_procedimiento": f"{title}{suffix}"[:_TITLE_CUT],
        "descripci_n_del_procedimiento": description[:_DESCRIPTION_CUT],
        "referencia_del_proceso": f"{call.buyer.prefix}-{call.number % 10_000:04}-{year}{suffix}",
    }


def _title(call: Call, chance: Random) -> str:
    title = call.title + (_PROJECT if chance.random() < 0.22 else "")
    if chance.random() < 0.02:
        title = title.replace(" en ", f" {_BAD_DASH} ", 1)
    return title.upper() if chance.random() < 0.6 else title


def _description(call: Call, chance: Random) -> str:
    parting = "\n" if chance.random() < 0.06 else ". "
    description = f"{call.title}, Cartagena{parting}{call.work.detail}"
    if call.buyer.key == "chaira":
        description = f"{call.title}{parting}{call.work.detail}"
    description += _TERMS if chance.random() < 0.3 else ""
    return description.upper() if chance.random() < 0.5 else description


def _ids(call: Call) -> Row:
    link = _LOGIN_LINK if call.status in _DRAFTS else _CALL_LINK.format(call.number)
    return {
        "id_del_proceso": f"CO1.REQ.{call.number}",
        "id_del_portafolio": call.portfolio_id,
        "urlproceso": {"url": link},
    }


def _terms(call: Call, chance: Random) -> Row:
    in_months = call.days % 30 == 0
    closed = call.status not in {"Publicado", *_DRAFTS}
    return {
        "fase": call.phase,
        "estado_resumen": "Adjudicado" if call.awards else call.phase or "No Definido",
        "estado_del_procedimiento": call.status,
        "id_estado_del_procedimiento": str(_STATUS_IDS.get(call.status, 0)),
        "estado_de_apertura_del_proceso": "Cerrado" if closed else "Abierto",
        "modalidad_de_contratacion": call.modality,
        "justificaci_n_modalidad_de": call.justification,
        "tipo_de_contrato": call.work.contract,
        "subtipo_de_contrato": "No Definido",
        "codigo_principal_de_categoria": _category(call, chance),
        "categorias_adicionales": _more(call, chance),
        "precio_base": str(call.price_cop),
        "duracion": str(call.days // 30 if in_months else call.days),
        "unidad_de_duracion": chance.choice(("Mes(es)", "Mes(es)", "ND")) if in_months else "día(s)",
        "numero_de_lotes": "0",
        **_dates(call),
    }


def _category(call: Call, chance: Random) -> str:
    return "UNSPECIFIED" if chance.random() < 0.01 else f"V1.{call.work.unspsc}"


def _more(call: Call, chance: Random) -> str:
    return f"V1.{call.work.unspsc[:4]}0000" if chance.random() < 0.2 else "No definido"


def _dates(call: Call) -> Row:
    published, closes = wire_date(call.published_on), wire_date(call.closes_on)
    opened = closes if call.status not in {"Publicado", *_DRAFTS} else None
    return {
        "fecha_de_publicacion_del": published,
        "fecha_de_ultima_publicaci": published,
        _PHASE_DATES.get(call.phase or "", "fecha_de_publicacion_fase_3"): published,
        "fecha_de_recepcion_de": closes,
        "fecha_de_apertura_de_respuesta": closes,
        "fecha_de_apertura_efectiva": opened,
    }


def wire_date(day: date | None) -> str | None:
    """A day as the source writes it: floating, at midnight."""
    return f"{day.isoformat()}T00:00:00.000" if day else None


def _counts(call: Call, chance: Random) -> Row:
    """Two of these are always 0 in the source, whatever happened: interest shown and offers counted."""
    answers = str(chance.randint(1, 9)) if call.awards else "0"
    return {
        "proveedores_invitados": "0",
        "proveedores_con_invitacion": "0",
        "visualizaciones_del": str(chance.randint(0, 120)),
        "proveedores_que_manifestaron": "0",
        "respuestas_al_procedimiento": answers,
        "respuestas_externas": "0",
        "conteo_de_respuestas_a_ofertas": "0",
        "proveedores_unicos_con": answers,
    }


_NOBODY: Row = {
    "adjudicado": "No",
    "id_adjudicacion": "No Adjudicado",
    "codigoproveedor": "No Definido",
    "departamento_proveedor": "No Definido",
    "ciudad_proveedor": "No Definido",
    "valor_total_adjudicacion": "0",
    "nombre_del_proveedor": "No Definido",
    "nit_del_proveedor_adjudicado": "No Definido",
}


def _award(award: Award) -> Row:
    return {
        "adjudicado": "Si",
        "id_adjudicacion": f"CO1.AWD.{award.number}",
        "codigoproveedor": award.supplier.code,
        "departamento_proveedor": "Bolívar",
        "ciudad_proveedor": "Cartagena",
        "valor_total_adjudicacion": str(award.value_cop),
        "nombre_del_proveedor": award.supplier.name,
        "nit_del_proveedor_adjudicado": award.supplier.document,
        "fecha_adjudicacion": wire_date(award.on),
    }
