"""What a board said that it does, beside what the office's file says of it."""

from datetime import timedelta

from sqlalchemy import Connection

from domain.board import Trade
from store import boards, said_trades
from tests.examples import NOW, a_board

LATER = NOW + timedelta(days=1)


def test_what_a_board_said_of_its_work_outlives_a_file_that_says_otherwise(unsaved: Connection) -> None:
    boards.save(unsaved, [a_board()], NOW)
    said_trades.say(unsaved, "JAC-0001", [Trade.FOOD, Trade.EVENTS], NOW)
    boards.save(unsaved, [a_board(name="JAC El Pozón", trades=(Trade.ROADS,))], LATER)
    board = boards.get(unsaved, "JAC-0001")
    assert board
    assert (board.name, board.trades) == ("JAC El Pozón", (Trade.FOOD, Trade.EVENTS))


def test_a_file_that_differs_only_in_what_the_board_said_changes_nothing(unsaved: Connection) -> None:
    boards.save(unsaved, [a_board()], NOW)
    said_trades.say(unsaved, "JAC-0001", [Trade.FOOD], NOW)
    assert boards.save(unsaved, [a_board(trades=(Trade.ROADS,))], LATER).unchanged == 1


def test_a_board_that_said_nothing_goes_by_the_file(unsaved: Connection) -> None:
    boards.save(unsaved, [a_board()], NOW)
    boards.save(unsaved, [a_board(trades=(Trade.ROADS,))], LATER)
    board = boards.get(unsaved, "JAC-0001")
    assert board
    assert board.trades == (Trade.ROADS,)
    assert said_trades.of_board(unsaved, "JAC-0001") is None


def test_the_newest_word_of_a_board_holds(unsaved: Connection) -> None:
    boards.save(unsaved, [a_board()], NOW)
    said_trades.say(unsaved, "JAC-0001", [Trade.FOOD], NOW)
    said_trades.say(unsaved, "JAC-0001", [Trade.ROADS], LATER)
    found = said_trades.of_board(unsaved, "JAC-0001")
    assert found == ((Trade.ROADS,), LATER)
    assert said_trades.every(unsaved) == {"JAC-0001": (Trade.ROADS,)}
