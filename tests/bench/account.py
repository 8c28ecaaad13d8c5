"""The account as WeChat sees it: pushes encrypted callbacks, reads passive replies, takes customer-service answers."""

import asyncio
import itertools
import json
import re
import secrets
import time
from collections import defaultdict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from urllib.parse import urlencode, urlsplit

from bot.simulator import envelope
from bot.wechat import xml
from bot.wechat.crypto import Codec
from tests.bench.wire import Client

PATIENCE = 5.0
"""Seconds after which WeChat hangs up."""
TRIES = 3
LATE_LIMIT = 30.0
"""Seconds that an answer by customer service may take before the turn counts as lost."""

_LENGTH = re.compile(rb"Content-Length: *(\d+)", re.IGNORECASE)


class Lost(Exception):
    """A message was not taken, or not answered."""


class Platform:
    """One simulated account; `settings` make a house belong to it."""

    def __init__(self) -> None:
        self.token, self.aes_key = secrets.token_hex(12), secrets.token_hex(21) + "A"
        self.app_id, self.original_id = "wx" + secrets.token_hex(8), "gh_" + secrets.token_hex(6)
        self.codec = Codec(self.token, self.app_id, [self.aes_key])
        self.url = ""
        self.sent = 0
        self._numbers = itertools.count(time.time_ns() // 1000)
        self._waiting: dict[str, list[asyncio.Future[str]]] = defaultdict(list)

    @property
    def settings(self) -> dict[str, str]:
        """The environment of a house that belongs to this account."""
        values = {"SIMULATOR": "off", "WECHAT_API_URL": self.url, "WECHAT_APP_SECRET": secrets.token_hex(16)}
        values |= {"WECHAT_APP_ID": self.app_id, "WECHAT_TOKEN": self.token, "WECHAT_AES_KEY": self.aes_key}
        values |= {"WECHAT_ENCRYPTION": "safe", "WECHAT_ORIGINAL_ID": self.original_id}
        return {f"LANTAI_{name}": value for name, value in values.items()}

    def letter(self, openid: str, text: str) -> tuple[str, bytes]:
        """An encrypted, signed text message: path and body."""
        fields = {"ToUserName": self.original_id, "FromUserName": openid, "CreateTime": int(time.time())}
        fields |= {"MsgType": "text", "Content": text, "MsgId": next(self._numbers)}
        letter = envelope.seal(self.codec, "safe", fields)
        return f"/wechat?{urlencode(letter.query)}", letter.body

    async def push(self, gateway: Client, openid: str, text: str) -> bytes:
        """Push as patiently as WeChat does; the body of the answer. Raises Lost."""
        path, body = self.letter(openid, text)
        for _ in range(TRIES):
            with suppress(OSError, EOFError, TimeoutError):
                answer = await gateway.ask("POST", path, body, kind="text/xml", limit=PATIENCE)
                if answer.status == 200:
                    return answer.body
        raise Lost("not taken in three tries")

    async def turn(self, gateway: Client, openid: str, text: str) -> str:
        """Say something and wait for the answer, whichever way it comes. Raises Lost."""
        late: asyncio.Future[str] = asyncio.get_running_loop().create_future()
        self._waiting[openid].append(late)
        try:
            body = await self.push(gateway, openid, text)
            if body != b"success":
                return self.read(body)
            return await asyncio.wait_for(late, LATE_LIMIT)
        except TimeoutError:
            raise Lost("no answer by customer service") from None
        finally:
            self._waiting[openid].remove(late)
            if not self._waiting[openid]:
                del self._waiting[openid]

    def read(self, body: bytes) -> str:
        """The text of an encrypted passive reply; its signature is checked as WeChat does. Raises CryptoError."""
        outer = xml.parse(body, 64 * 1024)
        encrypt, nonce = xml.text(outer, "Encrypt"), xml.text(outer, "Nonce")
        given, stamp = xml.text(outer, "MsgSignature"), xml.text(outer, "TimeStamp")
        self.codec.verify_encrypted(stamp, nonce, given, encrypt, now=time.time())
        return xml.text(xml.parse(self.codec.decrypt(encrypt).message), "Content")

    async def answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection to the platform's API."""
        with suppress(EOFError, ConnectionError):
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                length = _LENGTH.search(head)
                body = await reader.readexactly(int(length[1])) if length else b""
                said = json.dumps(self._said(head.split(b" ", 2)[1].decode(), body)).encode()
                writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n")
                writer.write(b"Content-Length: %d\r\n\r\n%s" % (len(said), said))
                await writer.drain()
        writer.close()

    def _said(self, path: str, body: bytes) -> dict[str, object]:
        name = urlsplit(path).path
        if name.endswith("token"):
            return {"access_token": "bench", "expires_in": 7200}
        if name == "/cgi-bin/message/custom/send":
            self._hear(json.loads(body))
        return {"errcode": 0, "errmsg": "ok"}

    def _hear(self, message: dict[str, object]) -> None:
        self.sent += 1
        for late in self._waiting.get(str(message.get("touser")), []):
            if not late.done():
                late.set_result(json.dumps(message, ensure_ascii=False))


@asynccontextmanager
async def open_platform() -> AsyncIterator[Platform]:
    """The account with its API on a free port of this machine."""
    platform = Platform()
    server = await asyncio.start_server(platform.answer, "127.0.0.1", 0)
    platform.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    try:
        yield platform
    finally:
        server.close()
