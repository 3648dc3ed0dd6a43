"""The manuals in the product: small, readable without anything else, and true of what pages say."""

import gzip
import re
from datetime import timedelta
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine

from api import markdown
from api.manual_pages import TITLES, path_of
from domain.access import SIGN_IN_LASTS, STAY_OF_BOARD, STAY_OF_STAFF, Stay
from domain.filing import LARGEST_FILE, WAITS_AT_MOST
from domain.guide import MOST_A_WEEK
from notifications.sign_in import CODE_DIGITS
from tests.api.town import ON_SQLITE, a_client

API = Path(__file__).resolve().parents[2] / "api"
MANUALS = API.parent / "docs" / "manual"


@pytest.fixture
def client(engine: Engine) -> TestClient:
    return a_client(engine)


@ON_SQLITE
@pytest.mark.parametrize("name", TITLES)
def test_a_manual_weighs_little_and_every_anchor_of_it_is_there(client: TestClient, name: str) -> None:
    answer = client.get(path_of(name))
    style = len(gzip.compress((API / "static" / "convite.css").read_bytes()))
    assert len(gzip.compress(answer.content)) + style <= 15_000
    assert f"<h1>{TITLES[name]}</h1>" in answer.text
    assert "<img" not in answer.text
    assert "<p></p>" not in answer.text
    ids = set(re.findall(r' id="([^"]+)"', answer.text))
    assert set(re.findall(r'href="#([^"]+)"', answer.text)) <= ids
    assert all(href.startswith(("/", "#")) for href in re.findall(r'<a href="([^"]+)"', answer.text))
    for path, anchor in re.findall(r'href="(/ayuda[^"#]*)#([^"]+)"', answer.text):
        assert f'id="{anchor}"' in client.get(path).text


@ON_SQLITE
def test_every_page_leads_to_the_manual_of_boards(client: TestClient) -> None:
    assert '<a href="/ayuda">' in client.get("/").text
    assert client.get("/ayuda/nada").status_code == client.get("/ayuda/junta").status_code == 404


@pytest.mark.parametrize("name", TITLES)
def test_what_a_manual_quotes_is_said_by_a_page(name: str) -> None:
    """«…» is what stands on a page; a button that is renamed is to be renamed here."""
    said = " ".join(_plain(path) for kind in ("*.html", "**/*.py") for path in API.rglob(kind))
    text = (MANUALS / f"{name}.md").read_text(encoding="utf-8")
    quoted = {part for one in re.findall("«([^»]+)»", text) for part in one.rstrip("…").split("…")}
    assert quoted
    assert {one for one in quoted if _folded(one) not in said} == set()


def test_the_figures_of_manuals_are_those_that_hold() -> None:
    junta, formacion = (
        (MANUALS / f"{name}.md").read_text(encoding="utf-8") for name in ("junta", "formacion")
    )
    assert f"hasta {STAY_OF_BOARD.longest.days} días, o {STAY_OF_BOARD.idle.days} sin abrirla" in junta
    assert Stay(timedelta(hours=12), timedelta(hours=1)) == STAY_OF_STAFF
    assert "12 horas, o una hora sin abrir" in formacion
    assert (SIGN_IN_LASTS, "Sirve media hora" in junta) == (timedelta(minutes=30), True)
    assert (CODE_DIGITS, "código de seis números" in junta) == (6, True)
    assert (MOST_A_WEEK, "tres por semana" in junta) == (3, True)
    assert f"Hasta {LARGEST_FILE // 1024**2} MB" in junta
    assert all(f"{WAITS_AT_MOST.days} días" in one for one in (junta, formacion))


@pytest.mark.parametrize("name", TITLES)
def test_a_manual_speaks_plainly_and_to_ustedes(name: str) -> None:
    text = (MANUALS / f"{name}.md").read_text(encoding="utf-8")
    words = re.findall(r"\w+", text.lower())
    assert not set(words) & {
        "usted",
        "tú",
        "tu",
        "tus",
        "te",
        "ti",
        "click",
        "clic",
        "email",
        "login",
        "link",
    }
    prose = "\n".join(line for line in text.splitlines() if not line.startswith(("|", "!", "#")))
    sentences = [one for one in re.split(r"[.:;?!]\s|\n", prose) if one.strip()]
    longest = max(sentences, key=lambda one: len(one.split()))
    assert len(longest.split()) <= 32, longest
    assert sum(len(one.split()) for one in sentences) / len(sentences) <= 12


def test_headings_of_one_name_have_anchors_of_their_own_and_a_picture_alone_is_left_out() -> None:
    read = markdown.read(
        "# A\n\n## ¿Qué es?\n\n![p](x.png)\n\ntext ![p](x.png)\n\n## ¿Qué es?\n\n- ![p](x.png)\n"
    )
    assert [one.anchor for one in markdown.headings(read)] == ["a", "qué-es", "qué-es-1"]
    html = markdown.write(markdown.without_pictures(read))
    assert html.count("<img") == 1
    assert "<p></p>" not in html
    table = markdown.write(markdown.read('## A "b"\n\n| x | y |\n| --- | --- |\n| 1 | 2 |\n'))
    assert 'aria-label="A &quot;b&quot;" tabindex="0"><table>' in table
    assert table.endswith("</table>\n</div>")
    assert "&lt;b&gt;" in markdown.write(markdown.read("<b>"))


def _plain(path: Path) -> str:
    text = path.read_text(encoding="utf-8")
    return _folded(re.sub(r'"\s*\n\s*f?"', "", text))


def _folded(text: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", text)).lower()
