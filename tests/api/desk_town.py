"""What the office has to do in the town: who waits for help, a doubtful supplier, a night that failed."""

from datetime import timedelta

from sqlalchemy import Connection

from domain.access import StaffRole
from domain.alert import NO_CALL
from domain.contact import Channel
from domain.contract import Contract
from domain.outcome import Outcome, OutcomeKind
from domain.source import HarvestReport
from matching.linking.decisions import supplier_key
from matching.linking.link import Supplier
from store import canary, channel_states, contracts, harvests, help_cases, links, outcomes, replies, staff
from store.help_cases import Ask
from store.links import SupplierLink
from store.vault import Vault
from tests.api.town import OLAYA, POZON, SECRET
from tests.examples import NOW, a_contract

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
    _link(db)
    _fare(db)


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


def _link(db: Connection) -> None:
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
