"""Serve the trained model: `python -m bot.channel.serve --model PATH [--port N]`, from the repository's root.

Instead of `rasa run`: the same agent, channel, graph and configuration files, but without the libraries
that serving never uses (see absent.py), without the HTTP API, on one worker, on the loopback interface,
and with the tracker store checked at start. Environment: LANTAI_RASA_DATABASE_URL, LANTAI_CHANNEL_SECRET,
LANTAI_TRACKER_KEY, LANTAI_ACTIONS_SECRET, LANTAI_ACTIONS_ADDRESS or LANTAI_ACTIONS_PORT, LANTAI_RASA_PORT,
LANTAI_HOME, LANTAI_TRACKER_RETENTION_DAYS.
"""

from __future__ import annotations

import argparse
import asyncio
import logging
import os
import warnings
from pathlib import Path

os.environ.setdefault("RASA_TELEMETRY_ENABLED", "false")
# One sentence at a time: a second thread in the matrix library only spins.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
os.environ.setdefault("SQLALCHEMY_SILENCE_UBER_WARNING", "1")

from bot.channel import absent

absent.leave_out(absent.SERVING)

# What follows must be imported after that (E402): Rasa would load what was just left out.
import structlog  # noqa: E402
from rasa.core.channels.channel import register  # noqa: E402
from rasa.shared.utils.common import class_from_module_path  # noqa: E402
from rasa.utils.endpoints import read_endpoint_config  # noqa: E402
from sanic import Sanic  # noqa: E402

from bot.channel.actions import ActionServer  # noqa: E402
from bot.channel.input import LantaiInput  # noqa: E402
from bot.channel.processor import TurnAgent  # noqa: E402
from bot.channel.retention import keep_short  # noqa: E402
from bot.nlu.store import EncryptedTrackerStore  # noqa: E402

ENDPOINTS = "bot/endpoints.yml"
BODY_LIMIT = 256 * 1024

logger = logging.getLogger("lantai.serve")


class WrongStore(RuntimeError):
    """endpoints.yml names another tracker store than ours; Rasa would go on silently from memory."""


def tracker_store() -> EncryptedTrackerStore:
    """The configured tracker store, connected. Raises WrongStore, psycopg2.Error."""
    config = read_endpoint_config(ENDPOINTS, "tracker_store")
    kind = class_from_module_path(config.type) if config and config.type else None
    if not (isinstance(kind, type) and issubclass(kind, EncryptedTrackerStore)):
        raise WrongStore(f"{ENDPOINTS} must name bot.nlu.store.EncryptedTrackerStore")
    store = kind()
    store.prepare()
    return store


def action_server() -> ActionServer:
    """Where our actions run."""
    port = os.environ.get("LANTAI_ACTIONS_PORT", "5055")
    address = os.environ.get("LANTAI_ACTIONS_ADDRESS", "").rstrip("/") or f"http://127.0.0.1:{port}"
    return ActionServer(f"{address}/webhook", os.environ.get("LANTAI_ACTIONS_SECRET", ""))


def application(model: Path, *, parse_only: bool = False) -> Sanic:
    """The Sanic application; it accepts calls once the model is loaded.

    With `parse_only` it understands sentences and holds no conversations, so it needs no database.
    """
    app = Sanic("lantai_rasa", configure_logging=False)
    app.config.REQUEST_MAX_SIZE = BODY_LIMIT
    app.config.KEEP_ALIVE_TIMEOUT = 75
    app.config.RESPONSE_TIMEOUT = 120
    channel = LantaiInput.from_credentials(None)
    channel.talks = not parse_only
    register([channel], app, route="/webhooks/")

    async def begin(app: Sanic, loop: asyncio.AbstractEventLoop) -> None:
        locks = class_from_module_path(read_endpoint_config(ENDPOINTS, "lock_store").type)()
        store = None if parse_only else tracker_store()
        agent = TurnAgent(store, locks, action_server())
        agent.load_model(model)
        app.ctx.agent = agent
        if store is not None:
            app.ctx.retention = asyncio.ensure_future(keep_short(store))
        logger.warning("ready with model %s", model.name)

    async def end(app: Sanic, loop: asyncio.AbstractEventLoop) -> None:
        await app.ctx.agent.action_server.close()
        if not parse_only:
            app.ctx.retention.cancel()
            app.ctx.agent.tracker_store.close()

    app.register_listener(begin, "before_server_start")
    app.register_listener(end, "after_server_stop")
    return app


def main() -> None:
    """Parse the command line and serve until told to stop."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--model", type=Path, required=True)
    parser.add_argument("--port", type=int, default=int(os.environ.get("LANTAI_RASA_PORT", "5005")))
    parser.add_argument("--host", default=os.environ.get("LANTAI_RASA_HOST", "127.0.0.1"))
    parser.add_argument("--parse-only", action="store_true", help="understand sentences, hold no conversations")
    given = parser.parse_args()
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    # Unconfigured, structlog prints everything, what people wrote included.
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))
    warnings.filterwarnings("ignore", category=DeprecationWarning)
    application(given.model, parse_only=given.parse_only).run(
        host=given.host, port=given.port, workers=1, access_log=False, debug=False, backlog=512
    )


if __name__ == "__main__":
    main()
