"""A board hands in a file: whether it will do, where it is kept, and what it is told."""

from starlette.datastructures import FormData, UploadFile

from api.confined import fit
from api.notice_pages import notice_of
from api.site import Site
from domain.files import Unfit, Why
from domain.filing import LARGEST_FILE, MOST_WAITING, Filing
from readiness.catalogue import load
from store import filings
from store.engine import reading, writing

FULL = (
    f"Ya hay {MOST_WAITING} archivos suyos sin revisar, que es lo más que recibimos. "
    "Quiten alguno, o esperen a que los revisen."
)
_NOT_KEPT = {
    Why.EMPTY: "Escojan un archivo: el que llegó está vacío.",
    Why.TOO_LARGE: "Pesa más de 10 MB. Tómenle una foto, o guárdenlo con menos calidad.",
    Why.UNKNOWN: "No es PDF ni foto (JPG o PNG). Si es de Word, guárdenlo como PDF o tómenle una foto.",
    Why.DAMAGED: "El archivo está dañado o llegó incompleto. Envíenlo otra vez o tómenle una foto.",
    Why.TOO_MANY_PIXELS: "La foto es demasiado grande. Tómenla con menos calidad.",
    Why.LOCKED: "Ese PDF está protegido y no podemos revisarlo. Ábranlo, escojan «Imprimir» y "
    "«Guardar como PDF», y envíen el nuevo. También sirve una foto.",
    Why.TOO_HEAVY: "Ese archivo es demasiado enredado y no lo pudimos revisar. Tómenle una foto.",
    Why.ACTS: "Ese PDF trae programas u otros archivos adentro, y no lo abrimos. Tómenle una foto.",
}

Faults = dict[str, str]
"""By field of the form, in words for people."""


def hand_in(site: Site, code: str, form: FormData) -> Faults:
    """Keep the file of the form, or say what is wrong with it. The name it came with is not kept."""
    requirement, upload = form.get("requisito"), form.get("archivo")
    faults: Faults = {}
    if not isinstance(requirement, str) or requirement not in load(site.today).requirements:
        faults["requisito"] = "Escojan para qué es este papel."
    if not isinstance(upload, UploadFile):
        faults["archivo"] = _NOT_KEPT[Why.EMPTY]
        return faults
    if faults or not isinstance(requirement, str):
        return faults
    with reading(site.engine) as db:
        if filings.count_waiting(db, code) >= MOST_WAITING:
            return {"archivo": FULL}
    try:
        _keep(site, code, requirement, upload)
    except Unfit as error:
        return {"archivo": _NOT_KEPT[error.why]}
    except filings.TooManyWaiting:
        return {"archivo": FULL}
    return {}


def _keep(site: Site, code: str, requirement: str, upload: UploadFile) -> None:
    """The file first, its row after it: what no row names is destroyed in the night."""
    content = upload.file.read(LARGEST_FILE + 1)
    upload.file.close()  # it holds them a second time
    if len(content) > LARGEST_FILE:
        raise Unfit(Why.TOO_LARGE)
    kind, kept = fit(content)
    filing = Filing(
        id=filings.new_id(),
        board_code=code,
        requirement=requirement,
        kind=kind,
        size_bytes=len(kept),
        handed_in_at=site.now,
    )
    site.papers.write(filing.id, code, [kept])
    try:
        with writing(site.engine) as db:
            filings.add(db, filing, notice_of(site).version)
    except BaseException:
        site.papers.remove([filing.id])
        raise
