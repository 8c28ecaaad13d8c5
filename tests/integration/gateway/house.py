"""A gateway in this process, with a real database and Redis, and a phone that speaks to it in cipher."""

import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from itertools import count
from pathlib import Path
from typing import Any

import httpx
from fastapi import FastAPI
from sqlalchemy import select

from backend.kit import crypto
from backend.kit.settings import Settings
from backend.models.conversations import Conversation, Message
from bot.gateway.app import create_app
from bot.gateway.webhook import Desk
from bot.wechat import xml
from bot.wechat.crypto import Codec
from tests.integration.gateway.stand_ins import RasaStandIn, WeChatStandIn

AES_KEY = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFA"
ACCOUNT = "gh_0a1b2c3d4e5f"
_ids = count(24_000_000_000_000_000)


def new_id() -> str:
    """A MsgId."""
    return str(next(_ids))


def settings_for(home: Path, postgres_url: str, redis_url: str, /, **more: Any) -> Settings:
    """Settings of a gateway under test."""
    usual = {
        "home": home,
        "database_url": postgres_url,
        "redis_url": redis_url,
        "encryption_key": "k1:QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVoxMjM0NTY=",
        "service_token": "service",
        "wechat_app_id": "wxtest",
        "wechat_app_secret": "secret-of-the-account",
        "wechat_token": "tokentoken",
        "wechat_aes_key": AES_KEY,
        "simulator": "off",
    }
    return Settings(_env_file=None, **usual | more)


class House:
    """The gateway, what stands around it, and ways to look inside."""

    def __init__(self, settings: Settings, rasa: RasaStandIn, platform: WeChatStandIn) -> None:
        self.settings, self.rasa, self.platform = settings, rasa, platform
        self.codec = Codec(settings.wechat_token, settings.wechat_app_id, [AES_KEY])
        self.app: FastAPI = create_app(settings)
        transport = httpx.ASGITransport(self.app, raise_app_exceptions=False)
        self.http = httpx.AsyncClient(transport=transport, base_url="http://gateway", timeout=20)

    @property
    def desk(self) -> Desk:
        desk: Desk = self.app.state.desk
        return desk

    @asynccontextmanager
    async def open(self) -> AsyncIterator["House"]:
        """Run it for the time of the block."""
        async with self.app.router.lifespan_context(self.app), self.http:
            yield self

    async def post(self, body: str, *, mode: str = "safe", openid: str = "oPhone") -> httpx.Response:
        """A callback in one of the three modes."""
        timestamp, nonce = str(int(time.time())), "n0nce"
        query = {"timestamp": timestamp, "nonce": nonce, "openid": openid}
        query["signature"] = self.codec.sign(timestamp, nonce)
        if mode != "plain":
            encrypt = self.codec.encrypt(body.encode())
            query |= {"encrypt_type": "aes", "msg_signature": self.codec.sign(timestamp, nonce, encrypt)}
            clear = body.removeprefix("<xml>").removesuffix("</xml>") if mode == "compatible" else ""
            body = f"<xml><ToUserName>{ACCOUNT}</ToUserName>{clear}<Encrypt>{encrypt}</Encrypt></xml>"
            if mode == "compatible":
                body = body.replace(f"<ToUserName>{ACCOUNT}</ToUserName>", "", 1)
        return await self.http.post("/wechat", params=query, content=body.encode())

    async def say(self, text: str, *, openid: str = "oPhone", msg_id: str | None = None, menu_id: str = "") -> str:
        """A text; what comes back on the same connection (`success` when nothing does)."""
        tap = f"<bizmsgmenuid>{menu_id}</bizmsgmenuid>" if menu_id else ""
        inner = f"<Content><![CDATA[{text}]]></Content><MsgId>{msg_id or new_id()}</MsgId>{tap}"
        return self.read(await self.post(push("text", inner, openid)))

    async def event(self, name: str, key: str = "", *, openid: str = "oPhone") -> str:
        """An event."""
        inner = f"<Event>{name}</Event><EventKey>{key}</EventKey>"
        return self.read(await self.post(push("event", inner, openid)))

    def read(self, response: httpx.Response) -> str:
        """The words of an answer."""
        if response.status_code != 200:
            return str(response.status_code)
        if response.text == "success":
            return "success"
        fields = xml.parse(response.content)
        if "Encrypt" in fields:
            timestamp, nonce = xml.text(fields, "TimeStamp"), xml.text(fields, "Nonce")
            encrypt = xml.text(fields, "Encrypt")
            given = xml.text(fields, "MsgSignature")
            self.codec.verify_encrypted(timestamp, nonce, given, encrypt, now=time.time())
            fields = xml.parse(self.codec.decrypt(encrypt).message)
        assert xml.text(fields, "FromUserName") == ACCOUNT
        return xml.text(fields, "Content")

    async def messages(self, openid: str = "oPhone", direction: str = "out") -> list[Message]:
        """Rows of a conversation."""
        query = (
            select(Message)
            .join(Conversation, Conversation.id == Message.conversation_id)
            .where(Conversation.key == crypto.conversation_key(openid), Message.direction == direction)
            .order_by(Message.id)
        )
        async with self.desk.database.session() as session:
            return list(await session.scalars(query))

    async def states(self, openid: str = "oPhone", direction: str = "out") -> list[str]:
        """States of a conversation's rows."""
        return [message.state for message in await self.messages(openid, direction)]

    async def conversation(self, openid: str = "oPhone") -> Conversation:
        """The conversation's row."""
        query = select(Conversation).where(Conversation.key == crypto.conversation_key(openid))
        async with self.desk.database.session() as session:
            return (await session.scalars(query)).one()


def push(kind: str, inner: str, openid: str = "oPhone", created: int | None = None) -> str:
    """A push as WeChat writes it."""
    return (
        f"<xml><ToUserName><![CDATA[{ACCOUNT}]]></ToUserName><FromUserName><![CDATA[{openid}]]></FromUserName>"
        f"<CreateTime>{created or int(time.time())}</CreateTime><MsgType><![CDATA[{kind}]]></MsgType>{inner}</xml>"
    )
