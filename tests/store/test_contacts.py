"""Contacts: what each source names, in which order, and what is known of them afterwards."""

import shutil
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Connection, select, update

from domain.contact import Channel, Contact, ContactSource, Preferences, Rhythm, Role
from domain.register import Post
from store import authorisations, boards, contacts, preferences, register, sealing, stopping, stops
from store.engine import open_database, reading, writing
from store.tables import boards as board_table
from store.telling_tables import contacts as table
from store.vault import Unreadable, Vault
from tests.examples import NOW, TODAY, a_board, a_contact, an_authorisation

LATER = NOW + timedelta(days=1)
VAULT = Vault(["one key"])
ONE, OTHER = "JAC-0001", "JAC-0002"
MAIL = a_contact()
CHAT = a_contact(channel=Channel.WHATSAPP, address="+573000000012", position=1)
TEXT = a_contact(channel=Channel.SMS, address="+573000000012", position=2)


@pytest.fixture
def db(unsaved: Connection) -> Connection:
    """Of two boards."""
    boards.save(unsaved, [a_board(), a_board(code=OTHER)], NOW)
    return unsaved


def file_says(db: Connection, *named: Contact, code: str = ONE, vault: Vault = VAULT) -> set[str]:
    return contacts.save(db, vault, {code: named}, ContactSource.FILE, NOW)


def known(db: Connection, code: str = ONE, vault: Vault = VAULT) -> list[tuple[Channel, str]]:
    found = contacts.of_boards(db, vault, [code])[code]
    return [(one.contact.channel, one.contact.address) for one in found]


def wanting(db: Connection, *codes: str, vault: Vault = VAULT) -> set[str]:
    """Which of these boards have an address that wants messages."""
    known = contacts.of_boards(db, vault, codes)
    stopped = stops.among(db, {one.digest for found in known.values() for one in found})
    return {code for code, found in known.items() if any(one.digest not in stopped for one in found)}


def test_contacts_come_back_in_the_order_they_are_tried(db: Connection) -> None:
    assert file_says(db, TEXT, CHAT, MAIL) == {ONE}
    found = contacts.of_boards(db, VAULT, [ONE, OTHER])
    assert [one.contact for one in found[ONE]] == [MAIL, CHAT, TEXT]
    assert found[OTHER] == []


def test_the_same_file_twice_changes_nothing(db: Connection) -> None:
    file_says(db, MAIL, CHAT)
    ids = [one.id for one in contacts.of_boards(db, VAULT, [ONE])[ONE]]
    contacts.fail(db, ids[0], "nobody here", NOW)
    assert file_says(db, MAIL, CHAT) == set()
    found = contacts.of_boards(db, VAULT, [ONE])[ONE]
    assert [(one.id, one.failed_at) for one in found] == [(ids[0], NOW), (ids[1], None)]


def test_a_file_replaces_what_a_file_said_and_leaves_the_rest(db: Connection) -> None:
    file_says(db, MAIL)
    contacts.add(db, VAULT, a_contact(address="dos@juntas.example", source=ContactSource.PAGE), NOW)
    assert file_says(db, a_contact(address="tres@juntas.example")) == {ONE}
    assert {address for _, address in known(db)} == {"dos@juntas.example", "tres@juntas.example"}
    assert file_says(db) == {ONE}
    assert known(db) == [(Channel.EMAIL, "dos@juntas.example")]


def test_another_order_in_the_file_is_news_and_keeps_the_contacts(db: Connection) -> None:
    file_says(db, MAIL, CHAT)
    ids = {one.id for one in contacts.of_boards(db, VAULT, [ONE])[ONE]}
    swapped = a_contact(position=1), a_contact(channel=Channel.WHATSAPP, address="+573000000012")
    assert file_says(db, *swapped) == {ONE}
    found = contacts.of_boards(db, VAULT, [ONE])[ONE]
    assert [one.contact.channel for one in found] == [Channel.WHATSAPP, Channel.EMAIL]
    assert {one.id for one in found} == ids


def test_the_order_that_people_chose_outlives_a_file(db: Connection) -> None:
    file_says(db, MAIL, CHAT)
    mail, chat = (one.id for one in contacts.of_boards(db, VAULT, [ONE])[ONE])
    contacts.order(db, ONE, [chat, mail], ContactSource.PAGE)
    assert file_says(db, MAIL, CHAT) == set()
    assert [channel for channel, _ in known(db)] == [Channel.WHATSAPP, Channel.EMAIL]


def test_an_address_named_again_counts_as_good_again(db: Connection) -> None:
    id_ = contacts.add(db, VAULT, MAIL, NOW)
    contacts.fail(db, id_, "nobody here", NOW)
    assert contacts.add(db, VAULT, a_contact(address="JAC-0001@juntas.example"), LATER) == id_
    assert contacts.by_ids(db, VAULT, [id_])[id_].failed_at is None


def test_what_is_added_is_tried_last(db: Connection) -> None:
    file_says(db, MAIL, CHAT)
    contacts.add(db, VAULT, TEXT, NOW)
    assert [channel for channel, _ in known(db)] == [Channel.EMAIL, Channel.WHATSAPP, Channel.SMS]


def test_a_trainer_is_no_boards(db: Connection) -> None:
    trainer = a_contact(role=Role.TRAINER, board_code=None, locality="De la Virgen y Turística")
    assert contacts.add(db, VAULT, trainer, NOW) == contacts.add(db, VAULT, trainer, LATER)
    file_says(db, MAIL)
    assert [one.contact for one in contacts.of_trainers(db, VAULT)] == [trainer]
    assert contacts.holders(db, VAULT.digest(MAIL.channel, MAIL.address)) == [ONE]


def test_an_address_where_nobody_is_keeps_its_place_and_the_reason(db: Connection) -> None:
    file_says(db, MAIL, CHAT)
    contacts.fail(db, contacts.of_boards(db, VAULT, [ONE])[ONE][0].id, "550 no such user", LATER)
    found = contacts.of_boards(db, VAULT, [ONE])[ONE]
    assert [one.failed_at for one in found] == [LATER, None]
    assert db.execute(select(table.c.why).order_by(table.c.position)).scalars().all() == [
        "550 no such user",
        None,
    ]


def test_stopping_stops_every_board_of_the_address_at_all_its_addresses(db: Connection) -> None:
    third = "JAC-0003"
    boards.save(db, [a_board(code=third)], NOW)
    file_says(db, MAIL)
    file_says(
        db, a_contact(board_code=OTHER), a_contact(channel=Channel.SMS, address="+573000000013"), code=OTHER
    )
    file_says(db, a_contact(board_code=third, address="tres@juntas.example"), code=third)
    assert stopping.stop(db, VAULT, ONE, ContactSource.PAGE, NOW) == {ONE, OTHER}
    assert boards.stopped(db) == {ONE, OTHER}
    assert stops.among(db, contacts.digests(db, VAULT, [OTHER])) == contacts.digests(db, VAULT, [OTHER])
    assert wanting(db, ONE, OTHER, third) == {third}


def test_a_stop_at_one_address_is_of_every_board_that_has_it_and_of_a_trainer_there(db: Connection) -> None:
    file_says(db, MAIL, CHAT)
    file_says(db, TEXT, code=OTHER)
    chat = contacts.of_boards(db, VAULT, [ONE])[ONE][1]
    stopping.stop_contact(db, chat.id, ContactSource.REPLY, NOW)
    assert boards.stopped_among(db, [ONE, OTHER]) == {ONE, OTHER}
    digests = {VAULT.digest(one.channel, one.address) for one in (MAIL, CHAT)}
    assert stops.among(db, digests) == digests
    trainer = Contact(Channel.SMS, "+573000000077", role=Role.TRAINER)
    stopping.stop_contact(db, contacts.add(db, VAULT, trainer, NOW), ContactSource.REPLY, NOW)
    digest = VAULT.digest(trainer.channel, trainer.address)
    assert stops.among(db, [digest]) == {digest}


def test_stopping_twice_keeps_the_first_moment_and_resuming_undoes_it(db: Connection) -> None:
    file_says(db, MAIL)
    for at in (NOW, LATER):
        stopping.stop(db, None, ONE, ContactSource.PAGE, at)
    assert db.execute(select(board_table.c.stopped_at).where(board_table.c.code == ONE)).scalar_one() == NOW
    stopping.resume(db, None, ONE)
    assert boards.stopped(db) == set()
    assert wanting(db, ONE) == {ONE}


def test_names_of_dignatarios_outlive_a_change_of_keys(db: Connection) -> None:
    register.add(db, VAULT, ONE, Post.PRESIDENT, "Ana de Prueba", TODAY, None, NOW)
    rotated = Vault(["a newer key", "one key"])
    assert sealing.is_due(db, rotated)
    assert (sealing.reseal(db, rotated), sealing.reseal(db, rotated)) == (1, 0)
    (found,) = register.of_board(db, Vault(["a newer key"]), ONE)
    assert found.name == "Ana de Prueba"


def test_what_was_erased_is_gone_and_its_stop_is_not(db: Connection) -> None:
    file_says(db, MAIL)
    authorisations.give(db, [an_authorisation()])
    stopping.stop(db, VAULT, ONE, ContactSource.REPLY, NOW)
    assert contacts.erase(db, ONE, NOW) == 1
    assert contacts.erase(db, ONE, NOW) == 0
    assert known(db) == []
    assert authorisations.standing(db) == set()
    # Named again, for this board or for another one, it is not written to.
    file_says(db, MAIL)
    file_says(db, a_contact(board_code=OTHER), code=OTHER)
    assert authorisations.give(db, [an_authorisation()]) == set()
    assert wanting(db, ONE, OTHER) == set()


def test_a_later_authorisation_is_one_more_and_the_same_again_is_not(db: Connection) -> None:
    assert authorisations.give(db, [an_authorisation()]) == {ONE}
    assert authorisations.give(db, [an_authorisation()]) == set()
    assert authorisations.give(db, [an_authorisation(given_at=NOW)]) == {ONE}
    assert [one.given_at for one in authorisations.of_board(db, ONE)] == [an_authorisation().given_at, NOW]


def test_what_was_withdrawn_stands_again_only_by_a_later_authorisation(db: Connection) -> None:
    authorisations.give(db, [an_authorisation()])
    assert authorisations.withdraw(db, ONE, NOW)
    assert not authorisations.withdraw(db, ONE, LATER)
    assert authorisations.give(db, [an_authorisation(given_at=NOW)]) == set()
    assert authorisations.give(db, [an_authorisation(given_at=LATER)]) == {ONE}
    assert authorisations.standing(db) == {ONE}


def test_a_board_that_never_said_when_has_the_usual(db: Connection) -> None:
    weekly = Preferences(Rhythm.WEEKLY, 9, 17, urgent_any_time=True, paused_until=NOW.date())
    preferences.save(db, ONE, Preferences(), NOW)
    preferences.save(db, ONE, weekly, NOW)
    assert preferences.of_boards(db, [ONE, OTHER]) == {ONE: weekly, OTHER: Preferences()}


def test_sealing_anew_changes_the_seal_alone(db: Connection) -> None:
    file_says(db, MAIL, CHAT)
    stopping.stop(db, VAULT, ONE, ContactSource.PAGE, NOW)
    assert not sealing.is_due(db, VAULT)
    rotated = Vault(["a newer key", "one key"])
    assert sealing.is_due(db, rotated)
    assert sealing.reseal(db, rotated) == 2
    assert sealing.reseal(db, rotated) == 0
    assert known(db, vault=Vault(["a newer key"])) == known(db, vault=rotated)
    assert wanting(db, ONE, vault=rotated) == set()
    assert known(db) == [(Channel.EMAIL, ""), (Channel.WHATSAPP, "")]


def test_a_key_of_its_own_after_the_known_one_keeps_the_stops(db: Connection) -> None:
    file_says(db, MAIL)
    stopping.stop(db, VAULT, ONE, ContactSource.PAGE, NOW)
    own = Vault(["a key of its own"], retired=["one key"])
    assert sealing.reseal(db, own) == 1
    assert stops.among(db, [own.digest(MAIL.channel, MAIL.address)])
    assert file_says(db, MAIL, vault=own) == set()


def test_an_address_that_no_key_opens_is_known_for_one_and_hides_no_other(db: Connection) -> None:
    file_says(db, MAIL, CHAT)
    file_says(db, TEXT, code=OTHER, vault=Vault(["another key"]))
    _damage(db, MAIL)
    found = contacts.of_boards(db, VAULT, [ONE, OTHER])
    (mail, chat), (text,) = found[ONE], found[OTHER]
    assert (chat.contact, chat.is_readable) == (CHAT, True)
    assert [(one.contact.address, one.is_readable, bool(one.digest)) for one in (mail, text)] == [
        ("", False, True)
    ] * 2
    assert sealing.unreadable(db, VAULT) == 2
    assert sealing.reseal(db, Vault(["a newer key", "one key"])) == 1
    assert contacts.erase(db, ONE, NOW) == 2


def _damage(db: Connection, one: Contact) -> None:
    here = table.c.digest == VAULT.digest(one.channel, one.address)
    sealed = db.execute(select(table.c.sealed).where(here)).scalar_one()
    db.execute(update(table).where(here).values(sealed=sealed[:-1] + bytes([sealed[-1] ^ 1])))


def test_what_no_key_opens_is_left_alone_until_it_is_asked_for(db: Connection) -> None:
    file_says(db, MAIL)
    another = Vault(["another key"])
    assert not sealing.is_due(db, another)
    assert sealing.reseal(db, another) == 0
    with pytest.raises(Unreadable):
        file_says(db, MAIL, vault=another)
    assert known(db) == [(Channel.EMAIL, MAIL.address)]


def test_the_database_file_holds_no_address(empty_sqlite: Path, tmp_path: Path) -> None:
    path = tmp_path / "convite.db"
    shutil.copy(empty_sqlite, path)
    engine = open_database(f"sqlite:///{path}")
    with writing(engine) as db:
        boards.save(db, [a_board()], NOW)
        file_says(db, MAIL, CHAT)
        stopping.stop(db, VAULT, ONE, ContactSource.PAGE, NOW)
    with reading(engine) as db:
        assert len(known(db)) == 2
        assert all(len(row.digest) == 32 for row in db.execute(select(table.c.digest)))
    engine.dispose()
    kept = b"".join(file.read_bytes() for file in tmp_path.iterdir())
    assert b"SQLite" in kept
    for plain in (b"juntas.example", b"3000000012", b"jac-0001@"):
        assert plain not in kept.lower()
