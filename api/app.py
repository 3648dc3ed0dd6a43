"""The web: Spanish pages for people, JSON for programs. Routes take, ask the store, and answer."""

from fastapi import FastAPI
from fastapi.staticfiles import StaticFiles
from sqlalchemy import Engine
from starlette.middleware.gzip import GZipMiddleware

from api import (
    accompaniment_pages,
    asking_pages,
    board_pages,
    board_projects_pages,
    buyer_pages,
    buyer_routes,
    data_pages,
    directory_pages,
    feed_pages,
    guide_pages,
    health,
    history_pages,
    hooks,
    indicator_routes,
    manual_pages,
    messages_pages,
    metrics,
    notice_pages,
    office_rows,
    offline_pages,
    papers_pages,
    passport_pages,
    plan_pages,
    profile_pages,
    project_pages,
    project_rows,
    public_pages,
    releases,
    rows,
    seek_pages,
    training_pages,
    v1,
    verify_pages,
    webhooks,
    why_pages,
)
from api.access import board_pages as board_entry_pages
from api.access import oidc_pages, sample_pages, staff_pages
from api.description import describe
from api.desk import routes as desk
from api.errors import handle_errors
from api.limits import BY_ADDRESS, LIMITED
from api.requests import RequestsMiddleware
from api.security import SecurityMiddleware
from api.site import Site, Web
from api.templating import STATIC

__all__ = ["Web", "create_app"]

_DESCRIPTION = """
Convite acerca la contratación pública a las Juntas de Acción Comunal. Los datos de los procesos vienen de
los datos abiertos de SECOP II (Colombia Compra Eficiente, licencia CC BY-SA 4.0) y llegan con unos dos días
de retraso.
Los errores se describen como `application/problem+json` (RFC 9457).
"""
_TAGS = [
    {"name": "público", "description": "Para cualquiera, sin llave y sin datos de personas."},
    {"name": "junta", "description": "Para quien tiene el enlace de una junta."},
    {
        "name": "oficina",
        "description": "Para programas con una llave, y para las personas de la oficina desde su sesión.",
    },
]


def create_app(engine: Engine, web: Web) -> FastAPI:
    """The whole web over a database that is migrated and open."""
    app = FastAPI(
        title="Convite",
        version="1",
        summary="Convocatorias públicas para las Juntas de Acción Comunal",
        description=_DESCRIPTION,
        openapi_tags=_TAGS,
        openapi_url="/api/v1/openapi.json",
        docs_url=None,  # its page loads scripts from other sites
        redoc_url=None,
    )
    app.state.site = Site(engine, web)
    app.add_middleware(GZipMiddleware, minimum_size=500)
    app.add_middleware(SecurityMiddleware, public_url=web.public_url)
    app.add_middleware(RequestsMiddleware)
    handle_errors(app)
    public = (
        *(public_pages, notice_pages, verify_pages, seek_pages, offline_pages, directory_pages),
        *(project_pages, buyer_pages, manual_pages),
    )
    of_boards = (
        messages_pages,
        data_pages,
        feed_pages,
        passport_pages,
        plan_pages,
        why_pages,
        training_pages,
        accompaniment_pages,
        history_pages,
    )
    in_session = (papers_pages, profile_pages, board_projects_pages, guide_pages, asking_pages)
    access = (board_entry_pages, staff_pages, oidc_pages)
    # A path is held against the routes in this order: those that are asked for most come first.
    app.include_router(board_pages.router)
    for module in (v1, releases, indicator_routes, project_rows, buyer_routes):
        app.include_router(module.router, **BY_ADDRESS)
    for module in (rows, office_rows, hooks):
        app.include_router(module.router, **LIMITED)
    for module in (*of_boards, *public, *access, *in_session, desk, webhooks, health, metrics):
        app.include_router(module.router)
    app.include_router(board_pages.short)
    if web.sample:
        app.include_router(sample_pages.router)
    describe(app)
    app.mount("/static", StaticFiles(directory=STATIC))
    return app
