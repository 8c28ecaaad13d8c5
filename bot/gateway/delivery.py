"""Sends what is ready by customer-service messages: serial for each person, inside the allowance, never twice."""

import asyncio
import time
from datetime import datetime, timedelta
from uuid import UUID

import structlog
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncSession

from backend.conversations import outbox, sending, troubles
from backend.conversations.live import Live
from backend.conversations.types import Later, Outgoing
from backend.kit import clock
from backend.kit.db import Database
from bot.gateway.metrics import Metrics
from bot.gateway.rules import Rules
from bot.wechat import errors
from bot.wechat.client import WeChatClient

log = structlog.get_logger()

_BACKOFF = (1, 2, 5, 15, *[60] * 60, 600)
"""For an hour a message is tried every minute, so that it comes soon after an outage ends."""
_GIVE_UP_AFTER = 340
"""Tries at the longest back-off make some 47 hours, the length of the window."""
_DOUBT_PAUSE = 15.0
_ACCOUNT_PAUSE = 300.0
"""What an administrator must mend is not tried again quickly."""
_NO_MENUS_SECONDS = 3600.0
_DAY = timedelta(days=1)
_AT_ONCE = 48
_REFUSED_SECONDS = 60.0
_LAST_CALLS = 3.0
_SLOW = 3.0
"""A platform that takes longer over a call is spared: what can go with a reply goes with it."""


class Receipts:
    """Marks passive replies as sent once they are written, many in one transaction."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._unwritten: dict[int, str] = {}
        """Message and conversation."""
        self._wake = asyncio.Event()
        self._writing = asyncio.Lock()

    def written(self, outgoing: list[Outgoing]) -> None:
        """These went out."""
        self._unwritten |= {one.message_id: one.conversation for one in outgoing}
        self._wake.set()

    async def known(self, conversation: str) -> None:
        """Return when the record knows what went out to a person."""
        if conversation in self._unwritten.values():
            await self.flush()

    async def run(self) -> None:
        """Write them down for ever."""
        while True:
            await self._wake.wait()
            self._wake.clear()
            await self.flush()

    async def flush(self) -> None:
        """Write down what is known now; when the database is away, later."""
        async with self._writing:
            ids = list(self._unwritten)
            if not ids:
                return
            try:
                async with self._database.session() as session:
                    await outbox.sent(session, ids)
            except SQLAlchemyError as error:
                log.warning("receipts_delayed", count=len(ids), error=type(error).__name__)
                asyncio.get_running_loop().call_later(1.0, self._wake.set)
                return
            for message_id in ids:
                del self._unwritten[message_id]


class Delivery:
    """The customer-service way of this process."""

    def __init__(
        self,
        database: Database,
        client: WeChatClient,
        rules: Rules,
        receipts: Receipts,
        live: Live,
        metrics: Metrics,
        *,
        kf: bool,
    ) -> None:
        self._database, self._client, self._rules, self._receipts = database, client, rules, receipts
        self._live, self._metrics = live, metrics
        self.kf = kf
        self._refused_until = 0.0
        self._no_menus_until = 0.0
        self._troubles: set[str] = set()
        self._tasks: dict[int, asyncio.Task[None]] = {}
        self._claimed: dict[int, list[Outgoing]] = {}
        self._calls: dict[UUID, float] = {}
        self._to_look_at: set[int] = set()
        self._slots = asyncio.Semaphore(_AT_ONCE)

    def kick(self, conversation_id: int, delay: float = 0.0) -> None:
        """Look for what is ready in a conversation and send it."""
        if delay > 0:
            asyncio.get_running_loop().call_later(delay, self.kick, conversation_id)
            return
        self._to_look_at.add(conversation_id)
        self._begin(conversation_id)

    def carry(self, conversation_id: int, claimed: Outgoing, delay: float = 0.0) -> None:
        """Send what the turn that wrote it has claimed already."""
        self._claimed.setdefault(conversation_id, []).append(claimed)
        if delay > 0:
            asyncio.get_running_loop().call_later(delay, self._begin, conversation_id)
        else:
            self._begin(conversation_id)

    async def settled(self, conversation_id: int, conversation: str, until: float) -> None:
        """Return when what is on its way to a person has arrived, so that the next answer does not overtake it.

        At the latest `until` (the loop's clock): then that answer goes after it by customer service too.
        """
        if conversation_id in self._claimed:
            self._begin(conversation_id)
        if task := self._tasks.get(conversation_id):
            await asyncio.wait({task}, timeout=max(0.0, until - asyncio.get_running_loop().time()))
        await self._receipts.known(conversation)

    @property
    def menus(self) -> bool:
        """Whether an answer may rest on a menu: not while the platform refuses us or is slow; a reply needs no call."""
        now = time.monotonic()
        closed_until = max(self._refused_until, self._no_menus_until)
        return self.kf and now >= closed_until and all(now - began < _SLOW for began in self._calls.values())

    @property
    def claims(self) -> list[UUID]:
        """What this process is sending, or about to send."""
        return [*self._calls, *(one.claim for waiting in self._claimed.values() for one in waiting)]

    async def stop(self) -> None:
        """End. A call under way is let finish, for its fate would not be known; what is left another process sends."""
        if self._calls:
            await asyncio.wait(list(self._tasks.values()), timeout=_LAST_CALLS)
        for task in list(self._tasks.values()):
            task.cancel()
        await asyncio.gather(*self._tasks.values(), return_exceptions=True)

    def _begin(self, conversation_id: int) -> None:
        if conversation_id not in self._tasks:
            self._tasks[conversation_id] = asyncio.create_task(self._run(conversation_id))

    async def _run(self, conversation_id: int) -> None:
        later: Later | None = None
        try:
            async with self._slots:
                for claimed in self._claimed.pop(conversation_id, ()):
                    if not await self._send(claimed):
                        self._to_look_at.add(conversation_id)
                if conversation_id in self._to_look_at:
                    self._to_look_at.discard(conversation_id)
                    later = await self._drain(conversation_id)
        except SQLAlchemyError as error:
            log.warning("delivery_interrupted", error=type(error).__name__)  # the sweeper comes by
        finally:
            self._tasks.pop(conversation_id, None)
        if conversation_id in self._claimed or conversation_id in self._to_look_at:
            self._begin(conversation_id)
        elif later is not None:
            self.kick(conversation_id, max(later.seconds, 0.05))

    async def _drain(self, conversation_id: int) -> Later | None:
        while True:
            # What WeChat took is written down before anything else is claimed.
            await self._receipts.flush()
            async with self._database.session() as session:
                claimed = await outbox.claim_next(session, conversation_id, kf=self.kf)
            if not isinstance(claimed, Outgoing):
                # A long wait is the sweeper's; a short one keeps the rhythm of a talk.
                return claimed if claimed and claimed.seconds <= 5 else None
            await self._send(claimed)

    async def _send(self, outgoing: Outgoing) -> bool:
        """Whether WeChat took it."""
        began = self._calls[outgoing.claim] = time.monotonic()
        try:
            await self._call(outgoing)
        except errors.WeChatError as error:
            await self._failed(outgoing, error)
            return False
        finally:
            del self._calls[outgoing.claim]
        self._receipts.written([outgoing])
        self._metrics.sends.labels("custom", "sent").inc()
        self._live.publish(outgoing.conversation, "message", outgoing.message_id)
        await self._taken(time.monotonic() - began)
        return True

    async def _taken(self, seconds: float) -> None:
        """The platform works. After an outage all that waits for its next try goes at once."""
        was_refused = self._refused_until
        self._refused_until = time.monotonic() + _REFUSED_SECONDS if seconds > _SLOW else 0.0
        if was_refused or self._troubles:
            async with self._database.session() as session:
                await sending.hurry(session)
                if self._troubles:
                    await troubles.account_works(session)
        for trouble in self._troubles:
            self._metrics.troubles.labels(trouble).set(0)
        self._troubles.clear()

    async def _call(self, outgoing: Outgoing) -> None:
        if outgoing.doubtful:
            await self._client.answers()  # the one more try is not spent on a platform that does not answer
        if outgoing.attachment_id:
            picture = await self._rules.picture(outgoing.attachment_id)
            media = await self._client.upload("image", picture.name, picture.content, picture.media_type)
            await self._client.send_image(outgoing.openid, media)
        elif outgoing.menu and time.monotonic() < self._no_menus_until:
            await self._client.send_text(outgoing.openid, outbox.numbered(outgoing.text, outgoing.menu))
        elif outgoing.menu:
            entries = [(choice["id"], choice["label"]) for choice in outgoing.menu]
            tail = self._rules.texts.render("gateway.menu_tail", outgoing.lang)
            await self._client.send_menu(outgoing.openid, outgoing.text, entries, tail)
        else:
            await self._client.send_text(outgoing.openid, outgoing.text)

    async def _failed(self, outgoing: Outgoing, error: errors.WeChatError) -> None:
        """Each kind of failure has its consequence; the reason is kept on the message for staff."""
        reason = type(error).__name__ + (f" {error.code}" if isinstance(error, errors.ApiError) else "")
        log.warning("send_failed", conversation=outgoing.conversation[:10], error=reason, attempt=outgoing.tries + 1)
        self._metrics.sends.labels("custom", type(error).__name__).inc()
        if outgoing.menu and isinstance(error, errors.NotPermitted):
            self._no_menus_until = time.monotonic() + _NO_MENUS_SECONDS
        elif error.retryable or outgoing.menu:
            self._refused_until = time.monotonic() + _REFUSED_SECONDS
        tried_enough = outgoing.tries >= _GIVE_UP_AFTER
        async with self._database.session() as session:
            await self._trouble(session, error)
            match error:
                case errors.Unconfirmed():
                    await sending.doubt(session, outgoing, _DOUBT_PAUSE, reason)
                case errors.WindowClosed() | errors.AllowanceSpent():
                    await sending.refused_for_now(session, outgoing, reason)
                case errors.NotPermitted() | errors.Rejected() if outgoing.menu:
                    await sending.without_menu(session, outgoing)
                case errors.NotPermitted():
                    await sending.hold(session, outgoing, reason)
                case errors.QuotaReached():
                    await sending.try_later(session, outgoing, _until_quota(datetime.now(clock.SHANGHAI)), reason)
                case errors.AddressNotListed() | errors.BadAccount() if not tried_enough:
                    await sending.try_later(session, outgoing, _ACCOUNT_PAUSE, reason)
                case _ if error.retryable and not tried_enough:
                    pause = _BACKOFF[min(outgoing.tries, len(_BACKOFF) - 1)]
                    await sending.try_later(session, outgoing, pause, reason)
                case _:
                    await sending.fail(session, outgoing, reason)

    async def _trouble(self, session: AsyncSession, error: errors.WeChatError) -> None:
        """Sound the alarm, once until WeChat takes messages again, when only an administrator can help."""
        kind = _kind_of(error)
        if kind and kind not in self._troubles:
            self._troubles.add(kind)
            self._metrics.troubles.labels(kind).set(1)
            log.error("wechat_refuses_the_account", trouble=kind)
            await troubles.began(session, kind)


def _kind_of(error: errors.WeChatError) -> str | None:
    match error:
        case errors.AddressNotListed():
            return troubles.ADDRESS
        case errors.BadAccount():
            return troubles.SECRET
        case errors.QuotaReached():
            return troubles.QUOTA
    return None


def _until_quota(now: datetime) -> float:
    """Seconds until the day's calls are counted anew: midnight in China, and a minute for its clock."""
    midnight = datetime.combine(now.date(), datetime.min.time(), clock.SHANGHAI) + _DAY
    return (midnight - now).total_seconds() + 60.0
