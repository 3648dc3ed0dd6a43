"""Conditions that leave the canary out of what is read: of rows of boards, and of rows of calls."""

from typing import Any

from sqlalchemy import ColumnElement

from domain.canary import BOARD_CODE, CALLS


def of_boards(code: ColumnElement[Any]) -> ColumnElement[bool]:
    """`code` is the column that names the board."""
    return code != BOARD_CODE


def of_calls(portfolio_id: ColumnElement[Any]) -> ColumnElement[bool]:
    """`portfolio_id` is the column that names the call, and is never NULL."""
    return ~portfolio_id.startswith(CALLS, autoescape=True)
