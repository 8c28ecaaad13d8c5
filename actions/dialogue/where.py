"""Which place a place is: where papers go, where a record was made, or one of a life's."""

import re

from actions.dialogue.turn import Detail, Turn
from actions.dialogue.whose import words_around


def is_way_gone(turn: Turn, detail: Detail) -> bool:
    """Whether a place is told as part of a life ("从成都市金牛区下到会理县"), not as an address."""
    before, after = words_around(turn, detail)
    return bool(_CAME_FROM.search(before)) or bool(_WENT_ON.match(after))


_CAME_FROM = re.compile(r"(?:从|由|自|下(?:乡|放)?到|插队到?|分配?到|招[到进]|调到)$")
_WENT_ON = re.compile(r"^[^，,。；;〔]{0,4}(?:下乡|下放|插队|公社|大队|生产队|知青|招工|参加工作|当兵|上山)")
_PLACE_CUE_AFTER = re.compile(r"^[^，,。；;〔]{0,4}(?:登记|办|领|结的?婚|离的?婚|批|申请|享受|吃)")
_SENT_TO = re.compile(r"(?:寄|邮|快递|送|地址|顺丰|ems|收)[^，,。；;〔]{0,6}$", re.IGNORECASE)
_DISTRICT_LENGTH = 12


def is_district(turn: Turn, detail: Detail) -> bool:
    """Whether a place is where a record was made ("在金牛区登记的"), not where papers should go."""
    before, after = words_around(turn, detail)
    if _PLACE_CUE_AFTER.search(after):
        return True
    return not is_postal(detail) and not _SENT_TO.search(before)


def is_postal(detail: Detail) -> bool:
    """Whether an address is too exact for the name of a district alone."""
    return detail.length > _DISTRICT_LENGTH or (detail.masked or "").endswith("…")
