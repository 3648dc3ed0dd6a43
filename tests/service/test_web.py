"""What of the settings reaches the pages."""

from typing import Any

import pytest
from fastapi import Request
from fastapi.testclient import TestClient

from api.site import Secrets, Site, Web, site_of
from api.window import caller
from service.context import Context
from service.progress import Progress
from service.settings import Settings
from service.web import server
from store.engine import open_database
from tests.examples import NOW

GATEWAY, TWILIO = "http://user:pass@127.0.0.1:9/sms", "twilio+http://AC1:token@127.0.0.1:9?from=+573000000000"


def web_of(**chosen: Any) -> Web:
    settings = Settings(**{"_env_file": None, "secret_key": "a secret of these tests", **chosen})
    engine = open_database("sqlite://")
    made = server(Context(engine, settings, lambda: NOW, Progress()), "127.0.0.1", 0)
    app: Any = made.config.app
    engine.dispose()
    found: Web = app.state.site.web
    return found


def test_nothing_that_is_not_set_up_can_be_called() -> None:
    assert web_of().webhooks == Secrets()
    assert web_of(sms_secret="a").webhooks == Secrets()


@pytest.mark.parametrize(("url", "is_twilio"), [(GATEWAY, False), (TWILIO, True)])
def test_each_webhook_has_its_secret_and_sms_its_shape(url: str, is_twilio: bool) -> None:
    web = web_of(
        whatsapp_app_secret="a",
        whatsapp_verify_token="b",
        sms_url=url,
        sms_secret="c",
        telegram_secret="d",
        telegram_bot="convite_bot",
        mail_secret="e",
    )
    assert web.webhooks == Secrets("a", "b", "c", "d", "e")
    assert (web.sms_is_twilio, web.telegram_bot) == (is_twilio, "convite_bot")


def test_who_answers_for_contact_data_is_named_in_the_notice() -> None:
    named = web_of(data_controller="la Alcaldía", data_contact="datos@alcaldia.example")
    assert named.answers_for_data == ("la Alcaldía", "datos@alcaldia.example")
    assert "oficina" in web_of().answers_for_data[0]


@pytest.mark.parametrize(
    ("trusted", "peer", "told", "counted"),
    [
        (None, "127.0.0.1", "203.0.113.9", "203.0.113.9"),  # the proxy beside it, as it is set up
        (None, "127.0.0.1", "198.51.100.1, 203.0.113.9", "203.0.113.9"),  # the visitor wrote the first one
        (None, "203.0.113.9", "198.51.100.1", "203.0.113.9"),  # a visitor, past the proxy
        ("10.0.0.5", "10.0.0.5", "203.0.113.9", "203.0.113.9"),
        ("10.0.0.5", "127.0.0.1", "203.0.113.9", "127.0.0.1"),
    ],
)
def test_a_visitor_is_counted_by_the_address_that_a_trusted_proxy_saw(
    monkeypatch: pytest.MonkeyPatch, trusted: str | None, peer: str, told: str, counted: str
) -> None:
    """By the server as it serves; else whoever writes a header would be as many visitors as they like."""
    monkeypatch.delenv("FORWARDED_ALLOW_IPS", raising=False)
    if trusted:
        monkeypatch.setenv("FORWARDED_ALLOW_IPS", trusted)
    chosen: dict[str, Any] = {"_env_file": None, "secret_key": "a secret of these tests"}
    settings = Settings(**chosen)
    engine = open_database("sqlite://")
    config = server(Context(engine, settings, lambda: NOW, Progress()), "127.0.0.1", 0).config
    config.load()
    app: Any = config.app
    seen: list[str] = []

    async def note(request: Request) -> Site:
        seen.append(caller(request))
        return app.state.site  # type: ignore[no-any-return]

    app.dependency_overrides[site_of] = note
    client = TestClient(config.loaded_app, client=(peer, 1), raise_server_exceptions=False)
    client.get("/entrar/equipo", headers={"x-forwarded-for": told})
    engine.dispose()
    assert seen == [counted]
