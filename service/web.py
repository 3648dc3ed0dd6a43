"""Serving the pages: a uvicorn server around the app."""

from collections.abc import Callable
from secrets import token_hex

import structlog
import uvicorn

from api.access.oidc import Directory
from api.app import Web, create_app
from api.site import Secrets
from domain.alert import DeliveryResult
from domain.contact import Channel
from notifications.channels.email import EmailChannel
from notifications.channels.twilio import SCHEME as TWILIO
from notifications.message import Message
from service.channels import NoChannel, open_channels
from service.context import Context
from service.postman import Postman
from service.settings import Settings
from service.shell import WrongUsage

log = structlog.get_logger()

_LONGEST_WAIT_SECONDS = 10


def server(
    context: Context, host: str, port: int, somebody_waits: Callable[[], None] = lambda: None
) -> uvicorn.Server:
    """A server that has not been started."""
    chosen = context.settings
    app = create_app(
        context.engine,
        Web(
            secret_key=chosen.secret_key,
            public_url=chosen.public_url,
            municipality=chosen.municipality,
            now=context.clock,
            sample=context.sample,
            contact_keys=chosen.vault_keys,
            retired_keys=chosen.retired_keys,
            answers_for_data=chosen.answers_for_data,
            telegram_bot=chosen.telegram_bot or "",
            webhooks=_secrets(chosen),
            mail_from=chosen.mail_from,
            sms_is_twilio=(chosen.sms_url or "").startswith(TWILIO),
            channels=_channels(chosen),
            papers=chosen.papers,
            asked_a_minute=chosen.api_a_minute or None,
            somebody_waits=somebody_waits,
            mail=mailer(chosen),
            directory=_directory(chosen),
        ),
    )
    # Requests are told by api/requests.py: uvicorn's own lines have whole addresses in them, and so keys.
    config = uvicorn.Config(
        app,
        host=host,
        port=port,
        log_config=None,
        log_level="warning",
        access_log=False,
        server_header=False,
    )
    return uvicorn.Server(config)


def serve(context: Context, host: str, port: int) -> None:
    """Serve until stopped, and send at once what somebody waits for."""
    postman = Postman(context)
    with postman.at_work():
        server(context, host, port, postman.call).run()


def _directory(chosen: Settings) -> Directory | None:
    """None where the office has none. Raises WrongUsage where half of it is said."""
    issuer, client_id, client_secret = chosen.oidc_issuer, chosen.oidc_client_id, chosen.oidc_client_secret
    if not (issuer or client_id or client_secret):
        return None
    if not (issuer and client_id and client_secret):
        raise WrongUsage("set CONVITE_OIDC_ISSUER, CONVITE_OIDC_CLIENT_ID and CONVITE_OIDC_CLIENT_SECRET")
    return Directory(issuer, client_id, client_secret, chosen.oidc_name)


def mailer(chosen: Settings) -> Callable[[str, Message], bool] | None:
    """Sends one mail while somebody waits for it; None where no mail server is named."""
    url = chosen.smtp_url
    if not url:
        return None

    def send(address: str, message: Message) -> bool:
        try:
            with EmailChannel(url, chosen.mail_from, timeout_seconds=_LONGEST_WAIT_SECONDS) as channel:
                receipt = channel.send(address, message, key=token_hex())
        except ValueError as error:
            log.error("no mail can be sent", error=str(error))
            return False
        if receipt.result is not DeliveryResult.ACCEPTED:
            log.error("a mail was not taken", answer=receipt.answer)
        return receipt.result is DeliveryResult.ACCEPTED

    return send


def _channels(chosen: Settings) -> frozenset[Channel]:
    """None where none is configured: the pages are read all the same."""
    try:
        with open_channels(chosen) as opened:
            return frozenset(opened)
    except NoChannel:
        return frozenset()


def _secrets(chosen: Settings) -> Secrets:
    return Secrets(
        whatsapp_app=chosen.whatsapp_app_secret or "",
        whatsapp_verify=chosen.whatsapp_verify_token or "",
        sms=(chosen.sms_secret or "") if chosen.sms_url else "",
        telegram=chosen.telegram_secret or "",
        mail=chosen.mail_secret or "",
    )
