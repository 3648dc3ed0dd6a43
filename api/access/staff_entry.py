"""How a person of the office is let in: by password and a code of their telephone, or by an invitation."""

from dataclasses import dataclass

from sqlalchemy import Connection

from api.access import passwords
from api.access.devices import Place
from api.site import Site
from domain.contact import Channel
from store import audit, failures, sessions, staff
from store.engine import reading, writing
from store.staff import Invitation


@dataclass(frozen=True, slots=True)
class Chosen:
    """What was typed into an invitation's form."""

    password: str
    again: str
    code: str


def account_of(site: Site, email: str) -> str:
    """What failures are counted for; it says whose it is to nobody."""
    return f"staff:{site.vault.digest(Channel.EMAIL, email)}"


def enter(site: Site, email: str, password: str, code: str, place: Place) -> str | None:
    """The token of a session; None where anything is wrong, and nobody is told what.

    After too many failures at its place whoever is there waits, whatever is typed; after many at all, every
    place but those that are known. The password is checked outside of any transaction: that takes a tenth
    of a second.
    """
    most = {place.counted_as: failures.MOST}
    if not place.is_known:
        most[account_of(site, email)] = failures.MOST_ANYWHERE
    with writing(site.engine) as db:
        tried = failures.begin(db, list(most), site.now)
    with reading(site.engine) as db:
        lock = staff.lock_of(db, site.vault, email)
        waits = any(failures.number(db, one, site.now) > number for one, number in most.items())
    right, anew = passwords.is_right(password, lock.password if lock else None)
    step = passwords.step_of(code, lock.totp, site.now) if lock and lock.totp else None
    is_let_in = right and step is not None and lock is not None and not lock.staff.disabled_at
    with writing(site.engine) as db:
        if waits:
            failures.take_back(db, tried)  # who goes on trying does not wait for ever
            return None
        if not (is_let_in and lock and step is not None and staff.take_code(db, lock.staff.id, step)):
            if lock:
                who = audit.of_staff(lock.staff.id)
                audit.add(db, who, audit.Action.REFUSED, who, site.now)
            return None
        if anew:
            staff.rehash(db, lock.staff.id, anew)
        failures.take_back(db, tried)
        failures.clear(db, place.counted_as)
        return _begin(site, db, lock.staff.id, audit.Action.SIGNED_IN)


def enter_known(site: Site, email: str) -> str | None:
    """The token of a session for whoever the office's own directory says this is; None where nobody with that
    address was invited.
    """
    with writing(site.engine) as db:
        lock = staff.lock_of(db, site.vault, email)
        if lock is None:
            return None
        if lock.staff.disabled_at:
            who = audit.of_staff(lock.staff.id)
            audit.add(db, who, audit.Action.REFUSED, who, site.now)
            return None
        return _begin(site, db, lock.staff.id, audit.Action.SIGNED_IN)


def join(site: Site, token: str, found: Invitation, chosen: Chosen) -> str | dict[str, str]:
    """The token of a session, or what is wrong with each field, in words for people."""
    faults = {}
    if fault := passwords.fault_of(chosen.password, chosen.again, found.staff.email):
        faults["clave"] = fault
    step = passwords.step_of(chosen.code, found.totp, site.now)
    if step is None:
        faults["codigo"] = "Ese no es el código que muestra ahora la aplicación. Espere al siguiente."
    if faults or step is None:
        return faults
    password = passwords.hashed(chosen.password)
    with writing(site.engine) as db:
        if not staff.take_up(db, site.vault, token, found, password, step, site.now):
            return {"clave": "Esta invitación ya se usó."}
        sessions.end_all(db, staff_id=found.staff.id)
        return _begin(site, db, found.staff.id, audit.Action.JOINED)


def _begin(site: Site, db: Connection, staff_id: int, action: audit.Action) -> str:
    audit.add(db, audit.of_staff(staff_id), action, audit.of_staff(staff_id), site.now)
    return sessions.begin(db, site.now, staff_id=staff_id)
