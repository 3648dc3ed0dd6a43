"""What makes the pages an app that can be installed, and lets the last list be read without a network."""

from fastapi import APIRouter
from fastapi.responses import FileResponse, HTMLResponse, JSONResponse

from api.board_link import MINE
from api.site import CurrentSite
from api.templating import STATIC, page

router = APIRouter(include_in_schema=False)


@router.api_route("/sw.js", methods=["GET", "HEAD"])
def worker() -> FileResponse:
    """From the root, for it watches over all pages; asked for anew each time, so that a mend arrives."""
    return FileResponse(STATIC / "sw.js", media_type="text/javascript", headers={"Cache-Control": "no-cache"})


@router.api_route("/manifest.webmanifest", methods=["GET", "HEAD"])
def manifest() -> JSONResponse:
    icons = [
        {
            "src": f"/static/icon-{size}.png",
            "sizes": f"{size}x{size}",
            "type": "image/png",
            "purpose": purpose,
        }
        for size in (192, 512)
        for purpose in ("any", "maskable")
    ]
    return JSONResponse(
        {
            "name": "Convite: contratación pública para su junta",
            "short_name": "Convite",
            "lang": "es-CO",
            "start_url": f"/junta/{MINE}",
            "scope": "/",
            "display": "standalone",
            "background_color": "#fff8ee",
            "theme_color": "#7a2e0e",
            "icons": icons,
        },
        media_type="application/manifest+json",
    )


@router.api_route("/sin-conexion", methods=["GET", "HEAD"])
def no_network(site: CurrentSite) -> HTMLResponse:
    return page(site, "no_network.html")
