"""The people of the office, from the command line: the first administrator comes from here."""

from typing import Any

from api.access.passwords import new_secret
from domain.access import StaffRole
from domain.contact import Channel
from notifications.addresses import WANTED, read_email
from service.context import Context
from service.shell import WrongUsage
from store import audit, sessions, staff
from store.engine import reading, writing


def listed(context: Context) -> dict[str, Any]:
    """Who there is, without addresses."""
    with reading(context.engine) as db:
        found = staff.every(db, context.vault)
    return {
        "staff": [
            {
                "id": one.id,
                "name": one.name,
                "role": one.role,
                "locality": one.locality,
                "disabled_at": one.disabled_at,
            }
            for one in found
        ]
    }


def invite(context: Context, name: str, email: str, role: str, locality: str | None) -> dict[str, Any]:
    """Invite a person who is new, or anew one who is there. Raises WrongUsage.

    The link is told once: whoever has it chooses the password.
    """
    address = read_email(email)
    if address is None:
        raise WrongUsage(f"give {WANTED[Channel.EMAIL]}")
    if role not in set(StaffRole):
        raise WrongUsage(f"no role is called {role}: there are {', '.join(StaffRole)}")
    with writing(context.engine) as db:
        known = staff.lock_of(db, context.vault, address)
        id_ = (
            known.staff.id
            if known
            else staff.add(db, context.vault, name, address, StaffRole(role), locality, context.now)
        )
        if known:
            staff.change(db, id_, StaffRole(role), locality)
            staff.disable(db, id_, None)
        token = staff.invite(db, context.vault, id_, new_secret(), context.now)
        audit.add(db, audit.OFFICE, audit.Action.INVITED, audit.of_staff(id_), context.now)
    home = context.settings.public_url.rstrip("/")
    return {"id": id_, "name": name, "role": role, "invitation": f"{home}/invitacion/{token}"}


def disable(context: Context, id_: int) -> dict[str, Any]:
    """The person is signed out at once and may not sign in. Raises WrongUsage."""
    with writing(context.engine) as db:
        found = staff.by_id(db, context.vault, id_)
        if found is None:
            raise WrongUsage(f"there is no person {id_}")
        staff.disable(db, id_, context.now)
        sessions.end_all(db, staff_id=id_)
        audit.add(db, audit.OFFICE, audit.Action.CHANGED, audit.of_staff(id_), context.now, "disabled")
    return {"id": id_, "name": found.name, "disabled": True}
