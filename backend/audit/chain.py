"""Hash chains: each record's keyed hash covers the one before, so that a changed or missing record shows."""

import hashlib
import hmac
import json
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from backend.kit.crypto import derived_secret


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    if isinstance(value, (date, UUID)):
        return str(value)
    raise TypeError(f"{type(value).__name__} cannot stand in a chain")


def _keyed(value: Any) -> str:
    text = json.dumps(value, default=_plain, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hmac.new(derived_secret("chain"), text.encode("utf-8", "replace"), hashlib.sha256).hexdigest()


def digest(data: Any) -> str:
    """What stands in the chain for a record's personal part, so that this part may be erased or re-encrypted."""
    return _keyed(data)


def link(previous: str, *fields: Any) -> str:
    """The hash of one record."""
    return _keyed([previous, *fields])
