"""Who looks at a page: an encrypted cookie with what this browser has proved, and nothing else.

No table is needed for it; it lives for hours of real time and is bound to this account's key ring.
"""

import base64
import hashlib
import hmac
import json
import secrets
import time
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from backend.kit import crypto

COOKIE = "lantai_visit"
LIFETIME = 24 * 3600
#: How long WeChat's word on who somebody is, or a code with its digits, is believed without asking again.
PROOF_LIFETIME = 2 * 3600
_MOST_CODES = 12
_AAD = b"h5-visit"
_LONGEST = 4000


@dataclass(frozen=True)
class Visit:
    """What a browser has shown so far."""

    sid: str = field(default_factory=lambda: secrets.token_hex(16))
    began_at: int = field(default_factory=lambda: int(time.time()))
    openid: str = ""
    openid_until: int = 0
    codes: dict[str, int] = field(default_factory=dict)
    login: str = ""
    after_login: str = ""

    @property
    def person(self) -> str:
        """The WeChat identity, while it is fresh."""
        return self.openid if self.openid and self.openid_until > time.time() else ""

    def knows(self, code: str) -> bool:
        """Whether this browser proved that it may see a request."""
        return self.codes.get(code, 0) > time.time()

    def knowing(self, code: str) -> "Visit":
        """The same visit, which may now see a request too."""
        kept = sorted(self.codes.items(), key=lambda one: one[1])[-(_MOST_CODES - 1) :]
        return replace(self, codes={**dict(kept), code: int(time.time()) + PROOF_LIFETIME})

    def signed_in(self, openid: str) -> "Visit":
        """A new visit of somebody WeChat vouches for; a new name, so that nobody can have fixed the old one."""
        until = int(time.time()) + PROOF_LIFETIME
        return Visit(openid=openid, openid_until=until, codes=self.codes)

    def signed_out(self) -> "Visit":
        """A new visit that knows nothing."""
        return Visit()

    @property
    def form_key(self) -> str:
        """The name under which this browser's form is kept."""
        return crypto.blind_index("h5-form", self.sid)[:32]

    @property
    def csrf(self) -> str:
        """What a form of this visit carries, so that no other site can send it."""
        return hmac.new(crypto.derived_secret("h5-csrf"), self.sid.encode(), hashlib.sha256).hexdigest()[:32]

    def allows(self, given: Any) -> bool:
        """Whether a form comes from a page of this visit."""
        return isinstance(given, str) and hmac.compare_digest(self.csrf.encode(), given.encode("utf-8", "replace"))


def visit_of(request: Request) -> Visit:
    """The visit a call belongs to; a new one when there is none, or one that cannot be read."""
    found = getattr(request.state, "visit", None)
    if found is None:
        found = request.state.visit = _read(request.cookies.get(COOKIE, "")) or Visit()
    return found


def remember(request: Request, visit: Visit) -> None:
    """Go on with this visit; the cookie is set when the answer leaves."""
    request.state.visit = visit


def _read(cookie: str) -> Visit | None:
    if not cookie or len(cookie) > _LONGEST:
        return None
    try:
        blob = base64.urlsafe_b64decode(cookie + "=" * (-len(cookie) % 4))
        visit = Visit(**json.loads(crypto.decrypt(blob, _AAD)))
    except (ValueError, TypeError):
        return None
    return visit if visit.began_at + LIFETIME > time.time() else None


def set_cookie(request: Request, response: Response) -> None:
    """Let the browser keep its visit."""
    visit = getattr(request.state, "visit", None)
    if visit is None:
        return
    blob = crypto.encrypt(json.dumps(asdict(visit), separators=(",", ":")).encode(), _AAD)
    response.set_cookie(
        COOKIE,
        base64.urlsafe_b64encode(blob).decode().rstrip("="),
        max_age=LIFETIME,
        path="/h5",
        httponly=True,
        samesite="lax",
        secure=request.app.state.settings.external_url.startswith("https://"),
    )
