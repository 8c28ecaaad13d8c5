"""The official vectors of WeChat's message push, and the ways a push can be wrong."""

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.wechat import crypto
from bot.wechat.crypto import BadCiphertext, BadKey, BadSignature, BadTimestamp, Codec, WrongAccount

TOKEN = "AAAAA"
KEY = "A" * 43
APP_ID = "wxba5fad812f8e6fb9"
CIPHERTEXT = (
    "+qdx1OKCy+5JPCBFWw70tm0fJGb2Jmeia4FCB7kao+/Q5c/ohsOzQHi8khUOb05JCpj0JB4RvQMkUyus8TPxLKJGQqcvZqzDpVzazhZv6JsXUnnR8X"
    "GT740XgXZUXQ7vJVnAG+tE8NUd4yFyjPy7GgiaviNrlCTj+l5kdfMuFUPpRSrfMZuMcp3Fn2Pede2IuQrKEYwKSqFIZoNqJ4M8EajAsjLY2km32IIj"
    "df8YL/P50F7mStwntrA2cPDrM1kb6mOcfBgRtWygb3VIYnSeOBrebufAlr7F9mFUPAJGj04="
)
OTHER_KEY = base64.b64encode(b"k" * 32).decode()[:43]


@pytest.fixture
def codec() -> Codec:
    return Codec(TOKEN, APP_ID, [KEY])


@pytest.mark.parametrize(
    ("timestamp", "nonce", "expected"),
    [
        ("1714036504", "1514711492", "f464b24fc39322e44b38aa78f5edd27bd1441696"),
        ("1714037059", "486452656", "899cf89e464efb63f54ddac96b0a0a235f53aa78"),
        ("1714112445", "415670741", "6c5c811b55cc85e0e1b54100749188c20beb3f5d"),
    ],
)
def test_the_official_signatures_are_accepted(codec: Codec, timestamp: str, nonce: str, expected: str) -> None:
    codec.verify(timestamp, nonce, expected, now=int(timestamp) + 10)
    assert crypto.signature(TOKEN, timestamp, nonce) == expected


def test_the_official_encrypted_push_verifies_and_opens(codec: Codec) -> None:
    given_signature = "046e02f8204d34f8ba5fa3b1db94908f3df2e9b3"
    codec.verify_encrypted("1714112445", "415670741", given_signature, CIPHERTEXT, now=1714112445)
    opened = codec.decrypt(CIPHERTEXT)
    assert len(opened.message) == 167
    assert b"debug_demo" in opened.message


def test_the_official_encrypted_reply_is_reproduced_byte_for_byte(codec: Codec) -> None:
    envelope = codec.seal(b'{"demo_resp":"good luck"}', "1713424427", "415670741", random=b"707722b803182950")
    assert envelope.encrypt == (
        "ELGduP2YcVatjqIS+eZbp80MNLoAUWvzzyJxgGzxZO/5sAvd070Bs6qrLARC9nVHm48Y4hyRbtzve1L32tmxSQ=="
    )
    assert envelope.signature == "1b9339964ed2e271e7c7b6ff2b0ef902fc94dea1"
    assert "<TimeStamp>1713424427</TimeStamp>" in envelope.to_xml()


@pytest.mark.parametrize("offset", [-301, 301, 86400])
def test_an_old_or_future_timestamp_is_refused(codec: Codec, offset: int) -> None:
    given_signature = crypto.signature(TOKEN, "1714036504", "1")
    with pytest.raises(BadTimestamp):
        codec.verify("1714036504", "1", given_signature, now=1714036504 + offset)


@pytest.mark.parametrize(("timestamp", "nonce"), [("17140365041", "514711492"), ("171403650", "41514711492")])
def test_a_digit_moved_between_timestamp_and_nonce_is_refused(codec: Codec, timestamp: str, nonce: str) -> None:
    shifted = crypto.signature(TOKEN, timestamp, nonce)
    with pytest.raises(BadTimestamp):
        codec.verify(timestamp, nonce, shifted, now=1714036504)


@pytest.mark.parametrize("bad", ["", "0" * 40, "签名", "F464B24FC39322E44B38AA78F5EDD27BD1441696"])
def test_a_wrong_signature_is_refused(codec: Codec, bad: str) -> None:
    with pytest.raises(BadSignature):
        codec.verify("1714036504", "1514711492", bad, now=1714036504)


def test_full_width_digits_are_no_timestamp(codec: Codec) -> None:
    with pytest.raises(BadTimestamp):
        codec.verify("１７１４０３６５０４", "1", "0" * 40, now=1714036504)


def test_a_message_for_another_account_is_refused(codec: Codec) -> None:
    foreign = Codec(TOKEN, "wxother", [KEY]).encrypt(b"<xml/>")
    with pytest.raises(WrongAccount):
        codec.decrypt(foreign)


def test_while_keys_rotate_the_previous_key_opens_and_is_named() -> None:
    rotating = Codec(TOKEN, APP_ID, [OTHER_KEY, KEY])
    opened = rotating.decrypt(CIPHERTEXT)
    assert opened.key == 1
    answer = rotating.encrypt(b"ok", key=opened.key)
    assert Codec(TOKEN, APP_ID, [KEY]).decrypt(answer).message == b"ok"


@pytest.mark.parametrize("key", ["", "short", "A" * 44, "!" * 43])
def test_a_malformed_key_is_named_as_such(key: str) -> None:
    with pytest.raises(BadKey):
        Codec(TOKEN, APP_ID, [key])


def test_the_key_setting_may_hold_two_keys() -> None:
    assert crypto.split_keys(f" {KEY} , {OTHER_KEY},") == (KEY, OTHER_KEY)


@given(st.binary(max_size=2048))
def test_whatever_is_sealed_opens_again(message: bytes) -> None:
    codec = Codec(TOKEN, APP_ID, [OTHER_KEY])
    assert codec.decrypt(codec.encrypt(message)).message == message


@given(st.one_of(st.text(max_size=200), st.binary(max_size=200).map(lambda b: base64.b64encode(b).decode())))
def test_junk_is_a_typed_refusal_never_a_crash(junk: str) -> None:
    with pytest.raises((BadCiphertext, WrongAccount)):
        Codec(TOKEN, APP_ID, [KEY]).decrypt(junk)


@given(st.integers(0, 223), st.integers(1, 255))
def test_a_flipped_byte_never_passes_the_signature(position: int, change: int) -> None:
    codec = Codec(TOKEN, APP_ID, [KEY])
    blob = bytearray(base64.b64decode(CIPHERTEXT))
    blob[position] ^= change
    forged = base64.b64encode(bytes(blob)).decode()
    with pytest.raises(BadSignature):
        codec.verify_encrypted(
            "1714112445", "415670741", "046e02f8204d34f8ba5fa3b1db94908f3df2e9b3", forged, now=1714112445
        )
