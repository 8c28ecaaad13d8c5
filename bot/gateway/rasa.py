"""The gateway's way to Rasa: signed calls, and everything that is not a real answer is a failure."""

import hashlib
import hmac
import json
import time
from dataclasses import dataclass, field
from typing import Any

import aiohttp

_TURN_SECONDS = 90.0
_ASK_SECONDS = 60.0
_CONNECT_SECONDS = 1.5
_KEPT_SECONDS = 4.0
"""A restarted Rasa is noticed, not written to over a connection of the one before."""


class RasaFailed(Exception):
    """No usable answer. `away` when nobody listens at all."""

    def __init__(self, reason: str, *, away: bool = False) -> None:
        super().__init__(reason)
        self.reason, self.away = reason, away


@dataclass(frozen=True, slots=True)
class Reply:
    """What Rasa answered to a message."""

    says: list[dict[str, Any]]
    intent: str | None = None
    confidence: float | None = None
    also: list[str] = field(default_factory=list)


class Rasa:
    """Client of the channel."""

    def __init__(self, url: str, secret: bytes) -> None:
        self._url = f"{url}/webhooks/lantai"
        self._secret = secret
        self._session: aiohttp.ClientSession | None = None

    async def aclose(self) -> None:
        """Close the connections."""
        if self._session is not None:
            await self._session.close()

    async def turn(self, body: dict[str, Any]) -> Reply:
        """Work a message. The call is never cut short for WeChat's sake. Raises RasaFailed."""
        answer = await self._post("/turn", body, _TURN_SECONDS)
        says = _says(answer)
        if not says:
            raise RasaFailed("empty")
        intent = answer.get("intent") or {}
        return Reply(says, intent.get("name"), intent.get("confidence"), list(answer.get("also") or []))

    async def seen(self, sender: str, message_id: str) -> Reply | None:
        """The answer Rasa already gave to a message, None when it gave none. Raises RasaFailed."""
        answer = await self._post("/seen", {"sender": sender, "message_id": message_id}, _ASK_SECONDS)
        says = _says(answer)
        return Reply(says) if answer.get("seen") and says else None

    async def _post(self, path: str, body: dict[str, Any], seconds: float) -> dict[str, Any]:
        content = json.dumps(body, ensure_ascii=False).encode("utf-8", "replace")
        stamp = str(int(time.time()))
        proof = hmac.new(self._secret, stamp.encode() + b"." + content, hashlib.sha256).hexdigest()
        headers = {"X-Lantai-Timestamp": stamp, "X-Lantai-Signature": proof, "Content-Type": "application/json"}
        timeout = aiohttp.ClientTimeout(total=seconds, sock_connect=_CONNECT_SECONDS)
        try:
            async with self._http.post(self._url + path, data=content, headers=headers, timeout=timeout) as response:
                status, text = response.status, await response.read()
        except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError) as error:
            raise RasaFailed(type(error).__name__, away=True) from error
        except (aiohttp.ClientError, TimeoutError) as error:
            raise RasaFailed(type(error).__name__) from error
        if status != 200:
            raise RasaFailed(f"status {status}")
        try:
            answer = json.loads(text)
        except ValueError as error:
            raise RasaFailed("not JSON") from error
        if not isinstance(answer, dict):
            raise RasaFailed("not an object")
        return answer

    @property
    def _http(self) -> aiohttp.ClientSession:
        if self._session is None:
            connector = aiohttp.TCPConnector(keepalive_timeout=_KEPT_SECONDS, limit=80)
            self._session = aiohttp.ClientSession(connector=connector)
        return self._session


def _says(answer: dict[str, Any]) -> list[dict[str, Any]]:
    replies = answer.get("replies")
    return [one for one in replies if isinstance(one, dict) and one.get("say")] if isinstance(replies, list) else []
