"""`python -m actions`: the action server, for Rasa alone (rasa-sdk's executor behind one guarded route)."""

import hmac
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import structlog
import uvicorn
from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse
from rasa_sdk.executor import ActionExecutor

from actions.backend_client import BackendAway, BackendClient
from actions.turn_action import TurnAction
from backend.kit import logs
from backend.kit.errors import where
from backend.kit.settings import KEEP_ALIVE_SECONDS, Settings, load_settings

log = structlog.get_logger()


def create_app(settings: Settings, secret: str, backend: BackendClient | None = None) -> FastAPI:
    """The action server; `secret` is what Rasa must show as bearer or `token`."""
    client = backend or BackendClient(settings.backend_url, settings.service_token)
    executor = ActionExecutor()
    executor.register_action(TurnAction(client))

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        yield
        await client.close()

    app = FastAPI(openapi_url=None, lifespan=lifespan)

    @app.get("/health")
    async def health() -> dict[str, str]:
        return {"status": "ok"}

    @app.post("/webhook")
    async def webhook(request: Request) -> JSONResponse:
        if not _allowed(request, secret):
            return JSONResponse({"error": "unauthorized"}, 401)
        call: dict[str, Any] = await request.json()
        try:
            result = await executor.run(call)
        except BackendAway as away:
            log.warning("turn_failed", reason="backend_away", error=str(away))
            return JSONResponse({"error": "backend_away"}, 503)
        except Exception as error:  # noqa: BLE001 - the edge: Rasa must see a failure, the log no user text
            log.error("turn_failed", error=type(error).__name__, where=where(error))
            return JSONResponse({"error": "internal"}, 500)
        return JSONResponse(result.model_dump() if result else {"events": [], "responses": []})

    return app


def _allowed(request: Request, secret: str) -> bool:
    shown = request.headers.get("authorization", "").removeprefix("Bearer ") or request.query_params.get("token", "")
    return hmac.compare_digest(shown.encode(), secret.encode())


def main() -> None:
    """Serve until ended."""
    settings = load_settings()
    logs.configure("actions", settings.log_level)
    app = create_app(settings, os.environ["LANTAI_ACTIONS_SECRET"])
    host = os.environ.get("LANTAI_ACTIONS_HOST", "127.0.0.1")
    uvicorn.run(
        app,
        host=host,
        port=settings.actions_port,
        log_config=None,
        access_log=False,
        timeout_keep_alive=KEEP_ALIVE_SECONDS,
    )


if __name__ == "__main__":
    main()
