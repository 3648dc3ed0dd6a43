"""The boards file: what the district knows of its boards, from a spreadsheet to records.

One rule decides what happens to a value. Given and impossible (a NIT whose check digit is wrong, a mail
without @, a date that is none): the row is rejected, so that nothing false is stored and what was known of
the board stays as it is. Given and merely not recognised (a barrio that the gazetteer lacks, a trade in
words that we do not know): the row is kept and a note says so.
"""

from dataclasses import dataclass, field
from functools import partial
from hashlib import blake2s
from pathlib import Path

from api.confined import read_imported
from api.table_file import RefusedRow, UnreadableFile
from domain.board import Board
from domain.canary import BOARD_CODE
from domain.contact import Authorisation, Contact
from domain.text import fold
from matching.places.gazetteer import Gazetteer
from service import board_fields as fields
from service.board_contacts import authorisation_of, read_consent, read_contacts
from service.board_place import BoardPlace, place_of

__all__ = ["BoardFile", "UnreadableFile", "read"]

_WHAT = "una tabla de juntas con una fila por junta y, al menos, la columna «nombre»"
_HEADINGS = {
    "name": ("nombre", "nombre de la junta", "nombre de la organizacion", "junta", "razon social", "name"),
    "code": ("codigo", "codigo de la junta", "cod", "code"),
    "kind": ("tipo", "tipo de organizacion", "clase", "type", "kind"),
    "nit": ("nit", "numero de nit", "tax number"),
    "locality": ("localidad", "locality"),
    "barrio": ("barrio", "barrio o vereda", "barrio o corregimiento", "neighbourhood", "neighborhood"),
    "unit": (
        "comuna unidad comunera",
        "comuna",
        "unidad comunera",
        "unidad comunera de gobierno",
        "ucg",
        "unit",
    ),
    "municipality": ("municipio", "codigo dane", "municipality"),
    "legal_act": ("personeria juridica", "personeria", "resolucion de personeria juridica", "legal act"),
    "president": ("presidente", "presidenta", "presidente a", "nombre del presidente", "president"),
    "email": ("correo", "correo electronico", "email", "e mail", "mail"),
    "mobile": ("celular", "telefono celular", "telefono", "movil", "mobile", "phone"),
    "channel": ("canal preferido", "canal", "preferred channel", "channel"),
    "trades": ("oficios", "oficio", "trades"),
    "affiliates": (
        "afiliados",
        "numero de afiliados",
        "cantidad de afiliados",
        "total de afiliados",
        "affiliates",
    ),
    "consent": (
        "autorizacion de datos",
        "autorizacion datos",
        "fecha de autorizacion",
        "autorizacion de tratamiento de datos",
        "data consent",
        "consent",
    ),
}


@dataclass(frozen=True, slots=True)
class BoardRow:
    """A board, how it is reached in the order that is tried, and what it signed.

    `is_refused`: the file says that it does not authorise, which takes back what a file said before.
    `affiliates` is how many it has, where the file says it.
    """

    board: Board
    contacts: tuple[Contact, ...] = ()
    authorisation: Authorisation | None = None
    is_refused: bool = False
    affiliates: int | None = None


@dataclass(frozen=True)
class BoardFile:
    """What a boards file holds: its rows, those refused as (row number, reason), and what to know."""

    rows: list[BoardRow]
    rejected: list[tuple[int, str]]
    notes: list[str]

    @property
    def boards(self) -> list[Board]:
        return [row.board for row in self.rows]


@dataclass
class _Notes:
    """Remarks on rows, each told once with all its rows."""

    rows: dict[str, list[int]] = field(default_factory=dict)

    def add(self, row: int, remark: str) -> None:
        self.rows.setdefault(remark, []).append(row)

    def told(self) -> list[str]:
        return [
            f"{remark} ({'fila' if len(rows) == 1 else 'filas'} {', '.join(map(str, rows))})"
            for remark, rows in self.rows.items()
        ]


def read(path: Path, gazetteer: Gazetteer, municipality: str) -> BoardFile:
    """The boards of an .xlsx or .csv file. The same file gives the same boards and codes every time.

    `municipality` is the DANE code of the boards that name none. Raises UnreadableFile.
    """
    table = read_imported(path, _HEADINGS, {"name"}, _WHAT)
    notes = _Notes()
    rows: list[BoardRow] = []
    rejected: list[tuple[int, str]] = []
    seen: dict[str, int] = {}
    for row, cells in table.lines:
        if not cells:
            continue
        try:
            found = _row(cells, gazetteer, municipality, partial(notes.add, row), f"{path.name}, fila {row}")
            _refuse_a_double(found.board, row, seen)
        except RefusedRow as refused:
            rejected.append((row, str(refused)))
        else:
            rows.append(found)
    return BoardFile(rows, rejected, [*table.notes, *notes.told()])


def _refuse_a_double(board: Board, row: int, seen: dict[str, int]) -> None:
    keys = [f"el código {board.code}", *([f"el NIT {board.nit}"] if board.nit else [])]
    for key in keys:
        if key in seen:
            raise RefusedRow(f"Repite {key} de la fila {seen[key]}")
    seen.update(dict.fromkeys(keys, row))


def _row(cells: dict[str, str], gazetteer: Gazetteer, home: str, note: fields.Note, proof: str) -> BoardRow:
    board = _board(cells, gazetteer, home, note)
    consent = read_consent(cells.get("consent"), note)
    return BoardRow(
        board,
        read_contacts(cells, board.code),
        authorisation_of(board.code, consent, proof),
        consent.is_refused,
        fields.read_affiliates(cells.get("affiliates"), note),
    )


def _board(cells: dict[str, str], gazetteer: Gazetteer, home: str, note: fields.Note) -> Board:
    if (name := cells.get("name")) is None:
        raise RefusedRow("Falta el nombre de la junta")
    if cells.get("code") == BOARD_CODE:
        raise RefusedRow(f"El código {BOARD_CODE} es el de la prueba nocturna: denle otro")
    name = " ".join(name.split())
    municipality = fields.read_municipality(cells.get("municipality"), gazetteer, home)
    place = _place(cells, name, municipality, gazetteer, note)
    return Board(
        code=cells.get("code") or _made_code(name, place.barrio, municipality),
        name=name,
        kind=fields.read_kind(cells.get("kind"), name),
        municipality=municipality,
        nit=fields.organisation_nit(cells.get("nit")),
        locality=place.locality,
        barrio=place.barrio,
        unit=place.unit,
        legal_act=cells.get("legal_act"),
        president=fields.read_president(cells.get("president"), note),
        trades=fields.read_trades(cells.get("trades"), note),
    )


def _place(
    cells: dict[str, str], name: str, municipality: str, gazetteer: Gazetteer, note: fields.Note
) -> BoardPlace:
    barrio, locality, unit = (cells.get(column) for column in ("barrio", "locality", "unit"))
    if municipality != gazetteer.municipality:
        return BoardPlace(barrio, locality, unit)
    place, remarks = place_of(name, barrio, locality, unit, gazetteer)
    for remark in remarks:
        note(remark)
    return place


def _made_code(name: str, barrio: str | None, municipality: str) -> str:
    """A code that the same name and place get every time, however accents and capitals vary."""
    identity = "|".join((fold(name), fold(barrio or ""), municipality))
    return f"J-{municipality}-{blake2s(identity.encode(), digest_size=4).hexdigest()}"
