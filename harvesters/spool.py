"""Records put aside on disk until the whole source was seen."""

import tempfile
from collections.abc import Iterator, Sequence
from typing import Generic

import msgspec

from harvesters.dataset import R

_KEPT_IN_MEMORY_BYTES = 8 * 1024 * 1024


class Spool(Generic[R]):
    """Pages of records with their hashes, given back in the order in which they were put aside."""

    def __init__(self, record: type[R]) -> None:
        self._file = tempfile.SpooledTemporaryFile(_KEPT_IN_MEMORY_BYTES)  # noqa: SIM115 - `close` ends it
        self._encode = msgspec.msgpack.Encoder().encode
        self._decode = msgspec.msgpack.Decoder(tuple[list[record], list[bytes]]).decode  # type: ignore[valid-type]
        self._sizes: list[int] = []

    def put(self, records: Sequence[R], hashes: Sequence[bytes]) -> None:
        self._sizes.append(self._file.write(self._encode((records, hashes))))

    def __iter__(self) -> Iterator[tuple[list[R], list[bytes]]]:
        self._file.seek(0)
        for size in self._sizes:
            yield self._decode(self._file.read(size))

    def close(self) -> None:
        self._file.close()
