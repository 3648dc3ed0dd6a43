"""The migration that takes contact data out of the boards: nothing is lost, there or back."""

from datetime import date

from alembic import command
from sqlalchemy import Connection, Engine, select, text

from domain.contact import Channel
from service.settings import Settings
from service.shell import context
from store import authorisations, boards, contacts, stops
from store.engine import migrating, reading, writing
from store.telling_tables import contacts as table
from tests.examples import NOW, a_board, a_contact, an_authorisation

SECRET = "a secret of the tests alone"
_CODES = ("JAC-0001", "JAC-0002", "JAC-0003")
# code, email, mobile, channel, consented_on
BEFORE = [
    ("JAC-0001", "uno@juntas.example", "+573000000011", "whatsapp", date(2026, 1, 15)),
    ("JAC-0002", None, "+573000000012", "email", None),
    ("JAC-0003", None, None, "email", date(2026, 2, 1)),
]


def _fill(engine: Engine) -> None:
    """A database of before, in which the first board wants no messages."""
    with writing(engine) as db:
        boards.save(db, [a_board(code=code) for code in _CODES], NOW)
        boards.stop(db, ["JAC-0001"], NOW)
    with migrating(engine) as (db, config):
        command.downgrade(config, "0013")
        _write(db)


def _write(db: Connection) -> None:
    statement = text(
        "UPDATE boards SET email = :email, mobile = :mobile, channel = :channel, consented_on = :consented_on"
        " WHERE code = :code"
    )
    names = ("code", "email", "mobile", "channel", "consented_on")
    db.execute(statement, [dict(zip(names, row, strict=True)) for row in BEFORE])


def _upgrade(engine: Engine) -> None:
    with migrating(engine) as (_, config):
        command.upgrade(config, "head")


def _settings(engine: Engine) -> Settings:
    return Settings(
        _env_file=None,  # type: ignore[call-arg]  # pydantic-settings takes it
        database_url=engine.url.render_as_string(hide_password=False),
        secret_key=SECRET,
    )


def test_what_boards_had_is_theirs_afterwards_and_is_sealed_before_anything_else(engine: Engine) -> None:
    _fill(engine)
    _upgrade(engine)
    with context(NOW, _settings(engine)) as made, reading(made.engine) as db:
        found = contacts.of_boards(db, made.vault, _CODES)
        assert all(
            bytes(one).startswith(made.vault.head) for one in db.execute(select(table.c.sealed)).scalars()
        )
        assert [one.contact for one in found["JAC-0001"]] == [
            a_contact(channel=Channel.WHATSAPP, address="+573000000011"),
            a_contact(address="uno@juntas.example", position=1),
            a_contact(channel=Channel.SMS, address="+573000000011", position=2),
        ]
        channels = {code: [one.contact.channel for one in found[code]] for code in _CODES[1:]}
        assert channels == {"JAC-0002": [Channel.WHATSAPP, Channel.SMS], "JAC-0003": []}
        digests = {one.digest for one in found["JAC-0001"]}
        assert stops.among(db, digests) == digests
        assert authorisations.of_board(db, "JAC-0001") == [an_authorisation(proof="before 0014")]
        assert authorisations.standing(db) == {"JAC-0001", "JAC-0003"}


def test_going_back_gives_the_boards_what_was_not_sealed(engine: Engine) -> None:
    _fill(engine)
    for _ in range(2):
        _upgrade(engine)
        with migrating(engine) as (db, config):
            command.downgrade(config, "0013")
            columns = "code, email, mobile, channel, consented_on"
            rows = db.execute(text(f"SELECT {columns} FROM boards ORDER BY code")).all()
            days = [str(row.consented_on) if row.consented_on else None for row in rows]
    first, second, third = rows
    assert tuple(first[:4]) == BEFORE[0][:4]
    assert (second.mobile, second.email) == ("+573000000012", None)
    assert tuple(third[:4]) == BEFORE[2][:4]
    assert days == ["2026-01-15", None, "2026-02-01"]


def test_what_was_sealed_stays_where_it_is(engine: Engine) -> None:
    _fill(engine)
    _upgrade(engine)
    with context(NOW, _settings(engine)):
        pass
    with migrating(engine) as (db, config):
        command.downgrade(config, "0013")
        assert db.execute(text("SELECT email FROM boards WHERE code = 'JAC-0001'")).scalar_one() is None
    _upgrade(engine)
    with context(NOW, _settings(engine)) as made, reading(made.engine) as db:
        assert len(contacts.of_boards(db, made.vault, _CODES)["JAC-0001"]) == 3
        assert len(authorisations.of_board(db, "JAC-0001")) == 1
