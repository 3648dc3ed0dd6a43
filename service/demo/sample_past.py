"""The sample's past in SECOP I (f789-7hwg), its bids (hgi6-6wh3, wi7w-2nvm) and its sanctions, in wire shape.

Columns of persons (representatives, who was sanctioned in SECOP II) are left out: the harvest never asks.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from random import Random

from domain.board import Board
from domain.nit import check_digit
from domain.territory import Place
from service.demo.sample_calls import FIRST_NUMBER, Call
from service.demo.sample_suppliers import Supplier, a_board_supplier, a_firm, a_person
from service.demo.sample_wire import Row, wire_date
from service.demo.sample_works import Buyer, Work, buyers, works

SECOP1_ROWS, SANCTIONS = 80, 12
_STATES = ("Celebrado", "Liquidado", "Liquidado", "Terminado sin Liquidar")
_CALLED = "Convocado"
_BIDS_APPEAR_WITHIN = timedelta(days=60)
_SECOP1_LINK = "https://www.contratos.gov.co/consultas/detalleProceso.do?numConstancia={}"


def secop1_rows(boards: Sequence[Board], places: Sequence[Place], today: date, chance: Random) -> list[Row]:
    """80 awards and calls of past years, some won by boards; one in ten comes again for a second project."""
    rows: list[Row] = []
    for i in range(SECOP1_ROWS):
        rows.append(_secop1(FIRST_NUMBER + i, boards, places, today, chance))
        if chance.random() < 0.1:
            rows.append({**rows[-1], "codigo_bpin": f"2024{FIRST_NUMBER + i}"})
    return rows


def _secop1(
    number: int, boards: Sequence[Board], places: Sequence[Place], today: date, chance: Random
) -> Row:
    work = chance.choice([work for work in works() if not work.one_person])
    buyer = buyers()[chance.choice(work.buyers)]
    place = chance.choice(places)
    loaded_on = today - timedelta(days=chance.randint(200, 2_400))
    record, award = f"{loaded_on:%y}-13-{number}", f"{number}"
    row: Row = {
        **_secop1_buyer(buyer, chance),
        "numero_de_constancia": record,
        "numero_de_proceso": f"{buyer.prefix}-{number % 1_000:03}-{loaded_on.year}",
        "detalle_del_objeto_a_contratar": work.title.format(place=f"{place.kind} {place.name}").upper(),
        "modalidad_de_contratacion": "CONTRATACIoN MiNIMA CUANTiA",
        "causal_de_otras_formas_de": "No Definido",
        "tipo_de_contrato": work.contract.upper(),
        "id_clase": work.unspsc[:6],
        "id_familia": work.unspsc[:4],
        "moneda": "PESO COLOMBIANO",
        "fecha_de_cargue_en_el_secop": wire_date(loaded_on),
        "ultima_actualizacion": wire_date(loaded_on + timedelta(days=chance.choice((0, 30, 180)))),
        "ruta_proceso_en_secop_i": {"url": _SECOP1_LINK.format(record)},
    }
    if chance.random() < 0.2:
        return {**row, **_NOT_SIGNED, "uid": f"{record}-0", "id_adjudicacion": "Sin Adjudicar"}
    supplier = _winner(work, boards, chance)
    return {
        **row,
        **_with_additions(_signed(work, supplier, loaded_on, chance), number),
        "es_mipyme": "Si" if not supplier.board_code and number % 3 == 0 else "No",
        "uid": f"{record}-{award}",
        "id_adjudicacion": award,
    }


def _secop1_buyer(buyer: Buyer, chance: Random) -> Row:
    nit = chance.choice((buyer.nit, f"{buyer.nit}-{check_digit(buyer.nit)}"))
    return {
        "nombre_entidad": f"BOLiVAR - {buyer.name}",
        "nit_de_la_entidad": nit,
        "municipio_entidad": "CARTAGENA",
        "departamento_entidad": "BOLiVAR",
    }


_NOT_SIGNED: Row = {
    "estado_del_proceso": _CALLED,
    "numero_de_contrato": "No definido",
    "valor_contrato_con_adiciones": "0",
    "nom_razon_social_contratista": "No Definido",
    "identificacion_del_contratista": "No Definido",
    "tipo_identifi_del_contratista": "No Definido",
}


def _signed(work: Work, supplier: Supplier, loaded_on: date, chance: Random) -> Row:
    signed_on = loaded_on + timedelta(days=chance.randint(5, 20))
    value = str(chance.randrange(work.low * 1_000_000, work.high * 1_000_000 + 1, 1_000))
    in_dollars = chance.random() < 0.02
    return {
        "estado_del_proceso": chance.choice(_STATES),
        "numero_de_contrato": f"{chance.randint(1, 300):03}-{signed_on.year}",
        "cuantia_contrato": value,
        "valor_contrato_con_adiciones": value,
        "fecha_de_firma_del_contrato": wire_date(signed_on),
        "fecha_ini_ejec_contrato": wire_date(signed_on + timedelta(days=3)),
        "fecha_fin_ejec_contrato": wire_date(signed_on + timedelta(days=93)),
        "nom_razon_social_contratista": supplier.name,
        "identificacion_del_contratista": supplier.document,
        "tipo_identifi_del_contratista": "Cédula de Ciudadanía"
        if supplier.is_person
        else "Nit de Persona Jurídica",
        **({"moneda": "DoLAR DE EE.UU."} if in_dollars else {}),
    }


def _with_additions(signed: Row, number: int) -> Row:
    """To one award in five a fifth of the money was added, with a month."""
    value, is_added = int(signed["cuantia_contrato"]), number % 5 == 0
    added = value // 5 if is_added else 0
    return {
        **signed,
        "valor_total_de_adiciones": str(added),
        "valor_contrato_con_adiciones": str(value + added),
        "tiempo_adiciones_en_dias": "0",
        "tiempo_adiciones_en_meses": "1" if is_added else "0",
    }


def _winner(work: Work, boards: Sequence[Board], chance: Random) -> Supplier:
    if work.suits and chance.random() < 0.5:
        return a_board_supplier(chance.choice([board for board in boards if board.nit]), chance)
    return a_person(chance) if chance.random() < 0.2 else a_firm(chance)


def bid_rows(
    calls: Sequence[Call], boards: Sequence[Board], today: date, chance: Random
) -> tuple[list[Row], list[Row]]:
    """Who bid in the calls that closed lately, as bidders and, of most, as offers with their amounts."""
    bidders: list[Row] = []
    offers: list[Row] = []
    for call in calls:
        if call.closes_on is None or not today - _BIDS_APPEAR_WITHIN <= call.closes_on < today:
            continue
        for nth, supplier in enumerate(_competitors(call, boards, chance)):
            bidders.append(_bidder(call, supplier))
            if chance.random() < 0.9:
                offers.append(_offer(call, supplier, nth, chance))
    return bidders, offers


def _competitors(call: Call, boards: Sequence[Board], chance: Random) -> list[Supplier]:
    found = [award.supplier for award in call.awards] + [a_firm(chance) for _ in range(chance.randint(0, 3))]
    if call.work.suits and chance.random() < 0.2:
        found.append(a_board_supplier(chance.choice(list(boards)), chance))
    return list({supplier.code: supplier for supplier in found}.values())


def _bidder(call: Call, supplier: Supplier) -> Row:
    return {
        "id_procedimiento": f"CO1.REQ.{call.number}",
        "fecha_publicaci_n": wire_date(call.published_on or call.closes_on),
        "nombre_procedimiento": call.title,
        "nit_entidad": call.buyer.nit,
        "codigo_entidad": call.buyer.code,
        "entidad_compradora": call.buyer.name,
        "proveedor": supplier.name,
        "nit_proveedor": supplier.document,
        "codigo_proveedor": supplier.code,
    }


def _offer(call: Call, supplier: Supplier, nth: int, chance: Random) -> Row:
    price = call.price_cop or call.work.low * 1_000_000
    return {
        "identificador_de_la_oferta": f"MUESTRA-OFERTA-{call.number}-{nth}",
        "referencia_de_la_oferta": f"OFERTA {nth + 1}",
        "id_del_proceso_de_compra": call.portfolio_id,
        "fecha_de_registro": wire_date(call.closes_on),
        "valor_de_la_oferta": str(price * chance.randint(85, 100) // 100),
        "moneda": "COP",
        "entidad_compradora": call.buyer.name,
        "nit_entidad_compradora": call.buyer.nit,
        "c_digo_entidad": call.buyer.code,
        "modalidad": call.modality,
        "invitacion_directa": "No",
        "nombre_proveedor": supplier.name,
        "nit_del_proveedor": supplier.document,
        "c_digo_proveedor": supplier.code,
    }


def secop2_sanction_rows(contracts: Sequence[Row], today: date, chance: Random) -> list[Row]:
    """12 fines for contracts of the sample; one names its procedure alone."""
    return [
        {
            "id_proceso": row["proceso_de_compra"],
            "id_contrato": row["id_contrato"] if i else "No definido",
            "codigo_entidad_creadora": row["codigo_entidad"],
            "nombre_entidad_creadora": row["nombre_entidad"],
            "numero_de_acto": f"RESOLUCIÓN {100 + i} DE {today.year}",
            "numero_de_version": "1",
            "tipo_de_sancion": chance.choice(("Multa", "Clausula Penal")),
            "estado": "Publicado por el administrador de la plataforma",
            "valor": str(chance.randrange(1_000_000, 9_000_000, 10_000)),
            "fecha_evento": wire_date(today - timedelta(days=chance.randint(20, 400))),
        }
        for i, row in enumerate(chance.sample(list(contracts), SANCTIONS))
    ]


def secop1_sanction_rows(today: date, chance: Random) -> list[Row]:
    """12 sanctions of firms and persons; the last two are garbled as in the source."""
    rows = [_secop1_sanction(i, today, chance) for i in range(SANCTIONS)]
    rows[-1] |= {
        "documento_contratista": rows[-1]["nit_entidad"],
        "nombre_contratista": "RESOLUCION 30 DE 2021",
    }
    rows[-2] |= {"nombre_entidad": "ENTIDAD DE PRUEBAS", "nombre_contratista": "PRUEBA CONTRATISTA"}
    return rows


def _secop1_sanction(i: int, today: date, chance: Random) -> Row:
    buyer = chance.choice(list(buyers().values()))
    supplier = a_person(chance) if i % 3 == 0 else a_firm(chance)
    final_on = today - timedelta(days=chance.randint(400, 3_000))
    return {
        "nombre_entidad": buyer.name,
        "nit_entidad": buyer.nit,
        "nivel": "TERRITORIAL",
        "municipio": "Cartagena",
        "numero_de_resolucion": f"RESOLUCION {40 + i} DE {final_on.year}",
        "documento_contratista": supplier.document,
        "nombre_contratista": supplier.name,
        "numero_de_contrato": f"{i + 1:03}-{final_on.year}",
        "valor_sancion": str(chance.randrange(1_000_000, 30_000_000, 1_000)),
        "fecha_de_publicacion": wire_date(final_on),
        "fecha_de_firmeza": wire_date(final_on),
        "ruta_de_proceso": {"url": _SECOP1_LINK.format(f"{final_on:%y}-13-{FIRST_NUMBER + i}")},
    }
