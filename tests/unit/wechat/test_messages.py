"""Every kind of push as a typed value, and everything else as one refusal."""

from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.wechat import messages as m
from bot.wechat.pushes import UNSUPPORTED_TEXT, message_key, read
from bot.wechat.xml import MalformedXml

COMMON = (
    "<ToUserName><![CDATA[gh_1]]></ToUserName><FromUserName><![CDATA[oUser]]></FromUserName>"
    "<CreateTime>1760000000</CreateTime>"
)


def push(inner: str) -> m.Inbound:
    return read(f"<xml>{COMMON}{inner}</xml>".encode())


def message(kind: str, inner: str) -> m.Inbound:
    return push(f"<MsgType><![CDATA[{kind}]]></MsgType>{inner}<MsgId>24000000000000001</MsgId>")


def event(name: str, inner: str = "") -> m.Inbound:
    return push(f"<MsgType><![CDATA[event]]></MsgType><Event><![CDATA[{name}]]></Event>{inner}")


MESSAGES: list[tuple[str, str, type, dict[str, Any]]] = [
    ("text", "<Content><![CDATA[我要查成绩单]]></Content>", m.Text, {"content": "我要查成绩单", "menu_id": None}),
    ("text", "<Content>1</Content><bizmsgmenuid>101</bizmsgmenuid>", m.Text, {"content": "1", "menu_id": "101"}),
    ("text", "<Content><![CDATA[  两头空格 ]]></Content>", m.Text, {"content": "  两头空格 "}),
    ("text", "", m.Text, {"content": ""}),
    ("text", f"<Content>{UNSUPPORTED_TEXT}</Content>", m.Unsupported, {}),
    ("image", "<PicUrl>http://x</PicUrl><MediaId>M</MediaId>", m.Image, {"media_id": "M", "url": "http://x"}),
    ("image", "<PicUrl>http://x</PicUrl>", m.Unknown, {"message_type": "image"}),
    ("voice", "<MediaId>M</MediaId><Format>amr</Format><MediaId16K>N</MediaId16K>", m.Voice, {"media_id_16k": "N"}),
    ("voice", "<MediaId>M</MediaId><Format>amr</Format><Recognition></Recognition>", m.Voice, {"format": "amr"}),
    ("video", "<MediaId>M</MediaId><ThumbMediaId>T</ThumbMediaId>", m.Video, {"short": False}),
    ("shortvideo", "<MediaId>M</MediaId><ThumbMediaId>T</ThumbMediaId>", m.Video, {"short": True}),
    ("location", "<Location_X>30.5</Location_X><Location_Y>114.3</Location_Y>", m.Location, {"latitude": "30.5"}),
    ("link", "<Title>t</Title><Description>d</Description><Url>u</Url>", m.Link, {"title": "t", "url": "u"}),
    ("hologram", "<X>1</X>", m.Unknown, {"message_type": "hologram"}),
]

_LIST = "<List><TemplateId>T{0}</TemplateId><SubscribeStatusString>accept</SubscribeStatusString></List>"
_SENT = "<List><TemplateId>T</TemplateId><MsgID>9</MsgID><ErrorCode>0</ErrorCode></List>"
EVENTS: list[tuple[str, str, type, dict[str, Any]]] = [
    ("subscribe", "", m.Subscribe, {"scene": ""}),
    ("subscribe", "<EventKey>qrscene_pick_42</EventKey><Ticket>T</Ticket>", m.Subscribe, {"scene": "pick_42"}),
    ("unsubscribe", "", m.Unsubscribe, {}),
    ("SCAN", "<EventKey>pick_42</EventKey>", m.Scan, {"scene": "pick_42"}),
    ("LOCATION", "<Latitude>1</Latitude><Longitude>2</Longitude>", m.LocationReport, {"latitude": "1"}),
    ("CLICK", "<EventKey>MENU_PROGRESS</EventKey>", m.Click, {"menu_key": "MENU_PROGRESS"}),
    ("VIEW", "<EventKey>https://x</EventKey><MenuId>1</MenuId>", m.View, {"url": "https://x", "menu_id": "1"}),
    ("view_miniprogram", "<EventKey>p</EventKey>", m.View, {"url": "p"}),
    (
        "scancode_waitmsg",
        "<EventKey>K</EventKey><ScanCodeInfo><ScanType>qrcode</ScanType><ScanResult>R</ScanResult></ScanCodeInfo>",
        m.ScanCode,
        {"result": "R", "waiting": True},
    ),
    ("scancode_push", "<EventKey>K</EventKey>", m.ScanCode, {"result": "", "waiting": False}),
    ("pic_sysphoto", "<SendPicsInfo><Count>2</Count></SendPicsInfo>", m.MenuPictures, {"count": 2}),
    ("pic_weixin", "<SendPicsInfo><Count>zwei</Count></SendPicsInfo>", m.MenuPictures, {"count": 0}),
    ("location_select", "<SendLocationInfo><Label>L</Label></SendLocationInfo>", m.MenuLocation, {"label": "L"}),
    (
        "TEMPLATESENDJOBFINISH",
        "<MsgID>2</MsgID><Status>failed:user block</Status>",
        m.TemplateFinished,
        {"sent_id": "2", "status": "failed:user block"},
    ),
    ("MASSSENDJOBFINISH", "<MsgID>2</MsgID><Status>ok</Status>", m.MassFinished, {"sent_id": "2"}),
    (
        "subscribe_msg_popup_event",
        f"<SubscribeMsgPopupEvent>{_LIST.format(1)}{_LIST.format(2)}</SubscribeMsgPopupEvent>",
        m.NoticeConsent,
        {"choices": (m.NoticeChoice("T1", "accept"), m.NoticeChoice("T2", "accept"))},
    ),
    (
        "subscribe_msg_change_event",
        f"<SubscribeMsgChangeEvent>{_LIST.format(1)}</SubscribeMsgChangeEvent>",
        m.NoticeConsent,
        {"choices": (m.NoticeChoice("T1", "accept"),)},
    ),
    (
        "subscribe_msg_sent_event",
        f"<SubscribeMsgSentEvent>{_SENT}</SubscribeMsgSentEvent>",
        m.NoticeSent,
        {"results": (m.NoticeResult("T", "9", "0"),)},
    ),
    ("kf_create_session", "<KfAccount>a@gh</KfAccount>", m.AgentSession, {"agent": "a@gh"}),
    ("kf_switch_session", "<ToKfAccount>b@gh</ToKfAccount>", m.AgentSession, {"agent": "b@gh"}),
    ("user_authorization_revoke", "<RevokeInfo>201</RevokeInfo>", m.ProfileChange, {"revoked": "201"}),
    ("brand_new_event", "<Thing>1</Thing>", m.OtherEvent, {"fields": {"Thing": "1"}}),
]


@pytest.mark.parametrize(("kind", "inner", "expected", "fields"), MESSAGES)
def test_messages_are_typed(kind: str, inner: str, expected: type, fields: dict[str, Any]) -> None:
    found = message(kind, inner)
    assert type(found) is expected
    assert {name: getattr(found, name) for name in fields} == fields
    assert (found.account, found.openid, found.created_at) == ("gh_1", "oUser", 1760000000)


@pytest.mark.parametrize(("name", "inner", "expected", "fields"), EVENTS)
def test_events_are_typed(name: str, inner: str, expected: type, fields: dict[str, Any]) -> None:
    found = event(name, inner)
    assert type(found) is expected
    assert {field: getattr(found, field) for field in fields} == fields


def test_a_message_is_known_by_its_id_and_an_event_by_what_sets_it_apart() -> None:
    assert message("text", "<Content>a</Content>").key == message_key("oUser", "24000000000000001")
    keys = {
        event("CLICK", "<EventKey>A</EventKey>").key,
        event("CLICK", "<EventKey>B</EventKey>").key,
        event("SCAN", "<EventKey>A</EventKey>").key,
        event("TEMPLATESENDJOBFINISH", "<MsgID>1</MsgID>").key,
        event("TEMPLATESENDJOBFINISH", "<MsgID>2</MsgID>").key,
    }
    assert len(keys) == 5
    fates = [
        f"<SubscribeMsgSentEvent><List><MsgID>{number}</MsgID></List></SubscribeMsgSentEvent>" for number in (1, 2)
    ]
    assert len({event("subscribe_msg_sent_event", fate).key for fate in fates}) == 2
    assert event("CLICK", "<EventKey>A</EventKey>").key in keys
    assert not any("oUser" in key for key in keys)


def test_two_people_may_have_messages_of_the_same_number() -> None:
    assert message_key("oUser", "1") != message_key("oOther", "1")
    assert len(message_key("oUser", "9" * 64)) <= 80


def test_two_answers_of_one_second_are_two_events() -> None:
    popup = (
        "<SubscribeMsgPopupEvent><List><TemplateId>T</TemplateId><SubscribeStatusString>{}</SubscribeStatusString>"
        "</List></SubscribeMsgPopupEvent>"
    )
    choices = [event("subscribe_msg_popup_event", popup.format(word)).key for word in ("accept", "reject", "accept")]
    assert choices[0] == choices[2] != choices[1]
    scan = "<EventKey>K</EventKey><ScanCodeInfo><ScanResult>{}</ScanResult></ScanCodeInfo>"
    assert len({event("scancode_waitmsg", scan.format(result)).key for result in "AB"}) == 2


def test_a_withdrawal_is_the_persons_own_however_much_is_withdrawn() -> None:
    inner = "<OpenID>{}</OpenID><RevokeInfo>1</RevokeInfo><RevokeInfo>301</RevokeInfo>"
    found = event("user_authorization_revoke", inner.format("oAnna"))
    assert isinstance(found, m.ProfileChange)
    assert (found.openid, found.revoked) == ("oAnna", "1,301")
    assert found.key != event("user_authorization_revoke", inner.format("oBert")).key
    plain = event("user_authorization_cancellation", "<RevokeInfo>1</RevokeInfo>")
    assert isinstance(plain, m.ProfileChange)
    assert (plain.openid, plain.revoked) == ("oUser", "1")


def test_a_number_that_says_nothing_is_no_name() -> None:
    inner = "<EventKey>{}</EventKey><MsgId>0</MsgId>"
    assert len({event("CLICK", inner.format(key)).key for key in "AB"}) == 2
    assert event("CLICK", "<EventKey>A</EventKey><MsgId>7</MsgId>").key == event("CLICK", inner.format("A")).key
    texts = [push(f"<MsgType>text</MsgType><Content>{words}</Content><MsgId>0</MsgId>").key for words in "甲乙甲"]
    assert texts[0] == texts[2] != texts[1]
    jobs = [event("TEMPLATESENDJOBFINISH", f"<MsgId>{number}</MsgId>").key for number in (1, 2)]
    assert jobs[0] != jobs[1]


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<xml>",
        b"<xml/>",
        b"<html><body/></html>",
        b"\xff\xfe<xml></xml>",
        f"<xml>{COMMON}</xml>".encode(),
        f"<xml>{COMMON}<MsgType></MsgType></xml>".encode(),
        f"<xml>{COMMON}<MsgType>event</MsgType></xml>".encode(),
        f"<xml>{COMMON}<MsgType>text</MsgType><FromUserName>o2</FromUserName></xml>".encode(),
        f"<xml>{COMMON}<MsgType>text</MsgType><Content><b>x</b></Content></xml>".encode(),
        f"<xml>{COMMON}<MsgType>text</MsgType><MsgId>{'9' * 65}</MsgId></xml>".encode(),
        f"<xml>{COMMON}<MsgType>text</MsgType><Content>\x00</Content></xml>".encode(),
        f"<xml>{COMMON.replace('1760000000', '１７６')}<MsgType>text</MsgType></xml>".encode(),
        f"<xml>{COMMON}<MsgType>text</MsgType><Content>{'x' * 17_000}</Content></xml>".encode(),
        b'<!DOCTYPE x SYSTEM "file:///etc/passwd"><xml><MsgType>text</MsgType></xml>',
        b'<!DOCTYPE x [<!ENTITY a "aa"><!ENTITY b "&a;&a;">]><xml><MsgType>&b;</MsgType></xml>',
        b"<xml>" + b"<a>" * 50 + b"</a>" * 50 + b"</xml>",
        b"<xml>" + b"<a/>" * 500 + b"</xml>",
    ],
)
def test_what_is_no_push_is_one_refusal(body: bytes) -> None:
    with pytest.raises(MalformedXml):
        read(body)


@given(st.binary(max_size=400))
@example(b"<xml><a xmlns='x'/></xml>")
def test_junk_is_never_a_crash(body: bytes) -> None:
    with pytest.raises(MalformedXml):
        read(body)


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["MsgType", "Event", "EventKey", "Content", "MsgId", "SendPicsInfo", "List", "CreateTime"]),
            st.text("ab<>&]1 ", max_size=6),
        ),
        max_size=8,
    )
)
def test_any_mixture_of_fields_is_a_message_or_a_refusal(fields: list[tuple[str, str]]) -> None:
    inner = "".join(f"<{name}><![CDATA[{value.replace(']]>', '')}]]></{name}>" for name, value in fields)
    try:
        found = push(inner)
    except MalformedXml:
        return
    assert isinstance(found, m.Inbound)
