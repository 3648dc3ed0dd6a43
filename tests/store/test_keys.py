"""Keys of the API, as the database keeps them."""

from datetime import timedelta

from sqlalchemy import Connection, select

from domain.access import Permission, StaffRole
from store import keys, staff
from store.key_tables import keys as table
from store.vault import Vault
from tests.examples import NOW

SCOPES = {Permission.SEE_BOARDS, Permission.SEE_NUMBERS}


def make(db: Connection, name: str = "Universidad de Prueba") -> str:
    by = staff.add(db, Vault(["key"]), "Ana", f"{name}@oficina.example", StaffRole.ADMINISTRATOR, None, NOW)
    return keys.make(db, name, SCOPES, by, NOW)


def test_a_key_is_found_by_its_token_which_is_kept_nowhere(unsaved: Connection) -> None:
    token = make(unsaved)
    found = keys.find(unsaved, token)
    assert found
    assert (found.name, found.used_at) == ("Universidad de Prueba", None)
    assert set(found.scopes) == set(SCOPES)
    assert found.may(Permission.SEE_BOARDS)
    assert not found.may(Permission.REVIEW_LINKS)
    assert keys.find(unsaved, token + "x") is None
    assert token not in str(unsaved.execute(select(table)).all())


def test_a_revoked_key_is_found_no_more_and_revoked_once(unsaved: Connection) -> None:
    token, other = make(unsaved), make(unsaved, "otra")
    id_ = keys.every(unsaved)[1].id
    assert [keys.revoke(unsaved, one, NOW) for one in (id_, id_, 999)] == [True, False, False]
    assert keys.find(unsaved, token) is None
    assert keys.find(unsaved, other)
    assert [one.name for one in keys.every(unsaved)] == ["otra", "Universidad de Prueba"]
    assert not keys.every(unsaved)[1].may(Permission.SEE_BOARDS)


def test_its_use_is_written_down_now_and_then(unsaved: Connection) -> None:
    token = make(unsaved)
    found = keys.find(unsaved, token)
    assert found
    assert keys.is_to_be_marked(found, NOW)
    keys.mark(unsaved, found.id, NOW)
    found = keys.find(unsaved, token)
    assert found
    assert not keys.is_to_be_marked(found, NOW + timedelta(minutes=5))
    assert keys.is_to_be_marked(found, NOW + timedelta(minutes=5, seconds=1))
