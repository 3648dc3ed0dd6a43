"""What boards said of how they are reached leaves them: an address each, and the authorisation."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, time
from typing import Any

import sqlalchemy as sa
from alembic import op

from domain.days import BOGOTA, day_of
from store.schema import Moment

revision = "0014"
down_revision = "0013"

_PLAIN = b"\x00"  # store/vault.py: not sealed yet
_PAGE = 5_000
_CHANNELS = ("email", "whatsapp", "sms")
_contacts = sa.table(
    "contacts",
    sa.column("id", sa.Integer),
    sa.column("role", sa.Text),
    sa.column("board_code", sa.Text),
    sa.column("channel", sa.Text),
    sa.column("sealed", sa.LargeBinary),
    sa.column("position", sa.Integer),
    sa.column("source", sa.Text),
    sa.column("added_at", Moment),
)
_authorisations = sa.table(
    "authorisations",
    sa.column("board_code", sa.Text),
    sa.column("notice", sa.Text),
    sa.column("given_at", Moment),
    sa.column("means", sa.Text),
    sa.column("proof", sa.Text),
    sa.column("withdrawn_at", Moment),
)
_boards = sa.table(
    "boards",
    sa.column("code", sa.Text),
    sa.column("email", sa.Text),
    sa.column("mobile", sa.Text),
    sa.column("channel", sa.Text),
    sa.column("consented_on", sa.Date),
    sa.column("added_at", Moment),
)


def upgrade() -> None:
    rows = op.get_bind().execute(sa.select(_boards).order_by(_boards.c.code)).all()
    _insert(_contacts, [contact for row in rows for contact in _contacts_of(row)])
    known = set(op.get_bind().execute(sa.select(_authorisations.c.board_code)).scalars())
    given = [row for row in rows if row.consented_on and row.code not in known]
    _insert(_authorisations, [_authorisation_of(row) for row in given])
    with op.batch_alter_table("boards") as batch:
        for name in ("email", "mobile", "channel", "consented_on"):
            batch.drop_column(name)


def downgrade() -> None:
    """Addresses that were sealed meanwhile stay where they are: nothing here can open them."""
    with op.batch_alter_table("boards") as batch:
        batch.add_column(sa.Column("email", sa.Text(), nullable=True))
        batch.add_column(sa.Column("mobile", sa.Text(), nullable=True))
        batch.add_column(sa.Column("channel", sa.Text(), nullable=False, server_default="email"))
        batch.add_column(sa.Column("consented_on", sa.Date(), nullable=True))
    with op.batch_alter_table("boards") as batch:
        batch.alter_column("channel", existing_type=sa.Text(), server_default=None)
    db = op.get_bind()
    plain = sa.and_(_contacts.c.role == "board", _contacts.c.channel.in_(_CHANNELS), _is_plain())
    columns = (_contacts.c.board_code, _contacts.c.channel, _contacts.c.sealed)
    order = (_contacts.c.board_code, _contacts.c.position, _contacts.c.id)
    _update(db, _addresses(db.execute(sa.select(*columns).where(plain).order_by(*order))))
    db.execute(sa.delete(_contacts).where(plain))
    standing = sa.select(_authorisations.c.board_code, _authorisations.c.given_at).where(
        _authorisations.c.withdrawn_at.is_(None)
    )
    days = {code: day_of(at) for code, at in db.execute(standing.order_by(_authorisations.c.given_at))}
    _update(db, [{"of_code": code, "consented_on": day} for code, day in days.items()])


def _contacts_of(row: sa.Row[Any]) -> Iterator[dict[str, Any]]:
    written = {"email": row.email, "whatsapp": row.mobile, "sms": row.mobile}
    in_order = sorted(_CHANNELS, key=lambda channel: channel != row.channel)
    for position, channel in enumerate(channel for channel in in_order if written[channel]):
        yield {
            "role": "board",
            "board_code": row.code,
            "channel": channel,
            "sealed": _PLAIN + written[channel].encode(),
            "position": position,
            "source": "file",
            "added_at": row.added_at,
        }


def _authorisation_of(row: sa.Row[Any]) -> dict[str, Any]:
    given_at = datetime.combine(row.consented_on, time(), BOGOTA)
    said = {"notice": "", "means": "file", "proof": f"before {revision}"}
    return {"board_code": row.code, "given_at": given_at, **said}


def _is_plain() -> sa.ColumnElement[bool]:
    return sa.func.substr(_contacts.c.sealed, 1, 1) == sa.literal(_PLAIN, sa.LargeBinary)


def _addresses(rows: Iterable[Any]) -> list[dict[str, Any]]:
    """What each board had, with the channel that came first."""
    found: dict[str, dict[str, Any]] = {}
    for row in rows:
        board = {"of_code": row.board_code, "email": None, "mobile": None, "channel": row.channel}
        column = "email" if row.channel == "email" else "mobile"
        found.setdefault(row.board_code, board)[column] = bytes(row.sealed)[1:].decode()
    return list(found.values())


def _insert(table: sa.TableClause, rows: Sequence[dict[str, Any]]) -> None:
    for start in range(0, len(rows), _PAGE):
        op.bulk_insert(table, list(rows[start : start + _PAGE]))


def _update(db: sa.Connection, rows: Sequence[dict[str, Any]]) -> None:
    if rows:
        changes: dict[str, Any] = {name: sa.bindparam(f"new_{name}") for name in rows[0] if name != "of_code"}
        given = [{name if name == "of_code" else f"new_{name}": v for name, v in row.items()} for row in rows]
        db.execute(sa.update(_boards).where(_boards.c.code == sa.bindparam("of_code")).values(changes), given)
