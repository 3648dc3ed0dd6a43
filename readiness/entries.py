"""Strict reading of catalogue files: every field of an entry is used, or the entry is refused."""

import tomllib
from collections.abc import Iterator, Mapping
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Any, TypeVar

_E = TypeVar("_E", bound=StrEnum)


class BadCatalogue(ValueError):
    """The catalogue contradicts itself. The message names file, entry and reason."""


class Entry:
    """One entry of a file. Each reading takes its field out; `close` refuses what nobody read."""

    def __init__(self, file: str, name: str, fields: Mapping[str, Any]) -> None:
        self.file, self.name = file, name
        self._fields = dict(fields)

    def refuse(self, reason: str) -> BadCatalogue:
        return BadCatalogue(f"{self.file}: {self.name}: {reason}")

    def text(self, key: str) -> str:
        found = self._take(key, str)
        if not isinstance(found, str) or not found.strip():
            raise self.refuse(f"no {key}")
        return found

    def texts(self, key: str) -> tuple[str, ...]:
        found = self._take(key, list)
        if not found or not all(isinstance(text, str) and text.strip() for text in found):
            raise self.refuse(f"no {key}")
        return tuple(found)

    def number(self, key: str) -> int:
        found = self.number_or_none(key)
        if found is None:
            raise self.refuse(f"no {key}")
        return found

    def text_or_none(self, key: str) -> str | None:
        return self.text(key) if key in self._fields else None

    def number_or_none(self, key: str) -> int | None:
        found: int | None = self._take(key, int)
        if found is not None and found < 0:
            raise self.refuse(f"{key} is negative")
        return found

    def day(self, key: str) -> date | None:
        found: date | None = self._take(key, date)
        return found

    def flag(self, key: str) -> bool:
        return bool(self._take(key, bool))

    def table(self, key: str) -> Mapping[str, Any]:
        return self._take(key, dict) or {}

    def one_of(self, key: str, known: type[_E]) -> _E:
        text = self.text(key)
        if text not in set(known):
            raise self.refuse(f"unknown {key} {text!r}")
        return known(text)

    def close(self) -> None:
        if self._fields:
            raise self.refuse(f"unknown field {', '.join(sorted(self._fields))}")

    def _take(self, key: str, kind: type) -> Any:
        found = self._fields.pop(key, None)
        # A boolean passes for a number in Python, and for nothing else in a catalogue.
        if found is not None and (not isinstance(found, kind) or (kind is int and isinstance(found, bool))):
            raise self.refuse(f"{key} is not a {kind.__name__}")
        return found


def read_file(path: Path) -> dict[str, Any]:
    """A TOML file as a dictionary. Raises BadCatalogue."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, tomllib.TOMLDecodeError) as error:
        raise BadCatalogue(f"{path.name}: unreadable: {error}") from error


def entries(path: Path, kind: str) -> Iterator[Entry]:
    """The entries `[[kind]]` of a file, each named by its `id`."""
    for number, fields in enumerate(read_file(path).get(kind, ()), 1):
        yield Entry(path.name, str(fields.get("id", f"{kind} number {number}")), fields)
