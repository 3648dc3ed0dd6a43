"""The words of people who write back, folded: what they may mean, and what is said beside it."""

import re
from enum import StrEnum


class ReadAs(StrEnum):
    INTERESTED = "interested"
    NOT_FOR_US = "not_for_us"
    NEEDS_HELP = "needs_help"
    STOP = "stop"
    THANKS = "thanks"  # a greeting or thanks: nothing is asked, and nobody need read it
    NOT_UNDERSTOOD = "not_understood"
    # A messenger's /start by our link, which is no message of a person:
    JOINED = "joined"
    MUST_AUTHORISE = "must_authorise"  # the board has not let us write to it
    UNKNOWN_START = "unknown_start"  # the link is not ours


NUMBERS = {
    **dict.fromkeys(("1", "uno"), ReadAs.INTERESTED),
    **dict.fromkeys(("2", "dos"), ReadAs.NOT_FOR_US),
    **dict.fromkeys(("3", "tres"), ReadAs.NEEDS_HELP),
}
BEFORE_A_NUMBER = {"opcion", "respuesta", "respondemos", "marcamos", "la", "el", "numero"}
# After these a number counts or dates something: "3 meses", "1 de julio", "1 o 2".
COUNTED = re.compile(
    r"(anos?|dias?|horas?|mes(es)?|semanas?|minutos?|millon(es)?|mil|pesos|personas?|veces|vez|metros?|cuadras?"
    r"|kilometros?|km|de|del|y|o|u|a|am|pm|por|x|ra|er|do|\d+)$"
)

THUMBS = {"👍": ReadAs.INTERESTED, "👎": ReadAs.NOT_FOR_US}
SKIN = re.compile("[\U0001f3fb-\U0001f3ff]")

COURTESY = re.compile(
    r"\b(por favor|porfavor|porfa|muchas gracias|mil gracias|gracias|buen[oa]s? (dias?|tardes?|noches?)"
    r"|buenas|hola|cordial saludo|saludos?|muy amables?|dios l[oe]s bendiga|bendiciones|senor(es|a)?|doctora?"
    r"|ok|okey|listo|recibido|enterad[oa]s?|vale|feliz (dia|tarde|noche))\b"
)
PHRASES = {
    ReadAs.INTERESTED: re.compile(
        r"(si )?((a nosotros )?nos|me|le|les) interesa( mucho| bastante)?"
        r"( (esta|este|la) (convocatoria|proceso))?"
        r"|(si )?(estamos|estoy) (muy )?interesad[oa]s?|interesad[oa]s|claro que (si )?nos interesa"
        r"|(si )?(queremos|vamos a) (participar|presentarnos)"
    ),
    ReadAs.NOT_FOR_US: re.compile(
        r"(est[ae] )?no es para (nosotr[oa]s|(la|nuestra|mi) junta)|no (nos|me) (interesa|sirve)"
        r"|no (estamos|estoy) interesad[oa]s?|no (queremos|vamos a) (participar|presentarnos)"
    ),
    ReadAs.NEEDS_HELP: re.compile(
        r"(si )?(necesitamos|necesito|queremos|requerimos) (la |su |una |de su )?(ayuda|apoyo|asesoria)"
        r"|ayuda|ayudenn?os|ayudeme|(nos|me) (puede|pueden|podrian?) (ayudar|asesorar)"
        r"|(puede|pueden|podrian?) (ayudarnos|ayudarme|asesorarnos)"
    ),
}
STOP = re.compile(
    r"(?:(?:alto|stop|pare|paren|basta|ya) )*"
    r"(?:(?:alto|pare|paren|parar|basta)( ya)?"
    r"(?: (?:con|a|de)?(?: ?(?:los|sus|estos|mas))?(?: enviar)? ?(?:mensajes?|correos?|avisos?))?"
    r"|stop|stopall|unsubscribe|salir|cancelar"
    r"|(?:quiero |queremos |solicito )?(?:la |dar(?:me|nos)? de )?baja"
    r"|desuscribir(?:me|nos)?"
    r"|no mas|no (?:recibir )?mas (?:mensajes|correos|avisos)"
    r"|no (?:quiero|queremos|deseo|deseamos) (?:recibir )?mas(?: (?:mensajes|correos|avisos))?"
    r"|no (?:me|nos)? ?(?:escriban?|envien?|manden?) mas(?: (?:mensajes|correos|avisos|nada))?"
    r"|dejen? de (?:escribir(?:me|nos)?|(?:enviar|mandar)(?:me|nos)? (?:mensajes|correos|avisos))"
    r"|cancelar (?:la )?suscripcion)"
)
# These say other things too where more is said: "una pregunta, no más", "hay que cancelar".
VAGUE_STOPS = {"no mas", "ya no mas", "baja", "salir", "parar", "cancelar"}
# What may stand between an answer and its reason.
LEADS_TO_REASON = {"porque", "por", "pues", "ya", "es", "queda", "esta", "muy", "no", "con", "para", "pero"}

SIGNATURE = re.compile(r"^\s*(enviado (desde|con)|sent from|(obtener|get) outlook)\b", re.IGNORECASE)
