"""Answers without a fact: whatever, forgotten, the same as last time."""

import pytest

from tests.integration.dialogue.conftest import Talker

WHOLE = "英文成绩单两份，周小安 2009141001 本科 09级 电话13800001111 寄浙江省杭州市西湖区文三路1号"


@pytest.mark.parametrize("words", ["都行", "随便", "不知道要几份"])
async def test_copies_left_to_us_are_one_and_it_is_said(alice: Talker, words: str) -> None:
    await alice.says("成绩单", "request_document")
    answer = await alice.says(words, "out_of_scope")

    assert "成绩单 1 份" in answer and "没太明白" not in answer


async def test_a_forgotten_student_number_is_no_dead_end(alice: Talker) -> None:
    await alice.says("英文成绩单两份", "request_document")
    await alice.says("同意", "affirm")
    answer = await alice.says("学号忘了", "provide_details")

    assert "身份证号" in answer and "院系" in answer


async def test_any_delivery_will_do_gets_the_ways_to_choose_from(alice: Talker) -> None:
    await alice.says("英文成绩单两份", "request_document")
    await alice.says("同意", "affirm")
    await alice.says("周小安 2009141001 本科 09级 电话13800001111", "provide_details")
    answer = await alice.says("都行", "affirm")

    assert "到馆自取" in answer and "没太明白" not in answer


async def test_the_second_request_takes_over_what_the_first_one_had(alice: Talker) -> None:
    await alice.says(WHOLE, "request_document")
    await alice.says("确认", "affirm")
    answer = await alice.says("再办一份中文学位证明，信息跟上次一样", "request_document")
    assert "学位证明 1 份" in answer and "确认" in answer
    await alice.says("确认", "affirm")

    first, second = await alice.requests()
    assert second["subject"] == first["subject"]
    assert second["delivery"] == first["delivery"]
    assert [row["document_type"] for row in second["items"]] == ["degree_proof"]


async def test_a_proxy_then_for_herself_gives_only_what_is_missing(alice: Talker) -> None:
    await alice.says("帮我妈办中文毕业证明一份", "proxy_request")
    await alice.says("同意", "affirm")
    await alice.says("我妈叫陈桂兰，身份证513029195509106317，78级本科", "provide_details")
    await alice.says("我叫黄小溪，电话13668889900，自取", "provide_details")
    await alice.says("确认", "affirm")
    await alice.says("我自己也要一份中文成绩单，地址电话跟刚才一样", "request_document")
    await alice.says("黄小溪，学号2008001122，08级本科，电话13668889900", "provide_details")
    await alice.says("确认", "affirm")

    _, own = await alice.requests()
    assert own["track"] == "self"
    assert own["subject"]["name"] == "黄小溪"
    assert own["delivery"]["method"] == "pickup"


async def test_abuse_is_met_calmly_and_the_form_goes_on(alice: Talker) -> None:
    await alice.says("英文成绩单", "request_document")
    answer = await alice.says("妈的智障机器人", "out_of_scope")
    assert "理解" in answer and "人工" in answer and "几份" in answer
    assert "档案馆办的" not in answer
