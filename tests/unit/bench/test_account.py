"""The account that the load speaks for."""

from urllib.parse import parse_qsl, urlsplit

import pytest

from bot.gateway.envelope import Envelopes
from bot.wechat.crypto import BadSignature
from bot.wechat.messages import Text
from bot.wechat.replies import text_reply
from tests.bench.account import Platform


def test_the_gateway_opens_its_letters_and_it_reads_the_answer() -> None:
    platform = Platform()
    path, body = platform.letter("o-somebody", "你好")
    envelopes = Envelopes(platform.codec, "safe")
    letter = envelopes.open(dict(parse_qsl(urlsplit(path).query)), body)
    assert isinstance(letter.message, Text)
    assert (letter.message.openid, letter.message.content) == ("o-somebody", "你好")
    answer = envelopes.close(letter, text_reply("o-somebody", platform.original_id, "您好")).encode()
    assert platform.read(answer) == "您好"
    with pytest.raises(BadSignature):
        platform.read(answer.replace(b"<MsgSignature><![CDATA[", b"<MsgSignature><![CDATA[0"))


def test_every_message_has_a_number_of_its_own() -> None:
    platform = Platform()
    envelopes = Envelopes(platform.codec, "safe")
    keys = set()
    for _ in range(3):
        path, body = platform.letter("o-somebody", "在吗")
        keys.add(envelopes.open(dict(parse_qsl(urlsplit(path).query)), body).message.key)
    assert len(keys) == 3
