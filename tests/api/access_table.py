"""Who may ask what: every route of the web, and what it asks of whoever comes.

A route that is missing here fails test_authorisation.py: whoever adds one says here whom it is for.
"""

from enum import StrEnum, auto
from typing import NamedTuple

from domain.access import Permission


class Open(StrEnum):
    """Routes that ask for no role."""

    TO_ALL = auto()
    TO_BOARD = auto()  # by its link, or its session
    TO_BOARD_IN_SESSION = auto()  # a link is forwarded, and is not enough
    TO_STAFF = auto()  # any person of the office
    TO_PROVIDER = auto()  # who proves it by a secret of its own, in the webhook's way


class Reads(NamedTuple):
    """A key with this scope, or a person of the office who may."""

    permission: Permission


class Keys(NamedTuple):
    """A key with this scope, and no session."""

    permission: Permission


Gate = Open | Permission | Reads | Keys

OPEN = (
    *("GET /", "GET /procesos", "GET /estado", "GET /aviso-de-datos", "GET /aviso-de-datos/{version}"),
    *("GET /ayuda", "GET /ayuda/{name}"),
    *("GET /verificar", "POST /verificar", "GET /proceso/{portfolio_id}/juntas"),
    *("GET /juntas/{code:path}/pasaporte", "GET /healthz", "GET /readyz", "GET /metrics"),
    *("GET /juntas", "GET /datos-abiertos", "GET /datos-abiertos/{name}.csv"),
    *("GET /sw.js", "GET /manifest.webmanifest", "GET /sin-conexion"),
    # The ways in: what is in the path or the form lets in, or nothing.
    *("GET /entrar", "POST /entrar", "GET /entrar/codigo", "POST /entrar/codigo"),
    *("POST /salir", "POST /salir/de-todo"),
    *("GET /e/{token}", "POST /e/{token}", "GET /invitacion/{token}", "POST /invitacion/{token}"),
    *("GET /entrar/equipo", "POST /entrar/equipo", "GET /entrar/directorio", "GET /entrar/directorio/vuelta"),
    *("GET /muestra", "POST /muestra/persona", "POST /muestra/junta"),  # of the invented sample alone
    *("GET /api/v1/openapi.json", "GET /api/v1/processes", "GET /api/v1/processes/{portfolio_id}"),
    *("GET /api/v1/ocds/releases", "GET /api/v1/ocds/releases/{portfolio_id}"),
    *("GET /api/v1/processes/{portfolio_id}/boards", "GET /api/v1/boards", "GET /api/v1/status"),
    "GET /api/v1/indicators",
    *("GET /compradores", "GET /compradores/{nit}", "GET /compradores/{nit}/{dato}"),
    *("GET /api/v1/buyers", "GET /api/v1/buyers/{nit}"),
    *("GET /proyectos", "GET /proyectos/{id_}", "GET /api/v1/projects", "GET /api/v1/waypoints"),
    *("GET /proyectos.atom", "GET /proyectos/{id_}/novedades.atom"),
)
BY_LINK = (
    *("GET /junta/{token}", "GET /j/{token}", "GET /junta/{token}/parar", "POST /junta/{token}/parar"),
    "GET /junta/{token}/convocatorias",
    *("POST /junta/{token}/respuesta", "POST /junta/{token}/reanudar"),
    *("GET /junta/{token}/entrar", "POST /junta/{token}/entrar"),
    *("GET /junta/{token}/mensajes", "POST /junta/{token}/mensajes", "POST /junta/{token}/mensajes/prueba"),
    *("GET /junta/{token}/avisos.atom", "GET /junta/{token}/avisos.rss", "GET /junta/{token}/fechas.ics"),
    *("GET /junta/{token}/pasaporte", "GET /junta/{token}/pasaporte.pdf", "GET /junta/{token}/por-que"),
    "GET /junta/{token}/carta/{plan_key:path}.docx",
    *("GET /api/v1/board/{token}/preferences", "PUT /api/v1/board/{token}/preferences"),
    *("GET /api/v1/board/{token}/plans", "GET /api/v1/board/{token}/why"),
    *("GET /api/v1/board/{token}/preview", "GET /api/v1/board/{token}/matches"),
    *("GET /junta/{token}/acompanamiento", "GET /junta/{token}/historia"),
    *("POST /api/v1/board/{token}/answers", "POST /junta/{token}/formacion"),
)
IN_SESSION = (
    "POST /junta/{token}/mensajes/primero",
    *("GET /junta/{token}/datos", "GET /junta/{token}/datos/borrar", "POST /junta/{token}/datos/borrar"),
    *("POST /junta/{token}/datos/autorizar", "POST /junta/{token}/datos/retirar"),
    "GET /junta/{token}/datos/copia.json",
    *("GET /junta/{token}/papeles", "POST /junta/{token}/papeles"),
    *("GET /junta/{token}/papeles/{id_}/archivo", "POST /junta/{token}/papeles/{id_}/quitar"),
    *("GET /junta/{token}/perfil", "POST /junta/{token}/perfil"),
    *(
        "GET /junta/{token}/ayudar",
        "POST /junta/{token}/ayudar/aceptar",
        "POST /junta/{token}/ayudar/retirar",
    ),
    *("POST /junta/{token}/ayudar/{id_}/responder", "POST /junta/{token}/ayudar/{id_}/no"),
    *("GET /junta/{token}/preguntar", "POST /junta/{token}/preguntar"),
    "POST /junta/{token}/preguntar/{id_}/avisar",
    *("GET /junta/{token}/proyectos", "POST /junta/{token}/proyectos", "GET /junta/{token}/proyectos/nuevo"),
    *("GET /junta/{token}/proyectos/{id_}", "GET /junta/{token}/proyectos/{id_}/cambiar"),
    *(f"POST /junta/{{token}}/proyectos/{{id_}}/{act}" for act in ("cambiar", "publicar", "retirar")),
    *(
        "POST /junta/{token}/acompanamiento/{id_}/hecho",
        "POST /junta/{token}/acompanamiento/{id_}/no-podemos",
    ),
)
PROVIDERS = (
    *("GET /webhooks/whatsapp", "POST /webhooks/whatsapp", "POST /webhooks/sms"),
    *("POST /webhooks/telegram", "POST /webhooks/mail"),
)
DESKS: dict[Permission, tuple[str, ...]] = {
    Permission.EXPORT: ("GET /equipo/exportar", "GET /equipo/exportar/{name}.{form}"),
    Permission.MANAGE_STAFF: (
        *("GET /equipo/personas", "POST /equipo/personas", "POST /equipo/personas/{id_}/invitar"),
        *("POST /equipo/personas/{id_}/rol", "POST /equipo/personas/{id_}/retirar"),
        *("POST /equipo/personas/{id_}/recibir", "GET /equipo/accesos"),
        *("GET /equipo/llaves", "POST /equipo/llaves", "POST /equipo/llaves/{id_}/retirar"),
        "POST /equipo/llaves/{id_}/avisos/{hook_id}/retirar",
    ),
    Permission.SEE_NUMBERS: (
        *("GET /equipo/brechas", "GET /equipo/embudo", "GET /equipo/embudo/informe.pdf"),
        "GET /equipo/indicadores",
    ),
    Permission.SEE_BOARDS: (
        *("GET /equipo/juntas", "GET /equipo/juntas/{code:path}", "GET /equipo/juntas/{code:path}/actividad"),
        "GET /equipo/despliegues",
        *("GET /equipo/indicadores/{indicator}", "GET /equipo/embudo/{paso}"),
    ),
    Permission.REVIEW_LINKS: (
        *("GET /equipo/enlaces", "POST /equipo/enlaces/{id_}", "POST /equipo/enlaces/{id_}/deshacer"),
    ),
    Permission.ACCOMPANY: (
        *("GET /equipo/acompanamiento", "GET /equipo/juntas/{code:path}/acompanamiento"),
        *(
            f"POST /equipo/juntas/{{code:path}}/acompanamiento{act}"
            for act in ("", "/acciones", "/propuestas", "/bitacora")
        ),
        *(
            f"POST /equipo/juntas/{{code:path}}/acompanamiento/acciones/{{id_}}/{act}"
            for act in ("hecha", "fecha", "quitar", "abrir")
        ),
        *("GET /equipo/preguntas", "POST /equipo/preguntas/{id_}/cerrar"),
        *("GET /equipo/ayudas", "GET /equipo/ayudas/{code:path}/{about}"),
        *("POST /equipo/ayudas/{code:path}/{about}/tomar", "POST /equipo/ayudas/{code:path}/{about}/soltar"),
        *(
            "POST /equipo/ayudas/{code:path}/{about}/responder",
            "POST /equipo/ayudas/{code:path}/{about}/cerrar",
        ),
        "POST /equipo/ayudas/{code:path}/{about}/leer",
        "GET /equipo/formacion/efecto/{unidad}",
        *("GET /equipo/formacion", "GET /equipo/formacion/efecto", "GET /equipo/formacion/propuestas/{key}"),
        *("GET /equipo/formacion/agenda", "POST /equipo/formacion/agenda", "POST /equipo/formacion/a-mano"),
        *("GET /equipo/proyectos", "GET /equipo/proyectos/{id_}", "GET /equipo/proyectos/presupuesto"),
        *(f"POST /equipo/proyectos/{{id_}}/{act}" for act in ("unir", "ocultar", "mostrar")),
        *("POST /equipo/proyectos/{id_}/soltar/{tie_id}", "POST /equipo/proyectos/presupuesto"),
        *("POST /equipo/formacion/grupos", "GET /equipo/formacion/grupos/{id_}"),
        *(
            f"POST /equipo/formacion/grupos/{{id_}}/{act}"
            for act in ("cancelar", "completaron", "encuentros", "importar", "invitar", "juntas")
        ),
        "GET /equipo/formacion/grupos/{id_}/lista.csv",
        "POST /equipo/formacion/grupos/{id_}/juntas/{code:path}/quitar",
        "POST /equipo/formacion/grupos/{id_}/encuentros/{meeting_id}/quitar",
        *("GET /equipo/formacion/encuentros/{meeting_id}", "POST /equipo/formacion/encuentros/{meeting_id}"),
    ),
    Permission.SEE_HEALTH: ("GET /equipo/salud",),
    Permission.CHECK_PAPERS: (
        *("GET /equipo/papeles", "GET /equipo/papeles/{id_}", "GET /equipo/papeles/{id_}/archivo"),
        *("POST /equipo/papeles/{id_}/aceptar", "POST /equipo/papeles/{id_}/rechazar"),
    ),
    Permission.KEEP_REGISTER: (
        *("GET /equipo/registro", "GET /equipo/registro/{code:path}"),
        "POST /equipo/registro/{code:path}/dignatarios",
        "POST /equipo/registro/{code:path}/dignatarios/{id_}/retirar",
        "POST /equipo/registro/{code:path}/etapas",
        *("POST /equipo/despliegues", "POST /equipo/despliegues/{id_}/terminar"),
    ),
}
READ: dict[Permission, tuple[str, ...]] = {
    Permission.SEE_NUMBERS: ("GET /api/v1/unlocks", "GET /api/v1/funnel"),
    Permission.ACCOMPANY: (
        *("GET /api/v1/help", "GET /api/v1/cohorts", "GET /api/v1/cohort-members", "GET /api/v1/attendance"),
    ),
    Permission.CHECK_PAPERS: ("GET /api/v1/filings",),
    Permission.KEEP_REGISTER: ("GET /api/v1/stages", "GET /api/v1/periods"),
    Permission.SEE_BOARDS: (
        *("GET /api/v1/matches", "GET /api/v1/refusals", "GET /api/v1/assessments"),
        *("GET /api/v1/gaps", "GET /api/v1/outcomes", "GET /api/v1/plan-matches"),
    ),
    Permission.REVIEW_LINKS: ("GET /api/v1/links",),
    Permission.SEE_HEALTH: ("GET /api/v1/deliveries", "GET /api/v1/health"),
}
HOOKS = ("GET /api/v1/hooks", "POST /api/v1/hooks", "DELETE /api/v1/hooks/{hook_id}")

ROUTES: dict[str, Gate] = {
    **dict.fromkeys(OPEN, Open.TO_ALL),
    **dict.fromkeys(BY_LINK, Open.TO_BOARD),
    **dict.fromkeys(IN_SESSION, Open.TO_BOARD_IN_SESSION),
    **dict.fromkeys(PROVIDERS, Open.TO_PROVIDER),
    "GET /equipo": Open.TO_STAFF,
    **dict.fromkeys(HOOKS, Keys(Permission.SEE_BOARDS)),
    **{route: permission for permission, routes in DESKS.items() for route in routes},
    **{route: Reads(permission) for permission, routes in READ.items() for route in routes},
}
