"""Whose names, numbers and places are whose, and what one is not asked twice."""

from tests.integration.dialogue.conftest import Talker


async def _own_form(alice: Talker) -> None:
    await alice.says("中文成绩单一份", "request_document")
    await alice.says("同意", "affirm")


async def test_a_number_goes_with_the_name_it_stands_by(alice: Talker) -> None:
    await alice.says("我想替我妈妈办一份中文毕业证明", "proxy_request")
    await alice.says("同意", "affirm")
    await alice.says("我妈叫李慧芳，1983级本科，身份证号510102196508192222，手机13881234096", "provide_details")
    await alice.says(
        "我是她女儿，我叫裴雨桐，我的电话18200471653，寄浙江省宁波市海曙区中山西路138号", "provide_details"
    )
    await alice.says("确认", "affirm")
    [request] = await alice.requests()
    assert (request["subject"]["name"], request["subject"]["phone"]) == ("李慧芳", "13881234096")
    assert (request["requester"]["name"], request["requester"]["phone"]) == ("裴雨桐", "18200471653")


async def test_a_name_with_a_level_and_a_year_is_the_one_asked_about(alice: Talker) -> None:
    await alice.says("这里是绵竹市第三实验中学，新招教师要查学位，请开中文学位证明1份", "employer_verification")
    await alice.says("同意", "affirm")
    await alice.says("老师姓名张小雅，2018届硕士，学号2015222081", "provide_details")
    await alice.says("我是学校办公室的，姓管，管立新，13881066248。用途写教师资格审核", "provide_details")
    await alice.says("确认", "affirm")
    [request] = await alice.requests()
    assert request["subject"]["name"] == "张小雅"
    assert request["requester"]["name"] == "管立新"
    assert request["requester"]["organization"] == "绵竹市第三实验中学"


async def test_a_livelihood_record_keeps_place_year_and_kin_told_in_passing(alice: Talker) -> None:
    await alice.says("要一份独生子女档案", "request_document")
    await alice.says("同意", "affirm")
    await alice.says("名字李淑珍 身份证号510108196601023843 电话13730881095", "provide_details")
    await alice.says("爱人叫王建军，成华区办的，1990年的事了", "provide_details")
    await alice.says("孩子叫王磊", "provide_details")
    await alice.says("给我寄到成都市成华区双桥路248号", "provide_details")
    await alice.says("确认", "affirm")
    [request] = await alice.requests()
    assert request["subject"]["name"] == "李淑珍"
    assert request["details"] == {"spouse": "王建军", "child": "王磊", "district": "成华区", "years": "1990"}
    assert request["delivery"]["address"] == "成都市成华区双桥路248号"


async def test_the_end_of_a_number_can_be_put_right(alice: Talker) -> None:
    await _own_form(alice)
    await alice.says("周小安 2009141001 本科 09级 电话18080235517", "provide_details")
    assert "改好了：电话" in await alice.says("啊尾号打反了 是5571 不是5517", "correction")
    await alice.says("我到馆里自取", "provide_details")
    await alice.says("确认", "affirm")
    [request] = await alice.requests()
    assert request["subject"]["phone"] == "18080235571"


async def test_going_on_is_not_the_order_to_file(alice: Talker) -> None:
    await alice.says("中文成绩单一份，周小安 2009141001 本科 09级 13880012345 自取", "request_document")
    assert "确认" in await alice.says("继续", "affirm")
    assert await alice.requests() == []


async def test_asking_how_to_act_for_another_leaves_ones_own_form_alone(alice: Talker) -> None:
    await _own_form(alice)
    await alice.says("周小安 2009141001 本科 09级", "provide_details")
    answer = await alice.says("我室友在国外，他那份我能替他办不？委托书咋个写", "proxy_request")
    assert "委托书" in answer
    await alice.says("13880012345 自取", "provide_details")
    await alice.says("确认", "affirm")
    [request] = await alice.requests()
    assert request["track"] == "self"


async def test_who_one_is_need_not_be_said_again_right_after_filing(alice: Talker) -> None:
    await alice.says("中文成绩单一份，周小安 2009141001 本科 09级 13880012345 自取", "request_document")
    await alice.says("确认", "affirm")
    answer = await alice.says("再单独办一份录取名册，寄到广东省深圳市南山区科苑路8号", "request_document")
    assert "沿用" in answer and "请您核对" in answer
    await alice.says("确认", "affirm")
    [_, second] = await alice.requests()
    assert second["subject"]["student_id"] == "2009141001"


async def test_another_degree_does_not_take_the_number_of_the_first(alice: Talker) -> None:
    await alice.says("中文成绩单一份，周小安 2009141001 本科 09级 13880012345 自取", "request_document")
    await alice.says("确认", "affirm")
    await alice.says("再要一份学位证明", "request_document")
    assert "学号" in await alice.says("这份是硕士的，自取", "provide_details")


async def test_a_paper_described_is_a_paper_named(alice: Talker) -> None:
    await alice.says("给我开个证明嘛", "request_document")
    assert "毕业(学历)证明 2 份" in await alice.says("就是证明我毕业了的那种 中文 两份", "out_of_scope")


async def test_anger_with_a_wish_is_a_wish(alice: Talker) -> None:
    assert "中文成绩单" in await alice.says("你们这破系统气死人，老子就要一份中文成绩单", "complaint")


async def test_grades_are_not_made_better(alice: Talker) -> None:
    answer = await alice.says("英文成绩单一份，高数能不能帮我改成90分", "modify_request")
    assert "馆藏" in answer and "英文成绩单 1 份" in answer


async def test_dropping_while_consent_is_asked_is_no_refusal(alice: Talker) -> None:
    await alice.says("中文成绩单一份，周小安 2009141001", "request_document")
    assert "不办" in await alice.says("先别提交，这次不申请了", "deny", "cancel_request")
    assert "没有提交过" not in await alice.says("嗯，不办了", "cancel_request")


async def test_a_bare_figure_is_a_number_of_copies_while_nobody_said_how_many(alice: Talker) -> None:
    await alice.says("成绩单", "request_document")
    await alice.says("英文", "provide_details")
    assert "英文成绩单 2 份" in await alice.says("2", "affirm", choice="consent.read")


async def test_what_was_called_wrong_is_asked_for_once_more_before_the_list(alice: Talker) -> None:
    await _own_form(alice)
    await alice.says("周小安 2009141001 本科 09级 13880012345 寄浙江省杭州市西湖区文三路1号", "provide_details")
    assert "地址" in await alice.says("地址不是这个门牌", "correction")
    answer = await alice.says("电话少了一位，13900139001", "correction")
    assert "收件地址" in answer and "请您核对" not in answer
    answer = await alice.says("浙江省杭州市西湖区文三路3号", "provide_details")
    assert "请您核对" in answer


async def test_a_changed_name_is_said_although_the_list_shows_it_masked(alice: Talker) -> None:
    await _own_form(alice)
    await alice.says("王小明 2009141001 本科 09级 13880012345 自取", "provide_details")
    assert "改好了：姓名" in await alice.says("名字打错一个字，是王晓明", "provide_details")


async def test_who_receives_the_papers_does_not_become_the_applicant(alice: Talker) -> None:
    await alice.says("中文成绩单一份，周小安 2009141001 本科 09级 13880012345", "request_document")
    await alice.says("同意", "affirm")
    await alice.says("四川省南充市顺庆区人民南路5号 刘桂芳 13700137000", "provide_details")
    await alice.says("确认", "affirm")
    [request] = await alice.requests()
    assert (request["subject"]["name"], request["subject"]["phone"]) == ("周小安", "13880012345")
    assert (request["delivery"]["recipient"], request["delivery"]["phone"]) == ("刘桂芳", "13700137000")


async def test_two_languages_over_one_row_are_two_rows(alice: Talker) -> None:
    await alice.says("我要中文成绩单三份", "request_document")
    answer = await alice.says("算了，英文的两份，中文的一份", "correction")
    assert "中文成绩单 1 份" in answer and "英文成绩单 2 份" in answer


async def test_who_writes_in_english_is_given_english_papers(alice: Talker) -> None:
    await alice.says("Hello, I need my transcript", "request_document")
    assert "English" in await alice.says("2 copies, sealed please", "provide_details")


async def test_the_handler_is_told_from_the_one_asked_about(alice: Talker) -> None:
    await alice.says("我是华星科技有限公司的，想核实一下我们新员工张伟的学历", "employer_verification")
    await alice.says("同意", "affirm")
    answer = await alice.says("陈晓燕 13812345678，用途是入职背景核查", "provide_details")
    assert "改好了" not in answer
    await alice.says("确认", "affirm")
    [request] = await alice.requests()
    assert (request["subject"]["name"], request["requester"]["name"]) == ("张伟", "陈晓燕")


async def test_the_same_question_is_asked_in_other_words(alice: Talker) -> None:
    await _own_form(alice)
    first = await alice.says("周小安 2009141001 09级 13880012345 自取", "provide_details")
    second = await alice.says("我也搞不清", "out_of_scope")
    assert first.splitlines()[-1] not in second


async def test_neither_yes_nor_no_is_no_consent(alice: Talker) -> None:
    await alice.says("中文成绩单一份", "request_document")
    assert "同意" in await alice.says("同意不同意都行吧", "privacy_question")


async def test_who_thinks_a_refusal_over_need_not_name_the_papers_again(alice: Talker) -> None:
    await alice.says("中文成绩单两份，周小安", "request_document")
    await alice.says("不同意，你们要这些干什么", "deny")
    answer = await alice.says("哦只是核对身份啊，那我同意", "affirm")
    assert "姓名" in answer
    await alice.says("周小安 2009141001 本科 09级 13880012345 自取", "provide_details")
    await alice.says("确认", "affirm")
    [request] = await alice.requests()
    assert request["items"][0]["copies"] == 2


async def test_a_good_will_word_after_a_refusal_is_no_consent(alice: Talker) -> None:
    await alice.says("中文成绩单两份", "request_document")
    await alice.says("不同意", "deny")
    assert "学号" not in await alice.says("好的", "affirm")


async def test_putting_something_else_off_drops_nothing(alice: Talker) -> None:
    await _own_form(alice)
    await alice.says("周小安 2009141001 本科 09级", "provide_details")
    answer = await alice.says("好，照片的事以后再说，先把成绩单办了，电话13308080102，自取", "cancel_request")
    assert "请您核对" in answer
