"""Contracts of the sample whose supplier may be a board: two of each kind of doubt."""

from collections.abc import Callable, Sequence
from itertools import cycle

from domain.board import Board
from service.demo.sample_wire import Row

_FIRM = "7996"  # begins the account of an invented firm
_EACH = 2


def with_doubts(contracts: Sequence[Row], boards: Sequence[Board]) -> list[Row]:
    """The contracts, six of which, signed by firms until now, name suppliers that are like boards."""
    known = [board for board in boards if board.nit]
    given = zip(cycle(_DOUBTS), known[:: len(known) // (_EACH * len(_DOUBTS))], strict=False)
    doubts = [doubt(board) for doubt, board in list(given)[: _EACH * len(_DOUBTS)]]
    firms = [at for at, row in enumerate(contracts) if row["codigo_proveedor"].startswith(_FIRM)]
    changed = list(contracts)
    for at, doubt in zip(firms, doubts, strict=False):
        changed[at] = {**changed[at], **doubt}
    return changed


def _slip(board: Board) -> Row:
    """The name is the board's; two figures of its number changed places."""
    nit = board.nit or ""
    at = next((i for i in range(7, 2, -1) if nit[i] != nit[i + 1]), 7)
    return _supplier(board.name.upper(), nit[:at] + nit[at + 1] + nit[at] + nit[at + 2 :])


def _other_name(board: Board) -> Row:
    """The number is the board's; the name is another organisation's."""
    return _supplier("FUNDACION INVENTADA MANOS DE LA COMUNIDAD", board.nit or "")


def _half_a_name(board: Board) -> Row:
    """Half of the name, and no number."""
    return _supplier(f"JUNTA DE ACCION COMUNAL {(board.barrio or board.name).split()[0].upper()} NUEVO", "")


def _supplier(name: str, number: str) -> Row:
    return {"proveedor_adjudicado": name, "documento_proveedor": number or "No Definido"}


_DOUBTS: tuple[Callable[[Board], Row], ...] = (_slip, _other_name, _half_a_name)
