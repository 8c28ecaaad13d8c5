"""Consent together with the list to check: what stays closed, and what each word means."""

import pytest

from tests.integration.dialogue.conftest import Talker

WHOLE = "英文成绩单两份，周小安 2009141001 本科 09级 电话13800001111 寄浙江省杭州市西湖区文三路1号"
CLOSED = ("周", "2009****", "138****", "西湖区")


async def test_before_consent_the_list_shows_papers_and_way_but_nobody(alice: Talker) -> None:
    answer = await alice.says(WHOLE, "request_document")

    assert "英文成绩单 2 份" in answer and "2009年入学" in answer and "邮寄" in answer
    assert "姓名、学号、电话、收件地址" in answer or all(
        word in answer for word in ("姓名", "学号", "电话", "收件地址")
    )
    assert not [shown for shown in CLOSED if shown in answer]


async def test_confirming_unseen_files_and_shows_what_was_registered(alice: Talker) -> None:
    await alice.says(WHOLE, "request_document")
    answer = await alice.says("确认", "affirm")

    [filed] = await alice.requests()
    assert filed["code"] in answer and filed["consent"]["version"]
    assert "周*安" in answer and "2009141001" not in answer


async def test_agreeing_alone_opens_the_list_and_files_nothing(alice: Talker) -> None:
    await alice.says(WHOLE, "request_document")
    answer = await alice.says("同意", "affirm")

    assert "周*安" in answer and "确认" in answer
    assert await alice.requests() == []
    assert "登记的信息" not in await alice.says("确认", "affirm")
    assert len(await alice.requests()) == 1


async def test_agreeing_and_ordering_in_one_message_files(alice: Talker) -> None:
    await alice.says(WHOLE, "request_document")
    await alice.says("同意，确认提交", "affirm")

    assert len(await alice.requests()) == 1


async def test_refusing_at_the_closed_list_erases_everything(alice: Talker) -> None:
    await alice.says(WHOLE, "request_document")
    answer = await alice.says("不同意", "deny")

    assert "删掉" in answer
    assert await alice.requests() == []


async def test_a_question_at_the_list_does_not_tell_the_list_again(alice: Talker) -> None:
    await alice.says(WHOLE, "request_document")
    await alice.says("同意", "affirm")
    answer = await alice.says("要多少钱", "ask_fee")

    assert "确认" in answer and "①" not in answer
    await alice.says("确认", "affirm")
    assert len(await alice.requests()) == 1


@pytest.mark.parametrize(
    "text", ["我的信息", "看看我的个人信息", "你们存了我哪些资料？", "我的数据", "What data do you have about me?"]
)
@pytest.mark.parametrize("intent", ["privacy_question", "delete_my_data", "out_of_scope"])
async def test_ones_own_data_are_counted_and_handed_out(alice: Talker, text: str, intent: str) -> None:
    await alice.says("英文成绩单两份,周小安 2009141001 本科 09级 电话13800001111 自取", "request_document")
    await alice.says("确认", "affirm")
    answer = await alice.says(text, intent)
    assert "/h5/data" in answer and "1" in answer
    assert "周小安" not in answer


@pytest.mark.parametrize("text", ["删除我的信息", "学信网没有我的信息咋个整"])
async def test_other_words_of_ones_data_are_something_else(alice: Talker, text: str) -> None:
    assert "/h5/data" not in await alice.says(text, "delete_my_data")
