"""A filed request waits for its requester, who answers in the chat with words, pictures, or both."""

from datetime import timedelta
from typing import Any

import pytest

from actions.backend_client import Refused
from backend.kit import clock
from backend.requests import repository
from backend.requests import service as requests
from tests.integration.dialogue.conftest import Fails, Talker, tried_again
from tests.integration.dialogue.test_files import (
    EVERYTHING,
    STAFF,
    awaiting,
    by_page,
    database_of,
    files_of,
    send_picture,
)


async def newest(talker: Talker) -> dict[str, object]:
    """The newest request."""
    return (await talker.requests())[-1]


async def words_of(talker: Talker, code: str) -> list[tuple[str, str]]:
    """The words that came with the supplement or were left since, as staff read them."""
    async with database_of(talker).session() as session:
        request = await requests.find(session, code)
        events = (await repository.events(session, [request.id]))[request.id]
        told = [one for one in events if one.event in ("supplement", "asked")]
        return [(one.event, str((one.data or {}).get("note") or "")) for one in told]


async def note_of(talker: Talker, code: str) -> str:
    """The words that came with the supplement, as staff read them."""
    return next(note for event, note in await words_of(talker, code) if event == "supplement")


async def answered_elsewhere(talker: Talker, code: str) -> None:
    """The request is given what it waits for by another way."""
    body = {"event": "supplement", "note": "电话里说了"}
    assert (await talker.client.post(f"/api/v1/requests/{code}/events", json=body)).status_code == 200


LONG = [f"第{number}段：" + "那年我休学了半年，" * 30 for number in range(2)]
"""Two messages that are too long for one note."""


@pytest.mark.parametrize(
    ("text", "intent", "shown"),
    [
        ("我的学号是2009141002", "provide_details", "200****002"),
        ("补充：我是化学系的", "provide_details", "化学系"),
        ("补充：我是化学系的", "out_of_scope", "化学系"),
        ("我的学号是2009141002", "request_document", "200****002"),
        ("学号应该是2009141002", "correction", "200****002"),
        ("老师让我说明一下，那年我休学了半年", "out_of_scope", "休学了半年"),
    ],
)
async def test_words_for_a_waiting_request_are_its_supplement(
    alice: Talker, text: str, intent: str, shown: str
) -> None:
    code = await awaiting(alice)
    answer = await alice.says(text, intent)
    assert code in answer and shown in answer and "补充的吗" in answer
    assert "2009141002" not in answer
    answer = await alice.says("是，提交", "affirm")
    assert "接着审核" in answer
    request = await newest(alice)
    assert (len(await alice.requests()), request["status"]) == (1, "under_review")
    assert request["due_on"]


async def test_several_messages_are_gathered_and_read_by_staff(alice: Talker) -> None:
    code = await awaiting(alice)
    await alice.says("我的学号是2009141002", "provide_details")
    assert "接着发" in await alice.says("还有，接着发", "affirm")
    for more in ("还有", "等我找一下", "还有一张照片没发", "好的"):
        assert "接着发" in await alice.says(more, "affirm")
    answer = await alice.says("我是化学系的", "provide_details")
    assert "化学系" in answer and "200****002" in answer
    assert "接着审核" in await alice.says("发完了", "out_of_scope")
    note = await note_of(alice, code)
    assert "2009141002" in note and "化学系" in note


@pytest.mark.parametrize("done", ["发完了", "好了", "都发了", "没有了", "就这些", "都发完了，谢谢", "That's all"])
async def test_more_pictures_and_then_a_word_that_it_is_all(alice: Talker, done: str) -> None:
    code = await awaiting(alice, "id_card_front", "id_card_back")
    first, answer = await send_picture(alice)
    assert code in answer and "图片 1 张" in answer
    await alice.says("还有，接着发", "affirm")
    assert "身份证" in await alice.says("这是我的身份证", "provide_details")
    second, answer = await send_picture(alice)
    assert "图片 2 张" in answer
    await alice.says(done, "out_of_scope")
    assert (await newest(alice))["status"] == "under_review"
    assert await files_of(alice) == {first, second}
    kinds = {one["id"]: one["kind"] for one in (await newest(alice))["attachments"]}  # type: ignore[attr-defined]
    assert kinds[first] == "id_card_front"


async def test_what_is_not_for_the_request_is_not_handed_in(alice: Talker) -> None:
    await awaiting(alice)
    await alice.says("我是化学系的", "provide_details")
    assert "没有交上去" in await alice.says("不是", "deny")
    assert (await newest(alice))["status"] == "awaiting_requester"
    await alice.says("好了", "affirm")
    assert (await newest(alice))["status"] == "awaiting_requester"


async def test_a_question_in_between_is_answered_and_nothing_is_lost(alice: Talker) -> None:
    await awaiting(alice)
    ident, _ = await send_picture(alice)
    assert "周末" in await alice.says("周末开门吗", "ask_opening_hours")
    assert "还没有交上去" in await alice.says("办到哪了", "check_progress")
    assert "接着审核" in await alice.says("发完了", "out_of_scope")
    assert await files_of(alice) == {ident}


async def test_a_new_wish_opens_a_form_and_leaves_the_pictures_with_the_waiting_request(alice: Talker) -> None:
    code = await awaiting(alice)
    ident, _ = await send_picture(alice)
    answer = await alice.says("再办一份学位证明，中文1份，自取", "request_document")
    assert "补充的吗" not in answer
    await alice.says("周小安 2009141001 本科 09级 电话13800001111", "provide_details")
    await alice.says("确认", "affirm")
    old, new = await alice.requests()
    assert new["attachments"] == []
    assert old["code"] == code
    assert "接着审核" in await alice.says("发完了", "out_of_scope")
    assert {one["id"] for one in (await alice.requests())[0]["attachments"]} == {ident}


async def test_several_waiting_requests_are_asked_about(alice: Talker) -> None:
    first = await awaiting(alice)
    await alice.says("毕业证明中文1份，自取，周小安 2009141001 本科 09级 电话13800001111", "request_document")
    await alice.says("确认", "affirm")
    second = str((await newest(alice))["code"])
    for event, more in (("start_review", {}), ("ask_supplement", {"missing": ["years"]})):
        body = {"event": event, "actor": STAFF, **more}
        assert (await alice.client.post(f"/api/v1/requests/{second}/events", json=body)).status_code == 200
    answer = await alice.says("我是化学系的", "provide_details")
    assert "哪件" in answer
    assert [one["id"] for one in alice.choices] == [f"code.{second}", f"code.{first}"]
    assert first in await alice.says(first, "check_progress")
    await alice.says("是，提交", "affirm")
    assert [one["status"] for one in await alice.requests()] == ["under_review", "awaiting_requester"]


async def test_files_of_the_drafts_page_are_handed_in_too(alice: Talker) -> None:
    link = await alice.says("PDF怎么发给你们", "upload_attachment_question")
    code = await awaiting(alice)
    await by_page(alice, link)
    assert code in await alice.says("我发完了", "out_of_scope")
    assert "接着审核" in await alice.says("是，提交", "affirm")
    assert len(await files_of(alice)) == 1


async def test_a_request_that_was_answered_meanwhile_keeps_the_words(alice: Talker) -> None:
    code = await awaiting(alice)
    await alice.says("我是化学系的", "provide_details")
    await answered_elsewhere(alice, code)
    answer = await alice.says("是，提交", "affirm")
    assert "转给老师" in answer
    assert (await newest(alice))["history"][-1]["event"] == "asked"  # type: ignore[index]


async def test_after_days_of_silence_a_yes_hands_nothing_in(alice: Talker) -> None:
    await awaiting(alice)
    await alice.says("我是化学系的", "provide_details")
    clock.advance(timedelta(days=4))
    await alice.says("好的", "affirm")
    assert (await newest(alice))["status"] == "awaiting_requester"


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("英文成绩单两份", "request_document"),
        ("我要办学位证明", "request_document"),
        ("帮我妈开毕业证明", "proxy_request"),
        ("办到哪了", "check_progress"),
        ("周末开门吗", "ask_opening_hours"),
        ("我要找人工", "talk_to_human"),
        ("谢谢", "thanks"),
        ("要多少钱", "ask_fee"),
    ],
)
async def test_other_wishes_are_no_supplement(
    alice: Talker, monkeypatch: pytest.MonkeyPatch, text: str, intent: str
) -> None:
    async def handed_over(conversation: str, reason: str) -> dict[str, object]:
        return {"on_duty": True, "position": 1}

    monkeypatch.setattr(alice.backend, "hand_over", handed_over)
    await awaiting(alice)
    assert "补充的吗" not in await alice.says(text, intent)


async def test_who_has_nothing_waiting_begins_a_request_by_telling_who_they_are(alice: Talker) -> None:
    await alice.says(EVERYTHING, "request_document")
    await alice.says("确认", "affirm")
    assert "补充的吗" not in await alice.says("我是化学系的", "provide_details")


async def test_announcing_more_is_told_to_go_ahead(alice: Talker) -> None:
    code = await awaiting(alice)
    answer = await alice.says("我要补充材料", "upload_attachment_question")
    assert code in answer and "发在这里" in answer


async def test_words_after_it_was_handed_in_are_left_with_the_request(alice: Talker) -> None:
    code = await awaiting(alice)
    await alice.says("我的学号是2009141002", "provide_details")
    await alice.says("是，提交", "affirm")
    assert code in await alice.says("补充：我是化学系的", "provide_details")
    [request] = await alice.requests()
    assert request["history"][-1]["event"] == "asked"


async def test_a_picture_that_is_for_a_new_request_goes_with_that(alice: Talker) -> None:
    await awaiting(alice)
    ident, _ = await send_picture(alice)
    await alice.says("不是，我想办一份毕业证明，中文，自取", "request_document")
    await alice.says("周小安 2009141001 本科 09级 电话13800001111", "provide_details")
    await alice.says("确认", "affirm")
    old, new = await alice.requests()
    assert (old["attachments"], {one["id"] for one in new["attachments"]}) == ([], {ident})


@pytest.mark.parametrize(
    ("text", "intent", "answered"),
    [("周末开门吗", "ask_opening_hours", "周末"), ("谢谢", "thanks", ""), ("你好", "greet", "")],
)
async def test_a_mere_yes_hands_in_only_what_was_just_asked_about(
    alice: Talker, text: str, intent: str, answered: str
) -> None:
    await awaiting(alice)
    ident, _ = await send_picture(alice)
    assert answered in await alice.says(text, intent)
    assert "还没有交上去" in await alice.says("好的", "affirm")
    assert (await newest(alice))["status"] == "awaiting_requester"
    assert "接着审核" in await alice.says("好的呀", "affirm")
    assert await files_of(alice) == {ident}


async def test_a_yes_after_the_progress_was_told_answers_its_reminder(alice: Talker) -> None:
    await awaiting(alice)
    await send_picture(alice)
    assert "还没有交上去" in await alice.says("办到哪了", "check_progress")
    assert "接着审核" in await alice.says("好的", "affirm")


async def test_starting_over_forgets_what_was_gathered(alice: Talker) -> None:
    await awaiting(alice)
    await send_picture(alice)
    await alice.says("我是化学系的", "provide_details")
    await alice.says("重新开始", "restart")
    for text, intent in (("好的", "affirm"), ("发完了", "out_of_scope")):
        await alice.says(text, intent)
    request = await newest(alice)
    assert (request["status"], request["attachments"]) == ("awaiting_requester", [])


async def test_what_came_after_more_was_announced_can_be_agreed_to(alice: Talker) -> None:
    await awaiting(alice)
    await alice.says("我是化学系的", "provide_details")
    await alice.says("还有，接着发", "affirm")
    ident, answer = await send_picture(alice)
    assert "补充的吗" in answer
    assert "接着审核" in await alice.says("是的", "affirm")
    assert await files_of(alice) == {ident}


async def test_words_too_long_for_one_note_are_all_left_with_the_request(alice: Talker) -> None:
    code = await awaiting(alice)
    for text in LONG:
        await alice.says(text, "out_of_scope")
    assert "接着审核" in await alice.says("是，提交", "affirm")
    assert await words_of(alice, code) == [("supplement", ""), *(("asked", text) for text in LONG)]
    assert (await newest(alice))["status"] == "under_review"


async def test_masked_words_count_as_long_as_they_are(alice: Talker) -> None:
    code = await awaiting(alice)
    text = "补充：住址是浙江省杭州市西湖区文三路一百二十三号四单元五零六室，" + "那年我休学了半年。" * 50
    await alice.says(text[:470], "provide_details")
    await alice.says("再补充一点：电话是13800001111，邮箱是zhou.xiaoan.2009@example.edu", "provide_details")
    assert "接着审核" in await alice.says("是，提交", "affirm")
    told = "".join(note for _, note in await words_of(alice, code))
    assert text[:470] in told and "13800001111" in told and "zhou.xiaoan.2009@example.edu" in told


async def test_one_very_long_message_is_left_whole(alice: Talker) -> None:
    code = await awaiting(alice)
    text = "补充说明：" + "我在化学系读了两年，后来转到材料系。" * 35
    await alice.says(text, "out_of_scope")
    assert "接着审核" in await alice.says("是，提交", "affirm")
    pieces = [note for event, note in await words_of(alice, code) if event == "asked"]
    assert "".join(pieces) == text and len(pieces) > 1
    assert all(len(piece) <= 500 for piece in pieces)


async def test_long_words_for_a_request_that_was_answered_meanwhile_are_left_once(alice: Talker) -> None:
    code = await awaiting(alice)
    for text in LONG:
        await alice.says(text, "out_of_scope")
    await answered_elsewhere(alice, code)
    assert "转给老师" in await alice.says("是，提交", "affirm")
    assert await words_of(alice, code) == [("supplement", "电话里说了"), *(("asked", text) for text in LONG)]


@pytest.mark.parametrize("texts", [["我是化学系的"], LONG], ids=["short", "long"])
@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
@pytest.mark.parametrize("call", ["happen", "ask", "keep_draft"])
async def test_a_turn_that_is_tried_again_leaves_nothing_twice(
    alice: Talker, monkeypatch: pytest.MonkeyPatch, call: str, after: bool, texts: list[str]
) -> None:
    code = await awaiting(alice)
    ident, _ = await send_picture(alice)
    for text in texts:
        await alice.says(text, "out_of_scope")
    fails = Fails(getattr(alice.backend, call), after=after)
    monkeypatch.setattr(alice.backend, call, fails)
    if call == "ask" and len(texts) == 1:  # a short note is handed in by one call
        assert "接着审核" in await alice.says("是，提交", "affirm")
    else:
        assert "接着审核" in await tried_again(alice, "是，提交", "affirm")
    told = [("supplement", texts[0])] if len(texts) == 1 else [("supplement", ""), *(("asked", one) for one in texts)]
    assert await words_of(alice, code) == told
    assert await files_of(alice) == {ident}


async def test_a_refusal_that_is_a_fault_is_not_told_as_a_request_that_waits_no_longer(
    alice: Talker, monkeypatch: pytest.MonkeyPatch
) -> None:
    await awaiting(alice)
    await alice.says("我是化学系的", "provide_details")

    async def refuse(*_: Any, **__: Any) -> None:
        raise Refused(422, {"code": "invalid"})

    monkeypatch.setattr(alice.backend, "happen", refuse)
    with pytest.raises(Refused):
        await alice.says("是，提交", "affirm")
