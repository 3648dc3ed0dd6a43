"""What keeps a board's link and page its own."""

import re
from pathlib import Path

import pytest
from sqlalchemy import Engine
from starlette.datastructures import Headers

import api
from api.security import LARGEST_BODY, comes_from_elsewhere
from tests.api.town import POZON, a_client, outcomes_of, page_of, settle, settle_one_call

TEMPLATES = sorted((Path(api.__file__).parent / "templates").glob("*.html"))


def test_every_answer_carries_the_strict_headers(engine: Engine) -> None:
    settle(engine)
    client = a_client(engine)
    for path in ("/", page_of(POZON), "/static/convite.css", "/api/v1/status", "/nada", "/healthz"):
        headers = client.get(path).headers
        assert headers["content-security-policy"].startswith("default-src 'none'")
        assert "frame-ancestors 'none'" in headers["content-security-policy"]
        assert "unsafe" not in headers["content-security-policy"]
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "no-referrer"
        assert "strict-transport-security" not in headers


def test_a_site_on_https_asks_to_be_visited_so(engine: Engine) -> None:
    client = a_client(engine, public_url="https://convite.example")
    assert "strict-transport-security" in client.get("/").headers


def test_a_board_page_is_kept_by_no_shared_cache_and_no_search_engine(engine: Engine) -> None:
    settle(engine)
    headers = a_client(engine).get(page_of(POZON)).headers
    assert headers["cache-control"] == "private, no-cache"
    assert "noindex" in headers["x-robots-tag"]
    assert "set-cookie" not in headers


@pytest.mark.parametrize(
    "headers",
    [
        {"sec-fetch-site": "cross-site", "origin": "https://elsewhere.example"},
        {"sec-fetch-site": "same-site"},
        {"origin": "https://elsewhere.example"},
    ],
)
def test_a_form_from_another_site_is_refused(engine: Engine, headers: dict[str, str]) -> None:
    call = settle_one_call(engine)
    for act in ("respuesta", "parar", "reanudar"):
        answer = a_client(engine).post(
            f"{page_of(POZON)}/{act}",
            data={"portfolio_id": call.portfolio_id, "answer": "interested"},
            headers=headers,
        )
        assert answer.status_code == 403
    assert outcomes_of(engine) == []


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"origin": "null", "sec-fetch-site": "same-origin"},
        {"origin": "null"},
        {"origin": "https://convite.example"},
        {"origin": "http://10.0.0.5:8000", "host": "10.0.0.5:8000"},
    ],
)
def test_our_own_forms_and_mail_programs_are_heard(headers: dict[str, str]) -> None:
    assert not comes_from_elsewhere(Headers(headers), "https://convite.example")


@pytest.mark.parametrize("size", [LARGEST_BODY + 1, 10 * LARGEST_BODY])
def test_a_body_larger_than_any_form_is_refused(engine: Engine, size: int) -> None:
    settle(engine)
    data = {"portfolio_id": "CO1.BDOS.1", "answer": "interested", "reason": "x" * size}
    assert a_client(engine).post(f"{page_of(POZON)}/respuesta", data=data).status_code == 413


def test_a_stopping_link_reaches_only_its_own_board(engine: Engine) -> None:
    settle(engine)
    other = page_of(POZON).replace("/junta/", "/junta/x")
    assert a_client(engine).post(f"{other}/parar").status_code == 404


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.name)
def test_no_template_holds_script_style_or_another_site(template: Path) -> None:
    text = template.read_text().replace('<script src="{{ offline_script }}" defer></script>', "")
    assert not re.search(r"<script|<style|\sstyle=|\son\w+=|\| *safe|https?://", text)
