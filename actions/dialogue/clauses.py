"""The clause of a message in which a detail stands, and what that clause says of it."""

import re

from actions.dialogue.turn import Detail, Turn
from backend.domain.reading.redaction import PLACEHOLDERS

_STOPS = re.compile(r"[，,。；;！!？?\n]|\s{2,}|\b(?:but|and)\b", re.IGNORECASE)
_STAYS = re.compile(
    r"不动|不变|不撤|别动|别撤|保留|留着|留下|照旧|照常|照办|照样|继续办|unchanged|\bkeep\b|\bstays?\b", re.IGNORECASE
)


def clause_of(turn: Turn, detail: Detail) -> str:
    """The clause with the detail, as it stands in the redacted message."""
    begin, _, end = _bounds(turn, detail)
    return turn.text[begin:end]


def before_in_clause(turn: Turn, detail: Detail) -> str:
    """What stands before the detail in its clause."""
    begin, place, _ = _bounds(turn, detail)
    return turn.text[begin:place]


def _bounds(turn: Turn, detail: Detail) -> tuple[int, int, int]:
    """Where the detail's clause begins, where the detail stands in it, and where the clause ends."""
    place = detail.start + _shift(turn, detail.start)
    begin, end = 0, len(turn.text)
    for stop in _STOPS.finditer(turn.text):
        if stop.end() <= place:
            begin = stop.end()
        elif stop.start() >= place:
            end = stop.start()
            break
    return begin, place, end


def stays(turn: Turn, detail: Detail) -> bool:
    """ "成绩单的不动": what is named here is to be left as it is."""
    return bool(_STAYS.search(clause_of(turn, detail)))


def _shift(turn: Turn, place: int) -> int:
    """By how much the placeholders before a place have moved it."""
    before = {one.start: one for one in turn.details if one.entity in PLACEHOLDERS and one.start < place}
    return sum(len(PLACEHOLDERS[one.entity]) - one.length for one in before.values())
