"""AES-256-GCM for what Rasa keeps, under a key of its own."""

from __future__ import annotations

import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

_VERSION = b"\x01"
_NONCE = 12


class CipherError(ValueError):
    """The key is malformed, or a ciphertext was altered, moved, or made under another key."""


class Cipher:
    """Encrypts bytes bound to the conversation they belong to."""

    def __init__(self, key_hex: str) -> None:
        try:
            key = bytes.fromhex(key_hex)
        except ValueError as error:
            raise CipherError("LANTAI_TRACKER_KEY is not hexadecimal") from error
        if len(key) != 32:
            raise CipherError("LANTAI_TRACKER_KEY must be 32 bytes in hexadecimal")
        self._key = AESGCM(key)

    def encrypt(self, plain: bytes, place: str) -> bytes:
        """Version, nonce, ciphertext with tag."""
        nonce = os.urandom(_NONCE)
        return _VERSION + nonce + self._key.encrypt(nonce, plain, place.encode())

    def decrypt(self, blob: bytes, place: str) -> bytes:
        """Open what `encrypt` made for the same place. Raises CipherError."""
        if blob[:1] != _VERSION:
            raise CipherError("not a ciphertext of ours")
        try:
            return self._key.decrypt(blob[1 : 1 + _NONCE], blob[1 + _NONCE :], place.encode())
        except (InvalidTag, ValueError) as error:
            raise CipherError("ciphertext altered or out of place") from error
