"""Masked forms of personal details: total functions, safe on any text, never longer-lived than the value."""

from __future__ import annotations

import re
from typing import Final

from backend.domain.abroad import COUNTRY

_STAR: Final = "*"
_HOUSE: Final = re.compile(r"#?\d|(?:flat|apt|apartment|unit|suite|room|no)\b", re.IGNORECASE)
_DIGIT: Final = re.compile(r"\d")
_HAN: Final = re.compile(r"[\u3400-\u9fff\U00020000-\U0003134f]")
# Administrative levels that may stay readable; the street and house never do.
_PROVINCE: Final = (
    r"(?:[\u4e00-\u9fff]{2,7}?(?:省|自治区|特别行政区)|(?:北京|天津|上海|重庆)市?"
    r"|内蒙古|黑龙江|(?:河北|山西|辽宁|吉林|江苏|浙江|安徽|福建|江西|山东|河南|湖北|湖南|广东|海南|四川|贵州"
    r"|云南|陕西|甘肃|青海|台湾|广西|西藏|宁夏|新疆|香港|澳门))"
)
_REGION: Final = re.compile(
    rf"^(?P<region>(?:{_PROVINCE})?"
    r"(?:[\u4e00-\u9fff]{2,7}?(?:市|自治州|地区|盟))?"
    r"(?:[\u4e00-\u9fff]{1,6}?(?:新区|区|县|旗|市(?!场)))?)"
)


def mask(entity: str, value: str) -> str:
    """Mask `value` by the rule for `entity`; one without a rule of its own keeps one character at most."""
    rule = _RULES.get(entity, mask_text)
    return rule(value)


def mask_name(value: str) -> str:
    """周新安 -> 周*安, 李明 -> 李*; names in letters keep the first letter of each word."""
    name = value.strip()
    if not _HAN.search(name):
        return " ".join(_keep(word, 1, 0, hide=1) for word in name.split())
    return _keep(name, 1, 0 if len(name) <= 2 else 1, hide=1)


def mask_id_number(value: str) -> str:
    """510107199001010123 -> 510***********0123 (first three and last four stay)."""
    return _keep(_squeeze(value), 3, 4)


def mask_student_id(value: str) -> str:
    """20091234999 -> 2009****999; shorter numbers keep less."""
    return _keep(_squeeze(value), 4, 3)


def mask_phone(value: str) -> str:
    """13812342222 -> 138****2222; a leading + and country code count as characters."""
    return _keep(_squeeze(value), 3, 4)


def mask_passport(value: str) -> str:
    """E12345678 -> E*****678."""
    return _keep(_squeeze(value), 1, 3)


def mask_email(value: str) -> str:
    """zhou.an@example.com -> z***@example.com; without an @ the text is masked as any other."""
    local, at, domain = value.strip().rpartition("@")
    if not at or not local:
        return mask_text(value)
    return f"{local[0]}***@{domain}"


def mask_address(value: str) -> str:
    """Keep province, city and district, drop the rest: 浙江省杭州市西湖区…; of a foreign one town and country."""
    text = value.strip()
    if text and not _HAN.search(text):
        return _foreign(text)
    match = COUNTRY.match(text) or _REGION.match(text)
    region = match.group() if match else ""
    if not text:
        return ""
    return text if region == text else f"{region}…"


def _foreign(address: str) -> str:
    """12 King St W, Toronto, ON M5H 1A1, Canada -> … Toronto, ON, Canada."""
    parts = [part.strip() for part in address.split(",") if part.strip()]
    street = max((place for place, part in enumerate(parts) if _HOUSE.match(part)), default=0)
    kept = parts[street + 1 :]
    words = [" ".join(word for word in part.split() if not _DIGIT.search(word)) for part in kept]
    return " ".join(["…", ", ".join(word for word in words if word)]).strip()


def mask_text(value: str) -> str:
    """Any other text: its first character and three stars."""
    text = value.strip()
    return f"{text[0]}***" if len(text) > 1 else _STAR * len(text)


def _squeeze(value: str) -> str:
    return re.sub(r"[\s-]", "", value)


def _keep(text: str, head: int, tail: int, hide: int = 4) -> str:
    """Keep `head` and `tail` characters, fewer when the text is short: at least `hide` are always hidden."""
    while head + tail > max(len(text) - hide, 0):
        if tail >= head:
            tail -= 1
        else:
            head -= 1
    return f"{text[:head]}{_STAR * (len(text) - head - tail)}{text[len(text) - tail :]}"


_RULES: Final = {
    "name": mask_name,
    "former_name": mask_name,
    "spouse_name": mask_name,
    "recipient": mask_name,
    "id_number": mask_id_number,
    "student_id": mask_student_id,
    "phone": mask_phone,
    "landline": mask_phone,
    "email": mask_email,
    "address": mask_address,
    "passport": mask_passport,
}
