"""Consent told beside other things, and what a filed request is changed to."""

import asyncio
from collections.abc import Callable
from datetime import UTC, date, datetime
from types import SimpleNamespace
from typing import Any

import pytest

from actions.dialogue import agreeing
from actions.dialogue.changing import changes
from actions.dialogue.desk import Desk
from actions.dialogue.state import Form, Talk
from actions.dialogue.turn import Turn, from_tracker
from actions.dialogue.wish import settle
from backend.understanding.prepare import prepare
from backend.understanding.training import catalogue

NOW = datetime(2026, 11, 22, tzinfo=UTC)


def turn(text: str, intent: str = "provide_details", **more: Any) -> Turn:
    prepared = prepare(text, catalogue=catalogue(), today=date(2026, 11, 22), expecting=None, seal=lambda value: value)
    understood = {"text": prepared.message, "intent": {"name": intent, "confidence": 0.9}}
    return from_tracker("alice", understood | {"metadata": prepared.metadata(**more)})


@pytest.fixture
def recorded() -> list[bool]:
    return []


@pytest.fixture
def desk(recorded: list[bool]) -> Desk:
    async def record_consent(openid: str, version: str, given: bool) -> None:
        recorded.append(given)

    archive: Any = SimpleNamespace(record_consent=record_consent)
    return Desk(archive, catalogue(), {}, "o", "c", NOW, "zh")


@pytest.fixture
def said(desk: Desk) -> Callable[..., tuple[list[str], Form]]:
    """What is said to a message beside an open form, and the form."""

    def take(text: str, **form: Any) -> tuple[list[str], Form]:
        talk = Talk(form=Form(started_at=NOW.isoformat(), **form))
        says = asyncio.run(agreeing.take(turn(text), talk, desk))
        assert talk.form is not None
        return [one["say"] for one in says], talk.form

    return take


@pytest.mark.parametrize(
    "text",
    [
        "同意。白乌力吉，本科，2009级，身份证号360102199212104935",
        "同意同意我叫厍正邦读的本科零几年上的来着",
        "I consent. Full name Farrukh Saidov, mobile +992927708816",
    ],
)
def test_consent_holds_beside_details_and_their_mistakes(text: str, said: Any, recorded: list[bool]) -> None:
    says, form = said(text, asked={"consent": 1})

    assert (says, recorded) == ([], [True])
    assert form.consent is not None


def test_before_it_is_asked_for_it_is_told_what_consent_is_for(said: Any, recorded: list[bool]) -> None:
    assert said("毕业证明一份，同意使用我的信息")[0] == ["consent.early"]
    assert recorded == [True]


@pytest.mark.parametrize(
    ("text", "track"), [("不同意", "self"), ("同意书怎么写", "self"), ("他本人同意", "proxy"), ("本人同意", "proxy")]
)
def test_what_is_no_consent_records_none(text: str, track: str, said: Any, recorded: list[bool]) -> None:
    assert said(text, track=track, asked={"consent": 1})[1].consent is None
    assert recorded == []


@pytest.mark.parametrize(("text", "agrees"), [("她本人同意的", False), ("同意了才能办是吧", False), ("嗯可以的", True)])
def test_a_yes_of_somebody_else_is_no_consent(text: str, agrees: bool) -> None:
    message = turn(text, "affirm", expecting="consent")
    talk = Talk(form=Form(started_at=NOW.isoformat(), track="proxy", asked={"consent": 1}))

    assert agreeing.agrees(message, settle(message, talk), consent_asked=True) is agrees


def _filed(*rows: dict[str, Any]) -> dict[str, Any]:
    plain = {"language": "zh", "copies": 1, "sealed": False, "note": None}
    return {"code": "LT261121-7K4PXM", "items": [plain | row for row in rows]}


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("在刚提交的这个申请里再加一份学位证明", [("graduation_proof", 2), ("degree_proof", 1)]),
        ("Sorry, please change the number of copies from two to three.", [("graduation_proof", 3)]),
        ("change the copies to four", [("graduation_proof", 4)]),
    ],
)
def test_a_filed_request_is_changed_by_what_the_api_knows(text: str, rows: list[tuple[str, int]], desk: Desk) -> None:
    request = _filed({"document_type": "graduation_proof", "copies": 2})

    wanted = changes(turn(text, "modify_request"), request, desk)["items"]

    assert [(row["document_type"], row["copies"]) for row in wanted] == rows
    assert all(set(row) <= {"document_type", "language", "copies", "sealed", "note"} for row in wanted)


def test_what_a_row_says_of_itself_stays_when_another_changes(desk: Desk) -> None:
    request = _filed({"document_type": "other", "note": "1998年的获奖通报"}, {"document_type": "transcript"})

    wanted = changes(turn("成绩单改成3份", "modify_request"), request, desk)["items"]

    assert [(row.get("note"), row["copies"]) for row in wanted] == [("1998年的获奖通报", 1), (None, 3)]
