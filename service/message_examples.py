"""One invented message of each kind, for docs/messages.md and its pictures. Nothing of this exists."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, time, timedelta

from domain.alert import Alert, AlertKind
from domain.board import Board
from domain.contact import Channel
from domain.contract import PlannedPurchase
from domain.days import BOGOTA
from domain.guide import InquiryNews
from domain.match import Match
from domain.outcome import OutcomeKind
from domain.plan_match import PlanMatch
from domain.process import Process
from domain.readiness import Verdict
from domain.reason import Reason
from domain.training import CohortNews
from matching.labels import refusal_label
from notifications.bulletin import (
    AnswerNoted,
    BetweenBoards,
    Bulletin,
    Confirmation,
    ExpiringPaper,
    HelpAnswered,
    HelpAsked,
    Letterhead,
    NearestMiss,
    NothingNew,
    PapersChecked,
    PlanEntry,
    Sayable,
    Training,
    Trial,
)
from notifications.parts import Entry
from readiness.catalogue import load
from readiness.days import business_days_between
from readiness.words import attends

TODAY = date(2026, 11, 18)  # a Wednesday

_HOME = "https://convite.example"
_LINK = f"{_HOME}/junta/SkFDLTAwMDA.muestra-inventada-0001"
_HEAD = Letterhead(
    link=_LINK,
    stop_link=f"{_LINK}/parar",
    verify_link=f"{_HOME}/verificar",
    code="K7QM2XPF",
    today=TODAY,
    data_at=datetime(2026, 11, 16, 6, tzinfo=BOGOTA),
    municipality="Cartagena de Indias",
    sample=True,
)
_BOARD = Board(
    code="JAC-0000", name="JAC Barrio El Ejemplo", locality="Localidad Inventada", barrio="El Ejemplo"
)
_BUYER = "Alcaldía de un Distrito Inventado"
_PLACE = "El Ejemplo"


def examples() -> Mapping[str, Sayable]:
    """By the name of its kind, in the order in which they are told of."""
    return {
        "Resumen del día": Bulletin(_BOARD, _HEAD, (_last_chance(), _new(), _cancelled())),
        "Última oportunidad": Bulletin(_BOARD, _HEAD, (_last_chance(),)),
        "Recordatorio": Bulletin(_BOARD, _HEAD, (_reminder(),)),
        "Cambio": Bulletin(_BOARD, _HEAD, (_moved(),)),
        "Proceso cancelado": Bulletin(_BOARD, _HEAD, (_cancelled(),)),
        "Papeles por vencer": Bulletin(_BOARD, _HEAD, papers=(_paper(),)),
        "Lo que viene": Bulletin(_BOARD, _HEAD, plans=(_plan(),)),
        "Este mes no hubo nada, y por qué": Bulletin(_BOARD, _HEAD, nothing=_nothing()),
        "Ayuda pedida (a quien acompaña)": HelpAsked(
            _BOARD, _to_a_trainer(), _process(1, 2), _missing("RUT", "SEC2"), 2, _PLACE, (_PLACE,)
        ),
        "Respuesta anotada": AnswerNoted(_BOARD, _HEAD, OutcomeKind.INTERESTED, _process(1, 2), 2, (_PLACE,)),
        "Autorización confirmada": Confirmation(
            _BOARD, _HEAD, (Channel.WHATSAPP, Channel.EMAIL), TODAY, "2026-11", f"{_HOME}/aviso-de-datos"
        ),
        "Invitación a un taller": _training(CohortNews.INVITED),
        "Taller que cambió": _training(CohortNews.MOVED),
        "La oficina respondió": HelpAnswered(_BOARD, _HEAD),
        "Papeles que se revisaron": _checked(),
        "Otra junta les pregunta": BetweenBoards(_BOARD, _HEAD, InquiryNews.ASKED),
        "Prueba": Trial(_HEAD, _BOARD),
    }


def _last_chance() -> Entry:
    return _entry(AlertKind.NEW_MATCH, 1, closes_in=2, missing=("RUT", "SEC2"))


def _new() -> Entry:
    return _entry(AlertKind.NEW_MATCH, 2, closes_in=9)


def _reminder() -> Entry:
    return _entry(AlertKind.REMINDER, 2, closes_in=1)


def _moved() -> Entry:
    before, after = (str(TODAY + timedelta(days=days)) for days in (6, 9))
    return _entry(AlertKind.DEADLINE_MOVED, 2, closes_in=9, before=before, after=after)


def _cancelled() -> Entry:
    return _entry(AlertKind.CANCELLED, 3, closes_in=5, before="Publicado", after="Cancelado")


def _entry(
    kind: AlertKind,
    number: int,
    closes_in: int,
    missing: tuple[str, ...] = (),
    before: str | None = None,
    after: str | None = None,
) -> Entry:
    process = _process(number, closes_in)
    verdict = Verdict.ELIGIBLE_IF if missing else Verdict.ELIGIBLE
    reasons = (
        Reason("same_barrio", 1.0, "Es en su barrio: El Ejemplo"),
        Reason("trade", 0.8, "Es de un oficio de su junta: aseo y zonas verdes"),
    )
    return Entry(
        Alert(_BOARD.code, process.portfolio_id, kind, after or "", before, after),
        process,
        Match(_BOARD.code, process.portfolio_id, 0.9, "R4", verdict, reasons, missing),
        business_days_between(TODAY, TODAY + timedelta(days=closes_in)),
        _missing(*missing),
        place=_PLACE,
        names=(_PLACE,),
    )


_TITLES = {
    1: "LIMPIEZA MANUAL DE CANALES PLUVIALES DEL BARRIO EL EJEMPLO",
    2: "Poda de árboles y mantenimiento de zonas verdes del parque de El Ejemplo",
    3: "Pintura de la sede comunal de El Ejemplo",
}
_PRICES = {1: 45_300_000, 2: 60_000_000, 3: 18_000_000}


def _process(number: int, closes_in: int) -> Process:
    return Process(
        key=f"CO1.REQ.{number}",
        process_id=f"CO1.REQ.{number}",
        portfolio_id=f"CO1.BDOS.{number}",
        reference=f"MUESTRA-{number:03}",
        title=_TITLES[number],
        description=_TITLES[number],
        buyer_name=_BUYER,
        buyer_nit=None,
        buyer_code=None,
        unit_name=None,
        department=None,
        city=None,
        phase=None,
        status="Publicado",
        modality="Mínima cuantía",
        justification=None,
        contract_type="Prestación de servicios",
        unspsc=None,
        more_unspsc=None,
        price_cop=_PRICES[number],
        duration=2,
        duration_unit="Mes(es)",
        published_on=TODAY,
        last_published_on=TODAY,
        closes_on=TODAY + timedelta(days=closes_in),
        awarded=False,
        supplier_name=None,
        supplier_nit=None,
        award_cop=None,
        awarded_on=None,
        offers=None,
        url=None,
    )


def _missing(*ids: str) -> tuple[tuple[str, str], ...]:
    requirements = load(TODAY).requirements
    return tuple((requirements[id_].title, requirements[id_].steps[0]) for id_ in ids)


def _paper() -> ExpiringPaper:
    catalogue, last_day = load(TODAY), TODAY + timedelta(days=12)
    found = catalogue.requirements["CERT"]
    return ExpiringPaper(
        title=found.title,
        last_day=last_day,
        first_step=found.steps[0],
        where=attends(catalogue.offices[found.office]),
        business_days_left=business_days_between(TODAY, last_day),
    )


def _plan() -> PlanEntry:
    planned = PlannedPurchase(
        key="MUESTRA-1",
        buyer_name=_BUYER,
        buyer_nit=None,
        description="MEJORAMIENTO DE ANDENES DEL BARRIO EL EJEMPLO",
        modality="Mínima cuantía",
        unspsc=None,
        value_cop=80_000_000,
        expected_on=date(2027, 2, 1),
        related=None,
        line_id=None,
        plan_id=None,
        version=None,
    )
    match = PlanMatch(
        _BOARD.code, planned.key, 0.8, "R4", Verdict.ELIGIBLE_IF, (), ("RUT",), planned.expected_on
    )
    return PlanEntry(planned, match, _missing("RUT"), _PLACE, (_PLACE,))


def _nothing() -> NothingNew:
    rules = {"other_place": 1208, "not_for_boards": 164, "other_trade": 40}
    return NothingNew(
        month=date(2026, 10, 1),
        calls=1412,
        refusals=tuple((refusal_label(rule), count) for rule, count in rules.items()),
        advice="Revisen en su página los oficios de su junta: marquen todo lo que de verdad hacen.",
        nearest=NearestMiss(
            _process(2, 9), "Les habría llegado si su junta hiciera también zonas verdes.", (_PLACE,)
        ),
    )


def _checked() -> PapersChecked:
    known = load(TODAY).requirements
    return PapersChecked(_BOARD, _HEAD, (known["RUT"].title,), (known["CERT"].title,))


def _training(news: CohortNews) -> Training:
    catalogue = load(TODAY)
    unit = catalogue.training["TESORERIA"]
    teaches = tuple(catalogue.requirements[id_].title for id_ in unit.requirements)
    first = datetime.combine(TODAY + timedelta(days=10), time(9), BOGOTA)
    place = "Salón comunal de El Ejemplo"
    meetings = tuple((first + timedelta(days=7 * week), place) for week in range(2))
    return Training(_BOARD, _HEAD, news, unit.title, teaches, meetings)


def _to_a_trainer() -> Letterhead:
    return replace(_HEAD, link=f"{_HOME}/juntas/JAC-0000/pasaporte", stop_link=None)
