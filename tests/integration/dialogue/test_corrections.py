"""A correction is taken, said, or asked for again: never passed over in silence."""

import pytest

from tests.integration.dialogue.conftest import Talker

WHOLE = "英文成绩单两份，周小安 2009141001 本科 09级 电话13800001111 寄浙江省杭州市西湖区文三路1号"


async def _listed(talker: Talker) -> None:
    await talker.says(WHOLE, "request_document")
    await talker.says("同意", "affirm")


@pytest.mark.parametrize(
    ("words", "asked"),
    [
        ("地址错了，是25号", "完整的收件地址"),
        ("电话写错了", "正确的电话"),
        ("名字里有个字不对", "正确的姓名"),
        ("学号有误", "正确的学号"),
    ],
)
async def test_what_is_called_wrong_without_a_new_value_is_asked_for(alice: Talker, words: str, asked: str) -> None:
    await _listed(alice)
    assert asked in await alice.says(words, "correction")
    assert await alice.requests() == []


async def test_the_new_address_replaces_the_whole_old_one(alice: Talker) -> None:
    await _listed(alice)
    await alice.says("地址错了", "correction")
    assert "确认" in await alice.says("浙江省杭州市西湖区文三路25号", "provide_details")
    await alice.says("确认", "affirm")
    [filed] = await alice.requests()
    assert filed["delivery"]["address"] == "浙江省杭州市西湖区文三路25号"


@pytest.mark.parametrize(
    "words", ["门牌号按反了!是12号,不是1号", "不是1号，是12号", "门牌号不对，是12号", "把1号改成12号"]
)
async def test_a_piece_is_put_in_its_place_and_shown(alice: Talker, words: str) -> None:
    await _listed(alice)
    assert "改好了：收件地址" in await alice.says(words, "correction")
    await alice.says("确认", "affirm")
    [filed] = await alice.requests()
    assert filed["delivery"]["address"] == "浙江省杭州市西湖区文三路12号"


async def test_a_piece_that_is_not_there_is_asked_for_with_the_whole(alice: Talker) -> None:
    await _listed(alice)
    assert "完整的收件地址" in await alice.says("门牌号按反了，是28号，不是82号", "correction")
    assert await alice.requests() == []


async def test_saying_that_nothing_is_wrong_asks_for_nothing(alice: Talker) -> None:
    await _listed(alice)
    assert "LT" in await alice.says("地址没错，确认", "affirm")


async def test_a_change_on_the_way_is_said(alice: Talker) -> None:
    await alice.says("英文成绩单两份", "request_document")
    await alice.says("同意", "affirm")
    await alice.says("周小安 2009141001 本科 09级", "provide_details")
    assert "改好了：入学年份" in await alice.says("写错了，是08年进校", "correction")
    assert "改好了：英文成绩单 3 份" in await alice.says("份数改成3份", "correction")


async def test_an_organisation_names_what_it_verifies_instead_of_a_paper(alice: Talker) -> None:
    answer = await alice.says("我们是锦川市人社局，要核实一个人的学历和学位", "employer_verification")
    assert "毕业(学历)证明" in answer and "学位证明" in answer


async def test_before_any_paper_is_named_details_are_kept_and_that_is_said(alice: Talker) -> None:
    await alice.says("我们单位要做背景核查", "employer_verification")
    assert "先收着" in await alice.says("经办人李华 13800001111，公函已经开好", "provide_details")


async def test_a_citizen_is_not_told_to_use_a_student_number(alice: Talker) -> None:
    await alice.says("查一下我的结婚登记档案 1份", "request_document")
    answer = await alice.says("我叫赵建国，身份证110101196003075110", "provide_details")
    assert "核对一下" in answer and "学号" not in answer


async def test_posting_abroad_is_never_promised(alice: Talker) -> None:
    alice.lang = "en"
    await alice.says("I need my English transcript, 2 copies", "request_document")
    await alice.says("yes", "affirm")
    answer = await alice.says(
        "Li Ming, 2010112233, bachelor, enrolled 2010, phone +1 416 555 0199, "
        "mail to 12 King St W, Toronto, ON M5H 1A1, Canada",
        "provide_details",
    )
    assert "Toronto" in answer and "King St" not in answer
    assert "abroad" in answer


async def test_material_for_the_personnel_file_is_taken_for_the_offer_it_answers(alice: Talker) -> None:
    assert "学籍卡" in await alice.says("我要我的个人档案", "ask_document_not_held")
    assert "学籍卡" in await alice.says("单位说要补学籍材料", "request_document")


async def test_the_same_question_is_not_asked_three_times_in_the_same_words(alice: Talker) -> None:
    await alice.says("我们单位要做背景核查", "employer_verification")
    await alice.says("经办人李华", "provide_details")
    third = await alice.says("电话13800001111", "provide_details")
    assert "人工" in third


async def test_a_detail_beside_the_question_is_noted(alice: Talker) -> None:
    await alice.says("要一份中文成绩单", "request_document")
    await alice.says("同意", "affirm")
    await alice.says("欧阳明月，硕士，学号2009223344", "provide_details")
    assert "记下了" in await alice.says("发邮箱 lihua@example.com", "provide_details")


async def test_a_purpose_passed_over_is_left_to_the_letter(alice: Talker) -> None:
    await alice.says("我们是锦川市人社局，要核实一个人的学历", "employer_verification")
    assert "用途" in await alice.says("同意", "affirm")
    await alice.says("经办人李华 13800001111，欧阳明月，2012届硕士，学号2009223344", "provide_details")
    await alice.says("发邮箱 lihua@example.com", "provide_details")
    await alice.says("确认", "affirm")
    [request] = await alice.requests()
    assert request["purpose"] is None


async def test_confirming_too_early_is_told_what_is_missing(alice: Talker) -> None:
    await alice.says("英文成绩单两份", "request_document")
    await alice.says("同意", "affirm")
    answer = await alice.says("确认", "affirm")
    assert "还差" in answer and "姓名" in answer
