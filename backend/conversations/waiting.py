"""While a conversation waits for a person the bot is silent, but nobody may be stuck: when it speaks again."""

import re
import unicodedata
from datetime import datetime, timedelta

from backend.conversations.types import Arrival
from backend.models.conversations import BOT, QUEUE, Conversation

PATIENCE = timedelta(minutes=10)
"""After so long without a person the bot answers again; the conversation stays on the list of those who wait."""

_LONGEST_COMMAND = 20
# Short commands that are promised to work at every moment, and answers that only the bot has asked for.
_COMMAND = re.compile(
    r"取消|重来|重新[来开填]|从头|不等了|不用[等了人老]|算了|机器人|自助|进度|办到哪|到哪.{0,2}了|"
    r"继续|接着[办填]|^\W*(?:(?:好的?|嗯+|我|那|行)\W*)*(?:同意|确认)|"
    r"\b(?:cancel|restart|start over|progress|status|bot|robot)\b",
    re.IGNORECASE,
)


def wakes_bot(conversation: Conversation, arrival: Arrival, at: datetime) -> bool:
    """Give the conversation back to the bot when this arrival asks for it, or the wait was too long."""
    if conversation.owner != QUEUE or not arrival.wants_turn:
        return False
    asked = arrival.kind == "event" or _is_command(arrival)
    if not asked and conversation.waiting_since and at - conversation.waiting_since < PATIENCE:
        return False
    conversation.owner = BOT
    conversation.epoch += 1
    if asked:
        conversation.waiting_since = None
    return True


def _is_command(arrival: Arrival) -> bool:
    text = unicodedata.normalize("NFKC", arrival.text or "").strip()
    return arrival.kind == "text" and len(text) <= _LONGEST_COMMAND and bool(_COMMAND.search(text))
