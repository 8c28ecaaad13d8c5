"""Which of the wishes in a message comes first, and which stand beside it.

The labels (what is the main part, what is `also`) speak of the order in which things are said, of facts and of
manners; a classifier of whole messages sees none of that. So each clause is understood by itself as well.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from bot.nlu.rules import SURE

Named = dict[str, Any]

CLAUSE_SURE = 0.85
"""A clause by itself must be this sure to count as a wish of its own."""

CLAUSE_BACKED = 0.40
"""Or this sure, when the whole message points there too, or a word says that something else follows:"""

WHOLE_BACKS = 0.04

UNSURE = 0.45
"""Below this the whole message says less than a clear clause of it."""

ASKED_SURE = 0.60
"""Or this sure, when its words ask something and stand in a clause of their own."""

NO_WISH = frozenset(
    {
        "provide_details", "greet", "thanks", "goodbye", "affirm", "deny", "chitchat", "out_of_scope",
        "correction", "restart", "proxy_request", "employer_verification",
    }
)  # fmt: skip
"""Manners, facts and whom it is for are no further wishes beside a wish."""

COVERED = {
    "request_document": {"modify_request", "urge_progress", "ask_document_not_held"},
    "proxy_request": {
        "request_document", "modify_request", "book_visit", "upload_attachment_question", "check_progress",
        "complaint",
    },
    "employer_verification": {
        "request_document", "ask_location_contact", "upload_attachment_question", "ask_required_materials",
        "talk_to_human",
    },
    "donate_archives": {"request_document", "proxy_request"},
    "modify_request": {"request_document", "check_progress", "cancel_request", "upload_attachment_question"},
    "cancel_request": {
        "modify_request", "check_progress", "ask_document_not_held", "donate_archives", "delete_my_data",
    },
    "correction": {"request_document", "modify_request", "cancel_request", "urge_progress", "ask_processing_time"},
    "urge_progress": {"check_progress", "ask_processing_time", "request_document", "ask_opening_hours"},
    "check_progress": {"upload_attachment_question", "request_document", "urge_progress", "proxy_request"},
    "ask_document_not_held": {
        "ask_personnel_file_transfer", "request_document", "upload_attachment_question", "ask_delivery",
    },
    "book_visit": {"ask_processing_time"},
    "ask_personnel_file_transfer": {
        "ask_document_not_held", "check_progress", "ask_required_materials", "ask_location_contact",
        "talk_to_human", "urge_progress", "request_document", "book_visit",
    },
    "ask_processing_time": {"ask_opening_hours", "urge_progress", "book_visit"},
    "ask_required_materials": {"privacy_question", "upload_attachment_question", "request_document"},
    "ask_location_contact": {"complaint"},
    "ask_delivery": {"request_document"},
    "upload_attachment_question": {"cancel_request", "privacy_question", "check_progress"},
    "talk_to_human": {"modify_request", "ask_bot_identity"},
    "complaint": {"correction", "request_document"},
    "provide_details": {"ask_location_contact", "talk_to_human", "request_document", "check_progress"},
    "out_of_scope": {"ask_fee", "request_document", "ask_processing_time"},
}  # fmt: skip
"""What a clause of a main wish sounds like by itself without being another wish."""

SAID = {
    "cancel_request": ("delete_my_data", re.compile(r"资料|信息|数据|照片|证件|记录|隐私|data|information", re.I)),
    "urge_progress": ("check_progress", re.compile(r"哪一?步|单号|到哪|卡在", re.I)),
    "modify_request": ("check_progress", re.compile(r"到哪|哪一?步|进度|单号", re.I)),
    "provide_details": ("ask_location_contact", re.compile(r"你们|哪|怎么走|校区|楼|地址是|在哪|where", re.I)),
}
"""A covered wish that is one all the same where these words say so."""

GIVES_WAY: dict[str, set[str]] = {
    "request_document": {"check_progress", "cancel_request", "restart"},
    "talk_to_human": {"deny", "urge_progress", "check_progress"},
    "delete_my_data": {"cancel_request", "privacy_question"},
    "check_progress": {"upload_attachment_question"},
    "complaint": {"talk_to_human", "urge_progress", "ask_personnel_file_transfer", "check_progress"},
    "privacy_question": {"affirm", "deny", "provide_details", "delete_my_data", "ask_bot_identity", "request_document"},
    "proxy_request": {"request_document"},
    "upload_attachment_question": {"affirm", "deny"},
}
"""Besides questions: intents that give way to an earlier clause, and to which."""

_TURN = re.compile(
    r"^(?:再单独|再另外|重新(?:办|申请|开)|我自己(?:也|再|还|另|的)|我本人(?:也|再|还)|还要[帮替给代]|也[帮替给代]我?)"
    r"|^(?:另外|顺便|顺带|还有|还想|对了|同时|并且|再问|再帮|再就是|以及|不过|and also|also |by the way)"
    r"|^(?:要是|如果|不然|要不|实在不行|不行|查不到|没有)?.{0,4}(?:的话|就(?:帮|给|请|麻烦|转))"
)
ACTIONS = frozenset({"book_visit", "modify_request", "donate_archives"})
"""Wishes that facts around them only serve. What takes away for good is not read out of one clause."""

FOR_GOOD = frozenset({"cancel_request", "delete_my_data"})

LEADING = frozenset({"provide_details", "correction", "restart", "affirm", "deny"})
"""No wishes, but what a message is about when a question or a new wish follows them."""

_ANSWER = {
    "affirm": re.compile(r"同意|确认|没问题|提交|没错|对的|是的|^对$|正确|属实|confirm|agree|correct", re.I),
    "deny": re.compile(r"不同意|不确认|不接受|不授权|拒绝|不行|不可以|不想同意|disagree|don't agree|refuse", re.I),
}
"""An answer leads only where it is one: 好的 and 不用 before a question are mostly manners."""

WANTS_PAPER = re.compile(
    r"^(?:我|俺|本人|老师|您好?|你好|麻烦|请|就|也|先)*(?:想|要|需要|帮我|给我|申请|来办|补开|打算|重新(?:办|申请|开)|再(?:单独)?(?:办|开|申请))"
    r"(?:(?!改|换|撤|取消|删|不要|寄|带|问|约|捐|核实|核查|替|帮|转|落回).){0,16}(?:成绩[单表]|证明|学籍[卡表]|登记表|名册|(?:婚姻|结婚|离婚|知青|低保|子女|招工|工龄|调动)(?:登记)?档案|招工表|审批表|存根|工龄材料|知青材料)"
    r"(?:(?!改|换|撤|取消|删|不要|转|丢|在哪|怎么|多少|什么|吗|么$).){0,10}$"
)
"""A clause that plainly asks for a paper, whatever other words make the classifier doubt it."""

PAPER_COUNTED = re.compile(
    r"^(?!.*(?:改|换|撤|取消|删|不要|不用|核实|核查|捐|丢|上次|之前|昨天|交过|已经|〔))"
    r".{0,14}(?:成绩[单表]?|证明|学籍[卡表]|登记表|名册|存根|存底|审批表|翻译件|评阅书|档案)(?:的?(?:复印件|盖章件|原件|英文版|中文版|英文的|中文的))?"
    r"(?:我?要|我?想要|需要|给我|帮我|请|麻烦|开|办|来|调|查|复印|打印?|各|共|的|是|再){0,5}"
    r"(?:[一二两三四五六七八九十]|\d{1,2})\s*[份张套](?:就行|就够了?|吧|哈|即可)?$"
    r"|^(?:我|本人|请|麻烦|帮我|给我|想|要|需要|申请|开|办|来|调|复印|打印?)+(?:[一二两三四五六七八九十]|\d{1,2})\s*[份张套]"
    r"[^〔]{0,8}(?:成绩[单表]?|证明|学籍[卡表]|登记表|名册|存根|审批表|翻译件|评阅书)$"
)
"""A clause that counts copies of a paper orders it, whatever is asked beside it."""

ASKING = re.compile(
    r"[吗么呢嘛不没]$|不会.{0,12}吧$|什么|啥|多少|多久|多长|多远|几[个天点号份时位]|怎|咋|哪|谁|是否|可否|能否|能不能|可不可以|可以不|有没有|要不要|会不会|用不用|行不行|"
    r"是不是|(\w)不\1|咨询|请?问|告诉|告知|说(?:一)?下|讲(?:一)?下|发(?:我|给我)?(?:一)?下|想知道|想了解|介绍|价格|费用|地址|电话|时间|手续|"
    r"how|what|when|where|who|which|can |could |do |does |is |are |may ",
    re.I,
)
"""Words that ask: a clause without any is no question, whatever it resembles."""

_BY_WORD = {
    "ask_bot_identity": re.compile(r"你|机器|官方|真人|正规|这个?号|公众号|you|robot|bot", re.I),
    "talk_to_human": re.compile(
        r"人工|真人|活人|大活人|转人|找(?:个)?人|个人(?:来|跟|和|给|回|工)|叫人|来人|接线|领导|主任|客服|专人|工作人员|(?:让|叫|请|找|有|换)(?:个|位)?老师|老师(?:直接|亲自|跟我|给我|回)|agent|human|person|someone|staff",
        re.I,
    ),
}
"""A further wish of these kinds is heard only where these words say so: 一个人 alone is no wish for a person."""

_PLAIN = {
    "talk_to_human": re.compile(
        r"^(?:(?:要不|不行|实在不行|还是|干脆|不然|否则|那|就|麻烦|请|帮我|给我|我想|我要|想)*)"
        r"(?:接|转|换|找|叫|转接)(?:给)?(?:个|一个|位|一位|一下)?(?:真人|人工|老师|客服|值班|活人|工作人员)(?:吧|来|问问?|说|聊)?"
    ),
    "ask_location_contact": re.compile(
        r"(?:你们|办公室|档案馆|馆里?|贵馆)[^,，]{0,8}(?:在哪(?:个|一个|里|儿|栋|层)?(?:校区|楼|地方|位置)?|怎么走|哪个校区)"
    ),
    "ask_delivery": re.compile(
        r"^(?:那|另外|还有|请问|顺便问)*(?:能不能|可不可以|可否|能否|能|可以)(?:帮我|给我)?(?:用|走|发|通过)?(?:ems|顺丰|快递|邮政|邮寄|寄)"
        r"[^,，]{0,10}(?:吗|不|么|给我|过来|到家)?$", re.I,
    ),
    "upload_attachment_question": re.compile(
        r"^(?:那|另外|还有|请问)*(?:能不能|可不可以|可以|能|是不是)[^,，]{0,6}(?:拍照|照片|拍下来|扫描)[^,，]{0,8}(?:发|传)"
    ),
    "ask_required_materials": re.compile(
        r"^(?:那|另外|还|请问)*(?:需要|要|用)(?:出|开|准备|带|提供|交)[^,，]{1,8}(?:吗|么|不)$"
    ),
}  # fmt: skip
"""Wishes that a clause after the first says in so many words, whatever else it resembles."""


def plain(text: str) -> str | None:
    """The wish that a clause names in so many words; None when it names none."""
    return next((name for name, said in _PLAIN.items() if said.search(text)), None)


_COMPLAINS = frozenset(
    {"urge_progress", "check_progress", "ask_personnel_file_transfer", "talk_to_human", "correction"}
)
_OUTRIGHT = re.compile(r"投诉|举报|complain", re.I)

_FACT = re.compile(r"〔[^〕]*〕|\d{4,}")
_STORY = re.compile(r"^(?:我是|我住|我在|我家|我们|我人|我退|我们家|人在|我老|俺|本人是|当年|以前)")
LONGEST_FACT = 12


@dataclass(frozen=True)
class Wish:
    """What one clause wants."""

    name: str
    confidence: float
    place: int = 0
    text: str = ""
    plain: bool = False
    """Said in so many words, so that no main wish covers it."""

    @property
    def turns(self) -> bool:
        """Whether its words say that something else follows."""
        return _TURN.match(self.text) is not None

    @property
    def question(self) -> bool:
        """Whether it is of the kind that is put in a few plain words."""
        return self.name.startswith("ask_") and self.name != "ask_bot_identity"

    @property
    def asks(self) -> bool:
        """Whether it is put as a question, or asks to be told."""
        return ASKING.search(self.text) is not None

    @property
    def leads(self) -> bool:
        """Whether a message may be about it although it is no wish."""
        answer = _ANSWER.get(self.name)
        return self.name in LEADING and (answer is None or bool(answer.search(self.text)))

    @property
    def factual(self) -> bool:
        """Whether it gives a fact that is asked for, rather than a story that leads up to the wish."""
        return bool(_FACT.search(self.text)) or (len(self.text) <= LONGEST_FACT and not _STORY.match(self.text))

    def named(self) -> Named:
        """As it is printed."""
        return {"name": self.name, "confidence": self.confidence}


def clearest(ranking: list[Named], wishes: list[Wish]) -> Named:
    """What the message wants; where it is long and unclear as a whole, what one of its clauses says clearly."""
    if ranking[0]["confidence"] >= UNSURE or ranking[0]["name"] == "provide_details":
        return ranking[0]
    likely = {each["name"] for each in ranking[:4]}
    clear = [wish for wish in wishes if wish.name not in NO_WISH | FOR_GOOD and wish.confidence >= ASKED_SURE]
    return next((wish.named() for wish in reversed(clear) if wish.name in likely), ranking[0])


def first_wish(whole: Named, wishes: list[Wish], names: list[str], facts: bool = True) -> Named:
    """The wish that comes first, when the classifier named a later one as the whole message's intent.

    A fact before a question is the main part as well (labels: "a fact with a question: also that question").
    Questions give way, and anger does; an order ("改成", "再加") usually stands last and is the main thing all
    the same. A new request gives way only to what is said of an old one. `names` holds each clause's likeliest intent,
    `facts` tells whether the reader found any that a request could use.
    """
    name = whole["name"]
    if name == "provide_details":
        return next((wish.named() for wish in wishes if wish.name in ACTIONS), whole)
    turned = any(wish.turns and wish.name == name for wish in wishes)
    if not (name.startswith("ask_") or name in GIVES_WAY or turned):
        return whole
    for wish in wishes:
        story = wish.name == "provide_details" and not (wish.factual and facts)
        if wish.name == name:
            return whole
        angry = wish.name == "complaint" and name.startswith("ask_")
        if story or angry or (wish.name in NO_WISH and not wish.leads):
            continue
        later = name in names[wish.place + 1 :]
        allowed = turned or wish.name in GIVES_WAY.get(name, {wish.name})
        return wish.named() if later and allowed else whole
    return whole


def _heard(main: str, wish: Wish, text: str) -> bool:
    """Whether the clause says what it resembles: a question asks, anger is beside what it is about."""
    if wish.name == "complaint":
        return main in _COMPLAINS or bool(_OUTRIGHT.search(text))
    said = _BY_WORD.get(wish.name)
    if said is not None:
        return bool(said.search(wish.text))
    question = wish.name.startswith("ask_") or wish.name in ("privacy_question", "upload_attachment_question")
    return wish.asks or not question


def further(main: str, wishes: list[Wish], implied: list[str], text: str = "", whole: str = "") -> list[Named]:
    """The wishes beside the main one, each once."""
    covered = set(COVERED.get(main, set()))
    if main in SAID and SAID[main][1].search(text):
        covered.discard(SAID[main][0])
    found: dict[str, Named] = {}
    for wish in wishes:
        same = (main, wish.name) == ("request_document", "modify_request")  # 另外学籍证明一份: of the same request
        open_to = ((wish.turns and not same) or wish.name not in covered) and _heard(main, wish, text)
        also_acts = wish.name == "proxy_request" and wish.turns
        if wish.name != main and (wish.name not in NO_WISH or also_acts) and (open_to or wish.plain):
            found[wish.name] = wish.named()
    if whole not in ("", main) and (whole not in NO_WISH or whole == "proxy_request"):
        found.setdefault(whole, {"name": whole, "confidence": CLAUSE_SURE})
    for name in implied:
        found.setdefault(name, {"name": name, "confidence": SURE})
    return list(found.values())
