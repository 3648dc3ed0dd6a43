"""A file that somebody handed in, as a browser may have it: it cannot act as a page of ours."""

from fastapi.responses import Response, StreamingResponse
from starlette.exceptions import HTTPException

from api.site import Site
from domain.filing import Filing
from store.sealed_files import NoSuchFile
from store.vault import Unreadable

_GONE = "Este archivo ya no está: lo revisaron, lo quitaron, o pasó su tiempo."


def sealed_response(site: Site, filing: Filing) -> Response:
    """A picture is shown; a PDF, in which anything may be, is handed over to be opened elsewhere."""
    if not filing.is_waiting:
        raise HTTPException(410, _GONE)
    try:
        content = site.papers.read(filing.id, filing.board_code)
    except (NoSuchFile, Unreadable) as error:
        raise HTTPException(410, _GONE) from error
    how = "inline" if filing.kind.is_picture else "attachment"
    headers = {
        "Content-Disposition": f'{how}; filename="{filing.requirement}-{filing.id[:6]}.{filing.kind}"',
        "Content-Security-Policy": "default-src 'none'; sandbox",
        "Content-Encoding": "identity",  # packed already: again would take a second
        "Cross-Origin-Resource-Policy": "same-origin",
        "Cache-Control": "no-store",
    }
    return StreamingResponse(content, media_type=filing.kind.media_type, headers=headers)
