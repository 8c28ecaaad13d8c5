"""The gateway's way to Rasa: signed calls, and everything that is not a real answer is a failure."""

import hashlib
import hmac
import json
import time
from dataclasses import dataclass, field
from typing import Any

import httpcore

_TURN_TIMEOUT = {"connect": 1.5, "read": 90.0, "write": 10.0, "pool": 60.0}
_ASK_TIMEOUT = {"connect": 1.5, "read": 60.0, "write": 10.0, "pool": 60.0}


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
    """Client of the channel. (httpcore without httpx: this is the call that every message makes.)"""

    def __init__(self, url: str, secret: bytes) -> None:
        self._url = f"{url}/webhooks/lantai"
        self._pool = httpcore.AsyncConnectionPool(
            max_connections=80, max_keepalive_connections=40, keepalive_expiry=4.0
        )
        self._secret = secret

    async def aclose(self) -> None:
        """Close the connections."""
        await self._pool.aclose()

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

    async def _post(self, path: str, body: dict[str, Any], timeout: dict[str, float]) -> dict[str, Any]:
        content = json.dumps(body, ensure_ascii=False).encode("utf-8", "replace")
        stamp = str(int(time.time()))
        proof = hmac.new(self._secret, stamp.encode() + b"." + content, hashlib.sha256).hexdigest()
        headers: dict[bytes | str, bytes | str] = {
            "Host": self._url.split("/")[2],
            "X-Lantai-Timestamp": stamp,
            "X-Lantai-Signature": proof,
            "Content-Type": "application/json",
            "Content-Length": str(len(content)),
        }
        try:
            response = await self._pool.request(
                "POST", self._url + path, headers=headers, content=content, extensions={"timeout": timeout}
            )
        except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
            raise RasaFailed(type(error).__name__, away=True) from error
        except (httpcore.NetworkError, httpcore.TimeoutException, httpcore.ProtocolError) as error:
            raise RasaFailed(type(error).__name__) from error
        if response.status != 200:
            raise RasaFailed(f"status {response.status}")
        try:
            answer = json.loads(response.content)
        except ValueError as error:
            raise RasaFailed("not JSON") from error
        if not isinstance(answer, dict):
            raise RasaFailed("not an object")
        return answer


def _says(answer: dict[str, Any]) -> list[dict[str, Any]]:
    replies = answer.get("replies")
    return [one for one in replies if isinstance(one, dict) and one.get("say")] if isinstance(replies, list) else []
