"""Replies that cannot be broken out of, and texts cut to the platform's size."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.wechat import replies
from bot.wechat.xml import items, parse, text


def content(reply: str) -> str:
    return text(parse(reply.encode()), "Content")


@pytest.mark.parametrize(
    "words",
    ["你好", "a]]></Content><Content><![CDATA[evil", "]]>", "]]]]>>", "<a href='x'>链接</a>", "一\n二", "👨‍👩‍👧‍👦"],
)
def test_what_is_said_arrives_unchanged_in_one_field(words: str) -> None:
    assert content(replies.text_reply("oUser", "gh_1", words, 1)) == words


@given(st.text(max_size=300))
def test_any_text_makes_a_readable_reply(words: str) -> None:
    assert content(replies.text_reply("oUser", "gh_1", words, 1)) == replies.clean(words)


def test_control_characters_are_left_out() -> None:
    assert replies.clean("a\x00b\x0bc\x1fd\te\nf\ud800g\ufffeh") == "abcd\te\nfgh"


def test_the_reply_goes_to_the_sender_from_the_account() -> None:
    fields = parse(replies.text_reply("oUser", "gh_1", "x", 1760000001).encode())
    assert [text(fields, name) for name in ("ToUserName", "FromUserName", "CreateTime", "MsgType")] == [
        "oUser",
        "gh_1",
        "1760000001",
        "text",
    ]


def test_other_replies_hold_their_own_fields() -> None:
    image = parse(replies.image_reply("o", "g", "MEDIA", 1).encode())
    assert text(items(image, "Image")[0], "MediaId") == "MEDIA"
    news = parse(replies.news_reply("o", "g", "题", "说明", "https://x", created_at=1).encode())
    assert text(news, "ArticleCount") == "1"
    assert text(items(news, "Articles", "item")[0], "Title") == "题"
    desk = parse(replies.desk_reply("o", "g", "a@gh", 1).encode())
    assert text(desk, "MsgType") == "transfer_customer_service"
    assert text(items(desk, "TransInfo")[0], "KfAccount") == "a@gh"


@given(
    st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Cn"]), max_size=2000), st.integers(60, 300)
)
def test_pieces_fit_and_lose_nothing_but_line_ends(words: str, limit: int) -> None:
    pieces = replies.split(words, limit)
    assert all(0 < replies.size(piece) <= limit for piece in pieces)
    assert "".join(pieces).replace("\n", "") == replies.clean(words).replace("\n", "")


def test_a_cut_falls_on_a_line_end_or_a_sentence_end_where_one_is_near() -> None:
    assert replies.split("一二三四五\n六七八九十", 24) == ["一二三四五", "六七八九十"]
    assert replies.split("一二三四。五六七八九十", 24) == ["一二三四。", "五六七八九十"]


@pytest.mark.parametrize("cluster", ["👨‍👩‍👧‍👦", "e\u0301", "👍🏽", "<a href='https://x'>点这里看</a>"])
def test_a_cut_never_falls_inside_an_emoji_an_accent_or_a_link(cluster: str) -> None:
    for lead in range(40, 60):
        pieces = replies.split("a" * lead + cluster + "b" * 50, 64)
        assert any(cluster in piece for piece in pieces)


def test_2048_bytes_are_the_default() -> None:
    pieces = replies.split("字" * 1000)
    assert [len(piece) for piece in pieces] == [682, 318]
