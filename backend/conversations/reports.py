"""What WeChat tells by events about notices: their fate, and who allows them. It is handed on, not answered."""

from sqlalchemy.ext.asyncio import AsyncSession

from backend.conversations.types import Arrival
from backend.kit import queue

#: The job that other rooms answer to; it is inserted in the transaction that records the event.
REPORTED = "notices.reported"

_NAMES = frozenset(
    {
        "TEMPLATESENDJOBFINISH",
        "subscribe_msg_popup_event",
        "subscribe_msg_change_event",
        "subscribe_msg_sent_event",
    }
)


async def pass_on(session: AsyncSession, arrival: Arrival) -> None:
    """Hand a report on, once: the caller has just recorded the event, and knows it was not known before.

    The lock is that of the person's notices, so a report never overtakes the try it speaks of.
    """
    if arrival.kind == "event" and arrival.data.get("name") in _NAMES:
        conversation = arrival.conversation
        await queue.defer(
            session, REPORTED, lock=f"notices:{conversation}", conversation=conversation, report=dict(arrival.data)
        )
