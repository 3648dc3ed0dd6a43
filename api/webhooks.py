"""Where providers tell us what became of messages, and what people answered (docs/channels.md).

POSTs of programs: they bring no cookies and no page of ours, and are known by their signature, which is
looked at before anything is read. Nothing is asked of the network here, and 200 says that it is written down:
a provider that hears anything else brings it again, and what came twice changes nothing twice.
"""

import re
from collections.abc import Callable, Mapping
from typing import NamedTuple

import structlog
from fastapi import APIRouter, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import JSONResponse, PlainTextResponse, Response
from sqlalchemy.exc import TimeoutError  # noqa: A004 - the pool's own
from starlette.exceptions import HTTPException

from api.heard import Refused
from api.incoming import Written, write_down
from api.replies import answer_at_once
from api.security import WEBHOOKS
from api.site import CurrentSite, Site
from domain.alert import Reply
from domain.contact import Channel
from notifications import inbox
from notifications.links import sign_at
from notifications.webhooks import BadWebhook, Incoming, gateway, telegram, twilio, whatsapp
from store.engine import DatabaseUnavailable

log = structlog.get_logger()

router = APIRouter(prefix=WEBHOOKS.rstrip("/"), include_in_schema=False)


class Hook(NamedTuple):
    """How a provider is known, and what it says is read. Without a secret it is not set up."""

    channel: Channel
    secret: str
    is_genuine: Callable[[Mapping[str, str], bytes], bool]
    read: Callable[[bytes], Incoming]


@router.get("/whatsapp")
async def shake_hands(request: Request, site: CurrentSite) -> Response:
    """Meta asks once whether this address is ours, by the word that both sides know."""
    word = site.web.webhooks.whatsapp_verify
    if not word:
        raise HTTPException(404)
    challenge = whatsapp.handshake(request.query_params, word)
    if challenge is None:
        _refuse(site, Channel.WHATSAPP, Refused.SIGNATURE)
        raise HTTPException(403, "The word is not the one that was agreed on.")
    return PlainTextResponse(challenge)


@router.post("/whatsapp")
async def from_whatsapp(request: Request, site: CurrentSite) -> Response:
    secret = site.web.webhooks.whatsapp_app
    hook = Hook(
        Channel.WHATSAPP,
        secret,
        lambda headers, body: whatsapp.verify(headers, body, secret),
        whatsapp.read,
    )
    return _answer(await _take(request, site, hook))


@router.post("/sms")
async def from_sms(request: Request, site: CurrentSite) -> Response:
    """Of Twilio, or of the gateway that is set up instead."""
    if not site.web.sms_is_twilio:
        return _answer(await _take(request, site, _gateway(site)))
    # Twilio would send what a 200 holds, and complains of one that holds nothing.
    return _answer(await _take(request, site, _twilio(request, site)), done=204)


@router.post("/telegram")
async def from_telegram(request: Request, site: CurrentSite) -> Response:
    """The answer may tell the bot to do one thing: to say something, or to let a pressed button go."""
    secret = site.web.webhooks.telegram
    hook = Hook(
        Channel.TELEGRAM,
        secret,
        lambda headers, body: telegram.verify(headers, body, secret),
        lambda body: telegram.read(body, site.now),
    )
    written = await _take(request, site, hook)
    said = _said_at_once(site, written) or telegram.acknowledgement([reply for reply, _ in written.taken])
    return JSONResponse(said) if said else _answer(written)


@router.post("/mail")
async def from_mail(request: Request, site: CurrentSite) -> Response:
    """A mail that came to us, whole (message/rfc822): where no mailbox is read by IMAP."""
    secret = site.web.webhooks.mail
    hook = Hook(
        Channel.EMAIL,
        secret,
        lambda headers, body: gateway.verify(headers, body, secret, now=site.now),
        lambda body: _read_mail(site, body),
    )
    return _answer(await _take(request, site, hook))


def _twilio(request: Request, site: Site) -> Hook:
    # Twilio signs the address that it was given, which is not the one that a proxy asks us by.
    query = f"?{request.url.query}" if request.url.query else ""
    url, secret = f"{site.web.public_url.rstrip('/')}{request.url.path}{query}", site.web.webhooks.sms
    return Hook(
        Channel.SMS,
        secret,
        lambda headers, body: twilio.verify(headers, body, secret, url=url),
        lambda body: twilio.read(body, site.now, url=url),
    )


def _gateway(site: Site) -> Hook:
    secret = site.web.webhooks.sms
    return Hook(
        Channel.SMS,
        secret,
        lambda headers, body: gateway.verify(headers, body, secret, now=site.now),
        gateway.read,
    )


async def _take(request: Request, site: Site, hook: Hook) -> Written:
    if not hook.secret:
        raise HTTPException(404)
    try:
        body = await request.body()
    except HTTPException:
        _refuse(site, hook.channel, Refused.TOO_LARGE)
        raise
    return await run_in_threadpool(_take_in, site, hook, request.headers, body)


def _take_in(site: Site, hook: Hook, headers: Mapping[str, str], body: bytes) -> Written:
    if not hook.is_genuine(headers, body):
        _refuse(site, hook.channel, Refused.SIGNATURE)
        raise HTTPException(403, "The signature is not right.")
    try:
        incoming = hook.read(body)
    except BadWebhook as error:
        _refuse(site, hook.channel, Refused.MALFORMED)
        raise HTTPException(400, "The body is not what is documented.") from error
    if incoming.skipped:
        log.info("webhook_skipped", channel=hook.channel.value, of=dict(incoming.skipped))
    try:
        return write_down(site, hook.channel, incoming)
    except (DatabaseUnavailable, TimeoutError):
        _refuse(site, hook.channel, Refused.UNAVAILABLE)
        raise


def _refuse(site: Site, channel: Channel, reason: Refused) -> None:
    site.heard.refuse(channel, reason)
    log.warning("webhook_refused", channel=channel.value, reason=reason.value)


def _answer(written: Written, done: int = 200) -> Response:
    """Without words. What could not be written down shall come again: somebody may want no more messages."""
    return Response(status_code=500 if written.failed else done)


def _said_at_once(site: Site, written: Written) -> dict[str, object] | None:
    """Words to a chat that we may not write to later."""
    for reply, taken in written.taken:
        token = sign_at(taken.board_code, site.web.secret_key, site.now) if taken.board_code else ""
        if words := answer_at_once(taken, f"{site.web.public_url.rstrip('/')}/junta/{token}"):
            return {"method": "sendMessage", "chat_id": int(reply.address), "text": words}
    return None


_A_HEADER = re.compile(rb"[!-9;-~]+[ \t]*:")  # RFC 5322, 2.2: how every mail begins


def _read_mail(site: Site, body: bytes) -> Incoming:
    if not _A_HEADER.match(body):
        raise BadWebhook("not a mail")
    incoming = Incoming()
    try:
        found = inbox.read(body, site.now, site.web.mail_from)
    except inbox.UnreadableMail:
        incoming.skipped["mail that cannot be read"] += 1
        return incoming
    if found is None:
        incoming.skipped["mail that says nothing to us"] += 1
    elif isinstance(found, Reply):
        incoming.replies.append(found)
    else:
        incoming.reports.append(found)
    return incoming
