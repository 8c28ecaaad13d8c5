"""Several requests, one at a time: who comes first, and what waits keeps all that was told for it."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from actions.dialogue import for_whom, resuming, waiting
from actions.dialogue.desk import Desk
from actions.dialogue.state import Form, Talk
from actions.dialogue.turn import Turn, from_tracker
from backend.understanding.prepare import prepare
from backend.understanding.training import catalogue

NOW = datetime(2026, 11, 22, tzinfo=UTC)


class _Desk(Desk):
    def __init__(self) -> None:
        self.catalogue, self.now, self.lang = catalogue(), NOW, "zh"

    def configured(self, *path: str) -> None:
        return None


def turn(text: str) -> Turn:
    prepared = prepare(text, catalogue=catalogue(), today=NOW.date(), expecting=None, seal=lambda value: value)
    understood: dict[str, Any] = {"text": prepared.message, "intent": {"name": "proxy_request", "confidence": 0.9}}
    return from_tracker("alice", understood | {"metadata": prepared.metadata()})


def own() -> Talk:
    row = {"document_type": "transcript", "language": "zh", "copies": 1, "sealed": None}
    name = {"sealed": "t", "masked": "昝*满"}
    return Talk(form=Form(started_at=NOW.isoformat(), items=[row], subject={"name": name}, checking=True))


@pytest.mark.parametrize(
    "text", ["等等，先办我妈的，她急。要一份中文的学历证明，我替她办", "先给我爸办，他要一份学历证明"]
)
def test_theirs_first_puts_ones_own_aside_whole(text: str) -> None:
    talk = own()
    said = waiting.second(turn(text), talk, _Desk(), "proxy")
    assert said[0]["say"] == "waiting.theirs_first"
    assert talk.form is not None and talk.form.track == "proxy" and talk.form.subject == {}
    talk.form = None
    back = waiting.take_up(talk, _Desk())
    assert back is not None and back.subject["name"]["masked"] == "昝*满" and not back.checking


def test_a_wish_for_another_waits_otherwise() -> None:
    talk = own()
    waiting.second(turn("对了我妈也要一份学历证明"), talk, _Desk(), "proxy")
    assert talk.form is not None and talk.form.track == "self" and len(talk.waiting) == 1


@pytest.mark.parametrize("text", ["我妈叫费玉兰，专科，1986年毕业", "她的身份证510623196502143322"])
def test_who_tells_of_the_other_means_that_one_now(text: str) -> None:
    talk = own()
    waiting.second(turn("对了我妈也要一份学历证明"), talk, _Desk(), "proxy")
    assert waiting.theirs_now(turn(text), talk, _Desk())
    assert talk.form is not None and talk.form.track == "proxy"


@pytest.mark.parametrize("text", ["我叫昝小满，本科，2010级", "学号2010112508", "我妈也是老师"])
def test_ones_own_details_go_to_ones_own(text: str) -> None:
    talk = own()
    waiting.second(turn("对了我妈也要一份学历证明"), talk, _Desk(), "proxy")
    assert waiting.theirs_now(turn(text), talk, _Desk()) == []
    assert talk.form is not None and talk.form.track == "self"


@pytest.mark.parametrize(
    ("text", "off"),
    [
        ("她的材料我手上没有,以后再说,先把我的办完", True),
        ("就我自己的英文成绩单哈,没有我妈的", True),
        ("我爸的以后再说", True),
        ("我妈的身份证没带", False),
        ("她的学历证明要两份", False),
    ],
)
def test_the_other_is_put_off(text: str, off: bool) -> None:
    assert bool(for_whom.PUT_OFF.search(text)) is off


@pytest.mark.parametrize(
    ("text", "theirs"),
    [
        ("对了,我妈妈也是你们学校毕业的,她也想要一份毕业证明,可以一起办吗?", True),
        ("我爸也是这里毕业的，他的毕业证明能不能也开一个", True),
        ("我妈说要两份成绩单才够", False),
        ("我妈让我快点办", False),
    ],
)
def test_a_paper_for_ones_kin_is_theirs(text: str, theirs: bool) -> None:
    assert bool(for_whom.THEIR_PAPER.search(text)) is theirs


def test_a_form_put_aside_by_an_older_version_is_still_read() -> None:
    talk = own()
    waiting.second(turn("先给我爸办，他要一份学历证明"), talk, _Desk(), "proxy")
    talk.waiting[0]["form"]["gone_since"] = 1
    talk.form = None
    assert waiting.take_up(talk, _Desk()) is not None


def test_what_expired_takes_along_what_waited() -> None:
    talk = own()
    waiting.second(turn("先给我爸办，他要一份学历证明"), talk, _Desk(), "proxy")
    talk.touched_at = (NOW - timedelta(days=40)).isoformat()
    assert resuming.came_back(talk, _Desk())[0]["say"] == "resume.expired"
    assert talk.form is None and talk.waiting == []
