"""What of the settings reaches the pages."""

from typing import Any

import pytest

from api.site import Secrets, Web
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
