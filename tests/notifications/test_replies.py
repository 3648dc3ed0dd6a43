import pytest

from notifications.replies import LONGEST_REASON, Read, ReadAs, read, start_token
from tests.growth import growth

INTERESTED, NOT_FOR_US, NEEDS_HELP = ReadAs.INTERESTED, ReadAs.NOT_FOR_US, ReadAs.NEEDS_HELP

ANSWERS: dict[str, Read] = {
    **dict.fromkeys(
        (
            *(
                "1",
                "1.",
                " 1 ",
                "1)",
                "#1",
                "uno",
                "Uno.",
                "1️⃣",
                "👍",
                "👍🏽",
                "opción 1",
                "la 1",
                "Respuesta: 1",
            ),
            *("1 gracias", "Buenos días, 1", "Hola. 1 por favor", "si nos interesa", "Sí, nos interesa!"),
            *(
                "NOS INTERESA",
                "me interesa",
                "estamos interesados",
                "Nos interesa mucho, gracias",
                "👍 nos interesa",
            ),
            *("Queremos participar", "1\n\nEnviado desde mi iPhone"),
        ),
        Read(INTERESTED),
    ),
    "1 pero tenemos dudas": Read(INTERESTED, "pero tenemos dudas"),
    "1. Llámennos mañana": Read(INTERESTED, "Llámennos mañana"),
    **dict.fromkeys(
        (
            "2",
            "2.",
            "dos",
            "2️⃣",
            "👎",
            "opcion 2",
            "no es para nosotros",
            "No nos interesa",
            "no nos sirve gracias",
        ),
        Read(NOT_FOR_US),
    ),
    "2 muy lejos": Read(NOT_FOR_US, "muy lejos"),
    "2. Está muy lejos.": Read(NOT_FOR_US, "Está muy lejos"),
    "2️⃣ no tenemos equipo": Read(NOT_FOR_US, "no tenemos equipo"),
    "2, estamos a 3 horas": Read(NOT_FOR_US, "estamos a 3 horas"),
    "2 no es para nosotros": Read(NOT_FOR_US, "no es para nosotros"),
    "No es para nosotros, queda muy lejos": Read(NOT_FOR_US, "queda muy lejos"),
    "no nos interesa porque es muy grande": Read(NOT_FOR_US, "porque es muy grande"),
    **dict.fromkeys(
        (
            "3",
            "3.",
            "tres",
            "3️⃣",
            "ayuda",
            "AYUDA!!",
            "Ayuda por favor",
            "necesitamos ayuda",
            "¿Nos pueden ayudar?",
        ),
        Read(NEEDS_HELP),
    ),
    "3 con el RUT": Read(NEEDS_HELP, "con el RUT"),
    "Necesitamos ayuda con la póliza": Read(NEEDS_HELP, "con la póliza"),
    **dict.fromkeys(
        (
            *(
                "ALTO",
                "alto",
                "Alto.",
                "¡ALTO!",
                "alto por favor",
                "Por favor alto",
                "Alto gracias",
                "alto ya",
            ),
            *(
                "parar",
                "pare",
                "Paren",
                "no mas mensajes",
                "No más.",
                "no quiero más mensajes",
                "stop",
                "STOP",
            ),
            *(
                "baja",
                "dar de baja",
                "quiero darme de baja",
                "no nos escriban más",
                "ya no envíen más mensajes",
            ),
            *("Buenas tardes\nALTO\nJunta del barrio", "dejen de escribirnos", "paren los mensajes", "salir"),
            *("alto a los mensajes", "basta de mensajes", "Cancelar suscripción", "unsubscribe"),
            *(
                "ALTO, por favor no me escriban más",
                "ALTO ALTO",
                "ALTO no quiero mas",
                "Ya no más",
                "cancelar",
            ),
            *("STOPALL", "/stop", "/stop@ConviteBot", "no quiero más", "Basta, no más mensajes"),
            *("ALTO, ya no soy la presidenta", "¡Alto! Se equivocaron de número", "Número equivocado. ALTO"),
            *("Buenas tardes, alto, no soy yo", "2 muy lejos. ALTO", "no me escriban más, no soy yo"),
        ),
        Read(ReadAs.STOP),
    ),
    **dict.fromkeys(
        ("gracias", "Muchas gracias", "ok", "Listo", "buenos días", "🙏", "Recibido, gracias", "Hola"),
        Read(ReadAs.THANKS),
    ),
    **dict.fromkeys(
        (
            *(
                "",
                "   ",
                "?",
                "1?",
                "4",
                "0",
                "11",
                "12",
                "1 2",
                "1 y 3",
                "1 o 2",
                "1-2",
                "2/3",
                "👍👎",
                "👍 2",
            ),
            *(
                "el salón es alto",
                "el muro más alto",
                "alto riesgo",
                "no pare de llover",
                "la baja asistencia",
            ),
            *("1 de julio", "3 meses", "2 semanas?", "1 millón", "dos semanas", "tres días", "2026", "1 no"),
            *(
                "1 no nos interesa",
                "2 nos interesa",
                "no necesitamos ayuda",
                "sí",
                "no",
                "quién es?",
                "nos interesa?",
            ),
            *(
                "nos interesa saber si pagan",
                "¿cuándo cierra?",
                "ayuda humanitaria",
                "no es para nosotros un problema",
            ),
            *(
                "Somos la junta de Olaya",
                "3001234",
                "uno de nosotros va",
                "no mas tarde le digo",
                "que pare el 2",
            ),
            *(
                "Alto riesgo, no nos sirve",
                "no cancelar",
                "hay que cancelar la póliza",
                "Alto Bosque, El Pozón",
            ),
            *("una pregunta, no más", "Queremos saber eso. No más.", "¿El riesgo es alto, medio o bajo?"),
            *(
                "el riesgo es medio, alto",
                "el salón, alto y largo",
                "¿Alto, en qué barrio?",
                "la de Alto. Bosque",
            ),
            "Convite: Pintar el salón. $5.000. 9 días. 1 sí, 2 no, 3 ayuda, ALTO. Cód AB12 https://convite.example/j",
            "la reunión es el 2",
            "no 1",
        ),
        Read(ReadAs.NOT_UNDERSTOOD),
    ),
}


@pytest.mark.parametrize(("text", "expected"), ANSWERS.items(), ids=repr)
def test_a_message_is_read_as_people_write_it(text: str, expected: Read) -> None:
    assert read(text) == expected


def test_there_are_enough_phrases_to_trust_the_reading() -> None:
    assert len(ANSWERS) > 100


def test_a_reason_holds_nothing_that_is_no_text() -> None:
    assert read("2 muy\x00 lejos\n\tde aquí\x07") == Read(NOT_FOR_US, "muy lejos de aquí")


def test_a_message_twice_as_long_costs_twice_as_much() -> None:
    assert read("no nos dicen nada " * 5_000).kind is ReadAs.NOT_UNDERSTOOD
    assert growth(lambda times: read("no nos dicen nada " * times), 600) < 3


def test_a_long_reason_is_cut() -> None:
    assert len(read("2 " + "lejos " * 500).reason or "") == LONGEST_REASON


@pytest.mark.parametrize(
    ("text", "token"),
    [
        ("/start abc_DEF-12", "abc_DEF-12"),
        ("/start@convite_bot abc", "abc"),
        ("/start", None),
        ("/start a b", None),
        ("/start ../x", None),
        ("start abc", None),
        ("/start " + "a" * 65, None),
    ],
)
def test_what_a_start_link_carries_is_told(text: str, token: str | None) -> None:
    assert start_token(text) == token
