"""Signatures and the AES envelope of WeChat's message push.

Pure functions with the time handed in. Every failure is one of the typed errors below and never carries
the text, the key or the token.
"""

import base64
import binascii
import hashlib
import hmac
import os
import re
import struct
from collections.abc import Sequence
from dataclasses import dataclass

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

WINDOW_SECONDS = 300
_BLOCK = 32
_RANDOM = 16
_TIMESTAMP = re.compile(r"\d{10}", re.ASCII)
_NONCE = re.compile(r"[0-9A-Za-z_-]{1,128}", re.ASCII)
_KEY = re.compile(r"[A-Za-z0-9+/]{43}", re.ASCII)


class CryptoError(Exception):
    """Something about a push's signature or envelope is wrong."""


class BadKey(CryptoError):
    """The configured EncodingAESKey is not 43 characters of base64."""


class BadSignature(CryptoError):
    """The signature does not belong to what was signed."""


class BadTimestamp(CryptoError):
    """The timestamp is malformed or too far from now."""


class BadCiphertext(CryptoError):
    """The ciphertext cannot be opened with any key we hold."""


class WrongAccount(CryptoError):
    """The ciphertext opened, but it is meant for another app id."""


def signature(*parts: str) -> str:
    """WeChat's signature: SHA-1 over the sorted parts without a separator."""
    return hashlib.sha1("".join(sorted(parts)).encode(), usedforsecurity=False).hexdigest()


def check_freshness(timestamp: str, nonce: str, *, now: float, window: int = WINDOW_SECONDS) -> None:
    """Refuse a malformed or old timestamp.

    The parts are signed without a separator, so a digit could be moved between timestamp and nonce;
    insisting on exactly ten digits closes that. A repeated nonce is no fault: WeChat's own retries carry it.
    """
    if not _TIMESTAMP.fullmatch(timestamp) or not _NONCE.fullmatch(nonce):
        raise BadTimestamp("malformed timestamp or nonce")
    if abs(now - int(timestamp)) > window:
        raise BadTimestamp("timestamp outside the window")


def check_signature(given: str, *parts: str) -> None:
    """Compare in constant time; junk is a wrong signature, not a crash."""
    if not hmac.compare_digest(given.encode(), signature(*parts).encode()):
        raise BadSignature("signature does not match")


@dataclass(frozen=True, slots=True)
class Opened:
    """A decrypted push and which of our keys opened it (the answer goes back under the same key)."""

    message: bytes
    key: int


@dataclass(frozen=True, slots=True)
class Envelope:
    """The four fields of an encrypted answer."""

    encrypt: str
    signature: str
    timestamp: str
    nonce: str

    def to_xml(self) -> str:
        """The envelope as WeChat reads it."""
        return (
            f"<xml><Encrypt><![CDATA[{self.encrypt}]]></Encrypt>"
            f"<MsgSignature><![CDATA[{self.signature}]]></MsgSignature>"
            f"<TimeStamp>{self.timestamp}</TimeStamp>"
            f"<Nonce><![CDATA[{self.nonce}]]></Nonce></xml>"
        )


def split_keys(setting: str) -> tuple[str, ...]:
    """The EncodingAESKey setting: the current key and, while rotating, the previous one after a comma."""
    return tuple(key.strip() for key in setting.split(",") if key.strip())


class Codec:
    """Verifies, opens and seals pushes of one account."""

    def __init__(self, token: str, app_id: str, keys: Sequence[str]) -> None:
        self._token = token
        self._app_id = app_id.encode()
        self._keys = tuple(_decode_key(key) for key in keys)

    def verify(self, timestamp: str, nonce: str, given: str, *, now: float) -> None:
        """Check the `signature` of a handshake or a clear push."""
        check_freshness(timestamp, nonce, now=now)
        check_signature(given, self._token, timestamp, nonce)

    def verify_encrypted(self, timestamp: str, nonce: str, given: str, encrypt: str, *, now: float) -> None:
        """Check the `msg_signature`, the only one that covers the ciphertext."""
        check_freshness(timestamp, nonce, now=now)
        check_signature(given, self._token, timestamp, nonce, encrypt)

    def sign(self, timestamp: str, nonce: str, *more: str) -> str:
        """Sign as WeChat does (used by the simulator and by the self-check)."""
        return signature(self._token, timestamp, nonce, *more)

    def decrypt(self, encrypt: str) -> Opened:
        """Open a ciphertext with the current key, else with the previous one."""
        try:
            blob = base64.b64decode(encrypt, validate=True)
        except (binascii.Error, ValueError) as error:
            raise BadCiphertext("not base64") from error
        if not blob or len(blob) % 16:
            raise BadCiphertext("not a whole number of blocks")
        foreign = False
        for index, key in enumerate(self._keys):
            try:
                return Opened(self._open(blob, key), index)
            except WrongAccount:
                foreign = True
            except BadCiphertext:
                continue
        if foreign:
            raise WrongAccount("meant for another account")
        raise BadCiphertext("no key opens it")

    def encrypt(self, message: bytes, *, key: int = 0, random: bytes | None = None) -> str:
        """Seal a message; `random` is given only by tests against official vectors."""
        prefix = os.urandom(_RANDOM) if random is None else random
        plain = prefix + struct.pack(">I", len(message)) + message + self._app_id
        pad = _BLOCK - len(plain) % _BLOCK
        plain += bytes([pad]) * pad
        secret = self._keys[key]
        encryptor = Cipher(algorithms.AES256(secret), modes.CBC(secret[:16])).encryptor()
        return base64.b64encode(encryptor.update(plain) + encryptor.finalize()).decode()

    def seal(
        self, message: bytes, timestamp: str, nonce: str, *, key: int = 0, random: bytes | None = None
    ) -> Envelope:
        """An encrypted, signed answer."""
        encrypt = self.encrypt(message, key=key, random=random)
        return Envelope(encrypt, self.sign(timestamp, nonce, encrypt), timestamp, nonce)

    def _open(self, blob: bytes, key: bytes) -> bytes:
        decryptor = Cipher(algorithms.AES256(key), modes.CBC(key[:16])).decryptor()
        plain = decryptor.update(blob) + decryptor.finalize()
        pad = plain[-1]
        if not 1 <= pad <= _BLOCK or pad > len(plain) or plain[-pad:] != bytes([pad]) * pad:
            raise BadCiphertext("bad padding")
        body = plain[:-pad]
        if len(body) < _RANDOM + 4:
            raise BadCiphertext("too short")
        (length,) = struct.unpack(">I", body[_RANDOM : _RANDOM + 4])
        message, app_id = body[_RANDOM + 4 : _RANDOM + 4 + length], body[_RANDOM + 4 + length :]
        if len(message) != length:
            raise BadCiphertext("length does not fit")
        if not hmac.compare_digest(app_id, self._app_id):
            raise WrongAccount("meant for another account")
        return message


def _decode_key(key: str) -> bytes:
    if not _KEY.fullmatch(key):
        raise BadKey("EncodingAESKey must be 43 characters of letters and digits")
    # The 43rd character carries four bits beyond the 32 bytes; WeChat does not require them to be zero.
    return base64.b64decode(key + "=")
