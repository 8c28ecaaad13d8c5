"""The account's callback: verify, record, wait a little for the answer, and never keep WeChat waiting too long."""

import asyncio
from dataclasses import dataclass

import structlog
from fastapi import APIRouter, Request
from fastapi.responses import PlainTextResponse, Response
from sqlalchemy.exc import SQLAlchemyError
from starlette.background import BackgroundTask

from backend.conversations import inbox, outbox, quarantine
from backend.conversations.live import Live
from backend.conversations.outbox import numbered
from backend.conversations.types import Admission, Arrival, Outgoing
from backend.kit.db import Database
from backend.kit.errors import Problem
from backend.models.conversations import MessageState
from bot.gateway.admissions import Admissions
from bot.gateway.arrivals import arrival
from bot.gateway.delivery import Delivery, Receipts
from bot.gateway.envelope import MAX_BODY, Envelopes, Letter, Refused
from bot.gateway.health import Health
from bot.gateway.metrics import Metrics
from bot.gateway.pace import Pace
from bot.gateway.rules import Rules
from bot.gateway.turns import Turns
from bot.gateway.waiters import Waiter, Waiters
from bot.wechat.replies import MAX_TEXT_BYTES, size, text_reply
from bot.wechat.xml import MalformedXml

log = structlog.get_logger()
router = APIRouter()

PASSIVE_SECONDS = 4.5
"""After this the answer takes another way; WeChat itself gives up at five seconds."""
_GIVEN_UP_SECONDS = 5.3
"""WeChat has closed its connection and will ask again."""
_ADMIT_SECONDS = 4.2
_STEP = 0.5
_TRIES_OF_WECHAT = 3
_SUCCESS = "success"


@dataclass(slots=True)
class Desk:
    """Everything a callback needs."""

    database: Database
    envelopes: Envelopes
    waiters: Waiters
    turns: Turns
    admissions: Admissions
    delivery: Delivery
    receipts: Receipts
    health: Health
    rules: Rules
    live: Live
    metrics: Metrics
    pace: Pace
    kf: bool


@router.get("/wechat")
async def handshake(request: Request) -> Response:
    """WeChat asks whether this is the account's server."""
    desk: Desk = request.app.state.desk
    try:
        return PlainTextResponse(desk.envelopes.handshake(request.query_params))
    except Refused as refused:
        return _refuse(desk, refused)


@router.post("/wechat")
async def callback(request: Request) -> Response:
    """One push."""
    desk: Desk = request.app.state.desk
    started = asyncio.get_running_loop().time()
    body = await _body(request)
    if body is None:
        desk.metrics.callbacks.labels("too_large").inc()
        return Problem(413, "too_large").response()
    try:
        letter = desk.envelopes.open(request.query_params, body)
    except Refused as refused:
        return _refuse(desk, refused)
    except MalformedXml as error:
        return await _quarantined(desk, error.body or body, str(error))
    response = await _Call(desk, request, letter, started).answer()
    desk.metrics.callback_seconds.observe(asyncio.get_running_loop().time() - started)
    return response


class _Call:
    """One callback on its way."""

    def __init__(self, desk: Desk, request: Request, letter: Letter, started: float) -> None:
        self._desk, self._request, self._letter, self._started = desk, request, letter, started
        self._patience = _patience(desk)

    async def answer(self) -> Response:
        """Record the message, then the answer if it comes in time."""
        arrived = arrival(self._letter.message, self._desk.rules.tells_identity)
        admission = await self._admit(arrived)
        if admission is None:
            return await self._unacknowledged("database_away")
        self._count(arrived, admission)
        if not admission.wants_turn:
            return self._success("recorded")
        waiter = self._desk.waiters.open(admission.message_id, self._started + self._patience)
        self._desk.metrics.open_connections.inc()
        try:
            return await self._wait(admission, waiter)
        finally:
            self._desk.metrics.open_connections.dec()
            self._desk.waiters.close(admission.message_id, waiter)

    async def _admit(self, arrived: Arrival) -> Admission | None:
        """The message in the database; short absences of it are ridden out within WeChat's patience."""
        desk = self._desk
        while True:
            try:
                async with asyncio.timeout(self._left(_ADMIT_SECONDS)):
                    return await desk.admissions.admit(arrived, self._started + self._patience)
            except (SQLAlchemyError, TimeoutError):
                if self._left(_ADMIT_SECONDS) <= 0.3:
                    return None
                await asyncio.sleep(0.2)

    async def _wait(self, admission: Admission, waiter: Waiter) -> Response:
        desk = self._desk
        if admission.held or not admission.fresh:
            taken = await self._take(admission)
            if taken or not admission.waiting:
                return await self._spoken(admission, taken or waiter.given)
        while self._left(self._patience) > 0 and not desk.health.away:
            try:
                return await self._spoken(admission, await waiter.wait(min(_STEP, self._left(self._patience))))
            except TimeoutError:
                pass
            # Another process may have this conversation's turn; then the record is looked at now and then.
            elsewhere = not desk.turns.works_on(admission.conversation_id)
            if elsewhere and await self._is_over(admission):
                # The answer may have been handed to this very connection while the record was looked at.
                return await self._spoken(admission, await self._take(admission) or waiter.given)
        return await self._late(admission, waiter)

    async def _late(self, admission: Admission, waiter: Waiter) -> Response:
        """No answer in time: say so where that is due, else leave it to come by another way."""
        given = await waiter.last_wait()
        if given is not None:
            return await self._spoken(admission, given)
        if self._desk.health.away:
            return await self._excuse(admission, "gateway.away")
        if self._desk.kf:
            return self._success("late")
        if admission.callbacks < _TRIES_OF_WECHAT:
            return await self._unacknowledged("left_unanswered")
        return await self._excuse(admission, "gateway.come_back")

    async def _excuse(self, admission: Admission, key: str) -> Response:
        """A fixed sentence in place of the answer, once for each message."""
        text = self._desk.rules.texts.render(key, admission.lang)
        try:
            async with self._desk.database.session() as session:
                if await inbox.excuse(session, admission.message_id, text) is None:
                    return self._success("excused_before")
        except SQLAlchemyError as error:
            log.warning("excuse_not_recorded", error=type(error).__name__)
        return self._reply(text, "excused")

    async def _take(self, admission: Admission) -> list[Outgoing]:
        """Claim from the record what this connection can carry."""
        desk = self._desk
        try:
            async with desk.database.session() as session:
                return await outbox.retake_passive(
                    session,
                    admission.conversation_id,
                    admission.message_id,
                    kf=desk.kf,
                    unheard=admission.unheard,
                )
        except SQLAlchemyError as error:
            log.warning("answer_not_taken", error=type(error).__name__)
            return []

    async def _is_over(self, admission: Admission) -> bool:
        try:
            async with self._desk.database.session() as session:
                return await inbox.state_of(session, admission.message_id) != MessageState.WAITING
        except SQLAlchemyError:
            return False

    async def _spoken(self, admission: Admission, outgoing: list[Outgoing] | None) -> Response:
        """The passive reply that carries these messages; when WeChat has hung up, they go another way."""
        if not outgoing:
            return self._success("elsewhere")
        if await self._request.is_disconnected():
            await self._desk.turns.give_back(admission.conversation_id, outgoing)
            return self._success("hung_up")
        texts = [numbered(one.text, one.menu or []) for one in outgoing]
        marked = [
            self._desk.rules.texts.render({"say": "gateway.held", "with": {"text": text}}, one.lang)
            if one.held
            else text
            for one, text in zip(outgoing, texts, strict=True)
        ]
        joined = "\n\n".join(marked)
        if size(joined) > MAX_TEXT_BYTES:
            joined = "\n\n".join(texts)
        self._desk.metrics.sends.labels("passive", "sent").inc(len(outgoing))
        return self._reply(joined, "answered", BackgroundTask(self._desk.receipts.written, outgoing))

    def _reply(self, text: str, outcome: str, after: BackgroundTask | None = None) -> Response:
        self._desk.metrics.callbacks.labels(outcome).inc()
        message = self._letter.message
        xml = text_reply(message.openid, message.account, text)
        body = self._desk.envelopes.close(self._letter, xml)
        return Response(body, media_type="application/xml", background=after)

    def _success(self, outcome: str) -> Response:
        self._desk.metrics.callbacks.labels(outcome).inc()
        return PlainTextResponse(_SUCCESS)

    async def _unacknowledged(self, outcome: str) -> Response:
        """Answer only when WeChat has given up on this connection, so that it asks again."""
        self._desk.metrics.callbacks.labels(outcome).inc()
        await asyncio.sleep(max(self._left(_GIVEN_UP_SECONDS), 0.0))
        return Problem(503, "unavailable", "please try again shortly").response()

    def _count(self, arrived: Arrival, admission: Admission) -> None:
        kind = "fresh" if admission.fresh else "repeated"
        self._desk.metrics.arrivals.labels(arrived.kind, kind).inc()
        if admission.fresh:
            self._desk.live.publish(arrived.conversation, "message", admission.message_id)

    def _left(self, seconds: float) -> float:
        """What is left of so many seconds since the callback began."""
        return self._started + seconds - asyncio.get_running_loop().time()


def _patience(desk: Desk) -> float:
    """Seconds to hold this callback's connection for its answer."""
    if not desk.kf:
        return PASSIVE_SECONDS  # an account that cannot answer later needs every moment of its connections
    patience = desk.pace.patience(PASSIVE_SECONDS)
    # When so many wait that the answer cannot come in time, holding the connection helps nobody.
    return patience if desk.turns.delay < patience else 0.0


async def _body(request: Request) -> bytes | None:
    """The body, None when it is larger than any push."""
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > MAX_BODY:
            return None
    return body


async def _quarantined(desk: Desk, body: bytes, reason: str) -> Response:
    """Signed, but unreadable: asking again would not help, so once it is put aside WeChat is told to stop."""
    desk.metrics.callbacks.labels("quarantined").inc()
    log.error("callback_quarantined", reason=reason)
    try:
        async with desk.database.session() as session:
            await quarantine.keep(session, body, reason)
    except SQLAlchemyError as error:
        log.warning("push_not_put_aside", error=type(error).__name__)
        await asyncio.sleep(_GIVEN_UP_SECONDS)  # then WeChat asks again
        return Problem(503, "unavailable", "please try again shortly").response()
    return PlainTextResponse(_SUCCESS)


def _refuse(desk: Desk, refused: Refused) -> Response:
    desk.metrics.callbacks.labels("refused").inc()
    log.warning("callback_refused", reason=str(refused))
    return Problem(403, "forbidden").response()
