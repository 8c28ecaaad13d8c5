"""Pushing messages and events to the gateway, as often and as patiently as WeChat does."""

import asyncio
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import httpx

from bot.simulator import envelope
from bot.simulator.answers import MUTE_EVENTS, Answer, Asked, Illegal, judge
from bot.simulator.envelope import Letter
from bot.simulator.faults import Encryption
from bot.simulator.people import Person, Push, Try
from bot.simulator.words import words
from bot.simulator.world import World
from bot.wechat.crypto import Codec

_EXCERPT = 4000


@dataclass(frozen=True, slots=True)
class Account:
    """What the pushes are signed with."""

    original_id: str
    codec: Codec
    encryption: Encryption


@dataclass(slots=True)
class _Job:
    """One push under way."""

    person: Person
    push: Push
    letter: Letter
    asked: Asked


class Silence(Exception):
    """No answer came that WeChat takes note of; the alarm's kind is in the text."""


class Pusher:
    """Sends pushes as tasks of their own and shows what comes back."""

    def __init__(self, world: World, account: Account, http: httpx.AsyncClient, media: Mapping[str, Any]) -> None:
        self._world, self._account, self._http, self._media = world, account, http, media
        self._tasks: set[asyncio.Task[None]] = set()
        self._held: list[_Job] = []
        self._failures = 0
        self._silent_until = 0.0

    def message(self, person: Person, kind: str, fields: Mapping[str, Any], message_id: str = "") -> Push:
        """Push an ordinary message; every one has a MsgId."""
        message_id = message_id or self._world.next_message_id()
        return self._start(person, kind, "", message_id, {"MsgType": kind, **fields, "MsgId": int(message_id)})

    def event(self, person: Person, name: str, fields: Mapping[str, Any] | None = None) -> Push:
        """Push an event; events have no MsgId."""
        more = {"MsgType": "event", "Event": name, **(fields or {})}
        return self._start(person, f"event {name}", name, "", more)

    async def handshake(self) -> bool:
        """Ask the gateway to prove that it knows the token, as when a URL is registered."""
        letter = envelope.seal(self._account.codec, "plain", {"FromUserName": ""})
        query = {k: v for k, v in letter.query.items() if k != "openid"} | {"echostr": str(time.time_ns())}
        try:
            answer = await self._http.get("/wechat", params=query, timeout=5)
        except httpx.HTTPError as error:
            self._world.alarm("handshake", detail=type(error).__name__)
            return False
        right = answer.status_code == 200 and answer.content == query["echostr"].encode()
        if not right:
            self._world.alarm("handshake", detail=f"status {answer.status_code}", response_length=len(answer.content))
        return right

    async def close(self) -> None:
        """End what is under way."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def _start(self, person: Person, name: str, event: str, message_id: str, more: Mapping[str, Any]) -> Push:
        world = self._world
        encryption = world.faults.knobs.encryption or self._account.encryption
        frame = {"ToUserName": self._account.original_id, "FromUserName": person.openid}
        fields = {**frame, "CreateTime": int(world.now().timestamp()), **more}
        push = Push(
            id=world.next_id(),
            openid=person.openid,
            name=name,
            message_id=message_id or f"event-{world.next_message_id()}",
            encryption=encryption,
            clear=envelope.to_xml(fields)[:_EXCERPT],
            at=world.now(),
        )
        letter = envelope.seal(self._account.codec, encryption, fields)
        job = _Job(person, push, letter, Asked(self._account.original_id, person.openid, event, encryption))
        world.pending[person.openid] = world.pending.get(person.openid, 0) + 1
        world.record_push(push)
        self._run(self._deliver(job))
        for _ in range(world.faults.knobs.duplicates):
            copy = push.model_copy(update={"id": world.next_id(), "tries": [], "reason": "duplicate"})
            world.pending[person.openid] += 1
            world.record_push(copy)
            self._run(self._deliver(_Job(person, copy, letter, job.asked)))
        return push

    def _run(self, work: Any) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _deliver(self, job: _Job) -> None:
        started = time.monotonic()
        try:
            await self._hold_back(job)
            await self._attempts(job)
        finally:
            job.push.milliseconds = round((time.monotonic() - started) * 1000)
            self._world.pending[job.person.openid] = max(self._world.pending.get(job.person.openid, 1) - 1, 0)
            self._world.record_push(job.push)

    async def _hold_back(self, job: _Job) -> None:
        """The faults before a push leaves: delay, and letting later ones overtake."""
        knobs = self._world.faults.knobs
        if knobs.push_delay:
            await asyncio.sleep(knobs.push_delay)
        if not knobs.reorder:
            return
        self._held.append(job)
        await asyncio.sleep(knobs.reorder)
        while self._held and self._held[-1] is not job:
            await asyncio.sleep(0.01)
        self._held.remove(job)

    async def _attempts(self, job: _Job) -> None:
        knobs, push = self._world.faults.knobs, job.push
        if self._world.faults.take_push():
            push.state = "dropped"
            return
        if time.monotonic() < self._silent_until:
            push.state = "held"
            self._fail_visibly(job)
            return
        for number in range(1, knobs.tries + 1):
            push.tries.append(Try(number=number, at=self._world.now()))
            ends = time.monotonic() + knobs.answer_seconds
            try:
                answer = await self._attempt(job)
            except Silence as silence:
                self._world.alarm(str(silence), openid=push.openid, message_id=push.message_id)
                self._world.record_push(push)
                # The next try comes when the time of this one is over, however early it failed.
                await asyncio.sleep(max(ends - time.monotonic(), 0))
            except Illegal as error:
                self._refused(job, error)
                return
            else:
                self._answered(job, answer)
                return
        push.state, push.reason = "failed", f"{knobs.tries} tries without an answer"
        self._count_failure()
        self._fail_visibly(job)

    async def _attempt(self, job: _Job) -> Answer:
        """One try. Raises Silence (try again) or Illegal (final)."""
        knobs, attempt = self._world.faults.knobs, job.push.tries[-1]
        started = time.monotonic()
        try:
            async with asyncio.timeout(knobs.answer_seconds):
                response = await self._http.post(
                    "/wechat",
                    params=job.letter.query,
                    content=job.letter.body,
                    headers={"content-type": "text/xml"},
                )
        except TimeoutError:
            attempt.outcome = "timeout"
            raise Silence("request timeout") from None
        except httpx.HTTPError as error:
            attempt.outcome = type(error).__name__
            raise Silence("connect fail") from None
        finally:
            attempt.milliseconds = round((time.monotonic() - started) * 1000)
        attempt.status = response.status_code
        if self._world.faults.take_answer():
            attempt.outcome = "lost"
            raise Silence("request timeout")
        try:
            answer = judge(self._account.codec, job.asked, response.status_code, response.content, self._media)
        except Illegal as error:
            attempt.outcome = str(error)
            attempt.answer = response.text[:_EXCERPT]
            if response.status_code != 200 and knobs.retry_refusals:
                raise Silence("illegal response") from None
            self._alarm(job, error, len(response.content))
            raise
        attempt.outcome, attempt.answer = answer.outcome, answer.clear[:_EXCERPT]
        return answer

    def _alarm(self, job: _Job, error: Illegal, length: int) -> None:
        names = {"openid": job.push.openid, "message_id": job.push.message_id}
        self._world.alarm(error.kind, detail=str(error), response_length=length, **names)

    def _answered(self, job: _Job, answer: Answer) -> None:
        self._failures = 0
        job.push.state = answer.outcome
        if answer.bubble:
            self._world.show(job.person, side="account", how="passive", message_id=job.push.message_id, **answer.bubble)

    def _refused(self, job: _Job, error: Illegal) -> None:
        job.push.state, job.push.reason = "illegal", str(error)
        self._count_failure()
        self._fail_visibly(job)

    def _count_failure(self) -> None:
        """After several failures in a row WeChat leaves the account alone for a minute (MarkFail)."""
        knobs = self._world.faults.knobs
        self._failures += 1
        if knobs.mark_fail and self._failures >= knobs.mark_fail:
            self._failures = 0
            self._silent_until = time.monotonic() + knobs.mark_fail_seconds
            self._world.alarm("MarkFail", detail=f"no pushes for {knobs.mark_fail_seconds:g} s")

    def _fail_visibly(self, job: _Job) -> None:
        if job.asked.event in MUTE_EVENTS or not job.person.following:
            return
        fields = {"side": "system", "kind": "line", "how": "failure", "message_id": job.push.message_id}
        self._world.show(job.person, text=words()["failure"], **fields)
