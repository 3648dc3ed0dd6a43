"""The people of the office: who they are, and what their sign-in is checked against."""

import secrets
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, RowMapping, insert, or_, select, update
from sqlalchemy.exc import IntegrityError

from domain.access import PERMISSIONS, Permission, Staff, StaffRole
from domain.contact import Channel
from store.access_tables import invitations, staff
from store.tokens import hashed
from store.vault import Vault

INVITATION_LASTS = timedelta(days=7)


class AlreadyThere(Exception):
    """Somebody of the staff has this address."""


@dataclass(frozen=True, slots=True)
class Lock:
    """What a person's sign-in is checked against."""

    staff: Staff
    password: str | None = field(repr=False)
    totp: str | None = field(repr=False)


@dataclass(frozen=True, slots=True)
class Invitation:
    """For whom, and the secret that the person's telephone is to learn."""

    staff: Staff
    totp: str = field(repr=False)


def add(
    db: Connection, vault: Vault, name: str, email: str, role: StaffRole, locality: str | None, at: datetime
) -> int:
    """Add a person who cannot sign in yet, and give their id. Raises AlreadyThere."""
    digest = vault.digest(Channel.EMAIL, email)
    row = {
        "name": name,
        "sealed": vault.seal(email, _place(digest)),
        "digest": digest,
        "role": role.value,
        "locality": locality,
        "added_at": at,
    }
    try:
        with db.begin_nested():
            made: int = db.execute(insert(staff).values(row).returning(staff.c.id)).scalar_one()
    except IntegrityError as error:
        raise AlreadyThere from error
    return made


def every(db: Connection, vault: Vault) -> list[Staff]:
    """All of them, by name; who was disabled comes last. Raises Unreadable."""
    query = select(staff).order_by(staff.c.disabled_at.is_not(None), staff.c.name, staff.c.id)
    return [person(vault, row) for row in db.execute(query).mappings()]


def who_may(db: Connection, permission: Permission) -> dict[int, str]:
    """The names of all who may do this, by id, in their order."""
    roles = [role.value for role, permissions in PERMISSIONS.items() if permission in permissions]
    query = select(staff.c.id, staff.c.name).where(staff.c.role.in_(roles), staff.c.disabled_at.is_(None))
    return dict(db.execute(query.order_by(staff.c.name, staff.c.id)).all())


def by_id(db: Connection, vault: Vault, id_: int) -> Staff | None:
    """Raises Unreadable."""
    row = db.execute(select(staff).where(staff.c.id == id_)).mappings().one_or_none()
    return person(vault, row) if row else None


def lock_of(db: Connection, vault: Vault, email: str) -> Lock | None:
    """What the sign-in of whoever has this address is checked against. Raises Unreadable."""
    digest = vault.digest(Channel.EMAIL, email)
    row = db.execute(select(staff).where(staff.c.digest == digest)).mappings().one_or_none()
    if row is None:
        return None
    totp = vault.open(row["totp"], _place_of_totp(digest)) if row["totp"] else None
    return Lock(person(vault, row), row["password"], totp)


def take_code(db: Connection, id_: int, step: int) -> bool:
    """Whether the code of this time step is new: of two who send the same one, one is let in."""
    unused = or_(staff.c.totp_step.is_(None), staff.c.totp_step < step)
    taken = update(staff).where(staff.c.id == id_, unused).values(totp_step=step)
    return db.execute(taken).rowcount == 1


def change(db: Connection, id_: int, role: StaffRole, locality: str | None) -> None:
    db.execute(update(staff).where(staff.c.id == id_).values(role=role.value, locality=locality))


def disable(db: Connection, id_: int, at: datetime | None) -> None:
    """The person may not sign in from now on; with None they may again."""
    db.execute(update(staff).where(staff.c.id == id_).values(disabled_at=at))


def rehash(db: Connection, id_: int, password: str) -> None:
    """The same password, hashed by today's rules."""
    db.execute(update(staff).where(staff.c.id == id_).values(password=password))


def invite(db: Connection, vault: Vault, id_: int, totp: str, at: datetime) -> str:
    """Let a person choose a password and a second factor, by a token that goes through once, and give it.

    Earlier invitations of theirs go through no more; until this one is taken up the old password does.
    """
    token = secrets.token_urlsafe(24)
    digest = hashed(token)
    db.execute(
        update(invitations)
        .where(invitations.c.staff_id == id_, invitations.c.used_at.is_(None))
        .values(used_at=at)
    )
    sealed = vault.seal(totp, f"invitation|{digest}")
    db.execute(insert(invitations).values(digest=digest, staff_id=id_, totp=sealed, made_at=at))
    return token


def invitation(db: Connection, vault: Vault, token: str, now: datetime) -> Invitation | None:
    """None where it was taken up, is too old, or never was. Raises Unreadable."""
    digest = hashed(token)
    query = select(invitations).where(
        invitations.c.digest == digest,
        invitations.c.used_at.is_(None),
        invitations.c.made_at > now - INVITATION_LASTS,
    )
    row = db.execute(query).one_or_none()
    invited = by_id(db, vault, row.staff_id) if row else None
    if row is None or invited is None or invited.disabled_at:
        return None
    return Invitation(invited, vault.open(row.totp, f"invitation|{digest}"))


def take_up(
    db: Connection, vault: Vault, token: str, found: Invitation, password: str, step: int, now: datetime
) -> bool:
    """Keep the hashed password and the second factor; False where somebody else was faster."""
    taken = (
        update(invitations)
        .where(invitations.c.digest == hashed(token), invitations.c.used_at.is_(None))
        .values(used_at=now)
    )
    if db.execute(taken).rowcount == 0:
        return False
    digest = vault.digest(Channel.EMAIL, found.staff.email)
    new = {"password": password, "totp": vault.seal(found.totp, _place_of_totp(digest)), "totp_step": step}
    db.execute(update(staff).where(staff.c.id == found.staff.id).values(new))
    return True


def person(vault: Vault, row: RowMapping) -> Staff:
    """Of a row of the table. Raises Unreadable."""
    return Staff(
        id=row["id"],
        name=row["name"],
        email=vault.open(row["sealed"], _place(row["digest"])),
        role=StaffRole(row["role"]),
        locality=row["locality"],
        disabled_at=row["disabled_at"],
    )


def are_due(db: Connection, vault: Vault) -> bool:
    """Whether `sealed_anew` would find somebody."""
    return any(True for _ in _due(db, vault))


def sealed_anew(db: Connection, vault: Vault) -> int:
    """Seal with the newest key what an older one sealed, and give of how many people."""
    rows = list(_due(db, vault))
    for row in rows:
        email = vault.open(row["sealed"], _place(row["digest"]))
        digest = vault.digest(Channel.EMAIL, email)
        new: dict[str, Any] = {"digest": digest, "sealed": vault.seal(email, _place(digest))}
        if row["totp"]:
            totp = vault.open(row["totp"], _place_of_totp(row["digest"]))
            new["totp"] = vault.seal(totp, _place_of_totp(digest))
        db.execute(update(staff).where(staff.c.id == row["id"]).values(new))
    return len(rows)


def _due(db: Connection, vault: Vault) -> Iterator[RowMapping]:
    for row in db.execute(select(staff)).mappings():
        if not row["sealed"].startswith(vault.head) and vault.opens(row["sealed"]):
            yield row


def _place(digest: str) -> str:
    return f"staff|{digest}"


def _place_of_totp(digest: str) -> str:
    return f"totp|{digest}"
