"""The line to WeChat's API: one call and its answer, with a time limit, and what a failure proves.

A call that failed has left no trace at the platform (`Unreachable`), or it may have been done (`Unconfirmed`): the
difference decides whether what it said may simply be said again.
"""

import asyncio
import json
from collections.abc import Container, Mapping
from typing import Any

import httpx

from bot.wechat import errors
from bot.wechat.errors import Unconfirmed, Unreachable

TIMEOUT = httpx.Timeout(4.0, connect=2.0)
MAX_BYTES = 12 * 1024 * 1024
_NEVER_READ = (
    httpx.ConnectError,
    httpx.ConnectTimeout,
    httpx.PoolTimeout,
    httpx.WriteTimeout,
    httpx.ProxyError,
    httpx.UnsupportedProtocol,
    httpx.LocalProtocolError,
    httpx.InvalidURL,
)
"""Failures after which the other side cannot have read the whole call."""
_GATEWAY_TIMEOUT = 504
_HEADERS = ("content-type", "content-disposition")


class Line:
    """Connections to one address. Close it with `aclose()`."""

    def __init__(self, address: str, transport: httpx.AsyncBaseTransport | None) -> None:
        self._http = httpx.AsyncClient(base_url=address, trust_env=False, follow_redirects=False, transport=transport)

    async def aclose(self) -> None:
        """Close the connections."""
        await self._http.aclose()

    async def request(
        self,
        api: str,
        method: str,
        path: str,
        *,
        token: str = "",
        body: Mapping[str, Any] | None = None,
        params: Mapping[str, str] | None = None,
        files: Any = None,
        timeout: httpx.Timeout = TIMEOUT,
        statuses: Container[int] = (200,),
    ) -> httpx.Response:
        """One call. Raises Unreachable, Unconfirmed."""
        query = dict(params or {}) | ({"access_token": token} if token else {})
        # WeChat wants raw UTF-8 in the body, not \\u escapes (error 40033).
        content = None if body is None else json.dumps(body, ensure_ascii=False).encode("utf-8", "replace")
        headers = {"content-type": "application/json"} if content is not None else None
        try:
            request = self._http.build_request(
                method, path, params=query, content=content, headers=headers, files=files, timeout=timeout
            )
            # The time limit is the whole call's: a platform that sends a byte now and then must not hold us for ever.
            async with asyncio.timeout((timeout.read or 0) + (timeout.connect or 0)):
                response = await self._read(api, request)
        except _NEVER_READ as error:
            # The original error may quote the address with the token in it, so it is not chained.
            raise Unreachable(api, type(error).__name__) from None
        except (httpx.HTTPError, TimeoutError) as error:
            raise Unconfirmed(api, type(error).__name__) from None
        if response.status_code == _GATEWAY_TIMEOUT:
            raise Unconfirmed(api, f"status {response.status_code}")
        if response.status_code not in statuses:
            # The API itself refuses by errcode under status 200: whoever answered this stands before it.
            raise Unreachable(api, f"status {response.status_code}")
        return response

    async def _read(self, api: str, request: httpx.Request) -> httpx.Response:
        """Send and read the answer, but no endless one."""
        response = await self._http.send(request, stream=True)
        try:
            body = b""
            async for chunk in response.aiter_bytes():
                body += chunk
                if len(body) > MAX_BYTES:
                    raise Unconfirmed(api, "answer too large")
        finally:
            await response.aclose()
        headers = {name: response.headers[name] for name in _HEADERS if name in response.headers}
        return httpx.Response(response.status_code, headers=headers, content=body)


def code_of(response: httpx.Response) -> int:
    """The errcode of an answer, 0 when it has none (a file, for example)."""
    if len(response.content) > 64 * 1024 or response.content.lstrip()[:1] != b"{":
        return 0
    try:
        answer = response.json()
    except (ValueError, RecursionError):
        return 0
    code = answer.get("errcode", 0) if isinstance(answer, dict) else 0
    return code if isinstance(code, int) else 0


def json_of(api: str, response: httpx.Response) -> dict[str, Any]:
    """The API's answer. Raises ApiError for an errcode, Unconfirmed for what the API does not write."""
    answer = object_of(api, response)
    code = answer.get("errcode", 0)
    if not isinstance(code, int):
        raise Unconfirmed(api, "errcode is no number")
    if code:
        raise errors.from_code(api, code, str(answer.get("errmsg", "")))
    return answer


def object_of(api: str, response: httpx.Response) -> dict[str, Any]:
    """The JSON object of an answer, whatever it says. Raises Unconfirmed."""
    try:
        answer = response.json()
    except (ValueError, RecursionError):
        raise Unconfirmed(api, "not JSON") from None
    if not isinstance(answer, dict):
        raise Unconfirmed(api, "not a JSON object")
    return answer
