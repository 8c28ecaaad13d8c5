"""What all endpoints share: one transaction a call, the service token, sealed details opened on the way in."""

import hmac
import json
import re
from collections.abc import AsyncIterator, Callable, Coroutine
from typing import Annotated, Any
from urllib.parse import parse_qsl, urlencode

from fastapi import Depends, Request, Response
from fastapi.routing import APIRoute
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from sqlalchemy.ext.asyncio import AsyncSession

from backend.kit.crypto import SEALED_PREFIX, CryptoError, unseal_deep
from backend.kit.errors import Problem

_bearer = HTTPBearer(auto_error=False, description="the service token")


async def open_session(request: Request) -> AsyncIterator[AsyncSession]:
    """One transaction for the call, committed before the answer leaves."""
    async with request.app.state.database.session() as session:
        yield session


Session = Annotated[AsyncSession, Depends(open_session, scope="function")]


async def service_only(
    request: Request, credentials: Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)]
) -> None:
    """Let only holders of the service token in. An unset token lets nobody in."""
    expected: str = request.app.state.settings.service_token
    given = credentials.credentials if credentials else ""
    if not expected or not hmac.compare_digest(expected.encode(), given.encode()):
        raise Problem(401, "unauthorized", headers={"WWW-Authenticate": "Bearer"})


ServiceOnly = Depends(service_only)


class CheckedRoute(APIRoute):
    """Refuses JSON with characters that cannot be stored or sent on: NUL and halves of surrogate pairs."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """FastAPI's handler behind ours."""
        inner = super().get_route_handler()

        async def handler(request: Request) -> Response:
            if _is_json(request) and _SUSPICIOUS.search(body := await request.body()) and not _storable(body):
                problems = [{"field": "", "code": "characters"}]
                raise Problem(422, "invalid", "a text holds characters that cannot be kept", problems=problems)
            return await inner(request)

        return handler


# Escapes that may be part of an emoji, so that only bodies with one of them are looked at closely.
_SUSPICIOUS = re.compile(rb"\\u(?:0000|[dD][89a-fA-F])")


def _is_json(request: Request) -> bool:
    return request.headers.get("content-type", "").startswith("application/json")


def _storable(body: bytes) -> bool:
    try:
        text = json.dumps(json.loads(body), ensure_ascii=False)
        text.encode()
    except UnicodeEncodeError:
        return False
    except (ValueError, RecursionError):
        # Not JSON: FastAPI says so itself.
        return True
    return "\\u0000" not in text


class UnsealingRoute(CheckedRoute):
    """Opens sealed details in body and query before anything reads them."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """FastAPI's handler behind ours."""
        inner = super().get_route_handler()

        async def handler(request: Request) -> Response:
            try:
                await _open(request)
            except CryptoError as error:
                raise Problem(422, "sealed_detail_unreadable") from error
            return await inner(request)

        return handler


async def _open(request: Request) -> None:
    query = request.scope["query_string"]
    if SEALED_PREFIX.split(":", 1)[0].encode() in query:
        pairs = parse_qsl(query.decode("ascii", "replace"), keep_blank_values=True)
        opened = [(name, unseal_deep(value)) for name, value in pairs]
        request.scope["query_string"] = urlencode(opened).encode()
    if not _is_json(request):
        return
    body = await request.body()
    if SEALED_PREFIX.encode() not in body:
        return
    try:
        request._body = json.dumps(unseal_deep(json.loads(body))).encode()
    except ValueError as error:
        if isinstance(error, CryptoError):
            raise
        # Not JSON: FastAPI says so itself.
        return
