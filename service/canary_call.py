"""The invented process of a night, and how the board that it is for is set up."""

from datetime import date, datetime, timedelta

from sqlalchemy import Connection

from domain.canary import BOARD, BOARD_CODE, CALLS
from domain.contact import Authorisation, Channel, Contact, ContactSource, Means, Preferences, Rhythm
from domain.days import BOGOTA, day_of
from domain.process import Process
from domain.readiness import Assessment
from readiness.assess import assess
from readiness.catalogue import load
from readiness.demands import open_routes
from store import assessments, authorisations, boards, contacts, preferences, stops
from store.vault import Vault

_CLOSES_WITHIN = timedelta(days=2)  # so near that it cannot wait, whatever the hour


def a_call(at: datetime) -> Process:
    """A small job that any board could do; its identity is the moment that it was invented at."""
    number, today = f"{at.astimezone(BOGOTA):%Y%m%d%H%M%S}", day_of(at)
    return Process(
        key=f"{CALLS}{number}",
        process_id=f"{CALLS}{number}",
        portfolio_id=f"{CALLS}{number}",
        reference=f"PRUEBA-{number}",
        title="Prueba nocturna de Convite: limpieza de un parque inventado",
        description="Esta convocatoria no existe: con ella Convite comprueba que sus avisos llegan. "
        "Limpieza y mantenimiento de zonas verdes de un parque",
        buyer_name="ENTIDAD INVENTADA PARA LA PRUEBA DE CONVITE",
        buyer_nit=None,
        buyer_code=None,
        unit_name=None,
        department=None,
        city=None,
        phase="Presentación de oferta",
        status="Publicado",
        modality="Mínima cuantía",
        justification="Presupuesto inferior al 10% de la menor cuantía",
        contract_type="Prestación de servicios",
        unspsc="72141000",
        more_unspsc=None,
        price_cop=10_000_000,
        duration=1,
        duration_unit="Mes(es)",
        published_on=today,
        last_published_on=today,
        closes_on=today + _CLOSES_WITHIN,
        awarded=False,
        supplier_name=None,
        supplier_nit=None,
        award_cop=None,
        awarded_on=None,
        offers=0,
        url=None,
    )


def settle(db: Connection, vault: Vault, channel: Channel, address: str, at: datetime) -> None:
    """The board with this contact and no other, that may be written to at any hour.

    Who asked there for no messages gets none: a stop stands for its address. One that failed is tried again.
    """
    boards.save(db, [BOARD], at)
    if not stops.among(db, [vault.digest(channel, address)]):
        boards.resume(db, BOARD_CODE)
    contact = Contact(channel, address, BOARD_CODE, source=ContactSource.OFFICE)
    contacts.save(db, vault, {BOARD_CODE: [contact]}, ContactSource.OFFICE, at)
    contacts.add(db, vault, contact, at)
    if not authorisations.among(db, [BOARD_CODE]):
        authorisations.give(db, [Authorisation(BOARD_CODE, "", at, Means.FILE, "CONVITE_CANARY")])
    preferences.save(db, BOARD_CODE, Preferences(Rhythm.AT_ONCE, urgent_any_time=True), at)
    assessments.save(db, _assessed(day_of(at)))


def _assessed(today: date) -> list[tuple[str, Assessment]]:
    """As the step of that name would, which leaves this board out of its figures."""
    catalogue = load(today)
    return [(BOARD_CODE, assess(catalogue, route, {}, today)) for route in open_routes(catalogue, today)]
