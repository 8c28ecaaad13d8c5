"""A word for staff on a filed request: what only they can change, in the person's own words."""

import re
from collections.abc import Callable

from actions.backend_client import Refused
from actions.dialogue.desk import Desk
from actions.dialogue.say import Say, choice, say
from actions.dialogue.turn import Detail, Turn
from backend.domain.reading.redaction import PLACEHOLDERS

_PLACEHOLDER = re.compile(r"(〔[^〕]*〕)")
_MASKED = ("id_number", "passport")
"""Identity numbers reach the record of a request masked; staff who may see them find them in the talk."""


async def leave(turn: Turn, code: str, desk: Desk, *, told: str) -> list[Say]:
    """Write it on the request and say so with the text `told`; a closed one is for a person."""
    try:
        await desk.archive.ask(code, parts(turn), key=turn.key)
    except Refused:
        return [say("modify.too_late", code=code, choices=[choice("human")])]
    return [say(told, code=code, choices=[choice("human")])]


def parts(turn: Turn) -> list[str]:
    """The message as it was written, its sealed details sealed between the words."""
    return _filled(turn, _shown)


def masked(turn: Turn) -> str:
    """The message as it was written, its sealed details masked: to show the person what is passed on."""
    return "".join(_filled(turn, lambda detail: detail.masked or "***"))


def _filled(turn: Turn, with_: Callable[[Detail], str]) -> list[str]:
    places = {one.start: one for one in turn.details if one.entity in PLACEHOLDERS and one.sealed}
    found = [places[start] for start in sorted(places)]
    pieces = [piece for piece in _PLACEHOLDER.split(turn.text) if piece]
    if sum(bool(_PLACEHOLDER.fullmatch(piece)) for piece in pieces) != len(found):
        return [turn.text]
    return [with_(found.pop(0)) if _PLACEHOLDER.fullmatch(piece) else piece for piece in pieces]


def _shown(detail: Detail) -> str:
    return str(detail.masked if detail.entity in _MASKED else detail.sealed)
