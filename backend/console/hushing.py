"""Words as somebody without the right to see who asks may read them: whatever tells who a person is, taken out.

Two ways together: what the record knows of the person (names, numbers, the pick-up code) is taken out wherever it
stands, for nobody announces it in a note ("周新安的妈妈打电话催"); the reader finds what the record does not know.
"""

import re
from collections import OrderedDict
from collections.abc import Iterable, Mapping
from hashlib import blake2b
from typing import Any

from backend.catalogue.service import Configuration
from backend.domain.reading import read, redact
from backend.domain.reading.redaction import PLACEHOLDERS
from backend.kit import clock
from backend.kit.crypto import CryptoError, unseal
from backend.models.requests import Request

Known = tuple[tuple[str, str], ...]
"""What to take out, and what stands in its place; the longest first."""

_NAME, _PICKUP = PLACEHOLDERS["name"], "〔取件码〕"
_NAMES = ("recipient", "spouse", "household_head")
_SHORTEST = 2

#: An open page shows the same words again with every event. What is remembered holds nothing that tells who
#: somebody is, and is found by a fingerprint of the words alone.
_MOST_REMEMBERED = 5000
_remembered: OrderedDict[bytes, str] = OrderedDict()


def hush(text: str, configuration: Configuration, known: Known = ()) -> str:
    """`text` without what tells who somebody is."""
    for secret, instead in known:
        text = re.sub(re.escape(secret), instead, text, flags=re.IGNORECASE)
    mark = blake2b(f"{configuration.version}\0{text}".encode(errors="replace"), digest_size=16).digest()
    found = _remembered.get(mark)
    if found is None:
        details = read(text, catalogue=configuration.catalogue, today=clock.today()).details
        own = _of_the_house(configuration)
        found = redact(text, [one for one in details if text[one.start : one.end].strip() not in own])
        _remembered[mark] = found
        if len(_remembered) > _MOST_REMEMBERED:
            _remembered.popitem(last=False)
    return found


def known_of_request(request: Request | None) -> Known:
    """What a request tells of people."""
    if request is None:
        return ()
    parts = (request.subject, request.requester, request.delivery, request.details)
    found = [pair for part in parts for pair in _of_part(part or {})]
    if request.pickup_code:
        found.append((request.pickup_code, _PICKUP))
    return together(found)


def known_of_form(form: Mapping[str, Any]) -> Known:
    """What an open form tells of people."""
    parts = ("subject", "requester", "delivery", "details")
    return together(pair for part in parts for pair in _of_part(form.get(part) or {}))


def together(found: Iterable[tuple[str, str]]) -> Known:
    """All of it once, the longest first, so that no part of a secret stays behind."""
    return tuple(sorted(set(found), key=lambda pair: -len(pair[0])))


def _of_part(part: Mapping[str, Any]) -> Iterable[tuple[str, str]]:
    for key, value in part.items():
        instead = _NAME if key in _NAMES or key.endswith("name") else PLACEHOLDERS.get(key)
        text = _opened(value)
        if instead and len(text) >= _SHORTEST:
            yield text, instead


def _opened(value: Any) -> str:
    """A detail as it was given; in a form it is sealed."""
    if isinstance(value, Mapping):
        try:
            value = unseal(str(value.get("sealed")))
        except CryptoError:
            return ""
    return value.strip() if isinstance(value, str) else ""


def _of_the_house(configuration: Configuration) -> frozenset[str]:
    """The archive's own addresses and numbers, which the bot tells everybody."""
    service = configuration.service
    places = [service.postal_address, service.institution, *(place.address for place in service.places)]
    written = [text for place in places if place for text in (place.zh, place.en)]
    return frozenset(text for text in (*written, service.phone, service.email) if text)
