"""Importing boards: what counts as news, and what of a board's addresses and authorisation it changes."""

import csv
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from domain.board import Trade
from domain.contact import Channel, ContactSource, Means
from domain.filing import FileKind, Filing
from service import imports
from service.context import Context
from service.progress import Progress
from service.settings import Settings
from store import authorisations, boards, contacts, exports, filings, guides, said_trades, sizes
from store.engine import open_database, reading, writing
from store.schema import metadata
from tests.examples import NOW, a_contact, an_authorisation

CODE = "J-7"
ROW = {
    "código": CODE,
    "nombre": "JAC Barrio Crespo",
    "correo": "siete@juntas.example",
    "celular": "3000000012",
    "autorización de datos": "2026-01-15",
}
Import = Callable[..., tuple[int, int, int]]


@pytest.fixture
def here(empty_sqlite: Path, tmp_path: Path) -> Iterator[Context]:
    path = tmp_path / "convite.db"
    path.write_bytes(empty_sqlite.read_bytes())
    engine = open_database(f"sqlite:///{path}")
    settings = Settings(_env_file=None, secret_key="a secret of the tests alone")  # type: ignore[call-arg]
    yield Context(engine, settings, lambda: NOW, Progress(quiet=True))
    engine.dispose()


@pytest.fixture
def imported(here: Context, tmp_path: Path) -> Import:
    """Imports one row and gives how many boards were new, changed and unchanged."""

    def do(*, dry_run: bool = False, **cells: str) -> tuple[int, int, int]:
        row = {**ROW, **{name.replace("_", " "): cell for name, cell in cells.items()}}
        path = tmp_path / "juntas.csv"
        with path.open("w", encoding="utf-8", newline="") as file:
            lines = csv.DictWriter(file, list(row))
            lines.writeheader()
            lines.writerow(row)
        done = imports.boards(here, path, dry_run=dry_run)
        return done.new, done.changed, done.unchanged

    return do


def _channels(context: Context) -> list[Channel]:
    with reading(context.engine) as db:
        found = contacts.of_boards(db, context.vault, [CODE])
    return [one.contact.channel for one in found[CODE]]


def test_a_second_import_changes_nothing(imported: Import, here: Context) -> None:
    assert imported() == (1, 0, 0)
    assert imported() == (0, 0, 1)
    assert _channels(here) == [Channel.EMAIL, Channel.WHATSAPP, Channel.SMS]


@pytest.mark.parametrize(
    "cells",
    [
        {"correo": "otra@juntas.example"},
        {"celular": ""},
        {"canal_preferido": "SMS"},
        {"autorización_de_datos": "2026-02-15"},
        {"autorización_de_datos": "no"},
    ],
)
def test_a_board_of_which_only_this_differs_has_changed_once(imported: Import, cells: dict[str, str]) -> None:
    imported()
    assert imported(**cells) == (0, 1, 0)
    assert imported(**cells) == (0, 0, 1)


@pytest.mark.parametrize("cells", [{"correo": "SIETE@juntas.EXAMPLE"}, {"autorización_de_datos": ""}])
def test_the_same_written_otherwise_or_left_out_is_no_news(imported: Import, cells: dict[str, str]) -> None:
    imported()
    assert imported(**cells) == (0, 0, 1)


def test_an_earlier_day_of_authorisation_adds_nothing(imported: Import, here: Context) -> None:
    imported()
    assert imported(autorización_de_datos="2026-01-14") == (0, 0, 1)
    with reading(here.engine) as db:
        assert [one.proof for one in authorisations.of_board(db, CODE)] == ["juntas.csv, fila 2"]


def test_what_the_board_authorised_on_its_page_stands_though_the_file_says_no(
    imported: Import, here: Context
) -> None:
    imported()
    with writing(here.engine) as db:
        given = an_authorisation(board_code=CODE, means=Means.PAGE, given_at=NOW)
        authorisations.give(db, [given])
    imported(autorización_de_datos="no")
    with reading(here.engine) as db:
        assert authorisations.standing(db) == {CODE}


@pytest.mark.parametrize("said", ["", "no"])
def test_no_address_is_kept_of_a_board_that_does_not_authorise(
    imported: Import, here: Context, said: str
) -> None:
    assert imported(autorización_de_datos=said) == (1, 0, 0)
    assert _channels(here) == []
    assert imported(autorización_de_datos=said) == (0, 0, 1)
    imported()
    assert _channels(here) == [Channel.EMAIL, Channel.WHATSAPP, Channel.SMS]


def test_who_takes_it_back_has_no_address_left_whoever_named_it(imported: Import, here: Context) -> None:
    imported()
    with writing(here.engine) as db:
        chat = a_contact(
            board_code=CODE, channel=Channel.TELEGRAM, address="12345", source=ContactSource.REPLY
        )
        contacts.add(db, here.vault, chat, NOW)
    imported(autorización_de_datos="no")
    assert _channels(here) == []


def test_what_was_erased_comes_back_only_with_a_later_authorisation(imported: Import, here: Context) -> None:
    imported()
    with writing(here.engine) as db:
        contacts.erase(db, CODE, NOW - timedelta(days=2))
    imported()
    assert _channels(here) == []
    imported(autorización_de_datos="2026-06-03")
    assert len(_channels(here)) == 3


def test_who_presided_a_board_that_took_it_back_is_named_again_only_once_it_authorises(
    imported: Import, here: Context
) -> None:
    def named() -> str | None:
        with reading(here.engine) as db:
            board = boards.get(db, CODE)
        assert board
        return board.president

    assert imported(presidente="Persona de Prueba") == (1, 0, 0)
    assert named() == "Persona de Prueba"
    with writing(here.engine) as db:
        contacts.erase(db, CODE, NOW - timedelta(days=2))
    assert imported(presidente="Persona de Prueba") == (0, 0, 1)
    assert named() is None
    imported(presidente="Persona de Prueba", autorización_de_datos="2026-06-03")
    assert named() == "Persona de Prueba"


def test_what_a_file_says_of_minors_is_loaded_nowhere(imported: Import, here: Context) -> None:
    """No table has a place for it, so a column of it is read by nobody."""
    said = {"tarjeta_de_identidad": "TI 1099887766", "fecha_de_nacimiento": "2013-05-04", "edad": "13 años"}
    imported(**said)
    with reading(here.engine) as db:
        rows = [row for table in metadata.sorted_tables for row in db.execute(select(table))]
    assert CODE in str(rows)
    assert not any(one in str(rows) for one in ("1099887766", "2013-05-04", "13 años"))


def test_the_boards_whose_addresses_were_left_out_are_counted(
    imported: Import, here: Context, tmp_path: Path
) -> None:
    imported(autorización_de_datos="no")
    assert imports.boards(here, tmp_path / "juntas.csv").notes[-1].endswith("no se guardaron: 1")
    imported(autorización_de_datos="no", correo="", celular="")
    assert not imports.boards(here, tmp_path / "juntas.csv").notes


def test_a_dry_run_changes_nothing(imported: Import, here: Context) -> None:
    assert imported(dry_run=True) == (1, 0, 0)
    imported()
    assert imported(correo="", dry_run=True) == (0, 1, 0)
    assert len(_channels(here)) == 3
    with reading(here.engine) as db:
        assert boards.count(db) == 1


def test_what_others_named_outlives_an_import(imported: Import, here: Context) -> None:
    imported()
    with writing(here.engine) as db:
        chat = a_contact(
            board_code=CODE, channel=Channel.TELEGRAM, address="12345", source=ContactSource.REPLY
        )
        contacts.add(db, here.vault, chat, NOW)
    imported(celular="", correo="")
    assert _channels(here) == [Channel.TELEGRAM]


def test_an_export_of_contacts_names_no_address(imported: Import, here: Context) -> None:
    imported()
    with reading(here.engine) as db:
        columns, rows = exports.rows(db, "contacts")
        found = [dict(zip(columns, row, strict=True)) for row in rows]
    assert [(row["channel"], row["position"], row["is_authorised"]) for row in found] == [
        ("email", 0, True),
        ("whatsapp", 1, True),
        ("sms", 2, True),
    ]
    assert not {"sealed", "digest", "address"} & set(columns)


def test_the_proofs_of_what_a_board_let_us_do_are_handed_out_together(
    imported: Import, here: Context
) -> None:
    imported()
    with writing(here.engine) as db:
        guides.agree(db, CODE, "Otras juntas nos pueden preguntar", NOW)
        filings.add(db, Filing("0" * 32, CODE, "RUT", FileKind.PDF, 9, NOW), "2026-11-23")
        contacts.erase(db, CODE, NOW)
        columns, rows = exports.rows(db, "authorisations")
        found = [dict(zip(columns, row, strict=True)) for row in rows]
    told = [
        (row["covers"], row["means"], row["notice"], row["words"], str(row["proof"])[:10]) for row in found
    ]
    assert told == [
        ("messages", "file", "", "", "juntas.csv"),
        ("paper", "page", "2026-11-23", "", "0" * 10),
        ("questions", "page", "", "Otras juntas nos pueden preguntar", ""),
    ]
    assert [row["withdrawn_at"] for row in found] == [NOW, None, NOW]


def test_what_a_board_said_of_its_work_is_kept_and_the_office_is_told_that_its_file_differs(
    here: Context, imported: Import, tmp_path: Path
) -> None:
    imported(oficios="obra vial")
    with writing(here.engine) as db:
        said_trades.say(db, CODE, [Trade.FOOD], NOW)
    assert imported(oficios="obra vial") == (0, 0, 1)
    again = imports.boards(here, tmp_path / "juntas.csv")
    assert again.notes[-1].endswith("de las que no se tomaron los del archivo: 1")
    with reading(here.engine) as db:
        assert boards.every(db)[0].trades == (Trade.FOOD,)
    imported(oficios="")
    assert imports.boards(here, tmp_path / "juntas.csv").notes == ()


@pytest.mark.parametrize(
    ("cell", "known"),
    [("120", 120), ("1.250", 1_250), ("1 250", 1_250), ("0", None), ("12,5", None), ("muchos", None)],
)
def test_how_many_affiliates_a_board_has_is_kept_where_it_is_a_number(
    here: Context, imported: Import, cell: str, known: int | None
) -> None:
    imported()
    assert imported(afiliados=cell) == ((0, 1, 0) if known else (0, 0, 1))
    assert imported(afiliados=cell) == imported() == (0, 0, 1)
    with reading(here.engine) as db:
        assert sizes.every(db, "13001")[CODE].affiliates == known
