"""Dignatarios and stages of the sample's boards: most periods run, some are over, of some nobody told."""

from datetime import timedelta
from random import Random

from sqlalchemy import Connection

from domain.board import Board
from domain.register import Post, Reached, Stage
from service.context import Context
from service.demo.sample_chance import stream
from store import boards, register
from store.engine import reading, writing

_SEED = 2166
_POSTS = (Post.PRESIDENT, Post.TREASURER, Post.SECRETARY, Post.FISCAL)
_PERIOD = timedelta(days=4 * 365)
_SINCE_ELECTED = timedelta(days=143)


def keep(context: Context, first: str | None) -> None:
    """Four dignatarios of the board that the demo shows first, one of most others, and stages."""
    chance = stream(_SEED, "register")
    with reading(context.engine) as db:
        known = boards.every(db, context.settings.municipality)
    with writing(context.engine) as db:
        for number, board in enumerate(known, 1):
            is_first = board.code == first
            if is_first or chance.random() < 0.8:
                _elect(context, db, board, _POSTS if is_first else _POSTS[:1], number, chance)
            _accompany(context, db, board, 3 if is_first else chance.randint(0, 4))


def _elect(
    context: Context, db: Connection, board: Board, posts: tuple[Post, ...], number: int, chance: Random
) -> None:
    is_over = len(posts) == 1 and chance.random() < 0.15
    since = context.today - _SINCE_ELECTED - (_PERIOD if is_over else timedelta())
    for nth, post in enumerate(posts, 1):
        name = f"Persona inventada {number}-{nth}"
        register.add(db, context.vault, board.code, post, name, since, since + _PERIOD, context.now)


def _accompany(context: Context, db: Connection, board: Board, stages: int) -> None:
    """The first so many, three weeks apart, the last of them a week ago."""
    for nth, stage in enumerate(list(Stage)[:stages]):
        on = context.today - timedelta(weeks=1 + 3 * (stages - 1 - nth))
        register.reach(db, board.code, Reached(stage, on, ""), context.now)
