"""Exports: a table as .csv, .xlsx or .jsonl."""

import csv
import json
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from enum import StrEnum
from pathlib import Path
from typing import TextIO

import xlsxwriter
from sqlalchemy import Connection

from api.exports import readiness_tables as tables
from domain.days import BOGOTA
from store import exports

Row = tuple[object, ...]
_RUNS = ("=", "+", "-", "@", "\t", "\r", "\n")
FOR_EXCEL = "utf-8-sig"  # the mark lets it read the accents
# Nothing that somebody wrote is run or followed: neither `=…` nor `external:\\\\host\\share`.
_AS_TEXT = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
_READINESS = ("assessments", "gaps")  # they need the catalogue; the others are questions to the store


class Format(StrEnum):
    CSV = "csv"
    XLSX = "xlsx"
    JSONL = "jsonl"


def names() -> tuple[str, ...]:
    return (*exports.names(), *_READINESS)


def export(db: Connection, what: str, form: Format, out: Path, today: date) -> int:
    """Write an export to a file and give its number of rows. Raises KeyError for one that does not exist."""
    columns, rows = _readiness(db, what, today) if what in _READINESS else exports.rows(db, what)
    match form:
        case Format.CSV:
            return _csv(out, columns, rows)
        case Format.XLSX:
            return _xlsx(out, columns, rows)
        case Format.JSONL:
            return _jsonl(out, columns, rows)


def _readiness(db: Connection, what: str, today: date) -> tuple[Sequence[str], Iterator[Row]]:
    if what == "gaps":
        return tables.GapRow._fields, tables.gap_rows(db, today)
    return tables.AssessmentRow._fields, tables.assessment_rows(db, today)


def write_csv(file: TextIO, columns: Sequence[str], rows: Iterable[Row]) -> int:
    """The rows with their headings, and how many there were."""
    writer, count = csv.writer(file), 0
    writer.writerow(columns)
    for row in rows:
        writer.writerow([harmless(_plain(value)) for value in row])
        count += 1
    return count


def harmless(value: object) -> object:
    """Spreadsheets run a text that begins like a formula: an apostrophe keeps it text."""
    return f"'{value}" if isinstance(value, str) and value.startswith(_RUNS) else value


def _csv(out: Path, columns: Sequence[str], rows: Iterator[Row]) -> int:
    with out.open("w", encoding=FOR_EXCEL, newline="") as file:
        return write_csv(file, columns, rows)


def _xlsx(out: Path, columns: Sequence[str], rows: Iterator[Row]) -> int:
    count = 0
    with xlsxwriter.Workbook(out, _AS_TEXT) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, columns, book.add_format({"bold": True}))
        sheet.freeze_panes(1, 0)
        for count, row in enumerate(rows, 1):
            sheet.write_row(count, 0, [_plain(value) for value in row])
    return count


def _jsonl(out: Path, columns: Sequence[str], rows: Iterator[Row]) -> int:
    count = 0
    with out.open("w", encoding="utf-8") as file:
        for row in rows:
            record = dict(zip(columns, row, strict=True))
            file.write(json.dumps(record, ensure_ascii=False, default=_json) + "\n")
            count += 1
    return count


def _plain(value: object) -> object:
    if isinstance(value, dict | list):
        return json.dumps(value, ensure_ascii=False)
    return _moment(value) if isinstance(value, datetime) else value if _is_number(value) else _text(value)


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _text(value: object) -> str | None:
    return None if value is None else str(value)


def _moment(value: datetime) -> str:
    return value.astimezone(BOGOTA).isoformat(timespec="seconds")


def _json(value: object) -> str:
    return _moment(value) if isinstance(value, datetime) else str(value)
