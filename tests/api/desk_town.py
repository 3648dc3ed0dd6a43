"""What the office has to do in the town: who waits for help, a doubtful supplier, a night that failed."""

from datetime import timedelta

from sqlalchemy import Connection

from domain.access import Permission, StaffRole
from domain.accompaniment import Doer
from domain.alert import NO_CALL
from domain.contact import Channel
from domain.contract import Contract
from domain.outcome import Outcome, OutcomeKind
from domain.readiness import Evidence
from domain.source import HarvestReport
from matching.linking.decisions import supplier_key
from matching.linking.link import Supplier
from store import (
    accompaniment,
    canary,
    channel_states,
    contracts,
    evidence,
    guides,
    harvests,
    help_cases,
    hooks,
    inquiries,
    keys,
    links,
    outcomes,
    replies,
    staff,
)
from store.help_cases import Ask
from store.hooks import End
from store.inquiries import Asking
from store.links import SupplierLink
from store.vault import Vault
from tests.api.town import OLAYA, POZON, SECRET
from tests.examples import NOW, YESTERDAY, a_contract

WRITTEN = "¿Todavía sirve presentarse?"
QUEUE = "/equipo/ayudas"
PAGES = (
    *("/equipo/enlaces", "/equipo/enlaces?estado=confirmed", "/equipo/salud", QUEUE),
    *(
        f"{QUEUE}/{OLAYA.code}/CO1.BDOS.1",
        f"{QUEUE}/{OLAYA.code}/{NO_CALL}",
        f"{QUEUE}/{POZON.code}/CO1.BDOS.2",
    ),
)
_SUPPLIER = "JUNTA DE ACCION COMUNAL OLAYA HERRERA SECTOR RAFAEL NUÑEZ " * 2


def fill_desk(db: Connection) -> None:
    vault = Vault([SECRET])
    asked = Outcome(OLAYA.code, "CO1.BDOS.1", OutcomeKind.NEEDS_HELP, NOW, "page", "El presupuesto " * 20)
    outcomes.record(db, asked)
    sealed = vault.seal(WRITTEN, replies.place_of("email", "m1"))
    replies.keep(db, replies.Taken("email", "m1", OLAYA.code, "d", "not_understood", None, sealed, NOW))
    _answer(db, vault)
    fill_link(db)
    _accompany(db, vault)
    _fare(db)
    _hook(db, vault)


def _answer(db: Connection, vault: Vault) -> None:
    """Of the board whose pages are looked at, one call for help that was closed."""
    id_ = staff.add(db, vault, "Rosa de Prueba", "rosa@oficina.example", StaffRole.TRAINER, None, NOW)
    ask = Ask(
        *(POZON.code, POZON.name, None, None, "CO1.BDOS.2", NOW, "page"),
        *(None, None, None, None, None, None),
    )
    help_cases.take(db, ask, id_, NOW)
    help_cases.answer(db, POZON.code, "CO1.BDOS.2", id_, "Vengan el martes.\nTraigan el RUT.", NOW)
    help_cases.close(db, POZON.code, "CO1.BDOS.2", NOW)


def fill_asking(db: Connection) -> None:
    """Two boards that agreed to be asked: of one an answer was reported, the other has not answered yet."""
    evidence.save(db, [(OLAYA.code, Evidence("RUT", 4, YESTERDAY))], NOW)
    for board in (POZON, OLAYA):
        guides.agree(db, board.code, "Aceptamos que otras juntas nos pregunten. " * 9, NOW)
    inquiries.ask(db, Asking(OLAYA.code, POZON.code, "RUT", "¿Cómo lo renovaron? " * 20), NOW)
    made = inquiries.ask(db, Asking(POZON.code, OLAYA.code, "", "¿Cómo cotizaron?\n" * 9), NOW)
    assert isinstance(made, int)
    inquiries.answer(db, OLAYA.code, made, "Con tres ferreterías. " * 20, NOW)
    inquiries.report(db, POZON.code, made, NOW)


def _accompany(db: Connection, vault: Vault) -> None:
    """A plan with something late, something that the board cannot do, something done, and a log."""
    code = POZON.code
    id_ = staff.add(db, vault, "Elsa de Prueba", "elsa@oficina.example", StaffRole.TRAINER, None, NOW)
    accompaniment.steer(db, code, id_, "R4", NOW)
    _, cannot, done = (
        accompaniment.add(db, code, f"{what} " * 12, Doer.BOARD, YESTERDAY, None, NOW)
        for what in ("Renovar el RUT", "Abrir la cuenta", "Firmar el acta")
    )
    accompaniment.refuse(db, code, cannot, "No hay citas " * 20, NOW)
    accompaniment.finish(db, code, done, YESTERDAY, Doer.BOARD, NOW)
    accompaniment.add(db, code, "Llevar los formatos", Doer.OFFICE, None, None, NOW)
    accompaniment.note(db, code, id_, YESTERDAY, "Se reunió la directiva.\n" * 3, None, NOW)
    accompaniment.note(db, code, id_, YESTERDAY, "Fue el martes.", 1, NOW)


def fill_link(db: Connection) -> None:
    """A supplier with contracts that may be a board."""
    signed = [
        a_contract(
            key=f"{n}", object="MANTENIMIENTO DE CANALES " * 8, supplier_name=_SUPPLIER, supplier_nit=nit
        )
        for n, nit in ((1, "901555444"), (2, "901555444"), (3, None))
    ]
    contracts.CONTRACTS.save(db, signed, [b"1", b"2", b"3"], NOW)
    found = [
        SupplierLink(one.key, OLAYA.code, 78.0, "probable", _key(one), "13001", "two_alike") for one in signed
    ]
    links.replace_of_contracts(db, found, NOW)


def _key(contract: Contract) -> str:
    return supplier_key(Supplier("", _SUPPLIER, contract.supplier_nit, "13001"))


def _fare(db: Connection) -> None:
    for dataset, is_complete in (("p6dx-8zbt", True), ("jbjy-vk9h", False)):
        report = HarvestReport(dataset, NOW, 1500, 12, 3, 1485, 0, 1600, is_complete, 83.0, NOW)
        harvests.record(db, report, whole=True)
    channel_states.trouble(db, Channel.WHATSAPP, "template paused", NOW)
    channel_states.stop(db, Channel.SMS, "cambia el contrato", NOW)
    for day, step in ((2, None), (1, "not delivered")):
        canary.begin(db, f"CONVITE.CANARIO.{day}", NOW - timedelta(days=day))
        canary.end(db, f"CONVITE.CANARIO.{day}", step, "", NOW)


def _hook(db: Connection, vault: Vault) -> None:
    """A program that is called for new matches and does not answer."""
    by = staff.add(db, vault, "Luis de Prueba", "luis@oficina.example", StaffRole.SECRETARIAT, None, NOW)
    token = keys.make(db, "Universidad de Prueba", [Permission.SEE_BOARDS], by, NOW)
    key, before = keys.find(db, token), NOW - timedelta(hours=1)
    assert key
    hooks.subscribe(db, key.id, f"https://universidad.example/{'convite' * 20}", before)
    hooks.queue(db, NOW)
    hooks.finish(db, [End(one, False, False, "HTTP 500") for one in hooks.claim(db, NOW, 1)], NOW)
