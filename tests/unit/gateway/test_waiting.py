"""What gives a conversation that waits for a person back to the bot."""

from datetime import UTC, datetime, timedelta

import pytest

from backend.conversations.types import Arrival
from backend.conversations.waiting import PATIENCE, wakes_bot
from backend.models.conversations import BOT, QUEUE, Conversation

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


def wakes(text: str, waited: timedelta = timedelta(minutes=1)) -> bool:
    conversation = Conversation(owner=QUEUE, epoch=3, waiting_since=NOW - waited)
    woken = wakes_bot(
        conversation, Arrival(wechat_key="k", conversation="c", openid="o", account="a", kind="text", text=text), NOW
    )
    assert (conversation.owner == BOT) == woken
    return woken


@pytest.mark.parametrize("text", ["不等了，你给我办", "取消", "同意", "嗯，我同意", "确认", "接着办吧", "那就继续"])
def test_a_word_to_the_bot_wakes_it(text: str) -> None:
    assert wakes(text)


@pytest.mark.parametrize("text", ["老师在吗", "我的成绩单为什么还没寄到", "他说一定要本人同意才给办，这合理吗"])
def test_what_is_meant_for_a_person_waits(text: str) -> None:
    assert not wakes(text)
    assert wakes(text, PATIENCE)
