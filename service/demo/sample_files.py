"""The sample as the files that a district would send: boards as .xlsx, evidence as .csv."""

import csv
from collections.abc import Iterable
from pathlib import Path

import xlsxwriter

from domain.contact import Channel
from domain.nit import check_digit
from domain.readiness import Evidence
from service.demo.sample_boards import SampleBoard

_BOARD_COLUMNS = (
    *("código", "nombre", "tipo", "NIT", "localidad", "barrio", "unidad comunera", "municipio"),
    *("personería jurídica", "presidente", "correo", "celular", "canal preferido", "oficios"),
    "autorización de datos",
)
_EVIDENCE_COLUMNS = ("board_code", "requirement", "level", "issued_on", "expires_on", "note")


def write_board_file(path: Path, boards: Iterable[SampleBoard]) -> None:
    """A workbook with one row a board, in the columns of the boards file (docs/interface.md)."""
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("Juntas")
        sheet.write_row(0, 0, _BOARD_COLUMNS)
        for at, one in enumerate(boards, start=1):
            sheet.write_row(at, 0, _board_cells(one))


def write_evidence_file(path: Path, evidence: Iterable[tuple[str, Evidence]]) -> None:
    """A .csv of (board code, evidence) in the columns of the evidence file."""
    with path.open("w", encoding="utf-8", newline="") as file:
        lines = csv.writer(file)
        lines.writerow(_EVIDENCE_COLUMNS)
        for code, item in evidence:
            lines.writerow(
                (
                    code,
                    item.requirement,
                    item.level,
                    item.issued_on or "",
                    item.expires_on or "",
                    item.note or "",
                )
            )


def _board_cells(one: SampleBoard) -> tuple[str, ...]:
    board = one.board
    address = {contact.channel: contact.address for contact in one.contacts}
    nit = f"{board.nit}-{check_digit(board.nit)}" if board.nit else ""
    return (
        *(
            board.code,
            board.name,
            board.kind,
            nit,
            board.locality or "",
            board.barrio or "",
            board.unit or "",
        ),
        *(board.municipality, board.legal_act or "", board.president or "", address.get(Channel.EMAIL, "")),
        address.get(Channel.SMS, ""),
        one.contacts[0].channel if one.contacts else "",
        ", ".join(trade.replace("_", " ") for trade in board.trades),
        one.authorised_on.isoformat() if one.authorised_on else "",
    )
