"""What puts an answer off is no answer, whatever was asked."""

import pytest

from tests.unit.reading.support import reading

_EVASIONS = (
    "先看看 啥意思 刚发过 已经填过 随便 等会儿 晚点 稍后 忙着呢 回头发 刚填了 都填了 "
    "没有 同上 一样 跟上次一样 老样子 不变 不知道 不晓得 不清楚 忘了 忘记了 记不得了 "
    "好滴 收到 明白 晓得了 知道了 行吧 可以的 咋弄 怎么填 等我问问 我想想 让我找找 "
    "前面说了 刚才写过了 什么意思 干什么要这个 再说吧 明天发你 "
).split()


@pytest.mark.parametrize(
    "asked", ["name", "former_name", "spouse_name", "recipient", "organization", "purpose", "address"]
)
@pytest.mark.parametrize("words", _EVASIONS)
def test_an_evasion_fills_nothing(words: str, asked: str) -> None:
    filled = {detail.entity for detail in reading(words, asked).details} - {"choice", "date"}
    assert not filled


@pytest.mark.parametrize(
    ("words", "asked"),
    [
        ("再加一份中文的不用封", "name"),
        ("奖学金", "name"),
        ("校长", "name"),
        ("银行卡", "name"),
        ("食堂", "name"),
        ("转学", "name"),
    ],
)
def test_a_word_is_no_name_although_one_was_asked_for(words: str, asked: str) -> None:
    assert "name" not in {detail.entity for detail in reading(words, asked).details}


@pytest.mark.parametrize("name", ["火雅楠", "图雅", "子轩", "江南", "佟雪", "山本一郎", "安娜"])
def test_a_bare_name_is_heard_where_one_was_asked_for(name: str) -> None:
    assert ("name", name) in {(detail.entity, detail.value) for detail in reading(name, "name").details}
