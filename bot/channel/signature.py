"""The gateway's signature on every call: pure, the clock is handed in."""

from __future__ import annotations

import hashlib
import hmac
import re

WINDOW_SECONDS = 60
TIMESTAMP_HEADER = "X-Lantai-Timestamp"
SIGNATURE_HEADER = "X-Lantai-Signature"

_TIMESTAMP = re.compile(r"\d{1,12}", re.ASCII)
_HEX = re.compile(r"[0-9a-f]{64}")


def sign(secret: bytes, timestamp: str, body: bytes) -> str:
    """The signature of a body at a moment (unix seconds as text)."""
    return hmac.new(secret, timestamp.encode("ascii") + b"." + body, hashlib.sha256).hexdigest()


def verify(secret: bytes, timestamp: str | None, signature: str | None, body: bytes, *, now: float) -> bool:
    """Whether a call comes from the gateway and is fresh. Never raises; an empty secret shuts the door."""
    if not secret or timestamp is None or signature is None:
        return False
    if not _TIMESTAMP.fullmatch(timestamp) or not _HEX.fullmatch(signature):
        return False
    if abs(now - int(timestamp)) > WINDOW_SECONDS:
        return False
    return hmac.compare_digest(sign(secret, timestamp, body), signature)
