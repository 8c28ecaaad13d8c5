"""`python -m bot.gateway`: serve the callback."""

import uvicorn

from backend.kit import logs
from backend.kit.settings import KEEP_ALIVE_SECONDS, load_settings
from bot.gateway.app import create_app


def main() -> None:
    """Serve until told to stop; running callbacks are answered first."""
    settings = load_settings()
    logs.configure("gateway", settings.log_level)
    uvicorn.run(
        create_app(settings),
        host=settings.host,
        port=settings.gateway_port,
        access_log=False,
        timeout_keep_alive=KEEP_ALIVE_SECONDS,
        log_config=None,
        server_header=False,
        timeout_graceful_shutdown=6,
    )


if __name__ == "__main__":
    main()
