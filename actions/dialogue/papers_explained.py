"""What a paper is, and how two of them differ: explained, and no row of the form changes by the question."""

import re

from actions.dialogue.asking import OFFERED
from actions.dialogue.desk import Desk
from actions.dialogue.say import Say, choice, say
from actions.dialogue.state import Talk
from actions.dialogue.turn import Turn

_APART = re.compile(
    r"(?:区别|不同|差别|不一样|分别)(?!意)[^，,。]{0,6}$|(?:有)?(?:啥子?|什么|嘛|么子|何)(?:区别|不同|差别|不一样)|(?:怎么|咋)区分"
    r"|是(?:不是)?一(?:回事|码事|样的?|个东西)|一样[吗么嘛不]|\bdifferen(?:ce|t)\b",
    re.IGNORECASE,
)
_WHAT_IS = re.compile(
    r"(?:是|指的是|指|算)(?:个)?(?:啥子?|什么|嘛|么子)(?:东西|意思|材料|玩意|样|样子|样的)?[呀啊呢嘛?？]*\W*$"
    r"|(?:是)?(?:干嘛|干啥|干什么|做什么|做啥|派什么)(?:用)?的?[呀啊呢?？]*\W*$|(?:上面)?(?:都)?(?:有|写)(?:些)?(?:什么|啥)(?:内容|东西)"
    r"|^\W*(?:什么|啥)(?:是|叫)|\bwhat (?:is|are) (?:an?|the)\b",
    re.IGNORECASE,
)
_WHICH = re.compile(
    r"(?:该|应该|要|需要|得)(?:开|办|选|要)哪(?:一)?[个种样]|哪(?:一)?[个种样](?:合适|好|管用|才对)"
    r"|\bwhich (?:one )?(?:should|do)\b",
    re.IGNORECASE,
)
_ORDERS = re.compile(
    r"[一二两三四五六七八九十\d]\s*[份张]|都(?:要|开|办|来|给)|各(?:来|要|开|办)|(?:帮|给)我(?:开|办|来|要)"
    r"|\b(?:copy|copies|i need|i want|please send)\b",
    re.IGNORECASE,
)
_MOST = 4


def asked(turn: Turn, desk: Desk) -> list[str]:
    """The papers a question of this kind is about; those most asked for when it names none. Empty when it is none."""
    if turn.kind != "text" or turn.choice is not None or turn.first("request_code") or _ORDERS.search(turn.text):
        return []
    named = [str(one.value) for one in turn.details if one.entity == "document_type"]
    named = [code for code in dict.fromkeys(named) if desk.catalogue.has(code) and desk.catalogue.document(code).held]
    apart, which = _APART.search(turn.text), _WHICH.search(turn.text)
    if named and (apart or _WHAT_IS.search(turn.text) or (which and len(named) > 1)):
        return named[:_MOST] if not (apart and len(named) == 1) else []
    others = any(one.entity in ("language", "delivery_method", "degree_level") for one in turn.details)
    if not named and not others and ((apart and _SEVERAL.search(turn.text)) or (which and _PAPER.search(turn.text))):
        return [code for code in OFFERED if desk.catalogue.has(code)]
    return []


_SEVERAL = re.compile(r"(?:这|那)?(?:几|两|三|四|些)(?:个|种|样|份)?(?:证明|材料|东西)?")
_PAPER = re.compile(r"证明|材料|哪种|文件|paper|document|proof", re.IGNORECASE)


def explain(papers: list[str], talk: Talk, desk: Desk) -> list[Say]:
    """A line for each paper; whoever has ordered nothing yet can tap the one that is meant."""
    lines = [say(f"paper.{code}", name=desk.document_name(code)) for code in papers]
    offers = (
        [] if talk.form is not None and talk.form.items else [choice(f"doc.{c}", desk.document_name(c)) for c in papers]
    )
    return [say("paper.explained", lines=lines, choices=offers)]
