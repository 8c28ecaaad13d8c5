"""What all calls of the platform's API share: the record, the faults, errors under HTTP 200."""

import asyncio
import json
import time
from collections.abc import Callable, Coroutine
from typing import Annotated, Any

from fastapi import Depends, Request, Response
from fastapi.responses import JSONResponse
from fastapi.routing import APIRoute

from bot.simulator.codes import ApiFailure
from bot.simulator.people import Person
from bot.simulator.platform import Platform
from bot.simulator.world import UnknownPerson

# WeChat's API refuses bodies whose words are written as \\u escapes; those below space have no other form.
_ESCAPE = "\\u"


def the_platform(request: Request) -> Platform:
    """The platform of this application."""
    platform: Platform = request.app.state.platform
    return platform


ThePlatform = Annotated[Platform, Depends(the_platform)]


class PlatformRoute(APIRoute):
    """Records the call, lets faults strike, and turns refusals into the platform's JSON."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """FastAPI's handler behind ours."""
        inner = super().get_route_handler()

        async def handler(request: Request) -> Response:
            platform, started, code = the_platform(request), time.monotonic(), 0
            try:
                response = await _struck(platform, request) or await inner(request)
            except ApiFailure as failure:
                code, response = failure.code, JSONResponse(failure.body())
            except UnknownPerson:
                code, response = 40003, JSONResponse(ApiFailure(40003).body())
            platform.world.record_call(
                path=request.url.path,
                openid=getattr(request.state, "openid", ""),
                detail=getattr(request.state, "detail", ""),
                code=code,
                status=response.status_code,
                milliseconds=round((time.monotonic() - started) * 1000),
            )
            return response

        return handler


async def _struck(platform: Platform, request: Request) -> Response | None:
    """The fault that meets this call. Raises ApiFailure for an error code."""
    fault = platform.world.faults.take_api(request.url.path)
    if fault is None:
        return None
    await asyncio.sleep(fault.delay)
    if fault.status != 200:
        return Response(status_code=fault.status)
    if fault.code:
        raise ApiFailure(fault.code)
    return None


async def token_holder(request: Request, platform: ThePlatform, access_token: str = "") -> None:
    """Let in only calls with a good access token."""
    platform.require_address(request.client.host if request.client else "")
    platform.tokens.check(access_token)


async def read_body(request: Request) -> dict[str, Any]:
    """The JSON object of a call. Raises ApiFailure 44002, 40033 or 47001."""
    raw = await request.body()
    if not raw:
        raise ApiFailure(44002)
    try:
        words = raw.decode("utf-8")
        body = json.loads(words)
    except (ValueError, RecursionError) as error:
        raise ApiFailure(47001) from error
    if not isinstance(body, dict):
        raise ApiFailure(47001)
    if any(_is_escaped_word(piece) for piece in words.split(_ESCAPE)[1:]):
        raise ApiFailure(40033)
    return body


def _is_escaped_word(piece: str) -> bool:
    try:
        return int(piece[:4], 16) >= 0x80
    except ValueError:
        return False


def recipient(request: Request, platform: Platform, body: dict[str, Any]) -> Person:
    """Whom a call is about. Raises UnknownPerson, which the platform calls 40003."""
    openid = body.get("touser")
    person = platform.world.person(openid if isinstance(openid, str) else "")
    request.state.openid = person.openid
    return person
