"""Examples that are valid by default: a test says only what matters to it."""

from datetime import date, datetime, timedelta
from typing import Any

from domain.bid import Bid
from domain.board import Board, Trade
from domain.contact import Authorisation, Channel, Contact, Means
from domain.contract import Contract, PlannedPurchase
from domain.days import BOGOTA
from domain.match import Match
from domain.process import Process
from domain.readiness import Verdict

NOW = datetime(2026, 6, 3, 8, 0, tzinfo=BOGOTA)  # a Wednesday
TODAY = NOW.date()
YESTERDAY = TODAY - timedelta(days=1)
TOMORROW = TODAY + timedelta(days=1)
IN_TEN_DAYS = TODAY + timedelta(days=10)

DISTRICT_NIT = "890480184"


def a_board(**fields: Any) -> Board:
    return Board(
        **{
            "code": "JAC-0001",
            "name": "JAC Barrio El Pozón",
            "locality": "De la Virgen y Turística",
            "barrio": "El Pozón",
            "unit": "6",
            "trades": (Trade.ROADS, Trade.UPKEEP),
            **fields,
        }
    )


def a_match(**fields: Any) -> Match:
    return Match(
        **{
            "board_code": "JAC-0001",
            "portfolio_id": "CO1.BDOS.1",
            "score": 0.8,
            "route": "R4",
            "verdict": Verdict.ELIGIBLE,
            "reasons": (),
            **fields,
        }
    )


def a_contact(**fields: Any) -> Contact:
    return Contact(
        **{"channel": Channel.EMAIL, "address": "jac-0001@juntas.example", "board_code": "JAC-0001", **fields}
    )


def an_authorisation(**fields: Any) -> Authorisation:
    return Authorisation(
        **{
            "board_code": "JAC-0001",
            "notice": "",
            "given_at": datetime(2026, 1, 15, tzinfo=BOGOTA),
            "means": Means.FILE,
            "proof": "juntas.xlsx, fila 2",
            **fields,
        }
    )


def a_process(**fields: Any) -> Process:
    """An open mínima-cuantía call to clean canals in El Pozón; `number` gives it another identity."""
    number = fields.pop("number", 1)
    return Process(
        **{
            "key": f"CO1.REQ.{number}",
            "process_id": f"CO1.REQ.{number}",
            "portfolio_id": f"CO1.BDOS.{number}",
            "reference": f"MC-{number:03}-2026",
            "title": "Limpieza de canales pluviales del barrio El Pozón",
            "description": "Limpieza y mantenimiento manual de canales pluviales en el barrio El Pozón",
            "buyer_name": "ALCALDÍA DEL DISTRITO TURÍSTICO Y CULTURAL DE CARTAGENA DE INDIAS",
            "buyer_nit": DISTRICT_NIT,
            "buyer_code": "702018999",
            "unit_name": None,
            "department": "Bolívar",
            "city": "Cartagena",
            "phase": "Presentación de oferta",
            "status": "Publicado",
            "modality": "Mínima cuantía",
            "justification": "Presupuesto inferior al 10% de la menor cuantía",
            "contract_type": "Prestación de servicios",
            "unspsc": "72141000",
            "more_unspsc": None,
            "price_cop": 60_000_000,
            "duration": 2,
            "duration_unit": "Mes(es)",
            "published_on": YESTERDAY,
            "last_published_on": YESTERDAY,
            "closes_on": IN_TEN_DAYS,
            "awarded": False,
            "supplier_name": None,
            "supplier_nit": None,
            "award_cop": None,
            "awarded_on": None,
            "offers": 0,
            "url": f"https://community.secop.gov.co/Public/Tendering/OpportunityDetail/Index?noticeUID=CO1.NTC.{number}",
            **fields,
        }
    )


def a_contract(**fields: Any) -> Contract:
    return Contract(
        **{
            "key": "CO1.PCCNTR.1",
            "portfolio_id": "CO1.BDOS.1",
            "buyer_name": "ALCALDÍA DEL DISTRITO TURÍSTICO Y CULTURAL DE CARTAGENA DE INDIAS",
            "buyer_nit": DISTRICT_NIT,
            "city": "Cartagena",
            "object": "Limpieza de canales pluviales del barrio El Pozón",
            "status": "En ejecución",
            "modality": "Mínima cuantía",
            "justification": None,
            "contract_type": "Prestación de servicios",
            "unspsc": "72141000",
            "value_cop": 58_000_000,
            "signed_on": YESTERDAY,
            "starts_on": TODAY,
            "ends_on": IN_TEN_DAYS,
            "supplier_name": "JUNTA DE ACCION COMUNAL BARRIO EL POZON",
            "supplier_nit": "900123456",
            "url": None,
            **fields,
        }
    )


def a_bid(**fields: Any) -> Bid:
    """A bidder of the first process, whose NIT is not known."""
    return Bid(
        **{
            "key": "CO1.REQ.1|700",
            "process_id": "CO1.REQ.1",
            "portfolio_id": None,
            "supplier_code": "700",
            "supplier_name": "J.A.C. EL POZON",
            "supplier_nit": None,
            "value_cop": None,
            "offered_on": None,
            **fields,
        }
    )


def a_planned_purchase(**fields: Any) -> PlannedPurchase:
    return PlannedPurchase(
        **{
            "key": "PAA-1",
            "buyer_name": "ALCALDÍA DEL DISTRITO TURÍSTICO Y CULTURAL DE CARTAGENA DE INDIAS",
            "buyer_nit": DISTRICT_NIT,
            "description": "Mantenimiento de parques barriales",
            "modality": "Mínima cuantía",
            "unspsc": "72101500",
            "value_cop": 80_000_000,
            "expected_on": date(2026, 8, 1),
            "related": None,
            "line_id": "CO1.PPI.1",
            "plan_id": "PLAN-1",
            "version": 1,
            **fields,
        }
    )
