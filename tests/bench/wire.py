"""A very small HTTP/1.1 client: the driver shares the cores with what it measures, so it must cost little."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit


@dataclass(frozen=True, slots=True)
class Answer:
    """A whole answer."""

    status: int
    body: bytes


class _Wire:
    """One kept connection."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader, self._writer = reader, writer

    async def ask(self, request: bytes) -> tuple[Answer, bool]:
        """The answer, and whether the connection may be used again."""
        self._writer.write(request)
        head = await self._reader.readuntil(b"\r\n\r\n")
        first, *lines = head.decode("latin-1").split("\r\n")
        headers = {name.strip().lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
        body = await self._body(headers)
        return Answer(int(first.split()[1]), body), headers.get("connection", "").lower() != "close"

    async def _body(self, headers: Mapping[str, str]) -> bytes:
        if headers.get("transfer-encoding", "").lower() != "chunked":
            return await self._reader.readexactly(int(headers.get("content-length", "0")))
        parts = []
        while size := int((await self._reader.readline()).split(b";")[0], 16):
            parts.append(await self._reader.readexactly(size))
            await self._reader.readexactly(2)
        await self._reader.readline()
        return b"".join(parts)

    def close(self) -> None:
        self._writer.close()


class Client:
    """Connections to one server on this machine; as many as are asked for at a time."""

    def __init__(self, url: str, headers: Mapping[str, str] | None = None) -> None:
        parts = urlsplit(url)
        self._host, self._port = parts.hostname or "127.0.0.1", parts.port or 80
        more = "".join(f"{name}: {value}\r\n" for name, value in (headers or {}).items())
        self._head = f"Host: {self._host}:{self._port}\r\n{more}"
        self._idle: list[_Wire] = []

    async def ask(
        self, method: str, path: str, body: bytes = b"", *, kind: str = "application/json", limit: float = 60.0
    ) -> Answer:
        """One call. Raises OSError, EOFError or TimeoutError; a connection found closed is replaced once."""
        head = f"{method} {path} HTTP/1.1\r\n{self._head}Content-Type: {kind}\r\nContent-Length: {len(body)}\r\n\r\n"
        async with asyncio.timeout(limit):
            while self._idle:
                wire = self._idle.pop()
                try:
                    return await self._on(wire, head.encode() + body)
                except (ConnectionError, asyncio.IncompleteReadError) as error:
                    if isinstance(error, asyncio.IncompleteReadError) and error.partial:
                        raise
            wire = _Wire(*await asyncio.open_connection(self._host, self._port))
            return await self._on(wire, head.encode() + body)

    async def _on(self, wire: _Wire, request: bytes) -> Answer:
        kept = False
        try:
            answer, kept = await wire.ask(request)
        finally:
            if not kept:
                wire.close()
        self._idle += [wire] if kept else []
        return answer

    def close(self) -> None:
        """Close what is kept."""
        while self._idle:
            self._idle.pop().close()
