"""The canary: an invented board and an invented process that go through every step, to see that they arrive.

They live among the real rows, so that nothing is proved but the real steps; by these marks everything that
people read leaves them out. No municipality has this code (DANE's departments begin at 05), so that the
process reaches no other board.
"""

from domain.board import Board

BOARD_CODE = "CONVITE-CANARIO"
CALLS = "CONVITE.CANARIO."  # begins the portfolio of every invented process
TOWN = "00001"

BOARD = Board(code=BOARD_CODE, name="JAC de prueba de Convite (inventada)", municipality=TOWN)


def is_canary(portfolio_id: str) -> bool:
    """Whether a process was invented for the nightly test."""
    return portfolio_id.startswith(CALLS)
