"""A browser's way through the sign-in forms, for journeys that begin where people begin."""

from datetime import datetime, timedelta
from itertools import count
from typing import NamedTuple

from playwright.sync_api import Page, expect
from pyotp import TOTP
from sqlalchemy import Engine, select

from api.access.passwords import hashed
from domain.access import StaffRole
from notifications.sign_in import code_of
from store import staff
from store.access_tables import sign_ins
from store.engine import reading, writing
from store.vault import Vault
from tests.api.town import SECRET
from tests.examples import NOW

PASSWORD = "cuatro palabras bien juntas"
_TOTP = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
_number = count(1)
_hash: list[str] = []  # once: to hash takes a tenth of a second


class Clock:
    """The time that a served app goes by; it stands still until it is put forward."""

    def __init__(self, at: datetime) -> None:
        self.at = at

    def __call__(self) -> datetime:
        return self.at

    def forward(self, by: timedelta) -> None:
        self.at += by


class Person(NamedTuple):
    """Somebody of the office, who can sign in once in each half minute."""

    name: str
    email: str
    totp: str = _TOTP


def a_person(engine: Engine, role: StaffRole) -> Person:
    """Somebody new, who took up the invitation."""
    number = next(_number)
    person = Person(f"Ana de Prueba {number}", f"ana{number}@oficina.example")
    _hash[:] = _hash or [hashed(PASSWORD)]
    vault = Vault([SECRET])
    with writing(engine) as db:
        id_ = staff.add(db, vault, person.name, person.email, role, None, NOW)
        token = staff.invite(db, vault, id_, person.totp, NOW)
        found = staff.invitation(db, vault, token, NOW)
        assert found
        assert staff.take_up(db, vault, token, found, _hash[0], 0, NOW)
    return person


def enter_desk(page: Page, address: str, person: Person, now: datetime) -> None:
    """From the desk's address over the form to the desk."""
    page.goto(f"{address}/equipo")
    expect(page.get_by_role("heading", level=1)).to_have_text("Entrar al escritorio")
    page.get_by_label("Correo").fill(person.email)
    page.get_by_label("Contraseña").fill(PASSWORD)
    page.get_by_label("Código de su aplicación").fill(TOTP(person.totp).at(now))
    page.get_by_role("button", name="Entrar").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(person.name)


def enter_board(page: Page, address: str, engine: Engine, email: str) -> None:
    """From the start page by the code of a message to the board's page."""
    page.goto(address)
    page.get_by_role("link", name="Entrar").click()
    page.get_by_label("Correo o celular de la junta").fill(email)
    before = _wishes(engine)
    page.get_by_role("button", name="Enviarnos el enlace").click()
    while not (asked := _wishes(engine) - before):  # it is written down after the answer
        page.wait_for_timeout(20)
    page.get_by_label("Código").fill(code_of(asked.pop(), SECRET))
    page.get_by_role("button", name="Entrar").click()


def _wishes(engine: Engine) -> set[str]:
    with reading(engine) as db:
        return set(db.execute(select(sign_ins.c.id)).scalars())
