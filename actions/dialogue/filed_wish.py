"""Whether a message is about a request that is filed already, or about the open form."""

import re

from actions.dialogue import deciding
from actions.dialogue.state import Talk
from actions.dialogue.things import cancelled_things
from actions.dialogue.turn import Turn

_OTHER_ONE = re.compile(
    r"(?:昨天|前天|上周|上次|之前|先前|刚才|已经)[^，,。？?]{0,4}(?:那|交|申请|办)[^，,。？?]{0,10}(?:到哪|审|好了|寄|进度|批)[^，,。]{0,6}[吗没么？?]?"
)


def asks_of_the_other(turn: Turn, talk: Talk) -> bool:
    """ "昨天那个成绩单审了吗" beside an open form: of the request that is filed, no row of this one."""
    return turn.intent == "check_progress" and talk.last_filed is not None and bool(_OTHER_ONE.search(turn.text))


def of_a_filed_request(turn: Turn, talk: Talk, main: str, *, sure: bool) -> tuple[str, bool]:
    """Whether the message is about a request that is filed already, or about the open form."""
    if _asks_of_a_code(turn, talk, main):
        return "check_progress", True
    if main == "modify_request" and talk.form is not None and turn.first("request_code") is None:
        return "correction", sure
    open_to_it = main in _NO_OPINION or main == "cancel_request" or not sure or "cancel_request" in turn.also
    if talk.form is None and open_to_it and deciding.takes_back(turn) and not cancelled_things(turn):
        return "cancel_request", True
    if talk.form is None and talk.last_filed is not None and _OFF_THE_LIST.search(turn.text):
        return "cancel_request", True
    if main == "restart" and talk.form is None and any(item.get("document_type") for item in turn.items):
        return "request_document", True  # "重新申请一个，中文学位证明一份"
    if main == "correction" and talk.form is None and talk.last_filed is not None:
        return "modify_request", sure
    return main, sure


_OFF_THE_LIST = re.compile(
    r"(?:从|在)[^，,。]{0,4}(?:单子|申请|清单|订单|那单)[里上]?[^，,。]{0,6}(?:拿掉|去掉|删|划掉|取消)|(?:只|就)(?:去掉|拿掉|删掉|划掉)"
)
"""A row of a filed request is to go ("毕业证明那份用不着，帮我从单子里拿掉")."""


_NO_OPINION = frozenset(
    {
        "affirm",
        "goodbye",
        "deny",
        "out_of_scope",
        "chitchat",
        "provide_details",
        "correction",
        "modify_request",
        "thanks",
    }
)
"""What "是的，确定撤回" is taken for when nothing is open."""


def _asks_of_a_code(turn: Turn, talk: Talk, main: str) -> bool:
    """Whether a message with a request's code and no wish of its own asks how that request is going."""
    bare = main in ("correction", "provide_details", "out_of_scope", "affirm")
    if talk.form is not None:
        bare = (bare or main in ("deny", "chitchat", "privacy_question")) and not usable_details(turn)
    return bare and _names_request(turn)


def _names_request(turn: Turn) -> bool:
    """Whether the message names a request by its code and little else."""
    return any(detail.entity == "request_code" for detail in turn.details) and not turn.items


def usable_details(turn: Turn) -> list[str]:
    """Kinds of details that a form can take (papers named are rows, codes are for filed requests)."""
    skipped = ("document_type", "language", "copies", "request_code", "date", "relation", "choice")
    return [detail.entity for detail in turn.details if not detail.denied and detail.entity not in skipped]
