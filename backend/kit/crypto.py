"""Encryption of personal details: fields at rest, sealed details in transit, blind indexes, derived secrets.

AES-256-GCM with a key ring: the first key encrypts, every key decrypts, the key's id stands in the blob.
The additional data bind a ciphertext to its place, so that it cannot be moved to another column.
Blind indexes and conversation keys come from the ring's *last* key (the oldest), which a rotation keeps.
"""

import base64
import hashlib
import hmac
import json
import os
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from sqlalchemy import LargeBinary, TypeDecorator
from sqlalchemy.engine import Dialect

from backend.kit.settings import Settings

SEALED_PREFIX = "sealed:v1:"
_NONCE = 12
_VERSION = b"\x01"
_SEAL_AAD = b"sealed-detail"
_SEAL = re.compile(SEALED_PREFIX.encode() + rb"[A-Za-z0-9_=-]+")


class CryptoError(ValueError):
    """A key is missing or malformed, or a ciphertext was altered or belongs elsewhere."""


@dataclass(frozen=True)
class Keyring:
    """Keys by id; the first is current."""

    keys: tuple[tuple[str, bytes], ...]

    @classmethod
    def from_setting(cls, text: str) -> "Keyring":
        """Parse `id:base64-of-32-bytes,...`. Raises CryptoError on a malformed ring."""
        keys = []
        for part in filter(None, (piece.strip() for piece in text.split(","))):
            name, _, encoded = part.partition(":")
            try:
                key = base64.b64decode(encoded, validate=True)
            except ValueError as error:
                raise CryptoError(f"encryption key {name!r} is not base64") from error
            if len(key) != 32 or not name or len(name.encode()) > 255:
                raise CryptoError(f"encryption key {name!r} must have an id and 32 bytes")
            keys.append((name, key))
        if not keys:
            raise CryptoError("the encryption key ring is empty")
        return cls(tuple(keys))

    @property
    def current_id(self) -> str:
        """Id of the key that encrypts."""
        return self.keys[0][0]

    def encrypt(self, plain: bytes, aad: bytes) -> bytes:
        """Encrypt under the current key: version, id length, id, nonce, ciphertext with tag."""
        name, key = self.keys[0]
        nonce = os.urandom(_NONCE)
        header = _VERSION + bytes([len(name.encode())]) + name.encode()
        return header + nonce + AESGCM(key).encrypt(nonce, plain, aad + header)

    def decrypt(self, blob: bytes, aad: bytes) -> bytes:
        """Decrypt what `encrypt` made with any key of the ring. Raises CryptoError when it cannot be trusted."""
        name, header_end = key_id_of(blob)
        key = dict(self.keys).get(name)
        if key is None:
            raise CryptoError(f"no key {name!r} in the ring")
        nonce, body = blob[header_end : header_end + _NONCE], blob[header_end + _NONCE :]
        try:
            return AESGCM(key).decrypt(nonce, body, aad + blob[:header_end])
        except (InvalidTag, ValueError) as error:
            raise CryptoError("ciphertext altered or out of place") from error


def key_id_of(blob: bytes) -> tuple[str, int]:
    """The id of the key that made a blob, and where its header ends. Raises CryptoError on junk."""
    if len(blob) < 2 or blob[:1] != _VERSION or len(blob) < 2 + blob[1] + _NONCE:
        raise CryptoError("not a ciphertext of ours")
    end = 2 + blob[1]
    return blob[2:end].decode("utf-8", "replace"), end


class _State:
    ring: Keyring | None = None
    kept_in: Path | None = None


def configure(settings: Settings) -> None:
    """Set the key ring of this process; a key added to the house's own ring later is found when it is first met."""
    _State.ring = Keyring.from_setting(settings.encryption_key)
    _State.kept_in = settings.home / "secrets.json"


def _grown_ring() -> Keyring | None:
    """The ring as it lies in the house now, when it holds all of ours and more."""
    if _State.kept_in is None or not _State.kept_in.is_file():
        return None
    found = Keyring.from_setting(str(json.loads(_State.kept_in.read_text()).get("encryption_key") or ""))
    return found if len(found.keys) > len(ring().keys) and set(ring().keys) <= set(found.keys) else None


def ring() -> Keyring:
    """The key ring of this process. Raises CryptoError before `configure`."""
    if _State.ring is None:
        raise CryptoError("crypto.configure(settings) comes first")
    return _State.ring


def encrypt(plain: bytes, aad: bytes) -> bytes:
    """Encrypt bytes for the place that `aad` names."""
    return ring().encrypt(plain, aad)


def decrypt(blob: bytes, aad: bytes) -> bytes:
    """Decrypt bytes of the place that `aad` names. Raises CryptoError."""
    if key_id_of(blob)[0] not in dict(ring().keys):
        # A new key was put into the ring while this process runs.
        _State.ring = _grown_ring() or ring()
    return ring().decrypt(blob, aad)


def derived_secret(purpose: str) -> bytes:
    """A 32-byte secret for one purpose, the same in all processes, unrelated to those of other purposes."""
    return HKDF(SHA256(), 32, salt=None, info=f"lantai/{purpose}".encode()).derive(ring().keys[-1][1])


def blind_index(purpose: str, value: str) -> str:
    """A keyed hash by which an encrypted value can be looked up; normalise the value before."""
    return hmac.new(derived_secret(f"blind/{purpose}"), value.encode(), hashlib.sha256).hexdigest()


def conversation_key(openid: str) -> str:
    """The name under which a follower is known outside the archive's own tables: 32 hexadecimal digits."""
    return blind_index("conversation", openid)[:32]


def seal(value: str) -> str:
    """Close a detail for its way through the dialogue engine."""
    return SEALED_PREFIX + base64.urlsafe_b64encode(encrypt(value.encode(), _SEAL_AAD)).decode()


def unseal(token: str) -> str:
    """Open a sealed detail. Raises CryptoError for anything else."""
    if not token.startswith(SEALED_PREFIX):
        raise CryptoError("not a sealed detail")
    try:
        blob = base64.urlsafe_b64decode(token[len(SEALED_PREFIX) :])
    except ValueError as error:
        raise CryptoError("not a sealed detail") from error
    return decrypt(blob, _SEAL_AAD).decode()


def resealed(data: bytes) -> bytes:
    """Text in which every seal of an older key is one of the current key; what is no seal of ours stays as it is."""

    def fresh(found: re.Match[bytes]) -> bytes:
        token = found[0].decode()
        try:
            blob = base64.urlsafe_b64decode(token[len(SEALED_PREFIX) :])
            return found[0] if key_id_of(blob)[0] == ring().current_id else seal(unseal(token)).encode()
        except (CryptoError, ValueError):
            return found[0]

    return _SEAL.sub(fresh, data)


def unseal_deep(data: Any) -> Any:
    """Open every sealed string inside JSON data; the rest stays as it is. Raises CryptoError."""
    if isinstance(data, str):
        return unseal(data) if data.startswith(SEALED_PREFIX) else data
    if isinstance(data, list):
        return [unseal_deep(item) for item in data]
    if isinstance(data, dict):
        return {key: unseal_deep(value) for key, value in data.items()}
    return data


class EncryptedBytes(TypeDecorator[bytes]):
    """A column of bytes kept as ciphertext; `place` (table.column) is bound into it."""

    impl = LargeBinary
    cache_ok = True

    def __init__(self, place: str) -> None:
        super().__init__()
        self.place = place

    def process_bind_param(self, value: Any, dialect: Dialect) -> bytes | None:
        """Encrypt on the way in."""
        return None if value is None else encrypt(self.pack(value), self.place.encode())

    def process_result_value(self, value: bytes | None, dialect: Dialect) -> Any:
        """Decrypt on the way out."""
        return None if value is None else self.unpack(decrypt(bytes(value), self.place.encode()))

    def pack(self, value: Any) -> bytes:
        """The value as bytes."""
        return bytes(value)

    def unpack(self, data: bytes) -> Any:
        """The bytes as value."""
        return data


class EncryptedText(EncryptedBytes):
    """A column of text kept as ciphertext."""

    cache_ok = True

    def pack(self, value: Any) -> bytes:
        """Text as UTF-8; a lone surrogate cannot be stored and becomes a question mark."""
        return str(value).encode("utf-8", "replace")

    def unpack(self, data: bytes) -> str:
        """UTF-8 as text."""
        return data.decode()


class EncryptedJSON(EncryptedBytes):
    """A column of JSON kept as ciphertext."""

    cache_ok = True

    def pack(self, value: Any) -> bytes:
        """JSON as compact UTF-8."""
        return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")

    def unpack(self, data: bytes) -> Any:
        """UTF-8 as JSON."""
        return json.loads(data)
