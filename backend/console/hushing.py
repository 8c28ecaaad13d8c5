"""Words as somebody without the right to see who asks may read them: whatever tells who a person is, taken out.

Two ways together: what the record knows of the person (names, numbers, the pick-up code) is taken out wherever it
stands, for nobody announces it in a note ("周新安的妈妈打电话催"); the reader finds what the record does not know.
"""

import re
from collections import OrderedDict
from collections.abc import Iterable, Mapping
from functools import cache
from hashlib import blake2b
from typing import Any

from backend.catalogue.service import Configuration
from backend.domain.reading import read, redact
from backend.domain.reading.redaction import PLACEHOLDERS
from backend.kit import clock
from backend.kit.crypto import CryptoError, unseal
from backend.kit.texts import defaults
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


def hush(text: str, configuration: Configuration, known: Known = (), *, ours: bool = False) -> str:
    """`text` without what tells who somebody is. `ours`: the house said it, mostly in words it says to everybody."""
    for secret, instead in known:
        text = re.sub(_whole(secret), instead, text, flags=re.IGNORECASE)
    mark = blake2b(f"{configuration.version}\0{ours}\0{text}".encode(errors="replace"), digest_size=16).digest()
    found = _remembered.get(mark)
    if found is None:
        details = read(text, catalogue=configuration.catalogue, today=clock.today()).details
        own, said = _of_the_house(configuration), _said_to_everybody() if ours else ""
        spans = ((one, text[one.start : one.end].strip()) for one in details)
        found = redact(text, [one for one, words in spans if words not in own and words not in said])
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


def _whole(secret: str) -> str:
    """A name in letters is no part of a longer word; Chinese knows no such borders."""
    begins = "(?<![a-z0-9])" if secret[0].isascii() else ""
    ends = "(?![a-z0-9])" if secret[-1].isascii() else ""
    return f"{begins}{re.escape(secret)}{ends}"


@cache
def _said_to_everybody() -> str:
    """Every shipped sentence: the reader takes some of their words for names."""
    return "\n".join(text for texts in defaults().values() for text in texts.values())


def _of_the_house(configuration: Configuration) -> frozenset[str]:
    """The archive's own addresses and numbers, which the bot tells everybody."""
    service = configuration.service
    places = [service.postal_address, service.institution, *(place.address for place in service.places)]
    written = [text for place in places if place for text in (place.zh, place.en)]
    return frozenset(text for text in (*written, service.phone, service.email) if text)
