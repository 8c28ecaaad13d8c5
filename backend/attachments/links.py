"""Short-lived links under which one request, or one conversation's draft, takes files; nothing personal shows in them.

The token is a ciphertext: what it is for, whose it is, and until when. It goes by real time, as all tokens do.
"""

import base64
import struct
import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Literal
from uuid import UUID

from backend.kit import crypto

#: What a notice carries; long enough for a weekend.
IN_NOTICES = timedelta(days=3)
#: What a page or the chat hands out for use at once.
AT_ONCE = timedelta(hours=2)
PATH = "/h5/u/"

_AAD = b"upload-link"
_FORM = struct.Struct(">B16sQ")
_KINDS: tuple[Literal["request", "draft"], ...] = ("request", "draft")
_LONGEST = 400


class LinkError(ValueError):
    """A link that cannot be used; `expired` when it was good once."""

    def __init__(self, *, expired: bool) -> None:
        super().__init__("expired" if expired else "not a link of ours")
        self.expired = expired


@dataclass(frozen=True)
class Target:
    """What a link is for: a request's id, or a conversation's key."""

    kind: Literal["request", "draft"]
    id: UUID
    expires_at: datetime

    @property
    def conversation(self) -> str:
        """The key of the conversation whose draft it is."""
        return self.id.hex


def for_request(request_id: UUID, lifetime: timedelta = AT_ONCE) -> str:
    """The path under which files for a request are taken."""
    return _path("request", request_id, lifetime)


def for_draft(conversation: str, lifetime: timedelta = AT_ONCE) -> str:
    """The path under which files for a conversation's draft are taken."""
    return _path("draft", UUID(hex=conversation), lifetime)


def _path(kind: Literal["request", "draft"], target: UUID, lifetime: timedelta) -> str:
    ends = int(time.time() + lifetime.total_seconds())
    blob = crypto.encrypt(_FORM.pack(_KINDS.index(kind), target.bytes, ends), _AAD)
    return PATH + base64.urlsafe_b64encode(blob).decode().rstrip("=")


def read(token: str) -> Target:
    """What a link is for. Raises LinkError."""
    try:
        padded = token[:_LONGEST] + "=" * (-len(token) % 4)
        plain = crypto.decrypt(base64.urlsafe_b64decode(padded), _AAD)
        kind, target, ends = _FORM.unpack(plain)
        found = Target(_KINDS[kind], UUID(bytes=target), datetime.fromtimestamp(ends, UTC))
    except (ValueError, struct.error, IndexError) as error:
        raise LinkError(expired=False) from error
    if time.time() >= ends:
        raise LinkError(expired=True)
    return found
