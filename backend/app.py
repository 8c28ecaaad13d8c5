"""The backend process: API, health, metrics; `python -m backend.app` serves it.

Other rooms that answer browsers (console, H5 pages) hang their routers on the same application.
"""

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib import import_module
from importlib.util import find_spec

import uvicorn
from fastapi import APIRouter, FastAPI, Request, Response
from fastapi.responses import JSONResponse
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from backend.applicants.endpoints import router as applicants
from backend.applicants.opening import router as opening
from backend.attachments.endpoints import router as attachments
from backend.catalogue.endpoints import router as catalogue
from backend.drafts.endpoints import router as drafts
from backend.handover.endpoints import router as handover
from backend.kit import clock, crypto, db, logs, openapi, problems
from backend.kit.db import Database
from backend.kit.guard import Guard
from backend.kit.probes import Probes
from backend.kit.settings import KEEP_ALIVE_SECONDS, Settings, load_settings
from backend.notifications.endpoints import router as notices
from backend.printing.endpoints import router as printing
from backend.privacy.endpoints import router as privacy
from backend.progress.endpoints import router as progress
from backend.requests.endpoints import router as requests
from backend.requests.pickups import router as pickups
from backend.requests.work_endpoints import router as work

ROUTERS = (
    *(work, requests, pickups, printing, notices, progress, catalogue),
    *(attachments, applicants, opening, drafts, privacy, handover),
)
#: Rooms with pages of their own; each has `install(app)`.
PAGES = ("backend.console.web", "backend.h5.web")

health = APIRouter(include_in_schema=False)


def create_app(settings: Settings) -> FastAPI:
    """The application of one process. The clock, the key ring and the database are set up here, not at import."""
    clock.configure(settings.home)
    crypto.configure(settings)
    app = FastAPI(
        title="Lantai 兰台", version="1", docs_url=None, redoc_url=None, lifespan=_lifespan, redirect_slashes=False
    )
    app.state.settings = settings
    app.state.database = Database(settings.database_url)
    problems.install(app, db.AWAY, db.BROKEN)
    app.add_middleware(Guard)
    for router in (health, *ROUTERS):
        app.include_router(router)
    for name in PAGES:
        if find_spec(name.rpartition(".")[0]) and find_spec(name):
            import_module(name).install(app)
    openapi.describe(app)
    return app


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    app.state.probes = Probes(app.state.settings, app.state.database)
    yield
    await app.state.probes.close()
    await app.state.database.close()


@health.get("/healthz")
async def healthz() -> dict[str, str]:
    """The process runs."""
    return {"status": "ok"}


@health.get("/readyz")
async def readyz(request: Request) -> JSONResponse:
    """200 when every part of the house answers, else 503; each part by name."""
    parts = await request.app.state.probes.look()
    ready = all(part["ok"] for part in parts.values())
    return JSONResponse({"ready": ready, "parts": parts}, 200 if ready else 503)


@health.get("/metrics")
async def metrics() -> Response:
    """Prometheus' text form."""
    return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)


def main() -> None:
    """Serve until told to end."""
    settings = load_settings()
    logs.configure("backend", settings.log_level)
    # The access log is off: addresses may hold an openid.
    uvicorn.run(
        create_app(settings),
        host=settings.host,
        port=settings.backend_port,
        access_log=False,
        # A header may say where a call comes from only where an administrator has named the proxy that sets it.
        proxy_headers="FORWARDED_ALLOW_IPS" in os.environ,
        timeout_keep_alive=KEEP_ALIVE_SECONDS,
        log_config=None,
        timeout_graceful_shutdown=5,
        server_header=False,
    )


if __name__ == "__main__":
    main()
