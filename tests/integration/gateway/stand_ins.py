"""Small stand-ins for Rasa's channel and WeChat's API, which fail in the ways the real ones do, on command."""

import asyncio
import hashlib
import hmac
import json
from collections import Counter
from dataclasses import dataclass
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from tests.support.server import Server


class RasaStandIn:
    """Remembers each message it answered, as the channel does."""

    def __init__(self, secret: bytes) -> None:
        self._secret = secret
        self.turns: list[dict[str, Any]] = []
        self.seen_asked = 0
        self.answered: dict[str, list[dict[str, Any]]] = {}
        self.active: Counter[str] = Counter()
        self.overlaps = 0
        self.delay = 0.0
        self.hold: asyncio.Event | None = None
        self.empty = 0
        self.broken = 0
        self.ready = True
        self.says: list[dict[str, Any]] | None = None
        routes = [
            Route("/webhooks/lantai/turn", self._turn, methods=["POST"]),
            Route("/webhooks/lantai/seen", self._seen, methods=["POST"]),
            Route("/webhooks/lantai/health", self._health),
        ]
        self.server = Server(Starlette(routes=routes))

    async def _body(self, request: Request) -> dict[str, Any]:
        body = await request.body()
        stamp = request.headers["x-lantai-timestamp"]
        expected = hmac.new(self._secret, stamp.encode() + b"." + body, hashlib.sha256).hexdigest()
        assert hmac.compare_digest(expected, request.headers["x-lantai-signature"])
        found: dict[str, Any] = json.loads(body)
        return found

    async def _turn(self, request: Request) -> Response:
        body = await self._body(request)
        sender, message_id = body["sender"], body["message_id"]
        self.turns.append(body)
        self.overlaps += self.active[sender] > 0
        self.active[sender] += 1
        try:
            await asyncio.sleep(self.delay)
            if self.hold is not None:
                await self.hold.wait()
            if self.broken > 0:
                self.broken -= 1
                return Response("boom", 500)
            if self.empty > 0:
                self.empty -= 1
                return JSONResponse({"message_id": message_id, "replies": []})
            says = self.says or [{"say": "answer.lines", "with": {"lines": f"echo {body['message']}"}}]
            self.answered[message_id] = says
            intent = {"name": "greet", "confidence": 0.9}
            return JSONResponse({"message_id": message_id, "replies": says, "intent": intent, "also": []})
        finally:
            self.active[sender] -= 1

    async def _seen(self, request: Request) -> Response:
        body = await self._body(request)
        self.seen_asked += 1
        says = self.answered.get(body["message_id"])
        return JSONResponse({"seen": says is not None, "replies": says or []})

    async def _health(self, request: Request) -> Response:
        return JSONResponse({"ready": self.ready}, 200 if self.ready else 503)


@dataclass
class Fault:
    """How one customer-service call goes wrong, and whether the phone gets the message all the same."""

    delay: float = 0.0
    status: int = 200
    body: str = ""
    cut: bool = False
    """The connection ends in the middle of the answer."""
    taken: bool = False
    hold: asyncio.Event | None = None
    """The answer waits for this."""


class WeChatStandIn:
    """The API: tokens, customer-service messages, and error codes on command."""

    def __init__(self) -> None:
        self.token_fetches = 0
        self.calls: Counter[str] = Counter()
        self.sent: list[dict[str, Any]] = []
        self.codes: list[int] = []
        self.always = 0
        self.menu_code = 0
        self.faults: list[Fault] = []
        self.token_delay = 0.0
        self.sick = False
        routes = [
            Route("/cgi-bin/stable_token", self._token, methods=["POST"]),
            Route("/cgi-bin/message/custom/send", self._send, methods=["POST"]),
            Route("/cgi-bin/getcallbackip", self._callback_addresses),
            Route("/health", self._health),
            Route("/healthz", self._health),
        ]
        self.server = Server(Starlette(routes=routes))

    def texts(self) -> list[str]:
        """What arrived on phones by customer service."""
        found = []
        for message in self.sent:
            kind = message["msgtype"]
            found.append(message[kind]["content" if kind == "text" else "head_content"])
        return found

    async def _token(self, request: Request) -> Response:
        self.token_fetches += 1
        await asyncio.sleep(self.token_delay)
        return JSONResponse({"access_token": f"token-{self.token_fetches}", "expires_in": 7200})

    async def _send(self, request: Request) -> Response:
        self.calls["send"] += 1
        message = json.loads(await request.body())
        if self.faults:
            return await self._struck(self.faults.pop(0), message)
        code = self.always or (self.codes.pop(0) if self.codes else 0)
        if message["msgtype"] == "msgmenu" and self.menu_code:
            code = self.menu_code
        if not code:
            self.sent.append(message)
        return JSONResponse({"errcode": code, "errmsg": "ok" if not code else "refused rid: 1"})

    async def _callback_addresses(self, request: Request) -> Response:
        if self.sick:
            return Response("bad gateway", 502)
        return JSONResponse({"errcode": 41001, "errmsg": "access_token missing rid: 1"})

    async def _struck(self, fault: Fault, message: dict[str, Any]) -> Response:
        if fault.taken:
            self.sent.append(message)
        await asyncio.sleep(fault.delay)
        if fault.hold is not None:
            await fault.hold.wait()
        answer = fault.body or json.dumps({"errcode": 0, "errmsg": "ok"})
        # A length that is never reached makes the server cut the connection.
        headers = {"content-length": str(len(answer) + 9)} if fault.cut else None
        return Response(answer, fault.status, headers, media_type="application/json")

    async def _health(self, request: Request) -> Response:
        return JSONResponse({"status": "ok"})
