"""What WeChat accepts as an answer to a push, and what it complains about."""

import json
import time

import pytest

from bot.simulator.answers import Asked, Illegal, judge
from bot.wechat import replies
from bot.wechat.crypto import Codec

APP, ACCOUNT, PERSON = "wx51a0c0ffee000001", "gh_0a1b2c3d4e5f", "oAbCdEfGhIjKlMnOpQrStUvWxYz0"
CODEC = Codec("token", APP, ["A" * 43])
STRANGER = Codec("token", APP, ["B" * 43])
TEXT = replies.text_reply(PERSON, ACCOUNT, "好的")


def sealed(clear: str, codec: Codec = CODEC) -> bytes:
    return codec.seal(clear.encode(), str(int(time.time())), "n").to_xml().encode()


def asked(event: str = "", encryption: str = "plain") -> Asked:
    return Asked(ACCOUNT, PERSON, event, encryption)  # type: ignore[arg-type]  # parametrised by plain words


@pytest.mark.parametrize("body", [b"", b"success"])
def test_an_answer_can_be_declined_in_every_mode(body: bytes) -> None:
    for encryption in ("plain", "compatible", "safe"):
        assert judge(CODEC, asked(encryption=encryption), 200, body, {}).outcome == "declined"


@pytest.mark.parametrize(
    ("encryption", "body", "good"),
    [
        ("plain", TEXT.encode(), True),
        ("compatible", TEXT.encode(), True),
        ("compatible", sealed(TEXT), True),
        ("safe", sealed(TEXT), True),
        ("safe", TEXT.encode(), False),
        ("safe", sealed(TEXT, STRANGER), False),
        ("safe", sealed(TEXT).replace(b"<MsgSignature><![CDATA[", b"<MsgSignature><![CDATA[0"), False),
        ("plain", sealed(TEXT), False),
    ],
)
def test_encryption_of_answers(encryption: str, body: bytes, good: bool) -> None:
    if good:
        assert judge(CODEC, asked(encryption=encryption), 200, body, {}).bubble == {"kind": "text", "text": "好的"}
    else:
        with pytest.raises(Illegal):
            judge(CODEC, asked(encryption=encryption), 200, body, {})


def wrapped(inner: str, to: str = PERSON, sender: str = ACCOUNT, created: str = "1760000000") -> bytes:
    frame = f"<ToUserName>{to}</ToUserName><FromUserName>{sender}</FromUserName><CreateTime>{created}</CreateTime>"
    return f"<xml>{frame}{inner}</xml>".encode()


WORDS = "<MsgType>text</MsgType><Content>好</Content>"


@pytest.mark.parametrize(
    ("status", "body", "event"),
    [
        (200, b'"success"', ""),
        (200, json.dumps({"reply": "好"}).encode(), ""),
        (200, b"<html><body>Not Found</body></html>", ""),
        (404, b"success", ""),
        (500, b"", ""),
        (200, wrapped(WORDS, to=ACCOUNT, sender=PERSON), ""),
        (200, wrapped(WORDS, created="now"), ""),
        (200, wrapped("<MsgType>text</MsgType><Content></Content>"), ""),
        (200, wrapped(f"<MsgType>text</MsgType><Content>{'档' * 683}</Content>"), ""),
        (200, wrapped("<MsgType>event</MsgType>"), ""),
        (200, wrapped("<MsgType>image</MsgType><Image><MediaId>none</MediaId></Image>"), ""),
        (200, wrapped("<MsgType>transfer_customer_service</MsgType>"), "CLICK"),
        (200, wrapped(WORDS), "LOCATION"),
        (200, wrapped(WORDS), "VIEW"),
        (200, wrapped(WORDS), "TEMPLATESENDJOBFINISH"),
        (200, wrapped(WORDS + "<Content>again</Content>"), ""),
    ],
)
def test_illegal_answers(status: int, body: bytes, event: str) -> None:
    with pytest.raises(Illegal):
        judge(CODEC, asked(event), status, body, {})


@pytest.mark.parametrize(
    ("event", "count", "good"), [("", 1, True), ("", 2, False), ("CLICK", 8, True), ("CLICK", 9, False)]
)
def test_number_of_articles(event: str, count: int, good: bool) -> None:
    item = "<item><Title>查档指南</Title><Url>https://example.org</Url></item>"
    news = f"<MsgType>news</MsgType><ArticleCount>{count}</ArticleCount><Articles>{item * count}</Articles>"
    if good:
        assert len(judge(CODEC, asked(event), 200, wrapped(news), {}).bubble["articles"]) == count
    else:
        with pytest.raises(Illegal):
            judge(CODEC, asked(event), 200, wrapped(news), {})


def test_a_picture_and_a_hand_over() -> None:
    picture = replies.image_reply(PERSON, ACCOUNT, "M1").encode()
    assert judge(CODEC, asked(), 200, picture, {"M1": 1}).bubble["media_id"] == "M1"
    desk = replies.desk_reply(PERSON, ACCOUNT).encode()
    assert judge(CODEC, asked(), 200, desk, {}).outcome == "transferred"


def test_the_longest_text_goes_through() -> None:
    words = "档" * 682
    assert judge(CODEC, asked(), 200, replies.text_reply(PERSON, ACCOUNT, words).encode(), {}).bubble["text"] == words
