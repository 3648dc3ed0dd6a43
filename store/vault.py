"""Sealed addresses: AES-GCM under a key of this installation, and a keyed hash that finds an address again.

A sealed value begins with the byte 1, then four bytes that tell which key sealed it, twelve of nonce, and the
rest. It opens only in the place that it was sealed for. The byte 0 stands before what a migration moved and
nobody sealed yet.
"""

import hashlib
import hmac
import secrets
from collections.abc import Sequence

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from domain.contact import Channel

_PLAIN, _SEALED = b"\x00", b"\x01"
_KEY_ID_BYTES = 4
_NONCE_BYTES = 12
_HEAD_BYTES = 1 + _KEY_ID_BYTES
SEALING_BYTES = _HEAD_BYTES + _NONCE_BYTES + 16  # and what proves that nothing was altered
_NUMBERS = frozenset({Channel.WHATSAPP, Channel.SMS})


class Unreadable(Exception):
    """Contact data was sealed with a key that is not here, or for another place. Names no data."""


class Vault:
    """Seals with the newest key, opens with each, and hashes with the oldest, so that a hash outlives a
    change of keys.

    `keys` are secrets of any length, newest first. `retired` open what they sealed and do nothing else.
    """

    def __init__(self, keys: Sequence[str], retired: Sequence[str] = ()) -> None:
        if not keys:
            raise ValueError("a vault needs a key")
        self._head = _SEALED + _key_id(keys[0])
        self._ciphers = {
            _SEALED + _key_id(key): AESGCM(_derived(key, b"seal", 32)) for key in (*keys, *retired)
        }
        self._digest_key = _derived(keys[-1], b"digest", 32)

    @property
    def head(self) -> bytes:
        """What every value begins with that the newest key sealed."""
        return self._head

    def seal(self, text: str, place: str) -> bytes:
        """The text, to be opened in this place alone: the row of another board does not do."""
        return self.seal_bytes(text.encode(), place)

    def seal_bytes(self, content: bytes, place: str) -> bytes:
        """The same of bytes, which get SEALING_BYTES longer."""
        nonce = secrets.token_bytes(_NONCE_BYTES)
        return self._head + nonce + self._ciphers[self._head].encrypt(nonce, content, place.encode())

    def open(self, sealed: bytes, place: str) -> str:
        """The text. Raises Unreadable without its key, or where it was sealed for another place."""
        if sealed.startswith(_PLAIN):
            return sealed[1:].decode()
        return self.open_bytes(sealed, place).decode()

    def open_bytes(self, sealed: bytes, place: str) -> bytes:
        """The same of bytes, which no migration moved: they are sealed, or unreadable."""
        self.require_key(sealed)
        if sealed.startswith(_PLAIN):
            raise Unreadable("what is kept sealed was not sealed")
        cipher = self._ciphers[sealed[:_HEAD_BYTES]]
        nonce, rest = sealed[_HEAD_BYTES : _HEAD_BYTES + _NONCE_BYTES], sealed[_HEAD_BYTES + _NONCE_BYTES :]
        try:
            return cipher.decrypt(nonce, rest, place.encode())
        except InvalidTag as error:
            raise Unreadable("contact data was damaged, or moved from where it was sealed for") from error

    def require_key(self, sealed: bytes) -> None:
        """Raises Unreadable where there is no key for it."""
        if not self.opens(sealed):
            raise Unreadable(
                "contact data was sealed with a key that is not here: put the earlier one at the end of "
                "CONVITE_CONTACT_KEYS"
            )

    def opens(self, sealed: bytes) -> bool:
        """Whether there is a key for it."""
        return sealed.startswith(_PLAIN) or sealed[:_HEAD_BYTES] in self._ciphers

    def digest(self, channel: Channel, address: str) -> str:
        """The keyed hash of an address, 32 hexadecimal digits; WhatsApp and SMS of one number have
        the same.
        """
        kind = "number" if channel in _NUMBERS else channel.value
        named = f"{kind}|{_normal_form(channel, address)}".encode()
        return hmac.new(self._digest_key, named, hashlib.sha256).hexdigest()[:32]


def _normal_form(channel: Channel, address: str) -> str:
    """How an address is compared: a mail address in small letters, a number as `+` and its digits."""
    match channel:
        case Channel.EMAIL:
            return address.strip().casefold()
        case Channel.WHATSAPP | Channel.SMS:
            return "+" + "".join(filter(str.isdecimal, address))
        case _:
            return address.strip()


def _key_id(key: str) -> bytes:
    return _derived(key, b"key id", _KEY_ID_BYTES)


def _derived(key: str, purpose: bytes, length: int) -> bytes:
    made: bytes = HKDF(hashes.SHA256(), length, salt=None, info=b"convite contacts " + purpose).derive(
        key.encode()
    )
    return made
