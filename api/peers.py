"""Boards like ours that did it: what others nearby are known to have contracted, of the trades of a board."""

from collections.abc import Iterable
from dataclasses import dataclass

from api.passport import public_path
from domain.board import Board
from domain.text import fold
from matching.trade import suggested_trades
from store.contracts import OfPeer

_LIKELY = 0.5
_MOST = 3


@dataclass(frozen=True)
class Peer:
    """One contract of another board. `near` says in words how near that board is, if it is."""

    contract: OfPeer
    near: str | None

    @property
    def path(self) -> str:
        return public_path(self.contract.board_code)


def peers_of(board: Board, found: Iterable[OfPeer]) -> list[Peer]:
    """One of each of a few boards, in the order given; any contract is like a board that said no trade."""
    peers: dict[str, Peer] = {}
    for one in found:
        if one.board_code not in peers and (not board.trades or _is_of_our_trades(board, one)):
            peers[one.board_code] = Peer(one, _nearness(board, one))
        if len(peers) == _MOST:
            break
    return list(peers.values())


def _is_of_our_trades(board: Board, one: OfPeer) -> bool:
    hints = suggested_trades(fold(one.object), one.unspsc)
    return any(hint.score >= _LIKELY and hint.trade in board.trades for hint in hints)


def _nearness(board: Board, one: OfPeer) -> str | None:
    if board.unit and one.unit == board.unit:
        return "de su unidad comunera"
    return "de su localidad" if board.locality and one.locality == board.locality else None
