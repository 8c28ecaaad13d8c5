"""Request codes such as LT261121-7K4PXM: making, checking, lenient reading and finding them in text.

Form: `LT` + yymmdd + `-` + 5 random characters + 1 check character. The check is Luhn mod N with N = 32
over the eleven characters of date and random part (the prefix is not counted): from the right, factors
2, 1, 2, ...; each product is reduced to the sum of its two base-32 digits; the check makes the sum a
multiple of 32. With N even the doubling is a permutation, so every single wrong character is caught.
"""

from __future__ import annotations

import re
import unicodedata
from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Final

ALPHABET: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
PREFIX: Final = "LT"
_BASE: Final = len(ALPHABET)
_VALUE: Final = {character: value for value, character in enumerate(ALPHABET)}
_RANDOM_LENGTH: Final = 5
_BODY_LENGTH: Final = 12
_CONFUSED: Final = str.maketrans("OIL", "011")
_DASHES: Final = "-\u2010\u2011\u2012\u2013\u2014\u2015\u2212\u30fc_"
_GAP: Final = re.compile(rf"[\s{re.escape(_DASHES)}]")
_START: Final = re.compile(r"(?<![A-Z0-9])L[^\S\n]*T")
# One wrong character in the prefix itself; believed only when the rest proves right.
_WRONG_START: Final = re.compile(r"(?<![A-Z0-9])(?:[A-KM-Z0-9]T|L[A-SU-Z0-9])(?=[^\S\n]?[0-9OIL]{6})")
_SAME_PREFIX: Final = frozenset({"1T", "IT"})
"""What the prefix looks like when its L is typed as the figure or letter it resembles."""
#: Shortest and longest run after the prefix that is still taken for a mistyped code (12 is right).
_NEAR_SHORTEST: Final = 10
_NEAR_LONGEST: Final = 14


@dataclass(frozen=True, slots=True)
class Found:
    """Something in a text that is a code (`code` set) or looks like one but fails the check (`code` None)."""

    code: str | None
    start: int
    end: int

    @property
    def mistyped(self) -> bool:
        """Whether it looks like a code without being one: ask the writer to compare it again."""
        return self.code is None


@dataclass(frozen=True, slots=True)
class Beginning:
    """The first characters of a code in its written form, and the days on which such codes were issued."""

    text: str
    first: date
    last: date


def check_character(body: str) -> str:
    """The Luhn mod 32 check character of `body` (characters of ALPHABET; KeyError otherwise)."""
    total, factor = 0, 2
    for character in reversed(body):
        product = factor * _VALUE[character]
        total += product // _BASE + product % _BASE
        factor = 3 - factor
    return ALPHABET[-total % _BASE]


def issue(day: date, randbelow: Callable[[int], int]) -> str:
    """Make a code for `day` (the date in Asia/Shanghai); `randbelow(32)` supplies each random character."""
    random_part = "".join(ALPHABET[randbelow(_BASE)] for _ in range(_RANDOM_LENGTH))
    body = f"{day:%y%m%d}{random_part}"
    return f"{PREFIX}{body[:6]}-{body[6:]}{check_character(body)}"


def parse(text: str) -> str | None:
    """Read `text` as one code, leniently; return it in its written form, or None if it is not a code.

    Lower case, full-width characters, blanks and a missing hyphen are accepted anywhere, and after the
    prefix O for 0, I and L for 1, in it 1 and I for L. The date must exist and the check character must be right.
    """
    squeezed = _GAP.sub("", _fold(text))
    if not squeezed.startswith((PREFIX, *_SAME_PREFIX)):
        return None
    return _verified(squeezed[len(PREFIX) :])


def beginning(text: str) -> Beginning | None:
    """Read `text` as the beginning of a code, as leniently as `parse`; None when no code begins so."""
    squeezed = _GAP.sub("", _fold(text))
    body = squeezed[len(PREFIX) :].translate(_CONFUSED)
    wrong = any(character not in _VALUE for character in body)
    if not squeezed.startswith(PREFIX) or wrong or not 0 < len(body) <= _BODY_LENGTH:
        return None
    days = _days(body[:6])
    written = f"{PREFIX}{body[:6]}-{body[6:]}" if len(body) > 6 else f"{PREFIX}{body}"
    return Beginning(written, *days) if days else None


def _days(digits: str) -> tuple[date, date] | None:
    """The first and the last day whose yymmdd begins with `digits`."""
    if not digits.isdecimal():
        return None
    years, months, days = _span(digits[:2], 0, 99), _span(digits[2:4], 1, 12), _span(digits[4:6], 1, 31)
    if not (years and months and days):
        return None
    last_month = monthrange(2000 + years[1], months[1])[1]
    if days[0] > last_month:
        return None
    first = date(2000 + years[0], months[0], days[0])
    return first, date(2000 + years[1], months[1], min(days[1], last_month))


def _span(digits: str, low: int, high: int) -> tuple[int, int] | None:
    """The two-digit numbers within bounds that begin with `digits`, as smallest and largest."""
    span = max(low, int(digits.ljust(2, "0"))), min(high, int(digits.ljust(2, "9")))
    return span if span[0] <= span[1] else None


def find(text: str) -> list[Found]:
    """Codes and near misses in running text, in order, with positions in `text` as it was given."""
    folded = _fold(text)
    starts = [(match.start(), match.end(), True) for match in _START.finditer(folded)]
    starts += [(match.start(), match.end(), False) for match in _WRONG_START.finditer(folded)]
    exact = [
        _exact(folded, start, after, right or folded[start:after] in _SAME_PREFIX) for start, after, right in starts
    ]
    near = [_near(folded, start, after_prefix) for start, after_prefix, right_prefix in starts if right_prefix]
    found: list[Found] = []
    # Codes that check come first, so that no near miss beside them can swallow one.
    for match in [*exact, *near]:
        if match is not None and not any(match.start < other.end and other.start < match.end for other in found):
            found.append(match)
    return sorted(found, key=lambda match: match.start)


def _exact(folded: str, start: int, position: int, right_prefix: bool) -> Found | None:
    """The twelve characters from `position` on, when they check and nothing more clings to them."""
    places = _places(folded, position, _BODY_LENGTH)
    if len(places) < _BODY_LENGTH:
        return None
    end = places[-1] + 1
    code = _verified("".join(folded[place] for place in places))
    if code is None or _is_character(folded[end : end + 1]):
        return None
    return Found(code if right_prefix else None, start, end)


def _near(folded: str, start: int, position: int) -> Found | None:
    """A run that begins like a date and is about as long as a code."""
    places = _places(folded, position, _NEAR_LONGEST + 1)
    for count in range(_NEAR_SHORTEST, len(places)):
        if places[count] > places[count - 1] + 1:
            places = places[:count]
            break
    if not _NEAR_SHORTEST <= len(places) <= _NEAR_LONGEST:
        return None
    head = "".join(folded[place] for place in places[:6]).translate(_CONFUSED)
    if sum(character.isdigit() for character in head) < 5:
        return None
    return Found(None, start, places[-1] + 1)


def _places(folded: str, position: int, most: int) -> list[int]:
    """Positions of the next letters and digits, at most `most`, stepping over blanks and dashes."""
    places: list[int] = []
    for place in range(position, len(folded)):
        if _is_character(folded[place]):
            places.append(place)
            if len(places) == most:
                break
        elif not _GAP.match(folded[place]):
            break
    return places


def _is_character(character: str) -> bool:
    return bool(character) and character.isascii() and character.isalnum()


def _fold(text: str) -> str:
    """Upper case and half width, character by character so that positions stay those of the original."""
    return "".join(_fold_character(character) for character in text)


def _fold_character(character: str) -> str:
    folded = unicodedata.normalize("NFKC", character).upper()
    return folded if len(folded) == 1 else character


def _verified(body: str) -> str | None:
    body = body.translate(_CONFUSED)
    if len(body) != _BODY_LENGTH or any(character not in _VALUE for character in body):
        return None
    if not _is_date(body[:6]) or check_character(body[:-1]) != body[-1]:
        return None
    return f"{PREFIX}{body[:6]}-{body[6:]}"


def _is_date(digits: str) -> bool:
    if not digits.isascii() or not digits.isdigit():
        return False
    try:
        date(2000 + int(digits[:2]), int(digits[2:4]), int(digits[4:]))
    except ValueError:
        return False
    return True
