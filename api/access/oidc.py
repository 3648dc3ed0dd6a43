"""Signing in at the office's own directory (OpenID Connect Core 1.0, code flow with PKCE, RFC 7636)."""

import hashlib
import secrets
from base64 import urlsafe_b64encode
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, NamedTuple
from urllib.parse import urlencode

import httpx2
from itsdangerous import BadSignature, URLSafeTimedSerializer
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

_SECONDS = 10.0
_LEEWAY_SECONDS = 60
_ALGORITHMS = ["RS256", "PS256", "ES256"]
WISH_LASTS = timedelta(minutes=10)


class NotLetIn(Exception):
    """The directory did not say who this is, or not in a way that can be trusted. Says why, without data."""


@dataclass(frozen=True, slots=True)
class Directory:
    """Where the office's people are known. `name` is what they call it; `back` is our own address for it."""

    issuer: str
    client_id: str
    client_secret: str = field(repr=False)
    name: str = "la cuenta de la oficina"


class Wish(NamedTuple):
    """What a browser keeps, signed, between its leaving and its coming back."""

    state: str
    nonce: str
    verifier: str
    back: str

    @classmethod
    def new(cls, back: str) -> "Wish":
        state, nonce, verifier = (secrets.token_urlsafe(32) for _ in range(3))
        return cls(state, nonce, verifier, back)


def pack(wish: Wish, secret: str) -> str:
    return _signer(secret).dumps(wish)


def unpack(packed: str, secret: str) -> Wish | None:
    """None where we did not sign it, or too long ago."""
    try:
        return Wish(*_signer(secret).loads(packed, max_age=int(WISH_LASTS.total_seconds())))
    except (BadSignature, TypeError):
        return None


def address(directory: Directory, wish: Wish, return_to: str) -> str:
    """Where the browser is sent. Raises NotLetIn where the directory cannot be reached."""
    challenge = urlsafe_b64encode(hashlib.sha256(wish.verifier.encode()).digest()).decode().rstrip("=")
    asked = {
        "response_type": "code",
        "client_id": directory.client_id,
        "redirect_uri": return_to,
        "scope": "openid email",
        "state": wish.state,
        "nonce": wish.nonce,
        "code_challenge": challenge,
        "code_challenge_method": "S256",
    }
    with _client() as client:
        return f"{_known(client, directory)['authorization_endpoint']}?{urlencode(asked)}"


def email_of(directory: Directory, wish: Wish, code: str, return_to: str, now: datetime) -> str:
    """Whose mail address the directory gives for the code that it sent the browser back with.

    Raises NotLetIn; also for an address that the directory itself calls unverified.
    """
    with _client() as client:
        known = _known(client, directory)
        sent = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": return_to,
            "code_verifier": wish.verifier,
        }
        login = (directory.client_id, directory.client_secret)
        answer = _json(client.post(known["token_endpoint"], data=sent, auth=login))
        keys = _json(client.get(known["jwks_uri"]))
    claims = claims_of(directory, wish, answer.get("id_token"), keys, now)
    email = claims.get("email")
    if not isinstance(email, str) or claims.get("email_verified") is False:
        raise NotLetIn("the directory gives no verified mail address")
    return email


def claims_of(
    directory: Directory, wish: Wish, token: object, keys: dict[str, Any], now: datetime
) -> dict[str, Any]:
    """What an identity says, once its signature, issuer, audience, time and nonce hold. Raises NotLetIn."""
    if not isinstance(token, str):
        raise NotLetIn("the directory gave no identity")
    wanted = jwt.JWTClaimsRegistry(
        now=int(now.timestamp()),
        leeway=_LEEWAY_SECONDS,
        iss={"essential": True, "value": directory.issuer},
        aud={"essential": True, "value": directory.client_id},
        exp={"essential": True},
        nonce={"essential": True, "value": wish.nonce},
    )
    try:
        found = jwt.decode(token, KeySet.import_key_set(keys), algorithms=_ALGORITHMS)  # type: ignore[arg-type]
        wanted.validate(found.claims)
    except (JoseError, ValueError, KeyError) as error:
        raise NotLetIn(f"the identity cannot be trusted: {type(error).__name__}") from error
    return found.claims


def _known(client: httpx2.Client, directory: Directory) -> dict[str, Any]:
    """What the directory tells of itself (OpenID Connect Discovery 1.0)."""
    found = _json(client.get(f"{directory.issuer.rstrip('/')}/.well-known/openid-configuration"))
    if found.get("issuer") != directory.issuer:
        raise NotLetIn("the directory calls itself otherwise than CONVITE_OIDC_ISSUER")
    return found


def _json(answer: httpx2.Response) -> dict[str, Any]:
    if not answer.is_success:
        raise NotLetIn(f"the directory answers {answer.status_code}")
    found = answer.json()
    if not isinstance(found, dict):
        raise NotLetIn("the directory answers with something else")
    return found


def _client() -> httpx2.Client:
    return httpx2.Client(timeout=_SECONDS, follow_redirects=False)


def _signer(secret: str) -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(secret, salt="convite.oidc")
