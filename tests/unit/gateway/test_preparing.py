"""What Rasa is given: no faces, no slashes, choices resolved, nothing of a person in clear."""

import json
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from backend.catalogue import service as shipped
from backend.conversations.types import Turn
from backend.domain.catalogue import Catalogue
from backend.kit import crypto
from backend.kit.settings import Settings
from bot.gateway.preparing import chosen, question, without_faces

CATALOGUE = Catalogue.from_mapping(yaml.safe_load(shipped._SHIPPED.read_text(encoding="utf-8"))["catalogue"])
CHOICES = [
    {"id": "doc.transcript", "label": "成绩单"},
    {"id": "way.ems", "label": "寄 EMS"},
    {"id": "no", "label": "不用了"},
]
crypto.configure(Settings(_env_file=None, encryption_key="k1:QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVoxMjM0NTY="))


def turn(text: str, **more: Any) -> Turn:
    fields: dict[str, Any] = {
        "message_id": 1,
        "uid": UUID(int=7),
        "conversation_id": 1,
        "conversation": "0" * 32,
        "openid": "oPhone",
        "account": "gh_1",
        "kind": "text",
        "text": text,
        "data": {},
        "attachment_id": None,
        "lang": "zh",
        "expecting": None,
        "choices": None,
        "epoch": 1,
        "tries": 0,
        "excused": False,
        "created_at": datetime(2026, 11, 21, tzinfo=UTC),
    }
    return Turn(**fields | more)


def ask(text: str, **more: Any) -> dict[str, Any]:
    return question(turn(text, **more), CATALOGUE, date(2026, 11, 21)).body


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("你好/::)", "你好"),
        ("/::~/::B/:rose/:,@P/:8-)/::'(", ""),
        ("/:?是什么", "是什么"),
        ("2026/11/21", "2026/11/21"),
        ("https://x.edu", "https://x.edu"),
        ("[微笑]好", "[微笑]好"),
    ],
)
def test_face_codes_go_and_other_slashes_stay(text: str, expected: str) -> None:
    assert without_faces(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1", "doc.transcript"),
        (" ３ ", "no"),
        ("第二个", "way.ems"),
        ("选择2", "way.ems"),
        ("三", "no"),
        ("1.", "doc.transcript"),
        ("option 2", "way.ems"),
        ("成绩单", "doc.transcript"),
        ("寄 ems", "way.ems"),
        ("4", None),
        ("0", None),
        ("2份", None),
        ("成绩单两份", None),
        ("", None),
    ],
)
def test_what_names_a_choice(text: str, expected: str | None) -> None:
    found = chosen(text, CHOICES)
    assert (found and found["id"]) == expected


def test_without_choices_a_number_is_only_a_number() -> None:
    assert chosen("1", None) is None
    assert ask("3", expecting="copies")["metadata"]["choice"] is None


def test_a_tap_wins_over_the_words_and_odd_ids_are_not_believed() -> None:
    assert ask("随便", data={"menu_id": "way.ems"})["metadata"]["choice"] == "way.ems"
    assert ask("随便", data={"menu_id": "<script>"})["metadata"]["choice"] is None


@pytest.mark.parametrize("text", ["/restart", "／greet", "/:rose/ops", "  //x", "⁄x"])
def test_no_message_begins_with_a_slash(text: str) -> None:
    assert not ask(text)["message"].startswith(("/", "／", "⁄"))


def test_language_is_heard_and_remembered() -> None:
    assert ask("I need my transcript please")["metadata"]["lang"] == "en"
    assert ask("2", lang="en")["metadata"]["lang"] == "en"
    assert ask("成绩单", lang="en")["metadata"]["lang"] == "zh"


def test_an_event_and_a_picture_keep_their_marks() -> None:
    event = ask("〔菜单〕", kind="event", data={"name": "click", "key": "MENU_PROGRESS"}, lang="en")
    assert event["metadata"]["event"] == {"name": "click", "key": "MENU_PROGRESS"}
    assert event["metadata"]["lang"] == "en"
    picture = ask("〔图片〕", kind="image", attachment_id=UUID(int=3))
    assert picture["metadata"]["attachment"] == {"id": str(UUID(int=3))}


@given(st.text(max_size=300))
def test_any_text_makes_a_question_that_can_be_sent(text: str) -> None:
    body = ask(text, choices=CHOICES)
    assert 0 < len(body["message"]) <= 1000
    json.dumps(body).encode()


def test_identity_goes_sealed_and_is_noticed() -> None:
    asked = question(turn("周小安 身份证11010519491231002X"), CATALOGUE, date(2026, 11, 21))
    assert asked.carries_identity
    assert "11010519491231002X" not in json.dumps(asked.body)
