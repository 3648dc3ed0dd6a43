"""The first page of a desk: what this person can do here."""

from typing import NamedTuple

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from api.access.sessions import AnyStaff
from api.site import CurrentSite
from api.templating import page
from domain.access import Permission

router = APIRouter(include_in_schema=False)


class Room(NamedTuple):
    """A page of the desk, and who may open it."""

    path: str
    title: str
    words: str
    permission: Permission


ROOMS = (
    Room(
        "/equipo/embudo",
        "De avisadas a contratadas",
        "Cuántas juntas llegan a cada paso, por localidad y mes, y a cuántas llegamos.",
        Permission.SEE_NUMBERS,
    ),
    Room(
        "/equipo/indicadores",
        "Indicadores de resultado",
        "Qué parte de las juntas llegó a cada paso, con qué se cuenta y de cuántas.",
        Permission.SEE_NUMBERS,
    ),
    Room(
        "/equipo/brechas",
        "Qué les falta a las juntas",
        "Por requisito, localidad y barrio, con lo que se abriría al cerrarlo.",
        Permission.SEE_NUMBERS,
    ),
    Room(
        "/equipo/juntas",
        "Juntas",
        "Buscar una junta y ver cómo va, qué le falta y qué ha pasado con ella.",
        Permission.SEE_BOARDS,
    ),
    Room(
        "/equipo/acompanamiento",
        "Planes de acompañamiento",
        "Qué se acordó con cada junta, quién la acompaña, qué está atrasado y quién no tiene plan.",
        Permission.ACCOMPANY,
    ),
    Room(
        "/equipo/ayudas",
        "Juntas que piden ayuda",
        "Quién pidió ayuda o escribió algo que nadie ha leído, y qué se le respondió.",
        Permission.ACCOMPANY,
    ),
    Room(
        "/equipo/preguntas",
        "Preguntas entre juntas",
        "Lo que las juntas se preguntan y se responden: mirar lo que avisaron, y cerrarlo si hace falta.",
        Permission.ACCOMPANY,
    ),
    Room(
        "/equipo/formacion",
        "Formación",
        "A quiénes convendría formar y en qué, grupos, invitaciones, asistencia, y antes y después.",
        Permission.ACCOMPANY,
    ),
    Room(
        "/equipo/proyectos",
        "Proyectos de las juntas",
        "Lo que quieren hacer, unirlo con presupuestos, planes y contratos, y ver hasta dónde va.",
        Permission.ACCOMPANY,
    ),
    Room(
        "/equipo/despliegues",
        "Despliegues por pasos",
        "Qué se prende por turnos sorteados, quién espera y hasta cuándo, y si sirvió.",
        Permission.SEE_BOARDS,
    ),
    Room(
        "/equipo/papeles",
        "Papeles por revisar",
        "Lo que las juntas envían: mirarlo, aceptarlo con sus fechas, o decir por qué no sirve.",
        Permission.CHECK_PAPERS,
    ),
    Room(
        "/equipo/enlaces",
        "Contratos por confirmar",
        "Contratos y ofertas de SECOP que quizás son de una junta: lo decide una persona.",
        Permission.REVIEW_LINKS,
    ),
    Room(
        "/equipo/registro",
        "Registro de juntas",
        "Dignatarios y sus períodos, etapas del acompañamiento, y datos que parecen confundidos.",
        Permission.KEEP_REGISTER,
    ),
    Room(
        "/equipo/salud",
        "Salud del servicio",
        "Si los datos entran y los mensajes salen, y qué mirar primero.",
        Permission.SEE_HEALTH,
    ),
    Room(
        "/equipo/exportar",
        "Exportar",
        "Cada tabla, para Excel o para otro programa.",
        Permission.EXPORT,
    ),
    Room(
        "/equipo/personas",
        "Personas de la oficina",
        "Quién entra, con qué permisos, e invitaciones.",
        Permission.MANAGE_STAFF,
    ),
    Room(
        "/equipo/llaves",
        "Llaves para programas",
        "Qué programas leen los datos, y qué pueden leer.",
        Permission.MANAGE_STAFF,
    ),
    Room(
        "/equipo/accesos",
        "Quién vio y cambió qué",
        "Entradas, intentos fallidos y cambios, los más nuevos primero.",
        Permission.MANAGE_STAFF,
    ),
)


@router.api_route("/equipo", methods=["GET", "HEAD"])
def show(site: CurrentSite, person: AnyStaff) -> HTMLResponse:
    open_to = [room for room in ROOMS if person.may(room.permission)]
    return page(site, "desk.html", person=person, rooms=open_to)
