"""Who may be written to about a request."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

#: Tracks on which whoever asks is the person the papers are about, or speaks as the family.
_OWN: Final = frozenset({"self", "citizen"})


def mail_address(
    track: str, subject: Mapping[str, Any], requester: Mapping[str, Any] | None, delivery: Mapping[str, Any]
) -> str | None:
    """Where letters about a request go; None when nothing was given that belongs to whoever asks.

    Letters hold the pick-up code and the link for uploads: when a proxy or an organization asks, they never go to
    the person the papers are about.
    """
    places = [requester or {}, *([subject] if track in _OWN else []), delivery]
    return next((str(place["email"]) for place in places if place.get("email")), None)
