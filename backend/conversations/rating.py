"""A score given after a talk with a person: it is no matter for the bot."""

import re
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from backend.conversations.types import Arrival
from backend.kit import queue
from backend.models.conversations import BOT, Conversation

TAKEN = "handover.rated"
"""The job that keeps the score and says thanks."""

PREFIX = "rating."
_TAPPED = re.compile(r"rating\.([1-5])")
_TYPED = re.compile(r"\s*([1-5])\s*(?:分|星)?\s*")


def score_of(arrival: Arrival, conversation: Conversation, at: datetime) -> int | None:
    """The score a message gives: by a tap, or by a bare number while the bot itself waits for nothing."""
    tapped = _TAPPED.fullmatch(str(arrival.data.get("menu_id") or ""))
    if tapped:
        return int(tapped[1])
    if conversation.owner != BOT or conversation.rating_until is None or at >= conversation.rating_until:
        return None
    typed = _TYPED.fullmatch(arrival.text or "") if arrival.kind == "text" else None
    if typed is None or conversation.expecting or conversation.choices:
        return None
    return int(typed[1])


async def take(session: AsyncSession, conversation: Conversation, score: int) -> None:
    """Hand the score on; the next number is no score any more."""
    conversation.rating_until = None
    await queue.defer(session, TAKEN, lock=f"rating:{conversation.key}", conversation=conversation.key, score=score)
