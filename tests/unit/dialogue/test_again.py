"""A further request: what of the one before holds for it, and what does not."""

from typing import Any

import pytest

from actions.dialogue import again, questions, told_before
from actions.dialogue.state import Form, Talk
from tests.unit.dialogue.test_meant import NOW, desk, turn


def _name(masked: str) -> dict[str, str]:
    return {"sealed": masked, "masked": masked}


def _talk(track: str, name: str, **earlier: Any) -> Talk:
    first = Form(started_at=NOW.isoformat(), track=track, purpose="补充人事档案", **earlier)
    talk = Talk(form=Form(started_at=NOW.isoformat(), subject={"name": _name(name)}))
    again.remember(first, talk)
    return talk


def test_the_next_one_of_a_unit_is_the_units_and_keeps_its_own_numbers() -> None:
    requester = {"organization": "岷山县第二中学", "name": _name("仇*平")}
    subject = {"name": _name("薄*莲"), "student_id": "9808133"}
    talk = _talk("organization", "桑*措", subject=subject, requester=requester, delivery={"method": "express"})

    assert again.take_over(turn("单位、经办人、用途、地址都同上", "provide_details"), talk)

    form = talk.form
    assert form is not None and form.track == "organization" and form.purpose == "补充人事档案"
    assert form.requester == requester and form.delivery == {"method": "express"}
    assert form.subject == {"name": _name("桑*措")}


@pytest.mark.parametrize(("name", "kept"), [("昌*远", {"student_id", "phone"}), ("冼*明", {"phone"})])
def test_who_one_was_holds_of_the_same_person_alone(name: str, kept: set[str]) -> None:
    subject = {"name": _name("昌*远"), "student_id": "2015040618", "phone": _name("199****7735")}
    talk = _talk("self", name, subject=subject)

    again.take_over(turn("其他信息都跟上次一样", "provide_details"), talk)

    assert talk.form is not None and set(talk.form.subject) == {"name"} | kept


@pytest.mark.asyncio
async def test_a_unit_that_takes_an_offer_asks_as_a_unit() -> None:
    talk = Talk(question={"kind": "apply_now", "items": [{"document_type": "student_registration_form"}]})
    first = turn("我们单位岷山县第二中学，老师人事档案里缺材料", "ask_document_not_held")
    told_before.remember(first, talk, first.intent, NOW)

    await questions.settle(turn("是", "affirm"), talk, desk(NOW))

    form = talk.form
    assert form is not None and form.track == "organization" and "岷山县第二中学" in form.requester["organization"]


@pytest.mark.asyncio
@pytest.mark.parametrize("text", ["2016年在青羊区离的，前夫叫赵磊", "1份"])
async def test_who_tells_what_the_offered_paper_needs_takes_the_offer(text: str) -> None:
    talk = Talk(question={"kind": "apply_now", "items": [{"document_type": "marriage_record"}]})

    assert await questions.settle(turn(text, "provide_details"), talk, desk()) is None

    assert talk.form is not None and talk.form.track == "citizen"
    assert [row["document_type"] for row in talk.form.items] == ["marriage_record"]
