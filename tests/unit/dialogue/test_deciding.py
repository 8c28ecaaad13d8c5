"""The words that decide: each list of sentences does, or does not, do what it looks like."""

from dataclasses import replace

import pytest

from actions.dialogue import deciding, for_whom
from actions.dialogue.state import Form, Talk
from actions.dialogue.turn import Detail, Turn
from actions.dialogue.wish import settle

TURN = Turn(message_id="m", conversation="c", openid="o", text="", intent="out_of_scope", confidence=0.9)


def says(text: str) -> Turn:
    return replace(TURN, text=text)


@pytest.mark.parametrize(
    "text",
    [
        "确认",
        "都对，确认提交",
        "呵，居然一个字没错，确认",
        "开个玩笑，测测你们的安全。上面那张单子没问题，确认",
        "确认，另外到时候取件要带学位证吗",
        "Yes that's all right, please confirm and submit.",
        "yep all good, confirm",
        "可以，就按这个，确认",
        "委托书和证件回头补发。清单我看了,确认",
        "刚才话说冲了，别放心上。确认吧",
    ],
)
def test_the_order_to_file_is_heard(text: str) -> None:
    assert deciding.orders(says(text))


@pytest.mark.parametrize(
    "text",
    [
        "please don't confirm",
        "How do I confirm?",
        "What happens when I confirm?",
        "先别 确认",
        "确认？",
        "提交？",
        "确认提交了吗",
        "等我老婆看过，再确认",
        "我还没确认",
        "明天再说，先不确认",
        "回头确认",
    ],
)
def test_what_only_speaks_of_confirming_files_nothing(text: str) -> None:
    assert not deciding.orders(says(text))


@pytest.mark.parametrize(
    "text",
    [
        "同意",
        "要得，同意噻",
        "中，同意",
        "Yes, I agree.",
        "同意啊，不同意你也不干活是吧",
        "哦同意同意",
        # beside details, whatever they are
        "同意 我是办公室的〔姓名〕 手机〔电话〕",
        "同意。上面那张是我的身份证正面。我叫〔姓名〕，本科，2002年入学，学号〔学号〕",
        "I consent. Full name 〔姓名〕, bachelor, enrolled in 2009, student number 〔学号〕",
        "同意 我叫〔姓名〕 学号〔学号〕 本科 2088级",
        "瓜娃子还要我同意，同意嘛同意",
        "同意同意我叫〔姓名〕读的本科零几年上的来着身份证号是〔证件号〕",
        "同意的同意的我儿子叫〔姓名〕",
        "说正事。同意，我叫〔姓名〕，博士，2011年毕业",
        "那我记错了，现在申请，毕业证明一份，同意使用我的信息",
        "这个快递到〔地址〕，同意",
        "Yes, I agree to the use of my data. I am 〔姓名〕.",
        "My name is 〔姓名〕, I agree",
        "没问题，我同意，多久能好？",
        "姓名〔姓名〕\n学号〔学号〕\n同意",
        "行吧同意了，学号〔学号〕，〔姓名〕",
        "好吧那同意",
        "我看了说明，没意见，同意",
    ],
)
def test_agreeing_in_many_words(text: str) -> None:
    assert deciding.agrees_plainly(text)


@pytest.mark.parametrize(
    "text",
    [
        "得同意才能办吗",
        "同意核对身份，但不同意你们保存身份证号",
        "不同意你们用我的信息",
        "不 同意",
        "同意吗",
        "同意？",
        "必须同意才给办？",
        "同意书怎么写",
        "同意书，我明天发",
        "同意之前先问一句，存多久",
        "同意以后还能撤回不",
        "同意的话下一步干啥",
        "看完再同意",
        "等她同意了再说",
        "我妈同意了",
        "他本人也同意",
        "单位领导同意",
        "同意取消",
        "怎么同意",
        "同意了才能办是吧",
        "你们要我同意什么",
        "I don't agree",
        "What happens if I agree?",
        "Do I have to agree",
        "My wife agreed",
        "where is the consent form",
    ],
)
def test_what_is_no_agreement(text: str) -> None:
    assert not deciding.agrees_plainly(text)


@pytest.mark.parametrize(
    ("text", "others"),
    [
        ("她本人同意的", True),
        ("我妈也同意了", True),
        ("单位领导都同意", True),
        ("My wife agreed", True),
        ("我妈同意，我也同意", False),
        ("同意，我妈也同意", False),
        ("同意", False),
        ("好的", False),
    ],
)
def test_what_others_agreed_to_is_no_word_of_ones_own(text: str, others: bool) -> None:
    assert deciding.others_agree(text) is others


def test_whose_papers_they_are_agrees_for_oneself_alone() -> None:
    assert deciding.agrees_plainly("本人同意")
    assert not deciding.agrees_plainly("本人同意", for_another=True)


@pytest.mark.parametrize(
    "text", ["把刚才那个申请撤了", "是的，确定撤回", "对撤了", "刚才那个申请我想撤回", "please withdraw my request"]
)
def test_a_request_is_taken_back(text: str) -> None:
    assert deciding.takes_back(says(text))


@pytest.mark.parametrize(
    "text",
    [
        "我们系后来撤销了，并到计算机学院",
        "我的学位被撤销了",
        "我撤回了一条消息",
        "把照片撤回",
        "能不能撤回",
        "不撤了，照办",
    ],
)
def test_what_is_told_of_other_things_takes_nothing_back(text: str) -> None:
    assert not deciding.takes_back(says(text))


@pytest.mark.parametrize(
    "text",
    [
        "莫取消哈，我就问一哈，要继续办的",
        "别给我撤，照常办",
        "please don't cancel",
        "没有就算了，继续刚才的成绩单",
        "继续昨天的申请",
        "没要全取消啊，看清楚",
    ],
)
def test_the_form_is_to_stay(text: str) -> None:
    assert deciding.keeps_on(says(text))


@pytest.mark.parametrize(
    "text", ["不想继续办了，取消吧", "不继续办了", "不用接着填了，算了", "取消", "没必要继续了", "继续不下去了，算了"]
)
def test_who_does_not_want_to_go_on_gives_up(text: str) -> None:
    assert not deciding.keeps_on(says(text))


@pytest.mark.parametrize(
    ("text", "off"),
    [
        ("先把我自己的成绩单办完,我爸的以后再说", True),
        ("妈妈那份先不办了", True),
        ("他的不用密封", False),
        ("她的下次寄到新地址可以吗", False),
    ],
)
def test_a_request_that_waits_goes_only_when_it_is_put_off(text: str, off: bool) -> None:
    assert bool(for_whom.PUT_OFF.search(text)) is off


@pytest.mark.parametrize(
    "text",
    [
        "没有不同意的，同意",
        "不是不同意，同意的",
        "没什么不同意",
        "哪有不同意的道理，同意",
        "没人不同意，同意",
        "怎么会不同意呢，同意",
        "没说不同意啊",
        "I don't disagree, I agree",
    ],
)
def test_a_refusal_that_is_denied_refuses_nothing(text: str) -> None:
    assert not deciding.refuses(says(text))
    assert deciding.denies_refusing(says(text))
    assert deciding.agrees_plainly(text) == ("，同意" in text or "I agree" in text)


@pytest.mark.parametrize(
    "text",
    [
        "不同意",
        "不，不同意",
        "没有，不同意",
        "没有授权书，不同意",
        "是不是不同意就不办",
        "不是说了不同意吗",
        "I disagree",
    ],
)
def test_a_refusal_stays_one(text: str) -> None:
    assert deciding.refuses(says(text))
    assert not deciding.denies_refusing(says(text))


@pytest.mark.parametrize("text", ["没别的了，就这些", "没有其他要改的", "就这些", "that's all"])
def test_nothing_more_to_say_is_no_objection_to_the_list(text: str) -> None:
    talk = Talk(form=Form(started_at="2026-11-22T10:00:00+08:00", checking=True))

    assert settle(replace(says(text), intent="deny"), talk).main == "go_on"


@pytest.mark.parametrize("text", ["没有", "没别的了，一份就行", "这些不对"])
def test_an_objection_stays_one(text: str) -> None:
    assert not deciding.says_all(says(text))


def test_a_yes_to_the_list_stays_a_yes() -> None:
    talk = Talk(form=Form(started_at="2026-11-22T10:00:00+08:00", checking=True))

    assert settle(replace(says("就这样吧"), intent="affirm"), talk).main == "affirm"


@pytest.mark.parametrize(
    ("text", "main"),
    [("那个号我月底就注销了，还是留19381520646吧", "provide_details"), ("把我的信息删了", "delete_my_data")],
)
def test_a_number_that_goes_out_of_use_erases_nothing(text: str, main: str) -> None:
    talk = Talk(form=Form(started_at="2026-11-22T10:00:00+08:00", checking=True))
    phone = Detail("phone", None, "13", "138", 12, 23) if "19381520646" in text else None

    told = replace(says(text), intent="delete_my_data", details=(phone,) if phone else ())

    assert settle(told, talk).main == main
