"""The gateway's way to Rasa: signed calls, and everything that is not a real answer is a failure."""

import hashlib
import hmac
import json
import time
from dataclasses import dataclass, field
from typing import Any

import httpx

_TURN_TIMEOUT = httpx.Timeout(90.0, connect=1.5, pool=60.0)
_ASK_TIMEOUT = httpx.Timeout(60.0, connect=1.5, pool=60.0)


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

    def __init__(self, url: str, secret: bytes, transport: httpx.AsyncBaseTransport | None = None) -> None:
        limits = httpx.Limits(max_connections=80, max_keepalive_connections=40, keepalive_expiry=4.0)
        self._http = httpx.AsyncClient(
            base_url=f"{url}/webhooks/lantai", trust_env=False, limits=limits, transport=transport
        )
        self._secret = secret

    async def aclose(self) -> None:
        """Close the connections."""
        await self._http.aclose()

    async def turn(self, body: dict[str, Any]) -> Reply:
        """Work a message. The call is never cut short for WeChat's sake. Raises RasaFailed."""
        answer = await self._post("/turn", body, _TURN_TIMEOUT)
        says = _says(answer)
        if not says:
            raise RasaFailed("empty")
        intent = answer.get("intent") or {}
        return Reply(says, intent.get("name"), intent.get("confidence"), list(answer.get("also") or []))

    async def seen(self, sender: str, message_id: str) -> Reply | None:
        """The answer Rasa already gave to a message, None when it gave none. Raises RasaFailed."""
        answer = await self._post("/seen", {"sender": sender, "message_id": message_id}, _ASK_TIMEOUT)
        says = _says(answer)
        return Reply(says) if answer.get("seen") and says else None

    async def _post(self, path: str, body: dict[str, Any], timeout: httpx.Timeout) -> dict[str, Any]:
        content = json.dumps(body, ensure_ascii=False).encode("utf-8", "replace")
        stamp = str(int(time.time()))
        proof = hmac.new(self._secret, stamp.encode() + b"." + content, hashlib.sha256).hexdigest()
        headers = {"X-Lantai-Timestamp": stamp, "X-Lantai-Signature": proof, "Content-Type": "application/json"}
        try:
            response = await self._http.post(path, content=content, headers=headers, timeout=timeout)
        except (httpx.ConnectError, httpx.ConnectTimeout) as error:
            raise RasaFailed(type(error).__name__, away=True) from error
        except httpx.HTTPError as error:
            raise RasaFailed(type(error).__name__) from error
        if response.status_code != 200:
            raise RasaFailed(f"status {response.status_code}")
        try:
            answer = response.json()
        except ValueError as error:
            raise RasaFailed("not JSON") from error
        if not isinstance(answer, dict):
            raise RasaFailed("not an object")
        return answer


def _says(answer: dict[str, Any]) -> list[dict[str, Any]]:
    replies = answer.get("replies")
    return [one for one in replies if isinstance(one, dict) and one.get("say")] if isinstance(replies, list) else []
