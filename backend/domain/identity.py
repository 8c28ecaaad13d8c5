"""Identity numbers, passports, phones and e-mail addresses: read leniently, check, name the problem.

Every reader returns either the typed value or a `Problem`; none raises, whatever the text.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final, Literal

import phonenumbers


class ProblemCode(StrEnum):
    """What is wrong with a value; stable, the wording lies in the texts."""

    EMPTY = "empty"
    CHARACTERS = "characters"
    LENGTH = "length"
    CHECKSUM = "checksum"
    BIRTHDAY = "birthday"
    NO_AREA_CODE = "no_area_code"
    NO_COUNTRY_CODE = "no_country_code"
    INVALID = "invalid"


@dataclass(frozen=True, slots=True)
class Problem:
    """A value that cannot be used, and why."""

    code: ProblemCode


@dataclass(frozen=True, slots=True)
class ResidentId:
    """A resident identity number as it is kept: 18 characters with a capital X, or 15 digits (old)."""

    value: str
    birthday: date
    sex: Literal["male", "female"]

    @property
    def long_form(self) -> str:
        """The 18-character form; an old number gains its century and check character."""
        if len(self.value) == 18:
            return self.value
        body = f"{self.value[:6]}19{self.value[6:]}"
        return body + resident_check(body)


@dataclass(frozen=True, slots=True)
class Passport:
    """A passport number in capitals; `chinese` when it has the form of a PRC passport."""

    value: str
    chinese: bool


@dataclass(frozen=True, slots=True)
class Phone:
    """A phone number: CN mobiles as 11 digits, CN landlines as area-number, foreign ones as +E.164."""

    value: str
    kind: Literal["mobile", "landline", "foreign"]


@dataclass(frozen=True, slots=True)
class Email:
    """An e-mail address with its domain in lower case."""

    value: str


_WEIGHTS: Final = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS: Final = "10X98765432"
_EARLIEST_BIRTH: Final = 1880
_LATEST_BIRTH: Final = 2100
_NOISE: Final = re.compile(r"[\s\-\u2010-\u2015\u2212_.·]")
_CN_PASSPORT: Final = re.compile(r"(?:[EGPSDK]\d{8}|E[A-HJ-NP-Z]\d{7}|1[45]\d{7})")
_PASSPORT: Final = re.compile(r"(?=(?:.*\d){4})[A-Z0-9]{6,12}")
_MOBILE: Final = re.compile(r"(?:(?:\+|00)?86)?(1[3-9]\d{9})")
_PHONE_NOISE: Final = re.compile(r"[\s\-\u2010-\u2015\u2212_.·()/]")
_EXTENSION: Final = re.compile(
    r"(?=(?:\D*\d){8})(.*?\d)\s*(?:转?\s*分机号?|转|[xX]|[eE]xt\.?|#|,|(?<=\d{7})\s?-(?=\d{1,5}$))\s*:?\s*(\d{1,6})"
)
_EMAIL: Final = re.compile(
    r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*"
    r"@(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z]{2,24}"
)
_STUDENT_ID: Final = re.compile(r"(?=.*\d)[A-Z0-9]+(?:-[A-Z0-9]+)*")
_DASHES: Final = re.compile(r"[\u2010-\u2015\u2212]")


def fold(text: str) -> str:
    """Full-width characters as half-width ones (NFKC), without blanks around."""
    return unicodedata.normalize("NFKC", text).strip()


def resident_check(body: str) -> str:
    """The check character of the first 17 digits (GB 11643-1999, ISO 7064 MOD 11-2)."""
    return _CHECKS[sum(w * int(digit) for w, digit in zip(_WEIGHTS, body, strict=True)) % 11]


def resident_id(text: str, *, today: date | None = None) -> ResidentId | Problem:
    """Read a resident identity number (GB 11643-1999; 15 digits before 1999).

    Blanks, hyphens, full-width characters and a small x are accepted. The birthday must exist and, when
    `today` is given, not lie after it. The region is not checked: the list of regions has gaps and history.
    """
    squeezed = _NOISE.sub("", fold(text)).upper()
    if not squeezed:
        return Problem(ProblemCode.EMPTY)
    if not re.fullmatch(r"[0-9X]+", squeezed) or "X" in squeezed[:-1]:
        return Problem(ProblemCode.CHARACTERS)
    if len(squeezed) not in (15, 18):
        return Problem(ProblemCode.LENGTH)
    if squeezed[0] == "0" or (len(squeezed) == 15 and squeezed[-1] == "X"):
        return Problem(ProblemCode.CHARACTERS)
    if len(squeezed) == 18 and resident_check(squeezed[:17]) != squeezed[17]:
        return Problem(ProblemCode.CHECKSUM)
    birthday = _birthday(squeezed[6:14] if len(squeezed) == 18 else f"19{squeezed[6:12]}", today)
    if birthday is None:
        return Problem(ProblemCode.BIRTHDAY)
    order = squeezed[16] if len(squeezed) == 18 else squeezed[14]
    return ResidentId(squeezed, birthday, "male" if int(order) % 2 else "female")


def _birthday(digits: str, today: date | None) -> date | None:
    try:
        day = date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        return None
    if not _EARLIEST_BIRTH <= day.year < _LATEST_BIRTH or (today is not None and day > today):
        return None
    return day


def passport(text: str) -> Passport | Problem:
    """Read a passport number: PRC forms are recognised, others are 6-12 letters and digits (4 at least)."""
    squeezed = _NOISE.sub("", fold(text)).upper()
    if not squeezed:
        return Problem(ProblemCode.EMPTY)
    if not (squeezed.isascii() and squeezed.isalnum()):
        return Problem(ProblemCode.CHARACTERS)
    if not 6 <= len(squeezed) <= 12:
        return Problem(ProblemCode.LENGTH)
    if not _PASSPORT.fullmatch(squeezed):
        return Problem(ProblemCode.INVALID)
    return Passport(squeezed, _CN_PASSPORT.fullmatch(squeezed) is not None)


def phone(text: str) -> Phone | Problem:
    """Read a phone number; a foreign one must begin with + or 00.

    Mobiles are judged by `1[3-9]` and 11 digits only, since lists of number ranges age; everything else by
    the numbering plans of the phonenumbers library.
    """
    extended = _EXTENSION.fullmatch(fold(text)) if len(text) <= 40 else None
    if extended is not None:
        return _extended(phone(extended.group(1)), extended.group(2))
    squeezed = _PHONE_NOISE.sub("", fold(text))
    if not squeezed:
        return Problem(ProblemCode.EMPTY)
    if not re.fullmatch(r"\+?[0-9]+", squeezed):
        return Problem(ProblemCode.CHARACTERS)
    mobile = _MOBILE.fullmatch(squeezed)
    if mobile is not None:
        return Phone(mobile.group(1), "mobile")
    if squeezed.startswith("00"):
        squeezed = f"+{squeezed[2:]}"
    if squeezed.startswith("+"):
        return _foreign(squeezed)
    if squeezed.startswith("1") and not squeezed.startswith("10"):
        return Problem(ProblemCode.LENGTH if len(squeezed) != 11 else ProblemCode.INVALID)
    return _landline(squeezed)


def _extended(number: Phone | Problem, extension: str) -> Phone | Problem:
    """A landline with an extension (028-85412345转808), kept the way it is told to a switchboard."""
    if isinstance(number, Problem):
        return number
    if number.kind != "landline" or "转" in number.value:
        return Problem(ProblemCode.CHARACTERS)
    return Phone(f"{number.value}转{extension}", "landline")


def _foreign(squeezed: str) -> Phone | Problem:
    number = _parse(squeezed, None)
    if number is None:
        return Problem(ProblemCode.INVALID)
    if number.country_code == 86:
        return _landline(f"0{number.national_number}")
    if not phonenumbers.is_possible_number(number):
        return Problem(ProblemCode.LENGTH)
    return Phone(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164), "foreign")


def _landline(squeezed: str) -> Phone | Problem:
    if re.fullmatch(r"[2-8]\d{6,7}", squeezed):
        return Problem(ProblemCode.NO_AREA_CODE)
    if not squeezed.startswith(("0", "400", "800", "95")):
        return Problem(ProblemCode.NO_COUNTRY_CODE if len(squeezed) >= 8 else ProblemCode.LENGTH)
    number = _parse(squeezed, "CN")
    if number is None or not phonenumbers.is_valid_number(number):
        return Problem(ProblemCode.INVALID)
    local = str(number.national_number)
    if not squeezed.startswith("0"):
        return Phone(local, "landline")
    area = phonenumbers.length_of_geographical_area_code(number)
    return Phone(f"0{local[:area]}-{local[area:]}" if area else f"0{local}", "landline")


def _parse(text: str, region: str | None) -> phonenumbers.PhoneNumber | None:
    try:
        return phonenumbers.parse(text, region)
    except phonenumbers.NumberParseException:
        return None


def email(text: str) -> Email | Problem:
    """Read an e-mail address: ASCII, at most 254 characters, a dotted domain."""
    folded = re.sub(r"\s*@\s*", "@", fold(text)).replace("。", ".")
    if not folded:
        return Problem(ProblemCode.EMPTY)
    if len(folded) > 254:
        return Problem(ProblemCode.LENGTH)
    if not _EMAIL.fullmatch(folded):
        return Problem(ProblemCode.INVALID)
    local, _, domain = folded.rpartition("@")
    return Email(f"{local}@{domain.lower()}")


def with_end(value: str, new: str, old: str | None = None) -> str | None:
    """`value` ending in `new`; None when it is shorter, or does not end in `old` where that is told."""
    if len(new) >= len(value) or (old is not None and not value.upper().endswith(old.upper())):
        return None
    return value[: -len(new)] + new


def student_id(text: str) -> str | Problem:
    """Read a student number as written: every school has its own form, so only 5-16 letters and digits.

    Hyphens between them stay ("2009-LX-088"), since the school's own register has them.
    """
    squeezed = _DASHES.sub("-", re.sub(r"\s", "", fold(text))).upper()
    if not squeezed:
        return Problem(ProblemCode.EMPTY)
    figures = squeezed.replace("-", "")
    if not (figures.isascii() and figures.isalnum()):
        return Problem(ProblemCode.CHARACTERS)
    if not 5 <= len(figures) <= 16:
        return Problem(ProblemCode.LENGTH)
    return squeezed if _STUDENT_ID.fullmatch(squeezed) else Problem(ProblemCode.CHARACTERS)
