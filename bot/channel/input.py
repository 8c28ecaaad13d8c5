"""The channel `lantai`: routes turn, seen, parse, forget, swap and health.

    POST turn    {sender, message, message_id, metadata} -> {message_id, replies, intent, also}
    POST seen    {sender, message_id}                    -> {seen, replies}
    POST parse   {message, metadata}                     -> {intent, intent_ranking, also}
    POST forget  {sender}                                -> {erased}
    POST swap    {model}                                 -> {model, before}
    GET  health                                          -> {ready}

Every POST is signed by the gateway. A turn that fails answers 5xx and leaves nothing behind; the same
message_id asked again is answered from memory, never run twice.
"""

from __future__ import annotations

import asyncio
import logging
import os
import time
from collections.abc import Awaitable, Callable
from functools import wraps
from typing import Any

import psycopg2
from rasa.core.channels.channel import InputChannel, UserMessage
from rasa.shared.core.events import Event, UserUttered
from sanic import Blueprint
from sanic.request import Request
from sanic.response import HTTPResponse, json

from bot.channel import calls, signature
from bot.channel.actions import ActionFailed
from bot.channel.processor import SwapFailed, TurnAgent
from bot.channel.replies import Replies, replies_in
from bot.nlu.store import EncryptedTrackerStore

logger = logging.getLogger("lantai.channel")

Handler = Callable[[Request], Awaitable[HTTPResponse]]


class LantaiInput(InputChannel):
    """Rasa's only input channel."""

    def __init__(self, secret: bytes) -> None:
        self._secret = secret
        self.talks = True
        """False where only sentences are understood and no conversation is held."""

    @classmethod
    def name(cls) -> str:
        """The channel's name, which is part of its path."""
        return "lantai"

    @classmethod
    def from_credentials(cls, credentials: dict[str, Any] | None) -> LantaiInput:
        """Make the channel; its secret comes from the environment, never from a file."""
        secret = bytes.fromhex(os.environ.get("LANTAI_CHANNEL_SECRET", ""))
        if len(secret) < 16:
            raise ValueError("LANTAI_CHANNEL_SECRET must be set (hexadecimal, 16 bytes or more)")
        return cls(secret)

    def blueprint(self, on_new_message: Callable[[UserMessage], Awaitable[Any]]) -> Blueprint:
        """The routes."""
        routes = Blueprint("lantai_webhook")
        for name in ("turn", "seen", "parse", "forget", "swap") if self.talks else ("parse",):
            handler = self._signed(getattr(self, f"_{name}"))
            routes.add_route(handler, f"/{name}", methods=["POST"], name=name)
        routes.add_route(_health, "/health", methods=["GET"], name="health")
        return routes

    def _signed(self, handler: Handler) -> Handler:
        @wraps(handler)
        async def guarded(request: Request) -> HTTPResponse:
            stamp = request.headers.get(signature.TIMESTAMP_HEADER)
            proof = request.headers.get(signature.SIGNATURE_HEADER)
            if not signature.verify(self._secret, stamp, proof, request.body, now=time.time()):
                return json({"error": "unsigned"}, status=403)
            try:
                return await handler(request)
            except calls.BadCall as refused:
                return json({"error": str(refused)}, status=422)
            except SwapFailed as failed:
                logger.warning("kept model %s: %s", request.app.ctx.agent.model_name, failed)
                return json({"error": "model_not_loaded", "model": request.app.ctx.agent.model_name}, status=409)
            except ActionFailed as failed:
                logger.warning("turn failed: %s", failed)
                return json({"error": "action_failed"}, status=502)
            except psycopg2.Error as failed:
                logger.warning("tracker store failed: %s", type(failed).__name__)
                return json({"error": "store_failed"}, status=503)
            except Exception:  # the process's edge: whatever a component raises is the gateway's 500
                logger.exception("turn failed")
                return json({"error": "internal"}, status=500)

        return guarded

    async def _turn(self, request: Request) -> HTTPResponse:
        turn = calls.turn(request.body)
        # A caller that goes away must not abort the turn half-way.
        return json(await asyncio.shield(asyncio.ensure_future(_run(request.app.ctx.agent, turn))))

    async def _seen(self, request: Request) -> HTTPResponse:
        sender, message_id = calls.question(request.body)
        agent: TurnAgent = request.app.ctx.agent
        async with agent.lock_store.lock(sender):
            found = await agent.tracker_store.find(sender, message_id)
        return json({"seen": found is not None, "replies": replies_in(found or [])})

    async def _parse(self, request: Request) -> HTTPResponse:
        text, metadata = calls.sentence(request.body)
        agent: TurnAgent = request.app.ctx.agent
        parsed = await agent.processor.parse_message(UserMessage(text, sender_id="parse", metadata=metadata))
        also = parsed.get("also", [])
        return json({"intent": parsed["intent"], "intent_ranking": parsed.get("intent_ranking", []), "also": also})

    async def _forget(self, request: Request) -> HTTPResponse:
        sender = calls.sender(request.body)
        agent: TurnAgent = request.app.ctx.agent
        async with agent.lock_store.lock(sender):
            return json({"erased": await agent.tracker_store.forget(sender)})

    async def _swap(self, request: Request) -> HTTPResponse:
        name = calls.model(request.body)
        agent: TurnAgent = request.app.ctx.agent
        before = agent.model_name
        # A caller that goes away must not leave it open which model answers.
        await asyncio.shield(asyncio.ensure_future(agent.swap(name)))
        logger.warning("model %s in place of %s", agent.model_name, before)
        return json({"model": agent.model_name, "before": before})


async def _health(request: Request) -> HTTPResponse:
    agent: TurnAgent | None = getattr(request.app.ctx, "agent", None)
    if agent is None or not agent.is_ready():
        return json({"ready": False}, status=503)
    try:
        if isinstance(agent.tracker_store, EncryptedTrackerStore):
            await agent.tracker_store.ping()
    except psycopg2.Error:
        return json({"ready": False}, status=503)
    return json({"ready": True, "model": agent.model_name})


async def _run(agent: TurnAgent, turn: calls.Turn) -> dict[str, Any]:
    async with agent.lock_store.lock(turn.sender):
        found = await agent.tracker_store.knows_recent(turn.sender, turn.message_id)
        if found is None:
            replies = Replies()
            await agent.processor.handle_message(
                UserMessage(
                    turn.message,
                    replies,
                    turn.sender,
                    input_channel=LantaiInput.name(),
                    message_id=turn.message_id,
                    metadata=turn.metadata,
                )
            )
            found = await agent.tracker_store.knows_recent(turn.sender, turn.message_id)
    return {"message_id": turn.message_id, "replies": replies_in(found or []), **_understood(found or [])}


def _understood(events: list[Event]) -> dict[str, Any]:
    spoken = next((event for event in events if isinstance(event, UserUttered)), None)
    parsed: dict[str, Any] = dict(spoken.parse_data) if spoken else {}
    intent = parsed.get("intent") or {"name": None, "confidence": 0.0}
    return {"intent": intent, "also": [each["name"] for each in parsed.get("also", [])]}
