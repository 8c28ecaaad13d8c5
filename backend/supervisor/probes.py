"""Ways to see that a part serves; each answers within two seconds and never raises."""

import asyncio
from collections.abc import Awaitable
from contextlib import suppress
from urllib.parse import urlsplit

from backend.supervisor.plan import Probe

_LIMIT = 2.0


def http_ok(url: str) -> Probe:
    """A GET is answered with 200."""
    return lambda: _guarded(_get(url))


def listens(host: str, port: int) -> Probe:
    """Someone accepts connections."""
    return lambda: _guarded(_connect(host, port))


def lives() -> Probe:
    """Nothing can be asked: being started is enough."""

    async def yes() -> bool:
        return True

    return yes


async def _guarded(question: Awaitable[bool]) -> bool:
    with suppress(OSError, TimeoutError, asyncio.IncompleteReadError, ValueError):
        async with asyncio.timeout(_LIMIT):
            return await question
    return False


async def _connect(host: str, port: int) -> bool:
    _, writer = await asyncio.open_connection(host, port)
    writer.close()
    return True


async def _get(url: str) -> bool:
    """A bare HTTP/1.1 request: the supervisor needs no more of the protocol, and stays small."""
    parts = urlsplit(url)
    reader, writer = await asyncio.open_connection(parts.hostname, parts.port or 80)
    try:
        path = parts.path or "/"
        writer.write(f"GET {path} HTTP/1.1\r\nHost: {parts.netloc}\r\nConnection: close\r\n\r\n".encode())
        await writer.drain()
        status_line = await reader.readline()
    finally:
        writer.close()
    return status_line.split(b" ")[1:2] == [b"200"]
