"""What people do with requests they have filed, and with their own data."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from backend.kit import clock
from tests.integration.dialogue.conftest import Fails, Talker, tried_again
from tests.integration.dialogue.test_files import send_picture

STAFF = {"kind": "staff", "id": "wang"}
EVERYTHING = "英文成绩单两份,周小安 2009141001 本科 09级 电话13800001111 寄浙江省杭州市西湖区文三路1号"


async def filed(talker: Talker) -> str:
    """File a request and return its code."""
    await talker.says(EVERYTHING, "request_document")
    await talker.says("确认", "affirm")
    return str((await talker.requests())[-1]["code"])


async def test_progress_lists_ones_own_with_the_promised_date(alice: Talker) -> None:
    code = await filed(alice)
    answer = await alice.says("办到哪了", "check_progress")
    assert code in answer and "月" in answer


async def test_somebody_elses_code_is_not_found(alice: Talker, follower: Callable[..., Talker]) -> None:
    code = await filed(alice)
    stranger = follower("oStranger000000000000000001")
    answer = await stranger.says(code, "check_progress")
    assert "没有查到" in answer and "周" not in answer.replace("周五", "")


async def test_urging_is_recorded(alice: Talker) -> None:
    code = await filed(alice)
    assert code in await alice.says("能不能快点啊", "urge_progress")
    [request] = await alice.requests()
    assert any(event["event"] == "urged" for event in request["history"])


async def test_address_and_copies_of_a_filed_request_can_be_changed(alice: Talker) -> None:
    await filed(alice)
    await alice.says("地址改成广东省深圳市南山区科苑路8号", "modify_request")
    await alice.says("份数改成3份", "modify_request")
    [request] = await alice.requests()
    assert "科苑路8号" in request["delivery"]["address"]
    assert request["items"][0]["copies"] == 3


async def test_ones_telephone_and_the_way_of_a_filed_request_can_be_changed(alice: Talker) -> None:
    code = await filed(alice)
    answer = await alice.says("我下周换号，交上去的电话改成13900002222", "book_visit")
    assert "电话" in answer and code in answer
    await alice.says("收件人电话改成13700003333", "modify_request")
    answer = await alice.says("快递我们报不了，改成自己来取吧", "modify_request")
    assert "取件方式改为到馆自取" in answer
    [request] = await alice.requests()
    assert (request["subject"]["phone"], request["delivery"]["method"]) == ("13900002222", "pickup")


async def test_withdrawing_asks_once_more(alice: Talker) -> None:
    code = await filed(alice)
    assert code in await alice.says("我不要了撤回吧", "cancel_request")
    await alice.says("是", "affirm")
    [request] = await alice.requests()
    assert request["resolution"] == "withdrawn"


@pytest.mark.parametrize("call", ["happen", "keep_draft"])
async def test_a_withdrawal_that_is_tried_again_is_told_as_done(
    alice: Talker, monkeypatch: pytest.MonkeyPatch, call: str
) -> None:
    code = await filed(alice)
    await alice.says("我不要了撤回吧", "cancel_request")
    monkeypatch.setattr(alice.backend, call, Fails(getattr(alice.backend, call), after=call == "happen"))
    answer = await tried_again(alice, "是", "affirm")
    assert f"已撤回 {code}" in answer
    [request] = await alice.requests()
    assert [one["event"] for one in request["history"]] == ["submitted", "withdraw"]


@pytest.mark.parametrize("call", ["ask", "keep_draft"])
async def test_a_word_for_staff_is_left_once_however_often_the_turn_is_tried(
    alice: Talker, monkeypatch: pytest.MonkeyPatch, call: str
) -> None:
    code = await filed(alice)
    monkeypatch.setattr(alice.backend, call, Fails(getattr(alice.backend, call), after=call == "ask"))
    assert code in await tried_again(alice, "补充：我是化学系的", "out_of_scope")
    [request] = await alice.requests()
    assert [one["event"] for one in request["history"]] == ["submitted", "asked"]


async def test_withdrawing_can_be_thought_over(alice: Talker) -> None:
    await filed(alice)
    await alice.says("撤回", "cancel_request")
    await alice.says("不了", "deny")
    [request] = await alice.requests()
    assert request["status"] == "submitted"


async def test_the_same_request_again_is_noticed(alice: Talker) -> None:
    code = await filed(alice)
    answer = await alice.says(EVERYTHING, "request_document")
    assert code in answer and "确认" in answer


async def test_deleting_ones_data_asks_first_and_keeps_the_filed_request(alice: Talker) -> None:
    await filed(alice)
    assert "确定" in await alice.says("删除我的信息", "delete_my_data")
    answer = await alice.says("确定删除", "affirm")
    assert "已经删除" in answer
    assert len(await alice.requests()) == 1


async def test_two_misses_offer_a_person(alice: Talker) -> None:
    await alice.says("嘎嘎嘎", "out_of_scope")
    assert "老师" in await alice.says("呱呱呱", "out_of_scope")


async def test_the_personnel_file_is_explained_with_a_next_step(alice: Talker) -> None:
    answer = await alice.says("我的人事档案在你们那吗", "ask_document_not_held")
    assert "12333" in answer


async def test_english_is_answered_in_english(alice: Talker) -> None:
    answer = await alice.says("two English transcripts please", "request_document")
    assert "agree" in answer


async def test_a_name_of_a_filed_request_reaches_staff(alice: Talker) -> None:
    code = await filed(alice)
    answer = await alice.says("还有我名字写错了，应该是周晓安", "modify_request")
    assert code in answer and "老师" in answer
    [request] = await alice.requests()
    assert request["history"][-1]["event"] == "asked"


async def test_a_name_called_wrong_is_asked_for_first(alice: Talker) -> None:
    await filed(alice)
    assert "姓名" in await alice.says("我名字写错了", "modify_request")
    assert "老师" in await alice.says("周晓安", "provide_details")
    [request] = await alice.requests()
    assert request["history"][-1]["event"] == "asked"


async def test_what_comes_too_late_to_change_reaches_staff(alice: Talker) -> None:
    code = await filed(alice)
    for event in ("start_review", "approve"):
        await alice.client.post(f"/api/v1/requests/{code}/events", json={"event": event, "actor": STAFF})
    answer = await alice.says("地址改成广东省深圳市南山区科苑路8号", "modify_request")
    assert "转给老师" in answer
    [request] = await alice.requests()
    assert request["history"][-1]["event"] == "asked"


async def test_who_goes_on_complaining_gets_a_person(alice: Talker, monkeypatch: pytest.MonkeyPatch) -> None:
    async def handed_over(conversation: str, reason: str) -> dict[str, Any]:
        return {"on_duty": True, "position": 1, "waiting_minutes": 5}

    monkeypatch.setattr(alice.backend, "hand_over", handed_over)
    first = await alice.says("别给我踢皮球", "complaint")
    second = await alice.says("我要投诉", "complaint")
    assert second != first and "老师" in second


async def test_the_very_same_sentence_is_not_said_twice(alice: Talker) -> None:
    first = await alice.says("你们怎么这么慢", "urge_progress")
    assert await alice.says("上个月申请的到现在没消息", "urge_progress") != first


async def test_the_personnel_file_is_explained_in_few_words_with_one_offer(alice: Talker) -> None:
    answer = await alice.says("单位要调我的人事档案", "ask_personnel_file_transfer")
    assert len(answer) < 200 and answer.count("回复“是”") == 1
    assert "12333" in await alice.says("那怎么办", "out_of_scope")


async def test_after_erasing_the_next_form_asks_for_consent_again(alice: Talker) -> None:
    await filed(alice)
    await alice.says("删除我的信息", "delete_my_data")
    assert "同意也已撤回" in await alice.says("确定删除", "affirm")
    answer = await alice.says("英文成绩单一份", "request_document")
    assert "同意" in answer and any(one["id"] == "consent.yes" for one in alice.choices)


async def test_erasing_names_what_the_law_keeps(alice: Talker) -> None:
    await filed(alice)
    [request] = await alice.requests()
    hold = {"on": True, "reason": "诉讼", "by": "wang"}
    await alice.client.put(f"/api/v1/requests/{request['code']}/hold", json=hold)
    await alice.says("删除我的信息", "delete_my_data")
    answer = await alice.says("确定删除", "affirm")
    assert f"不能删除，什么时候解除还不能确定：\n{request['code']}" in answer and "留存到期后删除" not in answer


async def test_refusing_consent_erases_the_pictures_sent_before(alice: Talker) -> None:
    ident, _ = await send_picture(alice)
    await alice.says("英文成绩单一份", "request_document")
    assert "已经删掉" in await alice.says("不同意", "deny")
    assert (await alice.client.get(f"/api/v1/attachments/{ident}")).json()["state"] == "erased"
    await alice.says("同意", "affirm")
    await alice.says(EVERYTHING.partition(",")[2], "provide_details")
    answer = await alice.says("确认", "affirm")
    [request] = await alice.requests()
    assert request["attachments"] == [] and "不在了" not in answer


async def file_many(talker: Talker, count: int) -> list[str]:
    """File as many requests by letter for the same person, the oldest first."""
    codes = []
    for number in range(count):
        body = {
            "channel": "h5",
            "openid": talker.openid,
            "subject": {
                "name": "周小安",
                "student_id": "2009141001",
                "degree_level": "bachelor",
                "enrollment_year": 2009,
                "phone": "13800001111",
            },
            "items": [{"document_type": "transcript", "language": "zh", "copies": number + 1}],
            "delivery": {"method": "pickup"},
            "consent": {"version": "1", "given_at": "2026-11-20T09:00:00+08:00"},
        }
        answer = await talker.client.post("/api/v1/requests", json=body, headers={"Idempotency-Key": f"k{number}"})
        assert answer.status_code == 201, answer.text
        codes.append(answer.json()["code"])
    return codes


async def test_an_older_request_of_ones_own_is_found_by_its_code(
    alice: Talker, follower: Callable[..., Talker]
) -> None:
    codes = await file_many(alice, 12)
    for code in codes[1:]:
        done = await alice.client.post(f"/api/v1/requests/{code}/events", json={"event": "withdraw"})
        assert done.status_code == 200
    assert codes[0] in await alice.says("办到哪了", "check_progress")
    assert codes[1] in await alice.says(codes[1], "check_progress")
    assert codes[0] in await alice.says(f"{codes[0]}催一下", "urge_progress")
    assert "没有查到" in await follower("oStranger000000000000000002").says(codes[0], "check_progress")
    await alice.says(f"撤回{codes[0]}", "cancel_request")
    await alice.says("是", "affirm")
    assert (await alice.client.get(f"/api/v1/requests/{codes[0]}")).json()["resolution"] == "withdrawn"
    assert codes[-1] in await alice.says("办到哪了", "check_progress")


async def test_how_long_a_request_counts_as_the_same_is_the_archives_setting(alice: Talker) -> None:
    code = await filed(alice)
    configuration = await alice.backend.configuration("newest")
    configuration["service"]["retention"]["duplicate_window_days"] = 2
    clock.advance(timedelta(days=3))
    assert code not in await alice.says(EVERYTHING, "request_document")
    await alice.says("重来", "restart")
    configuration["service"]["retention"]["duplicate_window_days"] = 4
    assert code in await alice.says(EVERYTHING, "request_document")
