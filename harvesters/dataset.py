"""What a dataset is: its columns, how to ask for a buyer's rows, and how a page of rows becomes records."""

import hashlib
import json
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, NamedTuple, TypeVar

import msgspec

from domain.source import RejectedRow
from harvesters.fields import Unreadable

R = TypeVar("R", bound=tuple[Any, ...])

# A system column: it orders the rows of one run, and is made anew when the publisher replaces the dataset.
ROW_ID = ":id"


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
    the first of them after the row's id is the key.

    Every published column is asked for, or stands in `ignored` (personal data, volatile counters, of no use
    yet), or is reported. Without a column of `required` a row cannot be told from another: an error.
    `older` names what a column was called before: it is asked for under that name where the new one is gone.
    """

    id: str
    record: type[R]
    row: type[msgspec.Struct]
    read: Callable[[Any], R]
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


class Page(NamedTuple):
    """A page of rows, read. `received` counts the rows on the wire, duplicates and rejected ones included.

    `records` is an encoded list of records: each was encoded for its hash, and all travel on as they are.
    """

    records: bytes
    hashes: list[bytes]
    rejected: list[RejectedRow]
    received: int
    last_id: str | None
    strange: Counter[str]


class _Id(msgspec.Struct):
    row_id: str | None = msgspec.field(name=ROW_ID, default=None)


class PageReader:
    """Reads the bodies of a dataset's pages. One bad row never spoils its page."""

    def __init__(self, dataset: Dataset[Any]) -> None:
        self._dataset = dataset
        self._kept = set(dataset.columns) - dataset.private
        self._page: msgspec.json.Decoder[list[Any]] = msgspec.json.Decoder(list[dataset.row])  # type: ignore[name-defined]
        self._row = msgspec.json.Decoder(dataset.row)
        self._encode = msgspec.msgpack.Encoder().encode

    def read(self, body: bytes) -> Page:
        """Raises msgspec.DecodeError where the body as a whole is no JSON list."""
        try:
            return self._page_of(body)
        except (msgspec.DecodeError, UnicodeDecodeError):
            return self._page_of(_mended(body))

    def _page_of(self, body: bytes) -> Page:
        try:
            rows: Sequence[Any] = self._page.decode(body)
        except msgspec.ValidationError:
            return self._carefully(body)
        records, rejected = [], []
        for row in rows:
            try:
                records.append(self._dataset.read(row))
            except Unreadable as error:
                rejected.append(self._rejected(str(error), msgspec.json.encode(row)))
        return self._read(records, rejected, len(rows), rows[-1].row_id if rows else None)

    def _carefully(self, body: bytes) -> Page:
        """Row by row, so that the odd one is kept apart with its reason."""
        records, rejected = [], []
        raws = msgspec.json.decode(body, type=list[msgspec.Raw])
        for raw in raws:
            try:
                records.append(self._dataset.read(self._row.decode(raw)))
            except (Unreadable, msgspec.DecodeError) as error:
                rejected.append(self._rejected(str(error), bytes(raw)))
        return self._read(records, rejected, len(raws), _last_id(raws))

    def _read(
        self, records: list[Any], rejected: list[RejectedRow], received: int, last_id: str | None
    ) -> Page:
        encoded = [self._encode(record) for record in records]
        hashes = [hashlib.blake2b(one, digest_size=16).digest() for one in encoded]
        strange = self._strange(records)
        return Page(_as_list(encoded), hashes, rejected, received, last_id, strange)

    def _rejected(self, reason: str, row: bytes) -> RejectedRow:
        shown = msgspec.json.decode(row)
        if isinstance(shown, dict):
            shown = {key: value for key, value in shown.items() if key in self._kept and value is not None}
        plain = msgspec.json.encode(shown, order="sorted")
        digest = hashlib.blake2b(plain, digest_size=16).hexdigest()
        return RejectedRow(self._dataset.id, digest, reason, plain.decode())

    def _strange(self, records: list[Any]) -> Counter[str]:
        """Values of watched fields that we do not know: kept, counted, reported, never guessed."""
        found: Counter[str] = Counter()
        for name in self._dataset.watched:
            for value, times in Counter(getattr(record, name) for record in records).items():
                if value is not None and not self._dataset.known_values(name, value):
                    found[f"{name}={value}"] += times
        return found


def _as_list(encoded: list[bytes]) -> bytes:
    """A MessagePack array (format `array 32`) of what is encoded already."""
    return b"".join((b"\xdd", len(encoded).to_bytes(4, "big"), *encoded))


def _last_id(raws: Sequence[msgspec.Raw]) -> str | None:
    """The id of the last row that has one, readable or not: the next page begins behind it."""
    for raw in reversed(raws):
        try:
            return msgspec.json.decode(raw, type=_Id).row_id
        except msgspec.DecodeError:
            continue
    return None


def _mended(body: bytes) -> bytes:
    """A body with raw tabs, broken UTF-8 or half a surrogate in its texts, as JSON.

    Raises msgspec.DecodeError where it is no JSON even so.
    """
    try:
        rows = json.loads(body.decode(errors="replace"), strict=False)
    except ValueError as error:
        raise msgspec.DecodeError(str(error)) from error
    return json.dumps(rows, ensure_ascii=False).encode(errors="replace")
