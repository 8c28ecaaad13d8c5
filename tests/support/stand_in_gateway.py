"""A gateway of a few lines, inside the test's own process: answers pushes as it is told."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from urllib.parse import parse_qs

from starlette.types import Receive, Scope, Send

from backend.kit.settings import Settings
from bot.wechat import messages, pushes, replies, xml
from bot.wechat.crypto import Codec

Answer = bytes | tuple[int, bytes]
Behaviour = Callable[[messages.Inbound], Awaitable[Answer]]


@dataclass
class Received:
    """One attempt of the platform."""

    query: dict[str, str]
    body: bytes
    message: messages.Inbound


@dataclass
class StandInGateway:
    """An ASGI application; `behaviour` decides each answer, `received` keeps what came."""

    settings: Settings
    behaviour: Behaviour | None = None
    received: list[Received] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.codec = Codec(self.settings.wechat_token, self.settings.wechat_app_id, [self.settings.wechat_aes_key])

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        query = {name: values[0] for name, values in parse_qs(scope["query_string"].decode()).items()}
        if scope["method"] == "GET":
            await self._send(send, 200, query.get("echostr", "ready").encode())
            return
        body = b""
        more = True
        while more:
            part = await receive()
            body, more = body + part.get("body", b""), part.get("more_body", False)
        message = self._read(query, body)
        self.received.append(Received(query, body, message))
        answer = await (self.behaviour or self.echo)(message)
        status, content = answer if isinstance(answer, tuple) else (200, answer)
        await self._send(send, status, content)

    async def echo(self, message: messages.Inbound) -> Answer:
        """Words come back; everything else is declined."""
        if isinstance(message, messages.Text):
            return self.text(message, f"你说：{message.content}")
        return b"success"

    def text(self, message: messages.Inbound, content: str) -> bytes:
        """A legal passive text."""
        clear = replies.text_reply(message.openid, message.account, content).encode()
        if self.settings.wechat_encryption == "plain":
            return clear
        return self.sealed(clear)

    def sealed(self, clear: bytes) -> bytes:
        """In an envelope."""
        return self.codec.seal(clear, str(int(time.time())), "nonce").to_xml().encode()

    async def silence(self, message: messages.Inbound) -> Answer:
        """No answer within anybody's patience."""
        await asyncio.Event().wait()
        return b""

    def _read(self, query: dict[str, str], body: bytes) -> messages.Inbound:
        now = time.time()
        if query.get("encrypt_type") != "aes":
            self.codec.verify(query["timestamp"], query["nonce"], query["signature"], now=now)
            return pushes.read(body)
        cipher = xml.text(xml.parse(body), "Encrypt")
        self.codec.verify_encrypted(query["timestamp"], query["nonce"], query["msg_signature"], cipher, now=now)
        return pushes.read(self.codec.decrypt(cipher).message)

    async def _send(self, send: Send, status: int, body: bytes) -> None:
        headers = [(b"content-type", b"text/plain; charset=utf-8")]
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": body})
