"""One piece of an address put in the place of another: 湖墅南路82号 becomes 湖墅南路28号."""

from __future__ import annotations

import re

_FIGURES = r"[0-9０-９a-z一二三四五六七八九十百零〇]"
_HAN_PIECE = re.compile(rf"(?P<figures>{_FIGURES}{{1,6}})\s*(?P<unit>[\u4e00-\u9fff]{{1,2}})", re.IGNORECASE)
_LATIN_PIECE = re.compile(r"(?P<unit>[a-z]{2,9})\.?\s?#?(?P<figures>[0-9][\w-]{0,5})", re.IGNORECASE)


def with_piece(address: str, new: str, old: str | None = None) -> str | None:
    """The address with `new` (28号, Lane 52) where `old` stands, or, when none is told, where its one piece of that
    unit stands. None when that is not exactly one place: a wrong address is worse than asking for the whole."""
    han, latin = _HAN_PIECE.fullmatch(new.strip()), _LATIN_PIECE.fullmatch(new.strip())
    piece = han or latin
    if piece is None:
        return None
    unit = re.escape(piece["unit"])
    figures = re.escape(_figures(old, piece["unit"])) if old else None
    if han is not None:
        places = re.compile(rf"(?<!{_FIGURES[:-1]}.-]){figures or _FIGURES + '{1,6}'}\s*{unit}", re.IGNORECASE)
    else:
        places = re.compile(rf"\b{unit}\.?\s?#?{figures or r'[0-9][0-9a-z-]{0,5}'}(?![0-9a-z-])", re.IGNORECASE)
    found = list(places.finditer(address))
    if len(found) != 1:
        return None
    return address[: found[0].start()] + new.strip() + address[found[0].end() :]


def _figures(old: str, unit: str) -> str:
    """The figures of the piece that goes, told with its unit or without."""
    for pattern in (_HAN_PIECE, _LATIN_PIECE):
        piece = pattern.fullmatch(old.strip())
        if piece is not None and piece["unit"].lower() == unit.lower():
            return piece["figures"]
    return old.strip()
