"""`python -m bot.simulator`: WeChat on this machine."""

import sys

import structlog
import uvicorn

from backend.kit import logs
from backend.kit.settings import KEEP_ALIVE_SECONDS, load_settings
from bot.simulator.app import create_app

log = structlog.get_logger()


def main() -> int:
    """Serve until told to stop."""
    settings = load_settings()
    logs.configure("simulator", settings.log_level)
    if not settings.simulator_on:
        log.error("simulator_is_off", reason="a real account is configured")
        return 1
    uvicorn.run(
        create_app(settings),
        host=settings.host,
        port=settings.simulator_port,
        log_config=None,
        access_log=False,
        timeout_keep_alive=KEEP_ALIVE_SECONDS,
        timeout_graceful_shutdown=2,
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
