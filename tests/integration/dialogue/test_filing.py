"""From wish to filed request, in many orders."""

from tests.integration.dialogue.conftest import Talker

IDENTITY = "周小安 2009141001 本科 09级"
CONTACT = "电话13800001111 寄浙江省杭州市西湖区文三路1号"


async def test_three_rows_step_by_step(alice: Talker) -> None:
    await alice.says("你好", "greet")
    answer = await alice.says("英文成绩单四份,中文的要两份,再加一份毕业证明", "request_document")
    assert "同意" in answer
    await alice.says("同意", "affirm")
    await alice.says(IDENTITY, "provide_details")
    await alice.says("写错了,是08年进校", "correction")
    answer = await alice.says(CONTACT, "provide_details")
    assert "确认" in answer and "周*安" in answer and "2009141001" not in answer
    answer = await alice.says("确认", "affirm")
    [filed] = await alice.requests()
    assert filed["code"] in answer
    rows = {(item["document_type"], item["language"], item["copies"]) for item in filed["items"]}
    assert rows == {("transcript", "en", 4), ("transcript", "zh", 2), ("graduation_proof", "zh", 1)}
    assert filed["subject"]["enrollment_year"] == 2008
    assert filed["subject"]["name"] == "周小安"
    assert filed["delivery"]["method"] == "express"


async def test_everything_at_once_is_filed_by_one_more_word(alice: Talker) -> None:
    answer = await alice.says(f"英文成绩单两份,{IDENTITY} {CONTACT}", "request_document")
    assert "请您核对" in answer
    await alice.says("确认", "affirm")
    [filed] = await alice.requests()
    assert filed["items"][0]["copies"] == 2
    assert filed["consent"]["version"]


async def test_agreeing_to_the_combined_list_files_only_after_confirming(alice: Talker) -> None:
    await alice.says(f"英文成绩单两份,{IDENTITY} {CONTACT}", "request_document")
    answer = await alice.says("同意", "affirm")
    if "确认" in answer:
        await alice.says("确认", "affirm")
    assert len(await alice.requests()) == 1


async def test_refusing_consent_leaves_nothing(alice: Talker) -> None:
    await alice.says("英文成绩单两份", "request_document")
    answer = await alice.says("不同意", "deny")
    assert "没有保存" in answer
    assert await alice.requests() == []


async def test_a_repeated_message_changes_nothing(alice: Talker) -> None:
    await alice.says(f"英文成绩单两份,{IDENTITY} {CONTACT}", "request_document")
    first = await alice.says("确认", "affirm")
    alice.count -= 1
    assert await alice.says("确认", "affirm") == first
    assert len(await alice.requests()) == 1


async def test_a_question_in_between_is_answered_and_the_form_goes_on(alice: Talker) -> None:
    await alice.says("成绩单英文的两份", "request_document")
    await alice.says("同意", "affirm")
    answer = await alice.says("周末开门吗", "ask_opening_hours")
    assert "周末不对外" in answer and "姓名" in answer


async def test_cancelling_in_the_form_drops_it(alice: Talker) -> None:
    await alice.says("成绩单英文的两份", "request_document")
    assert "删掉" in await alice.says("算了不办了", "cancel_request")
    assert "没有提交过" in await alice.says("办到哪了", "check_progress")


async def test_a_wrong_checksum_is_explained_and_never_repeated(alice: Talker) -> None:
    await alice.says("成绩单英文的两份", "request_document")
    await alice.says("同意", "affirm")
    answer = await alice.says("周小安 110105194912310021", "provide_details")
    assert "校验位" in answer and "110105" not in answer


async def test_own_request_and_the_mothers_are_taken_one_after_the_other(alice: Talker) -> None:
    answer = await alice.says("成绩单2份、学位证明1份,还有妈妈的毕业证明", "request_document", "proxy_request")
    assert "先办您自己的" in answer
    await alice.says("同意", "affirm")
    await alice.says(IDENTITY, "provide_details")
    await alice.says(CONTACT, "provide_details")
    answer = await alice.says("确认", "affirm")
    assert "毕业" in answer and "几份" in answer  # the mother's turn has begun
    await alice.says("一份", "provide_details")
    await alice.says("李秋梅 1985级 本科 19850233", "provide_details")
    await alice.says("周小安 13800001111", "provide_details")
    await alice.says("自取", "provide_details")
    await alice.says("确认", "affirm")
    own, mothers = await alice.requests()
    assert own["track"] == "self" and len(own["items"]) == 2
    assert mothers["track"] == "proxy" and mothers["relation"] == "parent"
    assert mothers["subject"]["name"] == "李秋梅" and mothers["requester"]["name"] == "周小安"


async def test_asking_how_to_send_files_gives_a_page_for_them(alice: Talker) -> None:
    answer = await alice.says("PDF怎么发给你们", "upload_attachment_question")
    assert "/h5/u/" in answer


async def test_a_towns_name_is_not_yet_an_address(alice: Talker) -> None:
    await alice.says("成绩单两份英文的,寄深圳", "request_document")
    await alice.says("同意", "affirm")
    answer = await alice.says("周小安 2009141001 本科 09级 13800001111", "provide_details")
    assert "地址" in answer
