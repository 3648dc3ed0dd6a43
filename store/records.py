"""Harvested records by the page: told apart into new, unchanged and different by the hash of their row.

An unchanged row costs a look and no write. New rows go in at once, by the driver's fastest way: executemany
of tuples on SQLite, COPY on PostgreSQL. A row that differs from the one of its key may be a change or a
second row of that key: who has seen the whole source tells, and calls `change` or `settle`.

Where the source has several rows of one key, one of them has it and the others have `key#hash`.
"""

import json
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Connection, Table, bindparam, delete, func, insert, select, update

from store.tables import repeated_keys
from store.turns import take_turns
from store.upsert import copy, maker

Record = tuple[Any, ...]
# Told of the records that change, as (before, after), before they are written.
OnChange = Callable[[Connection, Sequence[tuple[Record, Record]], datetime], None]

_HASH_BYTES = 16


@dataclass(frozen=True)
class Sorted:
    """What became of a page, by the numbers of its rows.

    `unchanged` holds the hashes of rows that were there, the old one and the new one; `differing` the numbers
    of those that differ from the row of their key, each with the hash of that row; `repeated` the keys that
    stand for several rows.
    """

    new: int = 0
    unchanged: frozenset[bytes] = frozenset()
    differing: Mapping[int, bytes] = field(default_factory=dict)
    repeated: frozenset[str] = frozenset()


class Settled(NamedTuple):
    """How many rows are new and how many changed, beside what `save` counted, and the hashes of all that
    stand now.
    """

    new: int
    changed: int
    came: frozenset[bytes]


@dataclass(frozen=True)
class Records:
    """A table of harvested records."""

    table: Table
    on_change: OnChange | None = None

    def count(self, db: Connection) -> int:
        return db.execute(select(func.count()).select_from(self.table)).scalar_one()

    def hashes(self, db: Connection) -> bytes:
        """The hashes of all rows that need not be read again, one behind the other."""
        wanted = select(self.table.c.hash).where(func.length(self.table.c.hash) == _HASH_BYTES)
        if db.dialect.name == "postgresql":
            joined = db.execute(select(func.string_agg(wanted.subquery().c.hash, b""))).scalar_one()
            return joined or b""
        joined = bytearray()  # not a list of a million small objects
        for some in db.execute(wanted).scalars().partitions(10_000):
            joined += b"".join(some)
        return bytes(joined)

    def save(
        self,
        db: Connection,
        records: Sequence[Record],
        hashes: Sequence[bytes],
        seen_at: datetime,
        *,
        partial: bool = False,
    ) -> Sorted:
        """Write the new ones of a page. A record's first field is its key; `hashes` holds one for each.

        `partial` says that columns are missing: what a record does not say is then not taken back.
        """
        take_turns(db, self.table)
        page: dict[str, int] = {}
        repeated = set()
        for number, record in enumerate(records):
            if records[page.setdefault(record[0], number)] != record:
                repeated.add(record[0])
        known = self._known(db, list(page))
        at = maker(db, self.table, "changed_at")(seen_at)
        fresh = [(*records[n], hashes[n], at, at) for key, n in page.items() if key not in known]
        if fresh:
            _insert(db, self.table, fresh)
        unchanged = {digest for key, digest in known.items() if hashes[page[key]] == digest}
        differing = {}
        renewed: list[tuple[Record, bytes, datetime]] = []
        if differ := {key: page[key] for key, digest in known.items() if hashes[page[key]] != digest}:
            repeated |= self._siblings(db, differ).keys()
            for key, stored in self._stored(db, differ).items():
                number = differ[key]
                record = _completed(stored.record, records[number]) if partial else records[number]
                if stored.record == record:  # written otherwise at the source, and the same to us
                    renewed.append((record, hashes[number], stored.changed_at))
                    unchanged |= {known[key], hashes[number]} - {b""}  # it has none when it was gone
                elif stored.changed_at == seen_at:
                    repeated.add(key)
                elif key not in repeated:
                    differing[number] = known[key]
            self._update(db, renewed)
        return Sorted(len(fresh), frozenset(unchanged), differing, frozenset(repeated))

    def change(
        self,
        db: Connection,
        records: Sequence[Record],
        hashes: Sequence[bytes],
        seen_at: datetime,
        *,
        partial: bool = False,
    ) -> int:
        """Put these records in the place of those that have their keys. Returns how many were changed."""
        take_turns(db, self.table)
        before = {key: row.record for key, row in self._stored(db, [one[0] for one in records]).items()}
        after = [_completed(before[one[0]], one) if partial else one for one in records]
        if self.on_change:
            self.on_change(db, [(before[one[0]], one) for one in after], seen_at)
        self._update(db, [(record, digest, seen_at) for record, digest in zip(after, hashes, strict=True)])
        return len(after)

    def settle(
        self,
        db: Connection,
        families: Mapping[str, Mapping[bytes, Record]],
        seen_at: datetime,
        *,
        partial: bool = False,
    ) -> Settled:
        """Make the rows of these keys those that the source has, given by key and hash.

        The row with the least hash has the key, whatever order they came in. A field changed where all rows
        that went agree on its value, and all that came. `partial` as in `save`.
        """
        take_turns(db, self.table)
        siblings = self._siblings(db, families)
        stored = self._stored(db, [one for key in families for one in (key, *siblings.get(key, ()))])
        new = changed = 0
        came: set[bytes] = set()
        for key, found in families.items():
            held = {one: stored[one] for one in (key, *siblings.get(key, ())) if one in stored}
            if not found:  # it went meanwhile
                continue
            rows = _recalled(found, held.values()) if partial else found
            now = {record[1:] for record in rows.values()}
            before = {row.record[1:] for row in held.values() if row.changed_at != seen_at}
            ours = {row.record[1:] for row in held.values()} - before
            went, gained = sorted(before - now, key=repr), sorted(now - before - ours, key=repr)
            if went and gained:
                changed += min(len(went), len(gained))
                if self.on_change:
                    self.on_change(db, [_agreed(key, went, gained)], seen_at)
            was = sum(row.first_seen_at != seen_at for row in held.values())
            new += max(len(now) - was, 0) - (len(held) - was)
            self._replace(db, key, held, _members(key, rows), seen_at)
            came.update(rows)
        return Settled(new, changed, frozenset(came))

    def mark_gone(self, db: Connection, keys: Sequence[str], at: datetime) -> None:
        """Keep these rows as history. One that comes back is read anew, for it has no hash any more."""
        if not keys:
            return
        mark = update(self.table).where(self.table.c.key == bindparam("one")).values(gone_at=at, hash=b"")
        db.execute(mark, [{"one": key} for key in keys])

    def _replace(
        self,
        db: Connection,
        key: str,
        held: Mapping[str, "_Stored"],
        members: Mapping[str, tuple[Record, bytes]],
        seen_at: datetime,
    ) -> None:
        at = maker(db, self.table, "changed_at")(seen_at)
        fresh = [(*record, digest, at, at) for one, (record, digest) in members.items() if one not in held]
        if fresh:
            _insert(db, self.table, fresh)
        self._update(
            db,
            [
                (record, digest, seen_at if held[one].record != record else held[one].changed_at)
                for one, (record, digest) in members.items()
                if one in held and (held[one].record, held[one].hash) != (record, digest)
            ],
        )
        db.execute(delete(self.table).where(self.table.c.key.in_(held.keys() - members.keys())))
        of_key = (repeated_keys.c.table_name == self.table.name, repeated_keys.c.base == key)
        db.execute(delete(repeated_keys).where(*of_key))
        if rows := [
            {"table_name": self.table.name, "base": key, "key": one} for one in members if one != key
        ]:
            db.execute(insert(repeated_keys), rows)

    def _siblings(self, db: Connection, keys: Collection[str]) -> dict[str, list[str]]:
        """The other keys of rows that share one of these."""
        found: dict[str, list[str]] = {}
        wanted = select(repeated_keys.c.base, repeated_keys.c.key).where(
            repeated_keys.c.table_name == self.table.name, repeated_keys.c.base.in_(keys)
        )
        for base, key in db.execute(wanted):
            found.setdefault(base, []).append(key)
        return found

    def _stored(self, db: Connection, keys: Collection[str]) -> dict[str, "_Stored"]:
        ours = (self.table.c.hash, self.table.c.first_seen_at, self.table.c.changed_at)
        wanted = select(*record_columns(self.table), *ours).where(self.table.c.key.in_(keys))
        return {row[0]: _Stored(tuple(row[:-3]), bytes(row[-3]), *row[-2:]) for row in db.execute(wanted)}

    def _known(self, db: Connection, keys: list[str]) -> dict[str, bytes]:
        """One parameter for all keys: a statement with five thousand would be compiled anew for each page."""
        given: object
        if db.dialect.name == "postgresql":
            among, given = "= ANY(%s)", keys
        else:
            among, given = "IN (SELECT value FROM json_each(?))", json.dumps(keys)
        query = f"SELECT key, hash FROM {self.table.name} WHERE key {among}"  # noqa: S608 - our own words
        return {key: bytes(digest) for key, digest in db.exec_driver_sql(query, (given,))}

    def _update(self, db: Connection, rows: Sequence[tuple[Record, bytes, datetime]]) -> None:
        """Each record with its hash and the moment that it was changed at."""
        if not rows:
            return
        mark = "%s" if db.dialect.name == "postgresql" else "?"
        columns = [*[c.name for c in record_columns(self.table)][1:], "hash", "changed_at"]
        settings = ", ".join(f"{name} = {mark}" for name in columns)
        if "gone_at" in self.table.c:
            settings += ", gone_at = NULL"
        moment = maker(db, self.table, "changed_at")
        given = [(*record[1:], digest, moment(at), record[0]) for record, digest, at in rows]
        db.exec_driver_sql(f"UPDATE {self.table.name} SET {settings} WHERE key = {mark}", given)  # noqa: S608


class _Stored(NamedTuple):
    record: Record
    hash: bytes
    first_seen_at: datetime
    changed_at: datetime


def record_columns(table: Table) -> list[Any]:
    """The columns that make up a record, in the order of its fields; ours follow from `hash` on."""
    names = list(table.c.keys())
    return [table.c[name] for name in names[: names.index("hash")]]


def _completed(before: Record, after: Record) -> Record:
    """What the later record says, and where it says nothing, what the earlier one said."""
    return tuple(now or was for was, now in zip(before, after, strict=True))


def _recalled(rows: Mapping[bytes, Record], held: Collection[_Stored]) -> dict[bytes, Record]:
    """Rows that lack columns, with what ours say there. One stands for all of ours that it does not
    contradict; where a single one is left over on either side, it is the other one changed.
    """
    recalled: dict[bytes, Record] = {}
    left = {one.record: one for one in held}
    others: dict[bytes, Record] = {}
    for digest, row in rows.items():
        alike = [one for one in held if _completed(one.record, row)[1:] == one.record[1:]]
        for one in sorted(alike, key=lambda one: one.hash != digest):
            left.pop(one.record, None)
            if digest not in recalled:
                recalled[digest] = one.record
            elif one.hash:  # it has none when it is gone
                recalled[one.hash] = one.record
        if not alike:
            others[digest] = row
    if len(others) == len(left) == 1:
        ((digest, row),) = others.items()
        others = {digest: _completed(next(iter(left)), row)}
    return recalled | others


def _members(key: str, rows: Mapping[bytes, Record]) -> dict[str, tuple[Record, bytes]]:
    """Each row with a key of its own; rows that say the same are one."""
    members: dict[str, tuple[Record, bytes]] = {}
    met = set()
    for digest, record in sorted(rows.items()):
        if record[1:] in met:
            continue
        met.add(record[1:])
        own = f"{key}#{digest[:8].hex()}" if members else key
        members[own] = ((own, *record[1:]), digest)
    return members


def _agreed(key: str, went: Sequence[Record], came: Sequence[Record]) -> tuple[Record, Record]:
    """What changed between the rows that went and those that came, as far as they agree among themselves."""
    before: list[Any] = [key]
    after: list[Any] = [key]
    for olds, news in zip(zip(*went, strict=True), zip(*came, strict=True), strict=True):
        agree = len({*olds}) == len({*news}) == 1
        before.append(olds[0] if agree else None)
        after.append(news[0] if agree else None)
    return tuple(before), tuple(after)


def _insert(db: Connection, table: Table, rows: list[Record]) -> None:
    columns = [c.name for c in record_columns(table)] + ["hash", "first_seen_at", "changed_at"]
    if db.dialect.name == "postgresql":
        copy(db, table.name, columns, rows)
        return
    names, marks = ", ".join(columns), ", ".join("?" * len(columns))
    db.exec_driver_sql(f"INSERT INTO {table.name} ({names}) VALUES ({marks})", rows)  # noqa: S608
