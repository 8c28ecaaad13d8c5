"""Turns: a message goes to Rasa, its answer into the outbox. One at a time for each person, retried until it works."""

import asyncio
import time
from uuid import UUID

import structlog
from sqlalchemy.exc import SQLAlchemyError

from backend.conversations import outbox
from backend.conversations import turns as record
from backend.conversations.live import Live
from backend.conversations.types import Answer, Finished, Later, Outgoing, Piece, Turn
from backend.kit import clock
from backend.kit.db import Database
from bot.gateway import preparing, render
from bot.gateway.delivery import Delivery
from bot.gateway.health import Health
from bot.gateway.metrics import Metrics
from bot.gateway.pace import Pace
from bot.gateway.preparing import Question
from bot.gateway.rasa import Rasa, RasaFailed, Reply
from bot.gateway.rules import Rules
from bot.gateway.waiters import Waiter, Waiters

log = structlog.get_logger()

_AT_ONCE = 24
"""Turns worked at the same time: more would only queue in Rasa, and slow down admission here."""
_AT_ONCE_LATE = 6
"""The same while this process is late: each turn's work delays the callbacks, and no more turns get done by it."""
_LATE = 0.1
_SMOOTH = 0.1
_BACKOFF = (1.0, 2.0, 4.0, 8.0, 15.0)
_AWAY_PAUSE = 3.0
_WRITE_PAUSES = (0.2, 0.5, 1.0, 2.0, 4.0, 8.0)
_AFTER_PASSIVE = 0.25
"""What follows a passive reply by customer service must not overtake it."""


class Turns:
    """Works the turns of this process."""

    def __init__(
        self,
        database: Database,
        rasa: Rasa,
        rules: Rules,
        waiters: Waiters,
        delivery: Delivery,
        live: Live,
        metrics: Metrics,
        holder: UUID,
        pace: Pace,
    ) -> None:
        self._database, self._rasa, self._rules, self._waiters = database, rasa, rules, waiters
        self._delivery, self._live, self._metrics, self._holder = delivery, live, metrics, holder
        self._pace = pace
        self.health: Health | None = None
        self._tasks: set[asyncio.Task[None]] = set()
        self._working: set[int] = set()
        self._again: set[int] = set()
        # Conversations whose turn comes when one of this process ends, oldest first (a dict keeps the order).
        self._queue: dict[int, None] = {}
        self._rhythm, self._ended = 0.0, 0.0

    def works_on(self, conversation_id: int) -> bool:
        """Whether this process has that conversation's turn, or will take it up."""
        return conversation_id in self._working or conversation_id in self._queue

    @property
    def free(self) -> int:
        """How many more turns can begin now."""
        return 0 if self._queue else max(self._most - len(self._working), 0)

    @property
    def _most(self) -> int:
        return _AT_ONCE_LATE if self._pace.lag > _LATE else _AT_ONCE

    @property
    def delay(self) -> float:
        """Seconds until a turn that comes now would begin, as things go."""
        return len(self._queue) * self._rhythm

    @property
    def working(self) -> list[int]:
        """The conversations whose turns this process has."""
        return list(self._working)

    def start(self, turn: Turn) -> None:
        """Work a turn that was begun on admission."""
        self._working.add(turn.conversation_id)
        self._spawn(turn.conversation_id, turn)

    def nudge(self, conversation_id: int) -> None:
        """Take up what waits in a conversation, unless somebody works on it."""
        if conversation_id in self._working:
            # A message may have been admitted in the very moment the turn before it ended.
            self._again.add(conversation_id)
        elif len(self._working) < self._most:
            self._working.add(conversation_id)
            self._spawn(conversation_id, None)
        else:
            self._queue[conversation_id] = None

    def hurry(self) -> None:
        """What was away is back: take up everything that waits for it, at once."""
        task = asyncio.create_task(self._hurry())
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def stop(self) -> None:
        """End; unfinished turns are taken up by whoever comes next."""
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def _spawn(self, conversation_id: int, turn: Turn | None) -> None:
        task = asyncio.create_task(self._run(conversation_id, turn))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _run(self, conversation_id: int, turn: Turn | None) -> None:
        try:
            if turn is None:
                turn = await self._begin(conversation_id)
            while turn is not None:
                turn = await self._work(turn)
        except SQLAlchemyError as error:
            # The lease runs out and the sweeper takes the turn up again.
            log.warning("turn_interrupted", error=type(error).__name__)
        finally:
            self._working.discard(conversation_id)
        if conversation_id in self._again:
            self._again.discard(conversation_id)
            self._queue[conversation_id] = None
        self._go_on()

    def _go_on(self) -> None:
        """A turn ended: the longest waiting ones begin in its place."""
        now = asyncio.get_running_loop().time()
        if self._queue:
            self._rhythm += _SMOOTH * (now - self._ended - self._rhythm)
        self._ended = now
        while self._queue and len(self._working) < self._most:
            conversation_id = next(iter(self._queue))
            del self._queue[conversation_id]
            self.nudge(conversation_id)

    async def _hurry(self) -> None:
        try:
            async with self._database.session() as session:
                waiting = await record.hurry(session)
        except SQLAlchemyError as error:
            log.warning("turns_not_hurried", error=type(error).__name__)
            return
        for conversation_id in waiting:
            self.nudge(conversation_id)

    async def _begin(self, conversation_id: int) -> Turn | None:
        async with self._database.session() as session:
            begun = await record.begin(session, conversation_id, self._holder)
        if isinstance(begun, Later):
            asyncio.get_running_loop().call_later(min(begun.seconds, 30.0) + 0.02, self.nudge, conversation_id)
            return None
        return begun

    async def _work(self, turn: Turn) -> Turn | None:
        """One turn; returns the next one of the same conversation."""
        try:
            answer: Answer | None = await self._ask(turn)
        except RasaFailed as failure:
            answer = await self._failed(turn, failure)
        except SQLAlchemyError:
            raise
        except Exception as error:  # noqa: BLE001 - the edge of a turn
            # Whatever one message breaks must neither stop the process nor stay unanswered.
            log.error("turn_broken", error=type(error).__name__, conversation=turn.conversation[:10])
            answer = await self._failed(turn, RasaFailed(type(error).__name__))
        return await self._finish(turn, answer) if answer else None

    async def _ask(self, turn: Turn) -> Answer:
        asked = preparing.question(turn, self._rules.catalogue, clock.today())
        if self.health is not None and self.health.away:
            raise RasaFailed("known to be away", away=True)
        started = time.monotonic()
        earlier = await self._rasa.seen(turn.conversation, str(turn.uid)) if turn.tries else None
        reply = earlier or await self._rasa.turn(asked.body)
        self._metrics.turn_seconds.observe(time.monotonic() - started)
        self._metrics.turns.labels("answered").inc()
        return self._answer(asked, reply)

    def _answer(self, asked: Question, reply: Reply) -> Answer:
        says = list(reply.says)
        if asked.too_long:
            says.insert(0, {"say": "gateway.too_long"})
        found = render.pieces(says, self._rules.texts, asked.lang, sparing=asked.unasked)
        if not found:
            raise RasaFailed("nothing could be rendered")
        last = reply.says[-1]
        return Answer(
            pieces=found,
            lang=asked.lang,
            expecting=last.get("expecting"),
            choices=render.choices_of(last, self._rules.texts, asked.lang) or None,
            intent=reply.intent,
            confidence=reply.confidence,
            also=reply.also,
            carries_identity=asked.carries_identity,
        )

    async def _failed(self, turn: Turn, failure: RasaFailed) -> Answer | None:
        """Try again later; after many tries (not counting absences) say so plainly rather than be silent."""
        away = failure.away or (self.health is not None and self.health.away)
        if self.health is not None:
            self.health.doubt()
        self._metrics.turns.labels("away" if away else "failed").inc()
        log.warning("turn_failed", conversation=turn.conversation[:10], reason=failure.reason, attempt=turn.tries + 1)
        if not away and turn.tries >= len(_BACKOFF):
            said = Piece(text=self._rules.texts.render("gateway.failed", turn.lang))
            # What it held was not read, so it is treated as if it told who somebody is.
            return Answer(pieces=[said], lang=turn.lang, carries_identity=True, error="gave_up")
        pause = _AWAY_PAUSE if away else _BACKOFF[turn.tries]
        async with self._database.session() as session:
            await record.postpone(session, turn, self._holder, pause, failure.reason, counts=not away)
        asyncio.get_running_loop().call_later(pause + 0.05, self.nudge, turn.conversation_id)
        return None

    async def _finish(self, turn: Turn, answer: Answer) -> Turn | None:
        if until := self._waiters.open_until(turn.message_id):
            await self._delivery.settled(turn.conversation_id, turn.conversation, until)
        waiter = self._waiters.reserve(turn.message_id)
        try:
            finished = await self._write(turn, answer, passive=waiter is not None)
        except BaseException:
            if waiter:
                waiter.promised = False
            raise
        if finished is None:
            if waiter:
                waiter.promised = False
            return None
        await self._hand_over(turn, finished, waiter)
        self._live.publish(turn.conversation, "message", turn.message_id)
        return finished.next_turn

    async def _hand_over(self, turn: Turn, finished: Finished, waiter: Waiter | None) -> None:
        delay = _AFTER_PASSIVE if finished.passive else 0.0
        if waiter is not None and not waiter.give(finished.passive) and finished.passive:
            await self.give_back(turn.conversation_id, finished.passive)
            delay = 0.0
        if finished.custom:
            self._delivery.carry(turn.conversation_id, finished.custom, delay)
        if finished.outbox:
            self._delivery.kick(turn.conversation_id, delay)

    async def give_back(self, conversation_id: int, passive: list[Outgoing]) -> None:
        """The connection went away before it could carry these: they go the other way."""
        try:
            async with self._database.session() as session:
                await outbox.unclaim(session, passive)
        except SQLAlchemyError as error:
            # Their claims run out soon, and the sweeper finds them.
            log.warning("replies_not_given_back", error=type(error).__name__)
        self._delivery.kick(conversation_id)

    async def _write(self, turn: Turn, answer: Answer, *, passive: bool) -> Finished | None:
        """Store the answer, riding out short absences of the database: Rasa need not be asked again."""
        for pause in (*_WRITE_PAUSES, None):
            try:
                async with self._database.session() as session:
                    return await record.finish(
                        session,
                        turn,
                        answer,
                        holder=self._holder,
                        passive=passive,
                        kf=self._delivery.kf,
                        menus=self._delivery.menus,
                    )
            except SQLAlchemyError as error:
                if pause is None:
                    raise
                log.warning("answer_not_stored_yet", error=type(error).__name__)
                await asyncio.sleep(pause)
        return None
