"""The gateway's application: one process, put together from its parts."""

import asyncio
import gc
import uuid
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from typing import Any

import structlog
from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse, Response
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from redis.asyncio import Redis
from redis.exceptions import RedisError
from sqlalchemy.exc import SQLAlchemyError

from backend.conversations.live import Live
from backend.domain.windows import Account as AccountKind
from backend.kit import clock, crypto, db, problems
from backend.kit.db import Database
from backend.kit.settings import Settings
from bot.gateway import preparing, webhook
from bot.gateway.admissions import Admissions
from bot.gateway.delivery import Delivery, Receipts
from bot.gateway.envelope import Envelopes
from bot.gateway.health import Health
from bot.gateway.metrics import Metrics
from bot.gateway.pace import Pace
from bot.gateway.rasa import Rasa
from bot.gateway.rules import Rules
from bot.gateway.sweeper import Sweeper
from bot.gateway.turns import Turns
from bot.gateway.waiters import Waiters
from bot.wechat.client import Account, WeChatClient
from bot.wechat.crypto import Codec

log = structlog.get_logger()


def create_app(settings: Settings) -> FastAPI:
    """The gateway for these settings."""
    crypto.configure(settings)
    clock.configure(settings.home)

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        async with _running(settings, app):
            yield

    app = FastAPI(title="Lantai gateway", lifespan=lifespan, openapi_url=None, docs_url=None, redoc_url=None)
    problems.install(app, db.AWAY, db.BROKEN)
    app.include_router(webhook.router)
    app.add_api_route("/healthz", _healthz, methods=["GET"])
    app.add_api_route("/readyz", _readyz, methods=["GET"], response_model=None)
    app.add_api_route("/metrics", _metrics, methods=["GET"], response_model=None)
    return app


@asynccontextmanager
async def _running(settings: Settings, app: FastAPI) -> AsyncIterator[None]:
    """Everything that lives as long as the process."""
    # Every transaction here is tried again when its connection turns out dead, so none is asked beforehand.
    database = Database(settings.database_url, pre_ping=False)
    redis: Redis = Redis.from_url(settings.redis_url, socket_timeout=1.0, socket_connect_timeout=0.5)
    account = Account(settings.wechat_app_id, settings.wechat_app_secret, settings.api_url)
    client, rasa = WeChatClient(account, redis), Rasa(settings.rasa_url, crypto.derived_secret("channel"))
    desk, sweeper = _desk(settings, database, redis, client, rasa)
    app.state.desk, app.state.redis = desk, redis
    preparing.warm_up(desk.rules.catalogue, clock.today())
    gc.collect()
    gc.freeze()  # what lives as long as the process need not be looked through each time
    background = [
        asyncio.create_task(_for_ever(desk.health.run)),
        asyncio.create_task(_for_ever(desk.rules.run)),
        asyncio.create_task(_for_ever(desk.receipts.run)),
        asyncio.create_task(_for_ever(sweeper.run)),
        asyncio.create_task(_for_ever(desk.pace.run)),
    ]
    try:
        yield
    finally:
        for task in background:
            task.cancel()
        await asyncio.gather(*background, return_exceptions=True)
        await desk.admissions.stop()
        await desk.turns.stop()
        await desk.delivery.stop()
        await desk.receipts.flush()
        await desk.health.aclose()
        await desk.rules.aclose()
        await client.aclose()
        await rasa.aclose()
        await redis.aclose()
        await database.close()


def _desk(
    settings: Settings, database: Database, redis: Redis, client: WeChatClient, rasa: Rasa
) -> tuple[webhook.Desk, Sweeper]:
    holder = uuid.uuid4()
    kf = AccountKind(settings.wechat_account).may_send_custom
    metrics, live, waiters, pace = Metrics(), Live(redis), Waiters(), Pace()
    rules = Rules(settings.backend_url, settings.service_token)
    receipts = Receipts(database)
    delivery = Delivery(database, client, rules, receipts, live, metrics, kf=kf)
    turns = Turns(database, rasa, rules, waiters, delivery, live, metrics, holder, pace)
    parts = {
        "rasa": f"{settings.rasa_url}/webhooks/lantai/health",
        "actions": f"{settings.actions_url}/health",
        "backend": f"{settings.backend_url}/healthz",
    }
    health = Health(parts, turns.hurry, pace)
    turns.health = health
    keys = [key for key in (settings.wechat_aes_key, settings.wechat_previous_aes_key) if key]
    codec = Codec(settings.wechat_token, settings.wechat_app_id, keys)
    desk = webhook.Desk(
        database=database,
        envelopes=Envelopes(codec, settings.wechat_encryption),
        waiters=waiters,
        turns=turns,
        admissions=Admissions(database, turns, holder, pace, kf=kf),
        delivery=delivery,
        receipts=receipts,
        health=health,
        rules=rules,
        live=live,
        metrics=metrics,
        pace=pace,
        kf=kf,
    )
    return desk, Sweeper(database, turns, delivery, health, metrics, holder)


async def _for_ever(step: Callable[[], Coroutine[Any, Any, None]]) -> None:
    """A background loop that outlives whatever goes wrong in it."""
    while True:
        try:
            await step()
        except Exception as error:  # noqa: BLE001 - the process's edge: a loop that ended would go unnoticed
            log.error("background_loop_failed", where=getattr(step, "__qualname__", ""), error=type(error).__name__)
            await asyncio.sleep(1.0)


async def _healthz() -> dict[str, bool]:
    """The process serves."""
    return {"ok": True}


async def _readyz(request: Request) -> Response:
    """The gateway can take messages: the database answers. The other parts are told, but may be away."""
    desk: webhook.Desk = request.app.state.desk
    parts = {part.name: not part.away for part in desk.health.parts}
    parts["database"] = await _database_answers(desk)
    parts["redis"] = await _redis_answers(request.app.state.redis)
    return JSONResponse({"ready": parts["database"], "parts": parts}, 200 if parts["database"] else 503)


async def _database_answers(desk: webhook.Desk) -> bool:
    try:
        async with asyncio.timeout(2.0):
            await desk.database.ping()
    except (SQLAlchemyError, TimeoutError):
        return False
    return True


async def _redis_answers(redis: Redis) -> bool:
    try:
        async with asyncio.timeout(1.0):
            await redis.ping()
    except (RedisError, OSError, TimeoutError):
        return False
    return True


async def _metrics(request: Request) -> Response:
    """Counters for Prometheus."""
    return Response(generate_latest(request.app.state.desk.metrics.registry), media_type=CONTENT_TYPE_LATEST)
