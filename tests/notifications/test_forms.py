"""Each kind of message in each form: nothing missing, within its bounds, to the board as ustedes."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.alert import AlertKind
from domain.contact import Channel
from domain.outcome import OutcomeKind
from domain.plan_match import PlanMatch
from domain.readiness import Verdict
from notifications.bulletin import (
    AnswerNoted,
    Bulletin,
    Confirmation,
    ExpiringPaper,
    HelpAsked,
    NearestMiss,
    NothingNew,
    NotUnderstood,
    PlanEntry,
    Sayable,
    Trial,
)
from notifications.chat_form import BODIES, CALL_TEMPLATE, NOTE_TEMPLATE, names_of
from notifications.compose import message
from notifications.gsm import septets
from notifications.message import Chat, NotComposed
from notifications.rendering import render
from notifications.sms_form import LONGEST_LINK, check_link
from tests.examples import IN_TEN_DAYS, TODAY, TOMORROW, YESTERDAY, a_board, a_planned_purchase, a_process
from tests.notifications.examples import LINK, a_bulletin, a_letterhead, an_alert, an_entry

RUT = ("RUT", "Pídanlo en la DIAN.")
BOARD = a_board()
NOTHING = NothingNew(
    month=TODAY,
    calls=1412,
    refusals=(("Es en otro lugar", 1208), ("No es de los oficios que su junta indicó", 96)),
    advice="Revisen en su página los oficios de su junta.",
    nearest=NearestMiss(a_process(), "Les habría llegado si su junta hiciera también jardinería."),
)
KINDS: dict[str, Sayable] = {
    "new": a_bulletin(an_entry(verdict=Verdict.ELIGIBLE_IF, missing=(RUT,), place="Barrio El Pozón")),
    "last_chance": a_bulletin(an_entry(days=1, closes_on=TOMORROW)),
    "reminder": a_bulletin(an_entry(days=5, alert=an_alert(AlertKind.REMINDER))),
    "deadline": a_bulletin(
        an_entry(alert=an_alert(AlertKind.DEADLINE_MOVED, before="2026-06-09", after="2026-06-13"))
    ),
    "cancelled": a_bulletin(an_entry(alert=an_alert(AlertKind.CANCELLED))),
    "closed": a_bulletin(an_entry(days=-1, closes_on=YESTERDAY)),
    "draft": a_bulletin(an_entry(is_draft=True)),
    "without_date_and_price": a_bulletin(an_entry(days=None, closes_on=None, price_cop=None)),
    "paper": a_bulletin(papers=(ExpiringPaper("RUT", IN_TEN_DAYS, RUT[1], "DIAN. Dónde: en línea.", 6),)),
    "plan": a_bulletin(plans=(PlanEntry(a_planned_purchase(), missing=(RUT,)),)),
    "plan_of_which_little_is_known": a_bulletin(
        plans=(PlanEntry(a_planned_purchase(value_cop=None, expected_on=None)),)
    ),
    "nothing": a_bulletin(nothing=NOTHING),
    "nothing_at_all": a_bulletin(nothing=NothingNew(TODAY, 0, (), "Miren su página la otra semana.")),
    "help": HelpAsked(BOARD, a_letterhead(stop_link=None), a_process(), (RUT,), 6, "Barrio El Pozón"),
    "help_about_nothing": HelpAsked(BOARD, a_letterhead(stop_link=None), is_unread=True),
    "interested": AnswerNoted(BOARD, a_letterhead(), OutcomeKind.INTERESTED, a_process(), 6),
    "not_for_us": AnswerNoted(BOARD, a_letterhead(), OutcomeKind.NOT_FOR_US, a_process(), 6),
    "not_understood": NotUnderstood(BOARD, a_letterhead()),
    "needs_help": AnswerNoted(BOARD, a_letterhead(), OutcomeKind.NEEDS_HELP, a_process(), 6),
    "confirmation": Confirmation(
        BOARD, a_letterhead(), (Channel.EMAIL, Channel.SMS), TODAY, "2026-11", "https://convite.example/aviso"
    ),
    "another_address_first": Confirmation(
        BOARD, a_letterhead(), (Channel.EMAIL,), TODAY, "", "https://convite.example/aviso", Channel.EMAIL
    ),
    "confirmation_on_paper": Confirmation(
        BOARD, a_letterhead(), (), TODAY, "", "https://convite.example/aviso"
    ),
    "trial": Trial(a_letterhead()),
}
SAID_TO_ONE = re.compile(
    r"\b(usted|búsquel[ao]|véal[ao]|lea|revise|empiece|pregunte|su respuesta, usted)\b", re.I
)

every_kind = pytest.mark.parametrize("said", KINDS.values(), ids=KINDS)


def forms(said: Sayable) -> Iterator[str]:
    told = message(said)
    yield told.mail().text
    yield told.mail().html
    yield told.chat().text
    yield told.sms()


@every_kind
def test_every_kind_can_be_said_in_every_form(said: Sayable) -> None:
    for form in forms(said):
        assert "None" not in form
        assert "{" not in re.sub(r"<style.*?</style>", "", form, flags=re.S)
        assert not SAID_TO_ONE.search(form)
        assert ".." not in form.replace("...", "…")


@every_kind
def test_every_message_can_be_checked_and_stopped(said: Sayable) -> None:
    text, page, chat, sms = forms(said)
    for form in (text, page, chat, sms):
        assert "K7QM-2XPF" in form
        assert LINK in form
    for form in (text, page, chat):
        assert "https://convite.example/verificar" in form
    assert "ALTO" in chat
    assert "ALTO" in sms
    assert ("/parar" in text) == (said.letterhead.stop_link is not None)


@every_kind
def test_a_mail_is_small(said: Sayable) -> None:
    mail = message(said).mail()
    assert len(mail.html.encode()) < 20_000
    assert mail.subject
    assert len(mail.subject) < 120
    assert max(map(len, mail.html.split("\n"))) < 998


@every_kind
def test_a_chat_message_is_its_template_with_its_parameters(said: Sayable) -> None:
    chat = message(said).chat()
    assert len(chat.text) <= 1024
    assert _filled(chat).replace("*", "") == chat.text
    assert len(_filled(chat)) <= 1024
    for parameter in chat.parameters:
        assert parameter
        assert not re.search(r"[\n\r\t]| {4}", parameter)
    assert bool(chat.buttons) == (chat.template == CALL_TEMPLATE)
    assert all(len(button.label) <= 20 for button in chat.buttons)


@every_kind
def test_a_text_message_fits_in_one_part(said: Sayable) -> None:
    assert septets(message(said).sms()) <= 160


@every_kind
def test_what_is_invented_says_so_in_every_form(said: Sayable) -> None:
    sample = replace(said, letterhead=replace(said.letterhead, sample=True))
    text, page, chat, sms = forms(sample)
    assert message(sample).mail().subject.startswith("[MUESTRA INVENTADA]")
    for form in (text, page, chat):
        assert "MUESTRA INVENTADA" in form
    assert sms.startswith("MUESTRA")
    assert all("MUESTRA" not in form for form in forms(said))


def test_the_templates_are_ones_that_a_provider_takes() -> None:
    for name, body in BODIES.items():
        assert not body.startswith("{")
        assert not body.endswith("}")
        assert "}{" not in body
        assert len(names_of(name)) == len(set(names_of(name)))


def test_the_buttons_answer_the_call_that_the_message_names() -> None:
    urgent = an_entry(2, days=1, closes_on=TOMORROW)
    bulletin = a_bulletin(an_entry(1), urgent)
    chat = message(bulletin).chat()
    assert bulletin.head == "CO1.BDOS.2"
    assert [(b.label, b.payload) for b in chat.buttons] == [
        ("Nos interesa", "1:CO1.BDOS.2"),
        ("No es para nosotros", "2:CO1.BDOS.2"),
        ("Necesitamos ayuda", "3:CO1.BDOS.2"),
    ]
    assert "Hay otra novedad en su página." in chat.text
    assert "Última oportunidad" in chat.text


def test_a_cancelled_call_asks_for_no_answer() -> None:
    chat = message(KINDS["cancelled"]).chat()
    assert chat.template == NOTE_TEMPLATE
    assert "La entidad canceló este proceso" in chat.text
    assert "1 si" not in message(KINDS["cancelled"]).sms()


def test_a_chat_message_tells_a_call_with_all_that_a_board_needs() -> None:
    text = message(KINDS["new"]).chat().text
    for said in (
        "Convite para JAC Barrio El Pozón",
        "Convocatoria nueva",
        "Limpieza de canales pluviales",
        "Lugar: Barrio El Pozón",
        "$60.000.000 (60 millones de pesos)",
        "Quedan 6 días hábiles",
        "si antes completan lo que les falta: RUT.",
        "Empiecen hoy por esto: RUT.",
        "Es lo único nuevo por ahora.",
        "publicados el lunes 1 de junio de 2026",
    ):
        assert said in text


def test_a_text_message_keeps_money_days_and_link() -> None:
    said = a_bulletin(an_entry(title="CONSTRUCCIÓN DE ANDENES " * 20, price_cop=999_999_999_999))
    sms = message(said).sms()
    assert "$999.999.999.999. 6 dias habiles." in sms
    assert sms.endswith(LINK)
    assert "Construccion de andenes" in sms


def test_a_price_beyond_all_bounds_still_leaves_room_for_a_word() -> None:
    link = "https://c.example/".ljust(LONGEST_LINK, "x")
    sms = message(a_bulletin(an_entry(price_cop=9_999_999_999_999_999), link=link)).sms()
    assert septets(sms) <= 160
    assert sms.startswith("Limpie")


def test_what_a_buyer_left_blank_keeps_no_message_back() -> None:
    told = message(a_bulletin(an_entry(title="\x00", description=None, buyer_name=" ")))
    assert "Proceso MC-001-2026" in told.chat().text
    assert "Contrata: sin publicar" in told.mail().text


def test_a_short_link_goes_before_a_long_one_in_a_text_message() -> None:
    said = a_bulletin(short_link="https://convite.example/j/abc")
    assert message(said).sms().endswith("https://convite.example/j/abc")
    assert LINK in message(said).chat().text


def test_a_long_link_takes_the_room_of_the_answers_before_that_of_money_and_days() -> None:
    entry = an_entry(title="Mantenimiento de canales y zanjas del barrio")
    said = [message(a_bulletin(entry, link=f"https://c.example/{'x' * n}")).sms() for n in (40, 60, 70, 75)]
    facts = "$60.000.000. 6 dias habiles."
    assert said[0].startswith(
        f"Mantenimiento de canales y zanjas... {facts} 1 si 2 no 3 ayuda ALTO. K7QM-2XPF"
    )
    assert said[1].startswith(f"Mantenimiento... {facts} 1 si 2 no 3 ayuda ALTO. K7QM-2XPF http")
    assert said[2].startswith(f"Mantenimiento... {facts} 1 si 2 no 3 ayuda ALTO http")
    assert said[3].startswith(f"Mantenimiento de canales... {facts} ALTO http")


def test_a_link_that_leaves_no_room_is_refused_and_one_that_just_fits_is_not() -> None:
    worst = an_entry(days=None, closes_on=None, price_cop=999_999_999_999, title="Mantenimiento " * 20)
    fits = "https://c.example/".ljust(LONGEST_LINK, "x")
    check_link(fits)
    assert message(a_bulletin(worst, link=fits)).sms().endswith(fits)
    for refuse in (lambda: check_link(f"{fits}x"), message(a_bulletin(worst, link=f"{fits}x")).sms):
        with pytest.raises(NotComposed, match="CONVITE_PUBLIC_URL"):
            refuse()


def test_a_chat_message_that_is_too_long_loses_words_of_the_title_and_never_of_the_link() -> None:
    entry = an_entry(
        verdict=Verdict.ELIGIBLE_IF,
        missing=tuple((f"Requisito número {n} de nombre muy largo", "Cómo") for n in range(3)),
        title="Mantenimiento y mejoramiento de canales y zanjas " * 5,
        buyer_name="Alcaldía de un distrito de nombre muy largo " * 4,
        place="Barrio de nombre largo " * 3,
    )
    said = a_bulletin(entry, link=f"{LINK}{'x' * 60}", board=a_board(name="JAC de nombre largo " * 4))
    chat = message(said).chat()
    assert len(chat.text) <= 1024
    assert f"{LINK}{'x' * 60}" in chat.text
    assert "…" in chat.text


def test_a_chat_message_that_cannot_fit_is_refused() -> None:
    with pytest.raises(NotComposed, match="1024"):
        message(a_bulletin(link=f"{LINK}{'x' * 900}")).chat()


def test_a_mail_that_gmail_would_hide_is_refused() -> None:
    with pytest.raises(NotComposed, match="bytes"):
        message(
            a_bulletin(an_entry(missing=(("RUT", "Pídanlo. " * 12_000),), verdict=Verdict.ELIGIBLE_IF))
        ).mail()


@pytest.mark.parametrize("name", ["message.mjml", "message.txt.j2"])
def test_a_template_with_a_missing_value_is_refused(name: str) -> None:
    with pytest.raises(NotComposed, match=f"template {name}"):
        render(name, {"sample": False})
    whole: dict[str, Any] = {"sample": False, "heading": None, "note": "", "parts": ()}
    with pytest.raises(NotComposed, match="no value"):
        render(name, whole | {"preview": "", "subheading": "", "today": ""})


def test_a_parameter_without_value_is_refused() -> None:
    with pytest.raises(NotComposed, match="no value for board"):
        message(a_bulletin(board=a_board(name="  "))).chat()


def test_a_message_without_its_code_is_refused_in_every_form() -> None:
    told = message(a_bulletin(code=""))
    for form in (told.mail, told.chat, told.sms):
        with pytest.raises(NotComposed, match="no code"):
            form()


def test_a_reminder_says_that_the_board_was_interested_and_what_to_do_next() -> None:
    five = message(KINDS["reminder"]).mail()
    assert "RECORDATORIO" in five.text
    assert "Ustedes dijeron que les interesa" in five.text
    assert "pónganle día" in five.text
    assert five.subject == "Para su junta: 1 recordatorio"
    alert = an_alert(AlertKind.REMINDER)
    assert "Suban hoy la propuesta" in message(a_bulletin(an_entry(days=1, alert=alert))).mail().text


def test_a_reminder_of_a_call_that_closed_is_no_reminder() -> None:
    alert = an_alert(AlertKind.REMINDER)
    text = message(a_bulletin(an_entry(days=-1, closes_on=YESTERDAY, alert=alert))).mail().text
    assert "RECORDATORIO" not in text
    assert "No tienen que hacer nada" in text


@pytest.mark.parametrize(
    ("last_day", "left", "said"),
    [
        (YESTERDAY, -1, "Ya venció"),
        (TODAY, 0, "Vence hoy"),
        (TOMORROW, 1, "Queda 1 día hábil"),
        (IN_TEN_DAYS, 6, "Quedan 6 días hábiles"),
        (IN_TEN_DAYS, None, "Vence muy pronto"),
    ],
)
def test_a_paper_is_told_with_its_last_day(last_day: date, left: int | None, said: str) -> None:
    text = message(a_bulletin(papers=(ExpiringPaper("RUT", last_day, RUT[1], None, left),))).mail().text
    assert "PAPELES POR VENCER" in text
    assert ("Contaba hasta el" if last_day < TODAY else "Cuenta hasta el") in text
    assert said in text
    assert "Primer paso: Pídanlo en la DIAN." in text
    assert "Quién atiende" not in text


@pytest.mark.parametrize(
    ("verdict", "said"),
    [
        (Verdict.ELIGIBLE, "ya tienen lo que se pide"),
        (Verdict.ELIGIBLE_IF, "Para presentarse les falta:"),
        (Verdict.UNKNOWN, "No sabemos si cabe"),
    ],
)
def test_a_planned_purchase_is_never_told_as_a_call(verdict: Verdict, said: str) -> None:
    match = PlanMatch("JAC-0001", "PAA-1", 0.8, "R4", verdict, ())
    missing = (RUT,) if verdict is Verdict.ELIGIBLE_IF else ()
    mail = message(a_bulletin(plans=(PlanEntry(a_planned_purchase(), match, missing),))).mail()
    for body in (mail.text, mail.html):
        assert "Todavía no son convocatorias" in body
        assert "Hacia agosto de 2026" in body
        assert "$80.000.000 (80 millones de pesos)" in body
        assert said in body
        assert "Nos interesa" not in body
    assert (
        "no es una convocatoria" in message(a_bulletin(plans=(PlanEntry(a_planned_purchase()),))).chat().text
    )


def test_a_month_that_brought_nothing_is_explained() -> None:
    mail = message(KINDS["nothing"]).mail()
    assert mail.subject == "Este mes no hubo nada para su junta, y por qué"
    for said in (
        "En junio de 2026 miramos 1.412 compras públicas. Ninguna era para su junta.",
        "1.208: es en otro lugar",
        "La que estuvo más cerca: Limpieza de canales pluviales",
        "Les habría llegado si",
        "Una cosa por hacer: Revisen en su página",
    ):
        assert said in mail.text
    assert "no tuvimos compras públicas para mirar" in message(KINDS["nothing_at_all"]).mail().text


def test_all_parts_stand_in_one_mail_in_their_order() -> None:
    everything = a_bulletin(
        an_entry(1),
        an_entry(2, alert=an_alert(AlertKind.CANCELLED, 2)),
        an_entry(3, alert=an_alert(AlertKind.REMINDER, 3)),
        an_entry(4, days=1, closes_on=TOMORROW),
        plans=(PlanEntry(a_planned_purchase()),) * 5,
        papers=(ExpiringPaper("RUT", IN_TEN_DAYS, "Pídanlo."),) * 8,
        nothing=NOTHING,
    )
    mail = message(everything).mail()
    parts = [
        "ÚLTIMA OPORTUNIDAD",
        "RECORDATORIO",
        "NUEVAS",
        "OTRAS NOVEDADES",
        "PAPELES POR VENCER",
        "LO QUE VIENE",
        "ESTE MES NO HUBO NADA",
    ]
    assert [mail.text.index(part) for part in parts] == sorted(mail.text.index(part) for part in parts)
    assert mail.text.count("Y 2 más: mírenl") == 2
    assert mail.subject == (
        "Última oportunidad: 1 convocatoria por cerrar, 1 recordatorio, 1 nueva, 1 novedad, "
        "8 papeles por vencer y 5 compras que vienen"
    )


def test_what_no_mail_has_room_for_stands_on_the_page() -> None:
    mail = message(a_bulletin(*(an_entry(n) for n in range(60)))).mail()
    assert "Y 14 más: mírenlas en su página." in mail.text
    assert len(mail.html.encode()) < 60_000


def test_a_trainer_learns_what_a_board_lacks_and_nothing_of_persons() -> None:
    board = a_board(president="Persona Inventada", nit="900123456")
    said = replace(KINDS["help"], board=board)
    for form in forms(said):
        assert "Persona Inventada" not in form
        assert "900123456" not in form
    text, _, chat, _ = forms(said)
    for form in (text, chat):
        assert "pide ayuda" in form
        assert "RUT" in form
        assert "Comuníquense hoy con la junta" in form
    assert "autorizó" not in text
    assert "Convite no supo leer" in message(KINDS["help_about_nothing"]).chat().text


def test_an_answer_is_repeated_with_how_to_correct_it() -> None:
    for kind, said in (
        ("interested", "Anotamos que les interesa: Limpieza"),
        ("not_for_us", "Anotamos que no es para ustedes: Limpieza"),
        ("needs_help", "Anotamos que necesitan ayuda: Limpieza"),
    ):
        assert said in message(KINDS[kind]).chat().text
        assert "respondan otra vez: 1 nos interesa" in message(KINDS[kind]).mail().text
    with pytest.raises(ValueError, match="no answer"):
        message(AnswerNoted(BOARD, a_letterhead(), OutcomeKind.WON, a_process()))


def test_a_confirmation_tells_what_was_authorised_and_how_to_withdraw_it() -> None:
    text = message(KINDS["confirmation"]).mail().text
    for said in (
        "por correo electrónico y mensaje de texto",
        "miércoles 3 de junio de 2026",
        "versión 2026-11",
        "https://convite.example/aviso",
        "respondan ALTO",
    ):
        assert said in text
    assert "lo que firmaron en papel" in message(KINDS["confirmation_on_paper"]).mail().text


def test_a_bulletin_without_calls_has_no_call_to_answer() -> None:
    paper = KINDS["paper"]
    assert isinstance(paper, Bulletin)
    assert paper.head is None
    assert message(paper).chat().template == NOTE_TEMPLATE


@settings(deadline=None, max_examples=60)
@given(
    st.text(max_size=300),
    st.text(max_size=300),
    st.one_of(st.none(), st.integers(0, 10**13)),
    st.integers(0, 400),
)
def test_whatever_a_buyer_writes_the_message_fits(
    title: str, buyer: str, price: int | None, days: int
) -> None:
    closes_on = TODAY + timedelta(days=days)
    entry = an_entry(
        title=title, buyer_name=f"Alcaldía {buyer}", price_cop=price, days=days, closes_on=closes_on
    )
    told = message(a_bulletin(entry))
    assert septets(told.sms()) <= 160
    assert len(told.chat().text) <= 1024
    assert told.mail().html


def _filled(chat: Chat) -> str:
    values = dict(zip(names_of(chat.template), chat.parameters, strict=True))
    return BODIES[chat.template].format(**values)
