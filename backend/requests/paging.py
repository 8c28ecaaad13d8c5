"""Keyset cursors: where a page ended, as an opaque text."""

import base64
import binascii
import json
from datetime import date, datetime
from typing import Literal
from uuid import UUID

from backend.kit.errors import Problem

Sort = Literal["newest", "due"]


def write(sort: Sort, key: datetime | date | None, ident: UUID) -> str:
    """The cursor after a row."""
    place = [sort, key.isoformat() if key else None, ident.hex]
    return base64.urlsafe_b64encode(json.dumps(place).encode()).decode().rstrip("=")


def read(sort: Sort, cursor: str) -> tuple[datetime | date | None, UUID]:
    """What `write` wrote. Raises Problem 422 for anything else."""
    try:
        padded = cursor.encode("ascii") + b"=" * (-len(cursor) % 4)
        kind, key, ident = json.loads(base64.b64decode(padded, altchars=b"-_", validate=True))
        if kind != sort:
            raise ValueError("a cursor of another order")
        if sort == "due":
            return (date.fromisoformat(key) if key else None), UUID(ident)
        moment = datetime.fromisoformat(key)
        if moment.tzinfo is None:
            raise ValueError("a time without a zone")
        return moment, UUID(ident)
    except (ValueError, TypeError, AttributeError, binascii.Error, RecursionError) as error:
        problem = {"field": "cursor", "code": "unreadable"}
        raise Problem(422, "invalid", "the cursor cannot be read", problems=[problem]) from error
