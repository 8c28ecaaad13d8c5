"""Calling our own action server: a kept connection, a short body, a cheap check of the answer.

Rasa's own call opens a connection each time, sends the whole history and the whole domain, and validates
the answer with a pure-Python JSON schema (some 50 ms). The server is ours and reached with a secret.
"""

from __future__ import annotations

from typing import Any

import aiohttp
from rasa.core.actions.action import Action
from rasa.core.channels.channel import OutputChannel
from rasa.core.nlg import NaturalLanguageGenerator
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import BotUttered, Event, deserialise_events
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.exceptions import RasaException

TIMEOUT_SECONDS = 30.0
KEPT_SECONDS = 3.0
"""Shorter than the server's keep-alive (5 s), so that a kept connection is seldom found closed."""

_SMALL_DOMAIN: dict[str, Any] = {"version": "3.1", "intents": [], "actions": [], "slots": {}}


class ActionFailed(RasaException):
    """The action server is away, failed, or answered nonsense: the turn has not happened."""


class ActionServer:
    """Our action server."""

    def __init__(self, url: str, secret: str) -> None:
        self._url = url
        self._headers = {"Authorization": f"Bearer {secret}"} if secret else {}
        self._session: aiohttp.ClientSession | None = None

    async def run(self, name: str, tracker: DialogueStateTracker) -> tuple[list[Event], list[dict[str, Any]]]:
        """Run an action: its events and its replies. Raises ActionFailed."""
        body = _body(name, tracker)
        try:
            answer = await self._post(body)
        except aiohttp.ServerDisconnectedError:
            # The kept connection was closed just now. Actions are idempotent by message id.
            answer = await self._post(body)
        except (aiohttp.ClientError, TimeoutError) as error:
            raise ActionFailed(f"action server: {type(error).__name__}") from error
        return _checked(answer)

    async def close(self) -> None:
        """Close the kept connections."""
        if self._session is not None:
            await self._session.close()

    async def _post(self, body: dict[str, Any]) -> Any:
        if self._session is None:
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(keepalive_timeout=KEPT_SECONDS, limit=64),
                timeout=aiohttp.ClientTimeout(total=TIMEOUT_SECONDS, connect=2.0),
                headers=self._headers,
            )
        async with self._session.post(self._url, json=body) as response:
            if response.status != 200:
                raise ActionFailed(f"action server answered {response.status}")
            try:
                return await response.json(content_type=None)
            except ValueError as error:
                raise ActionFailed("action server answered no JSON") from error


class RemoteTurn(Action):
    """An action that our server runs."""

    def __init__(self, name: str, server: ActionServer) -> None:
        self._name = name
        self._server = server

    def name(self) -> str:
        """The action's name in the domain."""
        return self._name

    async def run(
        self,
        output_channel: OutputChannel,
        nlg: NaturalLanguageGenerator,
        tracker: DialogueStateTracker,
        domain: Domain,
    ) -> list[Event]:
        """Ask the server; replies become bot utterances that carry their payload."""
        events, payloads = await self._server.run(self._name, tracker)
        if not payloads:
            raise ActionFailed("action server gave no reply")
        return [BotUttered(None, {"custom": payload}) for payload in payloads] + events


def _body(name: str, tracker: DialogueStateTracker) -> dict[str, Any]:
    """What the SDK reads, with this turn's message only: the draft lies in the backend, not in the history."""
    latest = tracker.latest_message
    return {
        "next_action": name,
        "sender_id": tracker.sender_id,
        "version": "3.6.21",
        "domain": _SMALL_DOMAIN,
        "tracker": {
            "sender_id": tracker.sender_id,
            "slots": {},
            "latest_message": dict(latest.parse_data) if latest else {},
            "latest_event_time": latest.timestamp if latest else None,
            "followup_action": None,
            "paused": False,
            "events": [],
            "latest_input_channel": latest.input_channel if latest else None,
            "active_loop": {},
            "latest_action": {},
            "latest_action_name": None,
        },
    }


def _checked(answer: Any) -> tuple[list[Event], list[dict[str, Any]]]:
    if not isinstance(answer, dict):
        raise ActionFailed("action server answered no object")
    events, responses = answer.get("events") or [], answer.get("responses") or []
    if not isinstance(events, list) or not isinstance(responses, list):
        raise ActionFailed("action server answered no lists")
    payloads = [response.get("custom") for response in responses if isinstance(response, dict)]
    kept = [payload for payload in payloads if isinstance(payload, dict) and payload]
    if len(kept) != len(responses):
        raise ActionFailed("action server answered without payload")
    return (deserialise_events(events) if events else []), kept
