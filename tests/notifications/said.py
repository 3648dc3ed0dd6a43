"""A message for channels, in all forms and valid by default."""

from dataclasses import dataclass

from notifications.chat_form import CALL_TEMPLATE, names_of
from notifications.message import Button, Chat, Mail

CALL = "CO1.BDOS.1234567"
BUTTONS = (
    Button("Nos interesa", f"1:{CALL}"),
    Button("No es para nosotros", f"2:{CALL}"),
    Button("Necesitamos ayuda", f"3:{CALL}"),
)


@dataclass(frozen=True, slots=True)
class Said:
    """The template is that of an approved call."""

    text: str = "Para su junta: adecuación del salón comunal en El Pozón.\nCierra el martes."
    template: str = CALL_TEMPLATE
    parameters: tuple[str, ...] = names_of(CALL_TEMPLATE)
    buttons: tuple[Button, ...] = BUTTONS
    sms_text: str = (
        "Convite: obra en El Pozon para el salon comunal. Cierra el martes. Responda 1 si les interesa"
    )

    def mail(self) -> Mail:
        return Mail("Una convocatoria", self.text, f"<p>{self.text}</p>", "https://convite.example/parar")

    def chat(self) -> Chat:
        return Chat(self.text, self.template, self.parameters, self.buttons)

    def sms(self) -> str:
        return self.sms_text
