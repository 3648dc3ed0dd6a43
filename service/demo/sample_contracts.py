"""The sample's contracts (jbjy-vk9h) and plan lines (9sue-ezhx), in wire shape.

Columns of persons (representative, bank, supervisor) are left out, as the harvest never asks for them.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from random import Random

from domain.territory import Place
from service.demo.sample_calls import FIRST_NUMBER, Award, Call
from service.demo.sample_recipes import MENOR, MINIMA, SOLIDARITY
from service.demo.sample_wire import Row, wire_date
from service.demo.sample_works import buyers, works

CONTRACTS, PLAN_LINES = 200, 300
_WON_BY_BOARDS = 60
_STATES = ("En ejecución", "En ejecución", "Modificado", "terminado", "terminado", "Cerrado", "Aprobado")
_SOLIDARITY_HERE = "Law2166of2021_Article95_SolidarityAgreements"  # this dataset's word for the same
_MONTHS = (
    *("Enero", "Febrero", "Marzo", "Abril", "Mayo", "Junio"),
    *("Julio", "Agosto", "Septiembre", "Octubre", "Noviembre", "Diciembre"),
)


def contract_rows(calls: Sequence[Call], chance: Random) -> list[Row]:
    """200 contracts that came of awarded calls; 60 were won by boards."""
    awarded = [(call, award) for call in calls for award in call.awards]
    by_boards = [pair for pair in awarded if pair[1].supplier.board_code]
    by_others = [pair for pair in awarded if not pair[1].supplier.board_code]
    chosen = chance.sample(by_boards, _WON_BY_BOARDS)
    chosen += chance.sample(by_others, CONTRACTS - len(chosen))
    chosen.sort(key=lambda pair: pair[1].number)
    return [_contract(call, award, chance) for call, award in chosen]


def _contract(call: Call, award: Award, chance: Random) -> Row:
    signed_on = award.on + timedelta(days=chance.randint(1, 12))
    paid = award.value_cop * chance.choice((0, 0, 30, 50, 100)) // 100
    return {
        **_parties(call, award),
        "proceso_de_compra": call.portfolio_id,
        "id_contrato": f"CO1.PCCNTR.{award.number}",
        "referencia_del_contrato": f"{call.buyer.prefix}-C-{award.number % 10_000:04}-{award.on.year}",
        "estado_contrato": chance.choice(_STATES),
        "codigo_de_categoria_principal": f"V1.{call.work.unspsc}",
        "descripcion_del_proceso": call.title.replace(",", ";"),
        "objeto_del_contrato": f"{call.title}. {call.work.detail}".replace(",", ";")[:500],
        "tipo_de_contrato": call.work.contract,
        "modalidad_de_contratacion": call.modality,
        "justificacion_modalidad_de": _justification(call),
        "fecha_de_firma": wire_date(signed_on),
        "fecha_de_inicio_del_contrato": wire_date(signed_on + timedelta(days=3)),
        "fecha_de_fin_del_contrato": wire_date(signed_on + timedelta(days=3 + call.days)),
        "condiciones_de_entrega": "No Definido",
        "habilita_pago_adelantado": "No",
        "origen_de_los_recursos": "Distribuido",
        "destino_gasto": "Inversión" if call.work.contract == "Obra" else "Funcionamiento",
        "valor_del_contrato": str(award.value_cop),
        "valor_pagado": str(paid),
        "valor_pendiente_de_pago": str(award.value_cop - paid),
        "dias_adicionados": str(_added_days(call)),
        "urlproceso": {
            "url": "https://community.secop.gov.co/Public/Tendering/OpportunityDetail/Index"
            f"?noticeUID=CO1.NTC.{call.number}&isFromPublicArea=True&isModal=true&asPopupView=true"
        },
        "ultima_actualizacion": wire_date(signed_on),
        "documentos_tipo": "ND",
        "descripcion_documentos_tipo": "ND",
    }


def _parties(call: Call, award: Award) -> Row:
    supplier = award.supplier
    return {
        "nombre_entidad": call.buyer.name,
        "nit_entidad": call.buyer.nit,
        "departamento": call.buyer.department,
        "ciudad": call.buyer.city,
        "localizaci_n": f"Colombia, {call.buyer.department}, {call.buyer.city}",
        "orden": "Territorial",
        "sector": "No aplica/No pertenece",
        "rama": "Ejecutivo",
        "codigo_entidad": call.buyer.code,
        "tipodocproveedor": "Cédula de Ciudadanía" if supplier.is_person else "NIT",
        "documento_proveedor": supplier.document,
        "proveedor_adjudicado": supplier.name,
        "codigo_proveedor": supplier.code,
        "es_grupo": "No",
        "es_pyme": "Si" if not supplier.board_code and award.number % 3 == 0 else "No",
    }


def _added_days(call: Call) -> int:
    """To one contract in six a fortnight or a month was added."""
    return 0 if call.number % 6 else 15 + 15 * (call.number % 4 // 2)


def _justification(call: Call) -> str:
    return _SOLIDARITY_HERE if call.justification == SOLIDARITY else call.justification


def line_rows(places: Sequence[Place], today: date, chance: Random) -> list[Row]:
    """300 lines of this year's and next year's plans, for months near today."""
    return [_plan_line(FIRST_NUMBER + i, places, today, chance) for i in range(PLAN_LINES)]


def _plan_line(number: int, places: Sequence[Place], today: date, chance: Random) -> Row:
    work = chance.choice([work for work in works() if not work.one_person])
    buyer = buyers()[chance.choice(work.buyers)]
    month = today.month - 1 + chance.randint(-3, 6)
    year = str(today.year + month // 12)
    value = chance.randrange(work.low * 1_000_000, work.high * 1_000_000 + 1, 100_000)
    place = chance.choice(places)
    return {
        "id": str(number),
        "identificador_unico": f"MUESTRA-PAA-{number}",
        "descripcion": work.title.format(place=f"{place.kind} {place.name}").replace(",", ";"),
        "fecha_esperada_de_inicio": _MONTHS[month % 12],
        "fecha_esperada_de_recepcion": _MONTHS[month % 12],
        "duracion_esperada": str(chance.randint(1, 8)),
        "unidad_de_duracion_esperada": "Mes(es)",
        "origen_recursos": "Recursos propios",
        "valor_total_esperado": str(value),
        "valor_esperado_de_presupuesto": str(value),
        "modalidad": MINIMA if value <= buyer.minima_cop else MENOR,
        "categorias_unspsc": chance.choice((work.unspsc, f"{work.unspsc};72100000")),
        "id_plan_anual_de_adquisiciones": f"{buyer.code}{year}",
        "id_paa_encabezado": f"{buyer.code}{year}",
        "codigo_entidad": buyer.code,
        "nombre_entidad": buyer.name,
        "nit_entidad": buyer.nit,
        "annio": year,
        "tipo": "Publicado",
        "version_del_paa": "3" if chance.random() < 0.1 else "4",  # older versions stay in the source
        "fecha_version": today.replace(day=1).isoformat(),
        "fecha_de_carga_del_paa": today.replace(day=1).isoformat(),
    }
