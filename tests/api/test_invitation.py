"""An invitation goes by mail where mail is set up, and the page says whether it was taken."""

import re

import pytest
from sqlalchemy import Engine

from domain.access import StaffRole
from notifications.invitation import StaffInvitation
from notifications.message import Message, NotComposed
from service.demo.smtp_server import SmtpServer
from service.settings import Settings
from service.web import mailer
from tests.api.town import ON_SQLITE, a_client, settle, sign_in_staff
from tests.examples import NOW

FORM = {"nombre": "Luz <b>", "correo": "luz@oficina.example", "rol": "trainer"}
PAGE = "/equipo/personas"


class PostBox:
    """What was handed over, and whether it is taken."""

    def __init__(self, *, takes: bool) -> None:
        self.takes = takes
        self.sent: list[tuple[str, Message]] = []

    def __call__(self, address: str, message: Message) -> bool:
        self.sent.append((address, message))
        return self.takes


@ON_SQLITE
@pytest.mark.parametrize(
    ("box", "said"),
    [
        (PostBox(takes=True), "La enviamos a luz@oficina.example."),
        (PostBox(takes=False), "No pudimos enviarla por correo."),
        (None, "</strong> Envíenle este enlace"),
    ],
)
def test_the_page_shows_the_link_and_says_whether_it_was_mailed(
    engine: Engine, box: PostBox | None, said: str
) -> None:
    settle(engine)
    client = sign_in_staff(a_client(engine, mail=box), engine, StaffRole.ADMINISTRATOR)
    seen = client.post(PAGE, data=FORM).text
    assert said in seen
    link = re.search(r"http://testserver/invitacion/[\w-]{32}", seen)
    assert link
    assert "/invitacion/" not in client.get(PAGE).text
    lines = client.get("/equipo/accesos").text
    assert ("Le envió la invitación por correo" in lines) is bool(box and box.takes)
    if box:
        ((address, message),) = box.sent
        assert address == "luz@oficina.example"
        assert link[0] in message.mail().text
        assert "Ana de Prueba le invita a Convite" in message.mail().text
        assert "Cartagena" in message.mail().text
        assert "vence el miércoles 10 de junio de 2026, 8:00 a.\u202fm." in message.mail().text


@ON_SQLITE
def test_a_new_invitation_is_mailed_too_and_a_form_with_a_fault_is_not(engine: Engine) -> None:
    settle(engine)
    box = PostBox(takes=True)
    client = sign_in_staff(a_client(engine, mail=box), engine, StaffRole.ADMINISTRATOR)
    client.post(PAGE, data=FORM | {"rol": ""})
    client.post(PAGE, data=FORM)
    client.post(PAGE, data=FORM)
    client.post(f"{PAGE}/2/invitar")
    links = [re.search(r"/invitacion/\S+", message.mail().text) for _, message in box.sent]
    assert len({link[0] for link in links if link}) == 2


@ON_SQLITE
def test_who_may_not_come_in_is_not_invited(engine: Engine) -> None:
    settle(engine)
    box = PostBox(takes=True)
    client = sign_in_staff(a_client(engine, mail=box), engine, StaffRole.ADMINISTRATOR)
    client.post(PAGE, data=FORM)
    client.post(f"{PAGE}/2/retirar")
    assert client.post(f"{PAGE}/2/invitar").status_code == 422
    assert len(box.sent) == 1


@pytest.mark.parametrize("odd", ["\0", "\x1b", "\u202e"])
def test_a_name_holds_no_sign_that_cannot_be_seen(engine: Engine, odd: str) -> None:
    settle(engine)
    box = PostBox(takes=True)
    client = sign_in_staff(a_client(engine, mail=box), engine, StaffRole.ADMINISTRATOR)
    assert client.post(PAGE, data=FORM | {"nombre": f"Luz{odd} María"}).status_code == 200
    assert box.sent[0][1].mail().text.startswith("Luz María:")
    assert client.post(PAGE, data=FORM | {"nombre": odd}).status_code == 422


def an_invitation(name: str = "Luz <b>", *, sample: bool = False) -> StaffInvitation:
    return StaffInvitation(name, "Ana", "Cartagena", "https://convite.example/invitacion/x", NOW, sample)


def test_a_name_is_no_markup_and_the_sample_says_so() -> None:
    mail = an_invitation(sample=True).mail()
    assert "Luz &lt;b&gt;:" in mail.html
    assert "MUESTRA INVENTADA" in mail.subject
    assert "MUESTRA INVENTADA" in mail.text
    with pytest.raises(NotComposed):
        an_invitation().sms()


def test_it_arrives_or_is_said_not_to_have() -> None:
    with SmtpServer() as smtp:
        send = mailer(Settings(smtp_url=smtp.url, mail_from="Convite <convite@convite.example>"))
        assert send
        assert send("luz@oficina.example", an_invitation())
        received = smtp.messages[0].message
    assert received["Subject"] == "Su invitación para entrar a Convite"
    plain = received.get_body(("plain",))
    assert plain
    assert "https://convite.example/invitacion/x" in plain.get_content()
    assert not send("luz@oficina.example", an_invitation())
    assert not send("no address", an_invitation())
    assert mailer(Settings(smtp_url=None)) is None
