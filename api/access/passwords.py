"""Passwords (argon2) and the codes of a telephone's second factor (TOTP, RFC 6238)."""

from datetime import datetime
from functools import cache
from threading import BoundedSemaphore

import pyotp
from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher

SHORTEST, LONGEST = 12, 128
_STEP_SECONDS = 30
_HASH = PasswordHash((Argon2Hasher(),))
_AT_ONCE = BoundedSemaphore(4)  # in each process: each check takes 64 MB, and strangers ask for them


def hashed(password: str) -> str:
    return _HASH.hash(password)


def is_right(password: str, known: str | None) -> tuple[bool, str | None]:
    """Whether it is the password, and its hash by today's rules where the known one is of older ones."""
    with _AT_ONCE:
        nobodys = _nobodys()  # whoever it is: the first to be asked about takes as long as another would
        right, anew = _HASH.verify_and_update(password[: LONGEST + 1], known or nobodys)
    return (right and known is not None), anew


def fault_of(password: str, again: str, email: str) -> str | None:
    """Why it will not do as a new password, in words for people."""
    if len(password) < SHORTEST:
        return f"Use por lo menos {SHORTEST} letras, números o signos. Tres o cuatro palabras juntas sirven."
    if len(password) > LONGEST:
        return f"Use a lo más {LONGEST} letras."
    if len(set(password)) < 5 or email.partition("@")[0].casefold() in password.casefold():
        return "Es fácil de adivinar: use palabras que no tengan que ver con su nombre ni se repitan."
    return None if password == again else "Las dos contraseñas no son iguales."


def new_secret() -> str:
    return pyotp.random_base32()


def step_of(code: str, secret: str, now: datetime) -> int | None:
    """The time step to which a code belongs, this one or a neighbour; None if it belongs to none."""
    digits = "".join(code.split())
    totp, step = pyotp.TOTP(secret), int(now.timestamp()) // _STEP_SECONDS
    near = (step, step - 1, step + 1)
    return next((one for one in near if pyotp.utils.strings_equal(totp.generate_otp(one), digits)), None)


def uri_of(secret: str, email: str) -> str:
    """What an authenticator reads from a QR code."""
    return pyotp.TOTP(secret).provisioning_uri(name=email, issuer_name="Convite")


@cache
def _nobodys() -> str:
    """Of a password that nobody has: checking it takes as long for a stranger's address as for another.

    Made when it is first needed: it costs a fifth of a second, and few processes ask for a password.
    """
    return _HASH.hash(pyotp.random_base32())
