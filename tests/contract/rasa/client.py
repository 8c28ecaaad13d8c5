"""A gateway's view of the channel: signs as the interface says, and can sign wrongly on purpose."""

from __future__ import annotations

import hashlib
import hmac
import json
import time
import uuid
from typing import Any, Self

import httpx

SECRET = bytes(range(32))


def signature(secret: bytes, stamp: str, body: bytes) -> str:
    return hmac.new(secret, f"{stamp}.".encode() + body, hashlib.sha256).hexdigest()


class Channel:
    """Calls to one Rasa."""

    def __init__(self, port: int) -> None:
        self._client = httpx.AsyncClient(
            base_url=f"http://127.0.0.1:{port}/webhooks/lantai", trust_env=False, timeout=30
        )

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._client.aclose()

    async def post(
        self, route: str, data: Any, *, secret: bytes = SECRET, age: float = 0, headers: dict[str, str] | None = None
    ) -> httpx.Response:
        body = data if isinstance(data, bytes) else json.dumps(data, ensure_ascii=False).encode()
        stamp = str(int(time.time() - age))
        signed = {"X-Lantai-Timestamp": stamp, "X-Lantai-Signature": signature(secret, stamp, body)}
        return await self._client.post(f"/{route}", content=body, headers=signed if headers is None else headers)

    async def turn(self, sender: str, message: str, message_id: str | None = None, **metadata: Any) -> httpx.Response:
        data = {"sender": sender, "message": message, "message_id": message_id or uuid.uuid4().hex}
        return await self.post("turn", data | {"metadata": {"kind": "text", **metadata}})

    async def seen(self, sender: str, message_id: str) -> dict[str, Any]:
        answer = await self.post("seen", {"sender": sender, "message_id": message_id})
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.json()
        return found


def somebody() -> str:
    """A conversation of its own."""
    return uuid.uuid4().hex
