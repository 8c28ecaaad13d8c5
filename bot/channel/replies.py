"""Replies travel through Rasa as custom payloads, in order."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from rasa.core.channels.channel import OutputChannel
from rasa.shared.core.events import BotUttered, Event


class Replies(OutputChannel):
    """Collects a turn's replies instead of sending them anywhere."""

    def __init__(self) -> None:
        self.collected: list[dict[str, Any]] = []

    @classmethod
    def name(cls) -> str:
        """The channel's name in Rasa."""
        return "lantai"

    async def send_response(self, recipient_id: str, message: dict[str, Any]) -> None:
        """Keep one reply."""
        payload = message.get("custom")
        if isinstance(payload, dict):
            self.collected.append(payload)


def replies_in(events: Iterable[Event]) -> list[dict[str, Any]]:
    """The replies among events, as the gateway got them."""
    payloads = (event.data.get("custom") for event in events if isinstance(event, BotUttered))
    return [payload for payload in payloads if isinstance(payload, dict)]
