"""What a dataset is: its columns, how to ask for a buyer's rows, and how a page of rows becomes records."""

import hashlib
import json
import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import chain
from pathlib import Path
from typing import Any, Generic, NamedTuple, TypeVar

import msgspec
from xxhash import xxh3_64_intdigest, xxh3_128_digest

import domain
from domain.source import RejectedRow
from harvesters.fields import Unreadable

R = TypeVar("R", bound=tuple[Any, ...])

# A system column: it orders the rows of one run, and is made anew when the publisher replaces the dataset.
ROW_ID = ":id"
# Where it stands in a row: these bytes cannot occur within a JSON text, whose quotes are escaped.
_ROW_ID = re.compile(rb'"%s"\s*:\s*"([^"\\]*)"' % ROW_ID.encode())
_TIGHT_ID = b'"%s":"' % ROW_ID.encode()
_ROWS_AT_ONCE = 250  # so that they stay in the processor's cache: a fifth faster than 5,000
# Behind the hash of a row with a value that we do not know: it is never taken for known, but counted anew.
STRANGE = b"?"


@dataclass(frozen=True)
class OfBuyers:
    """The rows of certain buyers, by NIT; `date` is the column that windows of days go by, if any."""

    column: str
    date: str | None = None


@dataclass(frozen=True)
class OfProcesses:
    """The rows that belong to certain processes or portfolios, by the column that holds their id."""

    column: str


@dataclass(frozen=True)
class Where:
    """The rows of the whole country that fulfil a SoQL condition; without one, all of them."""

    condition: str | None = None


Scope = OfBuyers | OfProcesses | Where


@dataclass(frozen=True)
class Dataset(Generic[R]):
    """A dataset of datos.gov.co. `row` names the columns that are asked for, as fields of a msgspec Struct;
    a record's key begins with the first of them after the row's id, up to a `|`.

    Every published column is asked for, or stands in `ignored` (personal data, volatile counters, of no use
    yet), or is reported. Without a column of `required` a row cannot be told from another: an error.
    `older` names what a column was called before: it is asked for under that name where the new one is gone.
    """

    id: str
    record: type[R]
    row: type[msgspec.Struct]
    read_all: Callable[[Sequence[Any]], list[R]]  # raises Unreadable where one of the rows is
    required: frozenset[str]
    ignored: frozenset[str]
    scope: Scope
    older: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    private: frozenset[str] = frozenset()  # may name a natural person: left out of rejected rows
    watched: tuple[str, ...] = ()  # fields whose unknown values are reported
    known_values: Callable[[str, str], bool] = lambda _field, _value: True

    @property
    def columns(self) -> tuple[str, ...]:
        """Published names of the columns that are asked for."""
        names = (one.encode_name for one in msgspec.structs.fields(self.row))
        return tuple(name for name in names if name != ROW_ID)

    @property
    def date(self) -> str | None:
        """The column that windows of days go by; without one, all rows are asked for each time."""
        return self.scope.date if isinstance(self.scope, OfBuyers) else None


def row_by_row(read: Callable[[Any], R]) -> Callable[[Sequence[Any]], list[R]]:
    """For a dataset of few rows: one function for one row."""
    return lambda rows: [read(row) for row in rows]


def columns_of(rows: Sequence[msgspec.Struct]) -> dict[str, tuple[Any, ...]]:
    """For a dataset of many rows, which are read a column at a time: twice as fast."""
    names = type(rows[0]).__struct_fields__
    return dict(zip(names, zip(*map(msgspec.structs.astuple, rows), strict=True), strict=True))


def assembled(record: type[R], **columns: Iterable[Any]) -> list[R]:
    """Records of columns, which are given by name."""
    fields: tuple[str, ...] = record._fields  # type: ignore[attr-defined]  # records are NamedTuples
    make: Callable[[Iterable[Any]], R] = record._make  # type: ignore[attr-defined]
    return list(map(make, zip(*(columns[name] for name in fields), strict=True)))


def id_of(key: str) -> str:
    """What a record's key begins with: the value of its dataset's first column."""
    return key.partition("|")[0]


class Rows(NamedTuple):
    """The rows of a page as they came over the wire, each with its id and a hash of all but the id."""

    raw: list[msgspec.Raw]
    ids: list[str | None]
    hashes: list[bytes]

    @property
    def last_id(self) -> str | None:
        """The next page begins behind it."""
        return next((one for one in reversed(self.ids) if one is not None), None)


class Page(NamedTuple):
    """Rows of a page, read. `records` is an encoded list, `hashes` holds one for each of them."""

    records: bytes
    hashes: list[bytes]
    rejected: list[RejectedRow]
    strange: Counter[str]


class PageReader:
    """Reads the bodies of a dataset's pages. One bad row never spoils its page."""

    def __init__(self, dataset: Dataset[Any]) -> None:
        self._dataset = dataset
        self._kept = set(dataset.columns) - dataset.private
        self._split: msgspec.json.Decoder[list[msgspec.Raw]] = msgspec.json.Decoder(list[msgspec.Raw])
        self._row = msgspec.json.Decoder(dataset.row)
        self._encode = msgspec.msgpack.Encoder().encode
        self._version = _version()

    def split(self, body: bytes) -> Rows:
        """The rows, unread. Raises msgspec.DecodeError where the body as a whole is no JSON list."""
        try:
            raw = self._split.decode(body)
        except (msgspec.DecodeError, UnicodeDecodeError):
            raw = self._split.decode(_mended(body))
        ids, hashes = [], []
        for row in raw:
            row_id, rest = _without_id(bytes(row))
            ids.append(row_id)
            hashes.append(xxh3_128_digest(rest, self._version))
        return Rows(raw, ids, hashes)

    def read(self, rows: Rows, wanted: Sequence[int] | None = None) -> Page:
        """The rows of these numbers as records; without numbers, all of them."""
        numbers = range(len(rows.raw)) if wanted is None else wanted
        encoded: list[bytes] = []
        hashes: list[bytes] = []
        reasons: dict[int, str] = {}
        strange: Counter[str] = Counter()
        for start in range(0, len(numbers), _ROWS_AT_ONCE):
            block = self._block(rows, numbers[start : start + _ROWS_AT_ONCE], reasons)
            found = self._strange(block)
            strange.update(chain.from_iterable(found.values()))
            hashes += [rows.hashes[n] + STRANGE if n in found else rows.hashes[n] for n in block]
            encoded += map(self._encode, block.values())
        rejected = [self._rejected(why, rows.raw[number]) for number, why in sorted(reasons.items())]
        return Page(_as_list(encoded), hashes, rejected, strange)

    def _block(self, rows: Rows, numbers: Sequence[int], reasons: dict[int, str]) -> dict[int, Any]:
        """The readable ones among these rows, by number; why the others are not is added to the reasons."""
        decoded: dict[int, Any] = {}
        for number in numbers:
            try:
                decoded[number] = self._decoded(rows.raw[number])
            except msgspec.DecodeError as error:
                reasons[number] = str(error)
        if not decoded:
            return {}
        try:
            return dict(zip(decoded, self._dataset.read_all(list(decoded.values())), strict=True))
        except Unreadable:
            return self._one_by_one(decoded, reasons)

    def _one_by_one(self, decoded: Mapping[int, Any], reasons: dict[int, str]) -> dict[int, Any]:
        read: dict[int, Any] = {}
        for number, row in decoded.items():
            try:
                (read[number],) = self._dataset.read_all([row])
            except Unreadable as error:
                reasons[number] = str(error)
        return read

    def _decoded(self, raw: msgspec.Raw) -> Any:
        try:
            return self._row.decode(raw)
        except msgspec.ValidationError:
            raise
        except (msgspec.DecodeError, UnicodeDecodeError):
            return self._row.decode(_mended(bytes(raw)))

    def _rejected(self, reason: str, row: msgspec.Raw) -> RejectedRow:
        shown = msgspec.json.decode(_mended(bytes(row)))
        if isinstance(shown, dict):
            shown = {key: value for key, value in shown.items() if key in self._kept and value is not None}
        plain = msgspec.json.encode(shown, order="sorted")
        digest = hashlib.blake2b(plain, digest_size=16).hexdigest()
        return RejectedRow(self._dataset.id, digest, reason, plain.decode())

    def _strange(self, block: Mapping[int, Any]) -> dict[int, list[str]]:
        """Values of watched fields that we do not know, by row: kept, counted, reported, never guessed."""
        found: dict[int, list[str]] = {}
        for name in self._dataset.watched:
            values = [getattr(record, name) for record in block.values()]
            for value in {*values} - {None}:
                if not self._dataset.known_values(name, value):
                    for number, one in zip(block, values, strict=True):
                        if one == value:
                            found.setdefault(number, []).append(f"{name}={value}")
        return found


def _as_list(encoded: list[bytes]) -> bytes:
    """A MessagePack array (format `array 32`) of what is encoded already."""
    return b"".join((b"\xdd", len(encoded).to_bytes(4, "big"), *encoded))


def _without_id(row: bytes) -> tuple[str | None, bytes]:
    """A row's id, and its bytes without it: ids are made anew when the publisher replaces the dataset."""
    at = row.rfind(_TIGHT_ID)
    if at >= 0:  # the common case, quickly
        begin = at + len(_TIGHT_ID)
        end = row.index(b'"', begin)
        return row[begin:end].decode(errors="replace"), row[:at] + row[end:]
    if found := _ROW_ID.search(row):
        return found.group(1).decode(errors="replace"), row[: found.start()] + row[found.end() :]
    return None, row


@cache
def _version() -> int:
    """A seed made of all that makes a record of a row: when it is another one, every row is read anew."""
    here = Path(__file__).parent
    files = [here / "dataset.py", here / "fields.py", *(here / "datasets").glob("*.py")]
    files += (file for folder in domain.__path__ for file in Path(folder).glob("*.py"))
    return xxh3_64_intdigest(b"".join(file.read_bytes() for file in sorted(files)))


def _mended(body: bytes) -> bytes:
    """A body with raw tabs, broken UTF-8 or half a surrogate in its texts, as JSON.

    Raises msgspec.DecodeError where it is no JSON even so.
    """
    try:
        rows = json.loads(body.decode(errors="replace"), strict=False)
    except ValueError as error:
        raise msgspec.DecodeError(str(error)) from error
    return json.dumps(rows, ensure_ascii=False).encode(errors="replace")
