"""What the gateway meets and only staff can mend. It is handed on: tasks are another room's."""

from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from backend.kit import queue

#: The jobs that other rooms answer to.
BEGAN, ENDED = "troubles.began", "troubles.ended"
ADDRESS, SECRET, QUOTA, UNREADABLE = "wechat_address", "wechat_secret", "wechat_quota", "wechat_unreadable"
OF_ACCOUNT = (ADDRESS, SECRET, QUOTA)
"""Those that end by themselves once WeChat takes a message again."""


async def began(session: AsyncSession, kind: str, **data: Any) -> None:
    """Tell staff, once until it is done."""
    await queue.defer(session, BEGAN, lock="troubles", kind=kind, data=data)


async def account_works(session: AsyncSession) -> None:
    """WeChat takes messages: what troubled the account is over."""
    await queue.defer(session, ENDED, lock="troubles", kinds=list(OF_ACCOUNT))
