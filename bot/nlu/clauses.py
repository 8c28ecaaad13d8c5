"""Clauses of a message, so that a second wish in it is heard."""

from __future__ import annotations

import re

SHORTEST = 3
MOST = 6

_STOPS = re.compile(r"[,\uff0c\u3002.!\uff01?\uff1f;\uff1b\n\u3001~\uff5e\u2026]+|\s{2,}")
_TURNS = re.compile(
    r"(?=还要[帮替给代]|另外|顺便|顺带|还有就是|还有,|还想|然后|对了|以及|同时|并且|再问|再帮"
    r"|再就是|而且|and also|also |by the way)"
)
_DOT = re.compile(r"(?<=\w)\.(?=\w)")
_WORD = re.compile(r"[^\W\d_]")


def clauses(text: str) -> list[str]:
    """The clauses of a text in order; none when it has only one."""
    guarded = _DOT.sub("\ue000", text)  # a dot inside an address or a number ends nothing
    pieces: list[str] = []
    for sentence in _STOPS.split(guarded):
        pieces += [piece.strip().replace("\ue000", ".") for piece in _TURNS.split(sentence)]
    kept = [piece for piece in pieces if len(piece) >= SHORTEST and _WORD.search(piece)]
    return kept[:MOST] if len(kept) > 1 else []
