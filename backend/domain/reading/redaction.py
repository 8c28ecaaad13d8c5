"""Identity values out of a text, placeholders in: what Rasa sees, live and in training."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from backend.domain.reading.model import Detail

PLACEHOLDERS: Final = {
    "name": "〔姓名〕",
    "former_name": "〔姓名〕",
    "spouse_name": "〔姓名〕",
    "id_number": "〔证件号〕",
    "passport": "〔证件号〕",
    "student_id": "〔学号〕",
    "phone": "〔电话〕",
    "landline": "〔电话〕",
    "email": "〔邮箱〕",
    "address": "〔地址〕",
}
_LOOKS_LIKE_ID = re.compile(r"(?<!\d)\d(?:[\s\-]?\d){13,17}[\s\-]?[\dxXxX]?(?![\d])")


def redact(text: str, details: Iterable[Detail]) -> str:
    """`text` with every sensitive detail, denied ones too, replaced by its placeholder.

    What merely looks like an identity number is replaced as well, whether or not a detail covers it.
    """
    pieces: list[str] = []
    position = 0
    sensitive = sorted((d for d in details if d.entity in PLACEHOLDERS), key=lambda d: (d.start, -d.end))
    for detail in sensitive:
        if detail.end <= position or detail.start < position:
            position = max(position, detail.end) if detail.start < position else position
            continue
        pieces += [_blind(text[position : detail.start]), PLACEHOLDERS[detail.entity]]
        position = detail.end
    pieces.append(_blind(text[position:]))
    return "".join(pieces)


def _blind(text: str) -> str:
    return _LOOKS_LIKE_ID.sub(PLACEHOLDERS["id_number"], text)
