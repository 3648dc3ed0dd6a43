"""Strict reading of catalogue files: every field of an entry is used, or the entry is refused."""

import tomllib
from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from readiness.lines import line_in, line_of

_E = TypeVar("_E", bound=StrEnum)
_PASSES_FOR: dict[type, type] = {int: bool, date: datetime}  # in Python, and not in a catalogue


class BadCatalogue(ValueError):
    """The catalogue contradicts itself. The message names file, line, entry and reason."""


class Entry:
    """One entry of a file. Each reading takes its field out; `close` refuses what nobody read.

    `find_line` gives the line of a key, or of the entry itself for "": it is asked only for a refusal.
    """

    def __init__(
        self, file: str, name: str, fields: Mapping[str, Any], find_line: Callable[[str], int]
    ) -> None:
        self.file, self.name = file, name
        self._fields = dict(fields)
        self._find_line = find_line

    def refuse(self, reason: str, key: str = "") -> BadCatalogue:
        return BadCatalogue(f"{self.file}:{self._find_line(key)}: {self.name}: {reason}")

    def text(self, key: str) -> str:
        found = self._take(key, str)
        if not isinstance(found, str) or not found.strip():
            raise self.refuse(f"no {key}", key)
        return found

    def texts(self, key: str) -> tuple[str, ...]:
        found = self.texts_or_none(key)
        if not found:
            raise self.refuse(f"no {key}", key)
        return found

    def texts_or_none(self, key: str) -> tuple[str, ...]:
        """The texts of a list, none where the list is empty or left out."""
        found = tuple(self._take(key, list) or ())
        if not all(isinstance(text, str) and text.strip() for text in found):
            raise self.refuse(f"{key} holds something that is no text", key)
        if len(set(found)) != len(found):
            raise self.refuse(f"{key} says something twice", key)
        return found

    def number(self, key: str) -> int:
        found = self.number_or_none(key)
        if found is None:
            raise self.refuse(f"no {key}", key)
        return found

    def text_or_none(self, key: str) -> str | None:
        return self.text(key) if self.has(key) else None

    def number_or_none(self, key: str) -> int | None:
        found: int | None = self._take(key, int)
        if found is not None and found < 0:
            raise self.refuse(f"{key} is negative", key)
        return found

    def link_or_none(self, key: str) -> str | None:
        found = self.text_or_none(key)
        if found is not None and not found.startswith("https://"):
            raise self.refuse(f"{key} {found!r} does not begin with https://", key)
        return found

    def day(self, key: str) -> date | None:
        found: date | None = self._take(key, date)
        return found

    def flag(self, key: str, *, default: bool = False) -> bool:
        found = self._take(key, bool)
        return default if found is None else bool(found)

    def has(self, key: str) -> bool:
        return key in self._fields

    def table(self, key: str) -> "Entry":
        """A table within the entry, to be read and closed like one. Its lines are that of its key."""
        fields = self._take(key, dict) or {}
        return Entry(self.file, f"{self.name}: {key}", fields, lambda _: self._find_line(key))

    def choices(self, key: str, known: type[_E]) -> dict[str, _E]:
        """A table of any keys, each with one of the known words."""
        table = self.table(key)
        return {name: table.one_of(name, known) for name in tuple(table._fields)}

    def one_of(self, key: str, known: type[_E]) -> _E:
        text = self.text(key)
        if text not in set(known):
            raise self.refuse(f"unknown {key} {text!r}", key)
        return known(text)

    def one_of_or_none(self, key: str, known: type[_E]) -> _E | None:
        return self.one_of(key, known) if self.has(key) else None

    def close(self) -> None:
        if self._fields:
            unread = sorted(self._fields)
            raise self.refuse(f"unknown field {', '.join(unread)}", unread[0])

    def _take(self, key: str, kind: type) -> Any:
        found = self._fields.pop(key, None)
        if found is not None and (
            not isinstance(found, kind) or isinstance(found, _PASSES_FOR.get(kind, ()))
        ):
            raise self.refuse(f"{key} is not a {kind.__name__}", key)
        return found


class File:
    """A TOML file, read once. Raises BadCatalogue with the line where it cannot be read."""

    def __init__(self, path: Path) -> None:
        self.name = path.name
        try:
            self._text = path.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise BadCatalogue(f"{path.name}: unreadable: {error}") from error
        try:
            self._found = tomllib.loads(self._text)
        except tomllib.TOMLDecodeError as error:
            line = line_in(error, self._text)
            raise BadCatalogue(f"{path.name}:{line}: unreadable: {error}") from error

    def top(self, *kinds: str) -> Entry:
        """What stands above all tables. Of tables the file may have those named: any other is refused."""
        fields = {key: value for key, value in self._found.items() if key not in kinds}
        return Entry(self.name, "top of the file", fields, partial(line_of, self._text, "", 1))

    def entries(self, kind: str) -> Iterator[Entry]:
        """The entries `[[kind]]`, each named by its `id`."""
        found = self._found.get(kind, [])
        if not isinstance(found, list) or not all(isinstance(fields, dict) for fields in found):
            raise self.top().refuse(f"{kind} is not written as [[{kind}]]", kind)
        for number, fields in enumerate(found, 1):
            find_line = partial(line_of, self._text, kind, number)
            yield Entry(self.name, str(fields.get("id", f"{kind} number {number}")), fields, find_line)
