"""What a board reads."""

from dataclasses import replace
from datetime import timedelta

import pytest

from domain.alert import AlertKind
from domain.readiness import Verdict
from notifications.bulletin import Bulletin
from notifications.message import Mail
from tests.examples import IN_TEN_DAYS, TODAY, TOMORROW, YESTERDAY, a_board
from tests.notifications.examples import LINK, a_digest, a_letterhead, an_alert, an_entry

RUT = ("RUT", "Pídalo en la DIAN.")


def both(message: Mail) -> tuple[str, str]:
    return message.text, message.html


def test_the_three_parts_come_in_order_whatever_the_order_of_the_alerts() -> None:
    cancelled = an_entry(3, alert=an_alert(AlertKind.CANCELLED, 3))
    entries = [cancelled, an_entry(2), an_entry(1, days=1, closes_on=TOMORROW)]
    message = a_digest(*entries)
    assert message.text.index("ÚLTIMA OPORTUNIDAD") < message.text.index("NUEVAS")
    assert message.text.index("NUEVAS") < message.text.index("OTRAS NOVEDADES")
    assert message == a_digest(*reversed(entries))
    assert message.subject == "Última oportunidad: 1 convocatoria por cerrar, 1 nueva y 1 novedad"


def test_a_part_without_calls_is_not_shown() -> None:
    message = a_digest(an_entry())
    assert "NUEVAS" in message.text
    assert "ÚLTIMA OPORTUNIDAD" not in message.text
    assert "Otras novedades" not in message.html
    assert message.subject == "Para su junta: 1 nueva"


@pytest.mark.parametrize(("days", "is_last_chance"), [(0, True), (3, True), (4, False)])
def test_the_last_chance_is_three_business_days(days: int, is_last_chance: bool) -> None:
    message = a_digest(an_entry(days=days, closes_on=TODAY + timedelta(days=days)))
    assert ("ÚLTIMA OPORTUNIDAD" in message.text) == is_last_chance


def test_a_call_that_closes_today_says_so_and_sends_the_reader_to_secop_for_the_hour() -> None:
    for body in both(a_digest(an_entry(days=0, closes_on=TODAY))):
        assert "Cierra hoy" in body
        assert "La hora: mírenla en SECOP" in body


def test_an_unknown_deadline_and_price_are_told_as_unknown() -> None:
    for body in both(a_digest(an_entry(days=None, closes_on=None, price_cop=None))):
        assert "Fecha de cierre sin publicar" in body
        assert "no publicado" in body
        assert "None" not in body


def test_a_call_that_closed_while_it_waited_is_no_opportunity() -> None:
    message = a_digest(an_entry(days=-1, closes_on=YESTERDAY))
    assert "OTRAS NOVEDADES" in message.text
    assert "Ya cerró" in message.text
    assert "Nos interesa" not in message.html


def test_a_call_is_told_with_all_that_a_board_needs() -> None:
    for body in both(a_digest(an_entry(place="Barrio El Pozón"))):
        for said in (
            "Limpieza de canales pluviales",
            "Quedan 6 días hábiles",
            "sábado 13 de junio",
            "$60.000.000 (60 millones de pesos)",
            "Alcaldía del distrito",
            "Barrio El Pozón",
            "Sí. Según lo que sabemos hoy",
            "Es en su barrio: El Pozón",
            "Siguiente paso:",
            "https://community.secop.gov.co/",
            f"{LINK}?proceso=CO1.BDOS.1#CO1.BDOS.1" if "<html" not in body else "#CO1.BDOS.1",
        ):
            assert said in body


def test_what_is_missing_is_named_with_how_to_get_it_and_the_first_is_the_next_step() -> None:
    missing = (RUT, ("B", "b"), ("C", "c"), ("D", "d"))
    message = a_digest(an_entry(verdict=Verdict.ELIGIBLE_IF, missing=missing))
    assert "Sí, si antes completan lo que les falta:" in message.text
    assert "RUT. Cómo: Pídalo en la DIAN." in message.text
    assert "Y 1 más" in message.text
    assert "Empiecen hoy por esto: RUT." in message.text


def test_an_unknown_cap_is_not_told_as_a_yes() -> None:
    message = a_digest(an_entry(verdict=Verdict.UNKNOWN))
    assert "No lo sabemos todavía" in message.text
    assert "Sí." not in message.text


def test_days_that_were_counted_when_the_match_was_made_are_not_repeated() -> None:
    assert "99 días" not in a_digest(an_entry()).text


@pytest.mark.parametrize(
    ("kind", "before", "after", "said"),
    [
        (AlertKind.DEADLINE_MOVED, "2026-06-09", "2026-06-13", "era martes 9 de junio y ahora es sábado 13"),
        (AlertKind.DEADLINE_MOVED, None, "2026-06-13", "era desconocida y ahora es sábado 13 de junio"),
        (AlertKind.VALUE_CHANGED, "50000000", "60000000", "era $50.000.000 y ahora es $60.000.000"),
        (AlertKind.CANCELLED, "Publicado", "Cancelado", "La entidad canceló este proceso"),
        (AlertKind.NEW_DOCUMENTS, "3", "Anexo.pdf", "La entidad subió un documento nuevo: Anexo.pdf."),
        (
            AlertKind.NEW_DOCUMENTS,
            "3",
            "Anexo.pdf\nADENDA_No_1.pdf",
            "documentos nuevos: ADENDA_No_1.pdf, Anexo.pdf. Lean la adenda: cambia las condiciones.",
        ),
        (AlertKind.NEW_DOCUMENTS, "3", "a.pdf\nb.pdf\nc.pdf\nd.pdf", "nuevos: a.pdf, b.pdf, c.pdf y otros."),
    ],
)
def test_a_change_is_told_with_before_and_after(
    kind: AlertKind, before: str | None, after: str, said: str
) -> None:
    message = a_digest(an_entry(alert=an_alert(kind, before=before, after=after)))
    assert said in message.text
    assert "OTRAS NOVEDADES" in message.text


def test_two_changes_of_one_call_are_told_together() -> None:
    moved = an_alert(AlertKind.DEADLINE_MOVED, before="2026-06-09", after=IN_TEN_DAYS.isoformat())
    dearer = an_alert(AlertKind.VALUE_CHANGED, before="1000000", after="2000000")
    message = a_digest(an_entry(alert=moved), an_entry(alert=dearer), an_entry())
    assert message.text.count("* Limpieza de canales") == 1
    assert "Cambió la fecha" in message.text
    assert "Cambió el valor" in message.text
    assert "NUEVAS" in message.text


def test_a_cancelled_call_asks_for_nothing_more() -> None:
    message = a_digest(an_entry(alert=an_alert(AlertKind.CANCELLED), missing=(RUT,)))
    assert "No sigan preparando" in message.text
    assert "RUT" not in message.text
    assert "Nos interesa" not in message.html


def test_a_draft_is_announced_and_not_offered() -> None:
    message = a_digest(an_entry(is_draft=True))
    assert "OTRAS NOVEDADES" in message.text
    assert "todavía no recibe propuestas" in message.text


def test_a_change_of_a_call_without_match_says_nothing_of_eligibility() -> None:
    entry = replace(an_entry(alert=an_alert(AlertKind.VALUE_CHANGED, before="1", after="2")), match=None)
    assert "¿Su junta puede" not in a_digest(entry).text


def test_a_script_in_a_title_is_only_text() -> None:
    message = a_digest(an_entry(title="<script>alert(1)</script> limpieza & poda de zonas verdes"))
    assert "<script" not in message.html
    assert "&lt;script&gt;" in message.html
    assert "limpieza & poda" in message.text


@pytest.mark.parametrize(
    "url",
    [
        None,
        "javascript:alert(1)",
        "http://community.secop.gov.co/x",
        "https://secop.example/x",
        "https://secop.gov.co.evil.example/x",
        "https://evil.example\\@community.secop.gov.co/x",
        "https://community.secop.gov.co@evil.example/x",
        "https://[",
        "https://a.gov.co/x\nPague aquí: https://evil.example",
    ],
)
def test_only_links_to_the_state_go_out_in_our_name(url: str | None) -> None:
    message = a_digest(an_entry(url=url))
    for body in both(message):
        assert "Búsquenla en SECOP II con el número" in body
        assert "evil" not in body
        assert "javascript" not in body


def test_a_long_shouted_title_is_readable() -> None:
    message = a_digest(
        an_entry(title="MANTENIMIENTO DE PARQUES EN EL BARRIO EL POZÓN " * 5, names=("El Pozón",))
    )
    assert "* Mantenimiento de parques en el barrio el Pozón" in message.text
    assert "…" in message.text


def test_a_title_that_is_only_a_reference_gives_way_to_the_description() -> None:
    assert "* Poda de árboles" in a_digest(an_entry(title="MC-001-2026", description="Poda de árboles")).text


def test_the_message_is_safe_to_forward() -> None:
    for body in both(a_digest()):
        assert "Persona Inventada" not in body
        assert "900123456" not in body
        assert "juntas.example" not in body


def test_the_reader_is_told_how_old_the_data_are_and_how_to_stop() -> None:
    for body in both(a_digest()):
        assert "lunes 1 de junio de 2026" in body
        assert "dos días de atraso" in body
        assert "avisos de SECOP II" in body
        assert f"{LINK}/parar" in body
        assert "autorizó" in body
    assert "Datos de SECOP publicados" not in a_digest(data_at=None).text


def test_a_board_answers_on_its_page() -> None:
    html = a_digest().html
    for answer in ("interested", "not_for_us", "needs_help"):
        assert f"{LINK}?proceso=CO1.BDOS.1&amp;respuesta={answer}#CO1.BDOS.1" in html


def test_invented_data_say_so_everywhere() -> None:
    message = a_digest(sample=True)
    assert message.subject.startswith("[MUESTRA INVENTADA]")
    for body in both(message):
        assert body.count("MUESTRA INVENTADA") == 2
        assert "Muestra inventada" in body
    assert "invent" not in a_digest().text.lower()


def test_all_of_forty_calls_are_told_and_the_mail_stays_small() -> None:
    missing = tuple((f"Requisito {n} " * 4, "Cómo conseguirlo " * 6) for n in range(4))
    entries = [
        an_entry(n, verdict=Verdict.ELIGIBLE_IF, missing=missing, title=f"OBRA NÚMERO {n} DEL DISTRITO " * 6)
        for n in range(40)
    ]
    message = a_digest(*entries)
    for n in range(40):
        assert f"Obra número {n} del" in message.text
        assert f"Obra número {n} del" in message.html
    assert len(message.html.encode()) < 30_000 + 40 * 400


def test_six_calls_in_full_fit_in_thirty_kilobytes() -> None:
    missing = tuple((f"Requisito {n} " * 4, "Cómo conseguirlo " * 6) for n in range(4))
    entries = [
        an_entry(n, verdict=Verdict.ELIGIBLE_IF, missing=missing, title="TÍTULO LARGO " * 16)
        for n in range(6)
    ]
    assert len(a_digest(*entries).html.encode()) < 30_000


def test_nothing_to_tell_is_no_message() -> None:
    with pytest.raises(ValueError, match="without content"):
        Bulletin(a_board(), a_letterhead())
