"""WeChat's allowance of customer-service messages, kept on the conversation's row.

The row keeps the last message and the last tap (menu, scan, follow), and what was sent since each: enough for
the rule of `backend.domain.windows`, by which the better window counts and every send is charged to both.
"""

from datetime import datetime

from backend.domain.windows import GRANTS, STAFF_RESERVE, Action
from backend.models.conversations import STAFF_PREFIX, Conversation

Windows = tuple[datetime | None, datetime | None]
"""When the message and the tap came whose windows are open."""


def arrived(conversation: Conversation, action: Action | None, at: datetime) -> None:
    """A person's act opens a new window."""
    if action is Action.MESSAGE:
        conversation.last_message_at, conversation.spent_since_message = at, 0
    elif action is not None:
        conversation.last_tap_at, conversation.spent_since_tap = at, 0


def left(conversation: Conversation, now: datetime, author: str) -> int:
    """How many messages this author may still send; one of each window is kept for staff."""
    kept = 0 if author.startswith(STAFF_PREFIX) else STAFF_RESERVE
    windows = (
        (conversation.last_message_at, conversation.spent_since_message, GRANTS[Action.MESSAGE]),
        (conversation.last_tap_at, conversation.spent_since_tap, GRANTS[Action.MENU]),
    )
    open_ones = [
        grant.count - spent for since, spent, grant in windows if since and since <= now < since + grant.period
    ]
    return max(0, max(open_ones, default=0) - kept)


def until(conversation: Conversation, now: datetime) -> datetime | None:
    """When the last open window closes; None when none is open."""
    windows = (
        (conversation.last_message_at, GRANTS[Action.MESSAGE]),
        (conversation.last_tap_at, GRANTS[Action.MENU]),
    )
    ends = [since + grant.period for since, grant in windows if since and since <= now < since + grant.period]
    return max(ends, default=None)


def spend(conversation: Conversation) -> None:
    """Charge one message."""
    conversation.spent_since_message += 1
    conversation.spent_since_tap += 1


def windows(conversation: Conversation) -> Windows:
    """Names the windows that a send is charged to now."""
    return conversation.last_message_at, conversation.last_tap_at


def refund(conversation: Conversation, charged: Windows) -> None:
    """WeChat did not take a message; a window that was opened meanwhile never paid for it."""
    message, tap = charged
    if conversation.last_message_at == message:
        conversation.spent_since_message = max(0, conversation.spent_since_message - 1)
    if conversation.last_tap_at == tap:
        conversation.spent_since_tap = max(0, conversation.spent_since_tap - 1)


def used_up(conversation: Conversation) -> None:
    """WeChat itself says that nothing may be sent, and it knows best."""
    conversation.spent_since_message = max(conversation.spent_since_message, GRANTS[Action.MESSAGE].count)
    conversation.spent_since_tap = max(conversation.spent_since_tap, GRANTS[Action.MENU].count)
