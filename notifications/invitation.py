"""The mail that invites a person of the office. It holds what lets in, and stands in no ledger."""

from dataclasses import dataclass, field
from datetime import datetime

from markupsafe import Markup

from domain.days import day_of
from notifications import words
from notifications.message import Chat, Mail, NotComposed

_SUBJECT = "Su invitación para entrar a Convite"
_SAMPLE = "MUESTRA INVENTADA: nada de lo que dice este mensaje existe."
_HTML = Markup(
    '<!doctype html>\n<html lang="es"><head><meta charset="utf-8"><title>{subject}</title></head>\n'
    '<body style="margin:0 auto;max-width:36rem;padding:1rem;font:16px/1.5 sans-serif;color:#1b1b1b">\n'
    '{paragraphs}\n<p><a href="{link}" style="display:inline-block;padding:12px 20px;border-radius:8px;'
    'background:#0b5d3b;color:#ffffff;font-weight:bold">Aceptar la invitación</a></p>\n'
    "<p>{other_way}<br>{link}</p>\n</body></html>\n"
)


@dataclass(frozen=True, slots=True)
class StaffInvitation:
    """To whom, by whom, for which municipality by name, and until when the link lets in."""

    name: str
    by: str
    municipality: str
    link: str = field(repr=False)
    until: datetime
    sample: bool = False

    def mail(self) -> Mail:
        lines = self._lines()
        other_way = "Si el botón no abre, copie esta dirección en el navegador:"
        text = "\n\n".join((*lines, f"Acepte la invitación aquí:\n{self.link}"))
        paragraphs = Markup("\n").join(Markup("<p>{}</p>").format(line) for line in lines)
        html = _HTML.format(subject=_SUBJECT, paragraphs=paragraphs, link=self.link, other_way=other_way)
        mark = "[MUESTRA INVENTADA] " if self.sample else ""
        return Mail(f"{mark}{_SUBJECT}", f"{text}\n", html, None)

    def chat(self) -> Chat:
        raise NotComposed("an invitation goes by mail alone")

    def sms(self) -> str:
        raise NotComposed("an invitation goes by mail alone")

    def _lines(self) -> tuple[str, ...]:
        until = f"{words.day_and_year(day_of(self.until))}, {words.clock(self.until)}"
        said = (
            f"{self.name}:",
            f"{self.by} le invita a Convite, donde la oficina acompaña a las juntas de {self.municipality}.",
            "Con el enlace escoge una contraseña y une su teléfono, que le dará los códigos para entrar. "
            f"Sirve una sola vez y vence el {until}",
            "No reenvíe este mensaje: quien tenga el enlace entra por usted. "
            "Si no esperaba esta invitación, bórrelo.",
        )
        return (_SAMPLE, *said) if self.sample else said
