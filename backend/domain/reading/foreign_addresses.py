"""Addresses in Latin letters: English ones, and lines of other languages after a word of sending."""

from __future__ import annotations

import re

from backend.domain.reading.page import Hit, Page

_H = "\u4e00-\u9fff"
#: Room 1206, Building 3, 12th Floor, Sunshine Garden: what stands before the street.
_WITHIN = (
    r"(?:(?:(?:apt|apartment|room|rm|unit|flat|suite|ste|building|bldg|block|tower|floor|dorm(?:itory)?|villa|entrance|gate)\b\.?\s?#?\w{1,6}"
    r"|\bno\.?\s?\d{1,5}[a-z]?(?=,\s)|\d{1,3}(?:st|nd|rd|th)\s(?:floor|fl)\b|\d{1,3}/?f\b"
    r"|(?-i:[A-Z][\w'-]*(?: [A-Z][\w'-]*){0,3} (?:Building|Gardens?|Plaza|Mansion|Towers?|Apartments?|Residences?|Community|Dormitory|Centre|Center|Court)))"
    r",?\s){0,5}"
)
_ENGLISH = re.compile(
    _WITHIN + r"(?:(?:no\.?\s?)?\b\d{1,6}[a-z]?(?:-\d+)?,?\s|\b(?:lane|alley|ln)\b\.?\s\d{1,5}[a-z]?,?\s)"
    r"(?:(?:[A-Za-z]|\d{1,2}(?:st|nd|rd|th)\b)[\w.'-]*\s){1,5}?(?:street|st|avenue|ave|road|rd|boulevard|blvd|drive|dr|lane|ln|way|court|ct|place|pl|terrace|crescent|square|parkway|hwy|close|grove)\b\.?(?:[ ,]+(?:#?[A-Za-z0-9][A-Za-z0-9.'#-]*)){0,12}",
    re.I,
)
_ENGLISH_TO = re.compile(
    r"(?:[Ss]en[dt]|[Mm]ail(?:ed)?|[Ss]hip(?:ped)?|[Dd]eliver(?:ed)?|[Pp]ost(?:ed)?)\b[^.;\n]{0,40}?\bto (?P<n>[A-Z][a-z]+(?:,? [A-Z][a-z]+){0,3})"
)
#: Luisenstraße 37, 80333 München, Germany: a line in Latin letters with a number and commas.
LINE = re.compile(rf"(?=[^{_H}\n。;]*\d)(?=[^{_H}\n。;]*,)[a-zà-ž0-9][^{_H}\n。;!?]{{11,159}}(?<![\s,])")
_NUMBERED = re.compile(
    r"\b(?:to|at|address(?: is|:)?) (?P<n>\d{1,5}[a-z]?,? (?:[A-Za-zÀ-ÿ.'\-]+ ?){1,5}(?:, ?[\wÀ-ÿ.'\- ]+){1,4}?)(?=[.;!?]?\s*$|[.;!?\n]\s|,? (?:phone|tel|email|please|thanks))",
    re.I,
)

#: What follows an address in the same message: a word of its own, or the next sentence.
_NO_MORE = re.compile(
    r",? (?:phone|tel|email|mobile|attn|recipient|please|thanks|thank|and|my|by|via|with)\b"
    r"|(?<=[a-z0-9]{2})\.\s+(?=(?:how|what|when|where|which|who|why|can|could|would|will|is|are|do|does|did|i|it|this|that|there|also|we|our|you|your|let|if|my|the|his|her|no|yes)\b)",
    re.I,
)


def find(page: Page) -> None:
    """Add the addresses written as English ones."""
    for match in _ENGLISH.finditer(page.text):
        told = _NO_MORE.split(match.group(), maxsplit=1)[0]
        end = clip(page, match.start(), match.start() + len(told))
        if re.search(r"\bnot\b", told):
            continue  # it's Lane 52, not Lane 25: a piece put right is no address
        if end is not None and end - match.start() > 8:
            page.add(Hit("address", page.written(match.start(), end), match.start(), end))
    for match in _NUMBERED.finditer(page.text):
        if page.free(*match.span("n")):
            page.add(Hit("address", match.group("n"), *match.span("n")))
    for match in _ENGLISH_TO.finditer(page.text):
        if page.free(*match.span("n")):
            page.add(Hit("address", match.group("n"), *match.span("n")))


def clip(page: Page, start: int, end: int) -> int | None:
    """Stop before whatever has been claimed."""
    for place in range(start, end):
        if page.taken[place]:
            end = place
            break
    while end > start and page.low[end - 1] in " ,·-、:.":
        end -= 1
    return end if end - start >= 2 else None
