"""Small messages that go to an address because of the address: we may write to it, it lets in, it works."""

from domain.contact import Channel
from notifications import words
from notifications.bulletin import Confirmation, Entrance, Trial
from notifications.note import Note, one_line

CHANNELS = {
    Channel.EMAIL: "correo electrónico",
    Channel.WHATSAPP: "WhatsApp",
    Channel.SMS: "mensaje de texto",
    Channel.TELEGRAM: "Telegram",
    Channel.APPRISE: "otro servicio de mensajes",
}


def authorisation(said: Confirmation) -> Note:
    if said.first:
        return _other_first(said, CHANNELS[said.first])
    channels = _listed([CHANNELS[channel] for channel in said.channels])
    notice = f"Aviso de datos, versión {said.notice}" if said.notice else "Es lo que firmaron en papel"
    return Note(
        subject="Su junta autorizó los avisos de Convite",
        heading=one_line(said.board.name),
        to=one_line(said.board.name),
        lines=(
            f"Su junta autorizó que Convite les escriba por {channels}, desde el "
            f"{words.day_and_year(said.given_on)}.",
            "Usamos esos datos sólo para avisarles de contratación pública. Pueden retirar la autorización "
            "cuando quieran: respondan ALTO o háganlo en la página de su junta.",
            f"{notice}. Léanlo en {said.notice_link}",
        ),
        next_step="Si no lo autorizaron ustedes, respondan ALTO.",
        short="Su junta autorizó estos avisos. Si no, respondan ALTO",
    )


def _other_first(said: Confirmation, channel: str) -> Note:
    return Note(
        subject="Cambió por dónde les escribe Convite",
        heading=one_line(said.board.name),
        to=one_line(said.board.name),
        lines=(
            f"En la página de su junta pidieron que les escribamos primero por {channel}, a otra dirección.",
            "A esta le escribimos sólo si por la otra no se puede.",
        ),
        next_step="Si no lo pidieron ustedes, cámbienlo en la página de su junta y cuéntenlo en la oficina "
        "que acompaña a las juntas.",
        short=f"Pidieron avisos primero por {channel}. Si no fueron ustedes, miren",
    )


def trial(said: Trial) -> Note:
    return Note(
        subject="Prueba de Convite",
        heading="Prueba de Convite",
        to=one_line(said.board.name) if said.board else "quien administra los avisos",
        lines=("Esto es una prueba: si la leen, los avisos de Convite llegan por aquí.",),
        next_step="No tienen que hacer nada.",
        short="Esto es una prueba: los avisos de Convite llegan por aquí",
        link_label="Abrir Convite" if said.board is None else "Abrir la página de su junta",
    )


def entrance(said: Entrance) -> Note:
    """The code stands in the mail and the text message alone: WhatsApp has templates of its own for codes."""
    code, until = f"{said.code[:3]} {said.code[3:]}", words.clock(said.until)
    return Note(
        subject=f"{code} es su código para entrar a Convite",
        heading=f"Código para entrar: {code}",
        to=one_line(said.board.name),
        lines=(
            "Alguien pidió entrar a Convite con esta dirección.",
            f"El enlace y el código sirven una sola vez, hasta las {until} de hoy.",
            "No reenvíen este mensaje: quien lo tenga entra por su junta.",
        ),
        next_step="Si lo pidieron ustedes, abran el enlace. Si no, borren este mensaje: nadie ha entrado.",
        short=f"{said.code} es su código (hasta las {until}). O abran",
        link_label="Entrar a Convite",
        is_private=True,
    )


def _listed(names: list[str]) -> str:
    if len(names) < 2:
        return names[0] if names else "los medios que indicaron"
    return f"{', '.join(names[:-1])} y {names[-1]}"
