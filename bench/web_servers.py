"""Three ways to answer the same requests, each a web server of one worker: ours, the least, and a plain one.

The least is a Starlette route that runs the statements that ours runs, through the same driver, and sends
their rows as JSON. The plain one is what most would write: mapped objects, a `def` route, a response model.
"""

import json
import pickle
import sqlite3
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any

import psycopg
import uvicorn
from fastapi import Depends, FastAPI, HTTPException
from pydantic import BaseModel, ConfigDict, create_model
from sqlalchemy import Table, create_engine, select
from sqlalchemy.orm import DeclarativeBase, Session, foreign, relationship, sessionmaker
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp

from api.app import Web, create_app
from api.remembered import Remembered
from notifications import links
from service import logs
from store import tables
from store.engine import open_database
from tests.examples import NOW, TODAY

SECRET = "a secret of the bench alone"
WEB = Web(secret_key=SECRET, public_url="http://127.0.0.1", municipality="13001", now=lambda: NOW)


def ours(url: str, _: Path) -> ASGIApp:
    return create_app(open_database(url), WEB)


def ours_anew(url: str, _: Path) -> ASGIApp:
    """Ours, that remembers no page."""
    app = create_app(open_database(url), WEB)
    app.state.site = replace(app.state.site, pages=Remembered(0))
    return app


def least(url: str, asked: Path) -> ASGIApp:
    statements: dict[str, list[tuple[str, Any]]] = pickle.loads(asked.read_bytes())
    database: Any
    if url.startswith("sqlite"):
        database = sqlite3.connect(url.removeprefix("sqlite:///"))
    else:
        database = psycopg.connect(url.replace("+psycopg", ""), autocommit=True)

    async def answer(request: Request) -> Response:
        path = request.url.path + (f"?{request.url.query}" if request.url.query else "")
        cursor = database.cursor()
        rows = [cursor.execute(*one).fetchall() for one in statements[path]]
        return Response(json.dumps(rows, default=str), media_type="application/json")

    return Starlette(routes=[Route("/{path:path}", answer)])


class Mapped(DeclarativeBase):
    pass


class BoardRow(Mapped):
    __table__ = tables.boards


class ProcessRow(Mapped):
    __table__ = tables.processes


_PARTS = (
    tables.matches,
    tables.outcomes,
    tables.assessments,
    tables.evidence,
    tables.refusals,
    tables.unlocks,
)
for _table in _PARTS:
    _made = type(_table.name, (Mapped,), {"__table__": _table})
    _joined = foreign(_table.c.board_code) == tables.boards.c.code
    setattr(BoardRow, _table.name, relationship(_made, primaryjoin=_joined, viewonly=True))


def _model(table: Table, **more: Any) -> type[BaseModel]:
    columns: dict[str, Any] = {column.name: (Any, None) for column in table.columns if column.name != "hash"}
    return create_model(table.name, __config__=ConfigDict(from_attributes=True), **columns, **more)


def plain(url: str, _: Path) -> ASGIApp:
    opened = sessionmaker(create_engine(url))
    app = FastAPI()

    def session() -> Any:
        with opened() as one:
            yield one

    parts: dict[str, Any] = {table.name: (Sequence[_model(table)], ()) for table in _PARTS}  # type: ignore[misc]
    board, whole = _model(tables.boards), _model(tables.boards, **parts)
    process = _model(tables.processes)

    @app.get("/junta/{token}", response_model=whole)
    def show_board(token: str, db: Annotated[Session, Depends(session)]) -> Any:
        code = links.read(token, SECRET)
        found = db.get(BoardRow, code)
        if found is None:
            raise HTTPException(404)
        return found

    @app.get("/api/v1/boards", response_model=list[board])  # type: ignore[valid-type]
    def list_boards(db: Annotated[Session, Depends(session)], limit: int = 20) -> Any:
        return db.scalars(select(BoardRow).order_by(tables.boards.c.code).limit(limit)).all()

    @app.get("/api/v1/processes", response_model=list[process])  # type: ignore[valid-type]
    def list_processes(db: Annotated[Session, Depends(session)], limit: int = 20) -> Any:
        closes_on = tables.processes.c.closes_on
        return db.scalars(select(ProcessRow).where(closes_on >= TODAY).order_by(closes_on).limit(limit)).all()

    return app


WAYS = {"ours": ours, "ours_anew": ours_anew, "least": least, "plain": plain}


def main(way: str, url: str, asked: str, port: str) -> None:
    logs.set_up("serve")  # ours writes a line of each request, as it does in service; the others write none
    uvicorn.run(WAYS[way](url, Path(asked)), port=int(port), log_level="error", access_log=False)


if __name__ == "__main__":
    main(*sys.argv[1:])
