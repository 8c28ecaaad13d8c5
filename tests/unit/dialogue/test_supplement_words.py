"""What a message says of the things sent for a request that waits."""

from datetime import UTC, datetime
from typing import Any

import pytest

from actions.dialogue import supplement_words as heard
from actions.dialogue.turn import Detail, Turn
from actions.dialogue.wish import Wish


def turn(text: str, intent: str = "out_of_scope", **more: Any) -> Turn:
    """A message."""
    return Turn("m", "c", "o", text, intent, 0.9, received_at=datetime.now(UTC), **more)


_ALL = (
    "发完了 我发完了 都发完了，谢谢 好了 都好了 传好了 都发了 全发了"
    " 没有了 没了 没别的了 就这些 就这些了 这些就行 齐了 都齐了 图片发完了"
)


@pytest.mark.parametrize("text", [*_ALL.split(), "That's all", "done", "all sent", "no more", "I'm done"])
def test_it_is_all(text: str) -> None:
    assert heard.is_all(turn(text)) and not heard.has_more(turn(text))


@pytest.mark.parametrize(
    "text",
    "还有 还有两张 还有，接着发 等一下 等我拍一下 稍等 还没发完 马上 还没发 还有照片没传 more".split(),
)
def test_more_is_coming(text: str) -> None:
    assert heard.has_more(turn(text)) and not heard.is_all(turn(text))


@pytest.mark.parametrize(
    "text", ["发完了吗", "办好了没有", "我是化学系的", "还有我休学过一年", "好", "毕业证发完了再说别的", "什么时候能好"]
)
def test_neither_all_nor_more(text: str) -> None:
    assert not heard.is_all(turn(text)) and not heard.has_more(turn(text))


_NUMBER = (Detail("student_id", sealed="s", masked="200****002"),)
_PAPER = ({"document_type": "transcript", "language": None, "copies": None, "sealed": None},)
_ENGLISH = ({"document_type": None, "language": "en", "copies": None, "sealed": None},)


@pytest.mark.parametrize(
    ("said", "main", "gives"),
    [
        (turn("我的学号是〔学号〕", details=_NUMBER), "provide_details", True),
        (turn("我的学号是〔学号〕", details=_NUMBER), "request_document", True),
        (turn("我的学号是〔学号〕对吗", details=_NUMBER), "provide_details", False),
        (turn("补充：那年我休学了"), "chitchat", True),
        (turn("要英文的", items=_ENGLISH), "request_document", True),
        (turn("成绩单编号是123", items=_PAPER), "provide_details", True),
        (turn("成绩单", items=_PAPER), "request_document", False),
        (turn("我要成绩单", items=_PAPER), "provide_details", False),
        (turn("帮我妈办，学号〔学号〕", details=_NUMBER), "proxy_request", False),
        (turn("学号〔学号〕办到哪了", details=_NUMBER), "check_progress", False),
        (turn("撤回吧"), "cancel_request", False),
        (turn("跟上次一样，学号〔学号〕", details=_NUMBER), "provide_details", False),
    ],
)
def test_what_is_told_for_a_request_and_what_wants_something(said: Turn, main: str, gives: bool) -> None:
    assert heard.gives(said, Wish(main)) is gives
