"""The app that can be installed, and what it keeps for when there is no network."""

from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import Engine

from api.calls import Call
from api.share import share_link
from domain.process import Standing
from notifications.links import sign
from tests.api.browsing import TELEPHONE, a_site
from tests.api.town import ON_SQLITE, POZON, SECRET, a_client, settle_one_call
from tests.examples import NOW, TODAY, TOMORROW, a_process


@ON_SQLITE
def test_the_app_names_itself_its_signs_and_where_it_begins(engine: Engine) -> None:
    client = a_client(engine)
    said = client.get("/manifest.webmanifest")
    assert said.headers["content-type"] == "application/manifest+json"
    assert said.json()["start_url"] == "/junta/mia"
    for icon in said.json()["icons"]:
        found = client.get(icon["src"])
        assert (found.status_code, found.headers["content-type"]) == (200, "image/png")
    worker = client.get("/sw.js")
    assert worker.headers["cache-control"] == "no-cache"
    assert worker.headers["content-type"].startswith("text/javascript")


@pytest.mark.browser
@ON_SQLITE
def test_the_last_list_is_read_without_a_network_and_forgotten_when_somebody_leaves(
    browser: Browser, engine: Engine
) -> None:
    settle_one_call(engine, title="Mantenimiento del parque")
    page_of_board = f"/junta/{sign(POZON.code, SECRET)}"
    with a_site(engine, lambda: NOW) as url:
        context = browser.new_context(viewport=TELEPHONE, locale="es-CO")
        page = context.new_page()
        page.goto(url + page_of_board)
        page.evaluate("navigator.serviceWorker.ready")
        page.reload()  # this one goes through the worker
        _lose_network(page)
        page.reload()
        kept = page.reload()
        assert kept
        assert (kept.header_value("content-security-policy") or "").startswith("default-src 'none'")
        expect(page.get_by_role("heading", name="Mantenimiento del parque")).to_be_visible()
        expect(page.get_by_role("status")).to_contain_text("Sin conexión. Esta es la lista que guardamos el")
        assert (
            page.locator("body").evaluate("one => getComputedStyle(one).backgroundColor")
            == "rgb(255, 248, 238)"
        )
        page.goto(f"{url}/procesos")
        expect(page.get_by_role("heading", level=1)).to_have_text("Sin conexión")

        context.set_offline(False)
        page.goto(url)
        page.evaluate("fetch('/salir', {method: 'POST'})")
        _lose_network(page)
        page.goto(url + page_of_board)
        expect(page.get_by_role("heading", level=1)).to_have_text("Sin conexión")
        context.close()


def _lose_network(page: Page) -> None:
    page.wait_for_timeout(300)  # what is being kept is kept
    page.context.set_offline(True)


def test_what_is_shared_says_all_to_decide_by_and_holds_no_key_of_the_board() -> None:
    call = Call(a_process(closes_on=TOMORROW, price_cop=45_000_000), Standing.OPEN)
    link = urlsplit(share_link(call, 1, TODAY))
    (text,) = parse_qs(link.query)["text"]
    assert link.netloc == "wa.me"
    assert "Valor: $45.000.000 (45 millones de pesos)" in text
    assert "Cierra mañana" in text
    assert "/junta/" not in text
    assert text.count("\n") >= 3
    unknown = share_link(Call(a_process(closes_on=None, price_cop=None), Standing.OPEN), None, TODAY)
    assert "Valor" not in unknown
    assert "Fecha%20de%20cierre%20sin%20publicar" in unknown
