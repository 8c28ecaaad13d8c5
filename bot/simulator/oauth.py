"""Web login: codes that tell a page who opened it."""

import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from bot.simulator.codes import ApiFailure

LIFETIME = 300


class Refused(Exception):
    """The page does not get a code; `code` is the number WeChat shows."""

    def __init__(self, code: int, reason: str) -> None:
        super().__init__(reason)
        self.code = code


@dataclass(slots=True)
class _Code:
    openid: str
    scope: str
    expires_at: float
    used: bool = False


class WebLogin:
    """Codes are single-use and live five minutes of real time."""

    def __init__(self, app_id: str, host: str, now: Callable[[], float] = time.time) -> None:
        self._app_id, self._host, self._now = app_id, host, now
        self._codes: dict[str, _Code] = {}

    def check(self, app_id: str, redirect_uri: str, response_type: str, scope: str) -> None:
        """Whether such a page may ask. Raises Refused."""
        if app_id != self._app_id:
            raise Refused(10013, "wrong appid")
        target = urlsplit(redirect_uri)
        if target.scheme not in ("http", "https") or target.hostname != self._host:
            raise Refused(10003, "redirect_uri is not on the registered host")
        if response_type != "code" or scope not in ("snsapi_base", "snsapi_userinfo"):
            raise Refused(10005, "scope")

    def grant(self, openid: str, redirect_uri: str, scope: str, state: str) -> str:
        """The address to go back to, with a fresh code."""
        code = secrets.token_hex(16)
        now = self._now()
        self._codes = {k: v for k, v in self._codes.items() if v.expires_at > now - LIFETIME}
        self._codes[code] = _Code(openid, scope, now + LIFETIME)
        parts = urlsplit(redirect_uri)
        query = [*parse_qsl(parts.query, keep_blank_values=True), ("code", code), ("state", state)]
        return urlunsplit((parts.scheme, parts.netloc, parts.path, urlencode(query), ""))

    def exchange(self, code: str) -> dict[str, object]:
        """Who it was. Raises ApiFailure 40029 (unknown or expired) or 40163 (used)."""
        found = self._codes.get(code)
        if found is None or found.expires_at <= self._now():
            raise ApiFailure(40029)
        if found.used:
            raise ApiFailure(40163)
        found.used = True
        tokens = {"access_token": secrets.token_urlsafe(48), "refresh_token": secrets.token_urlsafe(48)}
        return {**tokens, "expires_in": 7200, "openid": found.openid, "scope": found.scope}
