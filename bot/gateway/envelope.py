"""From a callback's query and body to a typed message, and an answer back in the same wrapping."""

import time
from collections.abc import Mapping
from dataclasses import dataclass

from bot.wechat import pushes, xml
from bot.wechat.crypto import Codec, CryptoError
from bot.wechat.messages import Inbound
from bot.wechat.xml import MalformedXml

MAX_BODY = 64 * 1024
"""A compatible-mode body carries the message twice, once in base64."""


class Refused(Exception):
    """The callback does not come from WeChat, or not in the way the account is set to."""


@dataclass(frozen=True, slots=True)
class Letter:
    """An opened callback; `key` says which AES key opened it, None when it came in clear."""

    message: Inbound
    key: int | None
    nonce: str


class Envelopes:
    """Opens and closes the wrapping, as the account's mode says."""

    def __init__(self, codec: Codec, mode: str) -> None:
        self._codec, self._mode = codec, mode

    def handshake(self, query: Mapping[str, str]) -> str:
        """The echo of a valid handshake. Raises Refused."""
        self._check_plain(query)
        return query.get("echostr", "")

    def open(self, query: Mapping[str, str], body: bytes) -> Letter:
        """A callback's message. Raises Refused, or MalformedXml for what WeChat signed but nobody can read."""
        encrypted = query.get("encrypt_type", "") == "aes" or "msg_signature" in query
        if not encrypted:
            self._check_plain(query)
            if self._mode == "safe":
                raise Refused("a clear body in safe mode")
            return Letter(pushes.read(body), None, query.get("nonce", ""))
        return self._open_encrypted(query, body)

    def close(self, letter: Letter, reply: str) -> str:
        """A reply in the wrapping the message came in."""
        if letter.key is None:
            return reply
        return self._codec.seal(reply.encode(), str(int(time.time())), letter.nonce, key=letter.key).to_xml()

    def _open_encrypted(self, query: Mapping[str, str], body: bytes) -> Letter:
        try:
            outer = xml.parse(body, MAX_BODY)
            encrypt = xml.text(outer, "Encrypt")
        except MalformedXml:
            # Nothing to verify the message's own signature with: at least the caller must know the token.
            self._check_plain(query)
            raise
        timestamp, nonce = query.get("timestamp", ""), query.get("nonce", "")
        try:
            given = query.get("msg_signature", "")
            self._codec.verify_encrypted(timestamp, nonce, given, encrypt, now=time.time())
            opened = self._codec.decrypt(encrypt)
        except CryptoError as error:
            raise Refused(type(error).__name__) from error
        try:
            return Letter(pushes.read(opened.message), opened.key, nonce)
        except MalformedXml as error:
            error.body = opened.message
            raise

    def _check_plain(self, query: Mapping[str, str]) -> None:
        timestamp, nonce = query.get("timestamp", ""), query.get("nonce", "")
        try:
            self._codec.verify(timestamp, nonce, query.get("signature", ""), now=time.time())
        except CryptoError as error:
            raise Refused(type(error).__name__) from error
