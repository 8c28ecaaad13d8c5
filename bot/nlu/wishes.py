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
    "urge_progress": {"check_progress", "ask_processing_time", "request_document"},
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
    "provide_details": ("ask_location_contact", re.compile(r"你们|哪|怎么走|校区|楼|地址是|在哪|where", re.I)),
}
"""A covered wish that is one all the same where these words say so."""

GIVES_WAY: dict[str, set[str]] = {
    "request_document": {"check_progress", "cancel_request"},
    "delete_my_data": {"cancel_request", "privacy_question"},
    "check_progress": {"upload_attachment_question"},
    "complaint": {"talk_to_human", "urge_progress", "ask_personnel_file_transfer", "check_progress"},
    "privacy_question": {"provide_details", "delete_my_data"},
}
"""Besides questions: intents that give way to an earlier clause, and to which."""

_TURN = re.compile(
    r"^(?:另外|顺便|顺带|还有|还想|对了|同时|并且|再问|再帮|再就是|以及|不过|and also|also |by the way)"
    r"|^(?:要是|如果|不然|要不|实在不行|不行|查不到|没有)?.{0,4}(?:的话|就(?:帮|给|请|麻烦|转))"
)
LEADING = frozenset({"provide_details", "correction"})
"""No wishes, but what a message is about when a question follows them."""

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

    @property
    def turns(self) -> bool:
        """Whether its words say that something else follows."""
        return _TURN.match(self.text) is not None

    @property
    def factual(self) -> bool:
        """Whether it gives a fact that is asked for, rather than a story that leads up to the wish."""
        return bool(_FACT.search(self.text)) or (len(self.text) <= LONGEST_FACT and not _STORY.match(self.text))

    def named(self) -> Named:
        """As it is printed."""
        return {"name": self.name, "confidence": self.confidence}


def first_wish(whole: Named, wishes: list[Wish], names: list[str]) -> Named:
    """The wish that comes first, when the classifier named a later one as the whole message's intent.

    A fact before a question is the main part as well (labels: "a fact with a question: also that question").
    Questions give way, and anger does; an order ("改成", "再加") usually stands last and is the main thing all
    the same. A new request gives way only to what is said of an old one. `names` holds each clause's likeliest intent.
    """
    name = whole["name"]
    turned = any(wish.turns and wish.name == name for wish in wishes)
    if not (name.startswith("ask_") or name in GIVES_WAY or turned):
        return whole
    for wish in wishes:
        story = wish.name == "provide_details" and not wish.factual
        if wish.name == name:
            return whole
        angry = wish.name == "complaint" and name.startswith("ask_")
        if story or angry or (wish.name in NO_WISH and wish.name not in LEADING):
            continue
        later = name in names[wish.place + 1 :]
        allowed = turned or wish.name in GIVES_WAY.get(name, {wish.name})
        return wish.named() if later and allowed else whole
    return whole


def further(main: str, wishes: list[Wish], implied: list[str], text: str = "", whole: str = "") -> list[Named]:
    """The wishes beside the main one, each once."""
    covered = set(COVERED.get(main, set()))
    if main in SAID and SAID[main][1].search(text):
        covered.discard(SAID[main][0])
    found: dict[str, Named] = {}
    for wish in wishes:
        open_to = wish.turns or wish.name not in covered
        if wish.name != main and wish.name not in NO_WISH and open_to:
            found[wish.name] = wish.named()
    if whole not in ("", main) and whole not in NO_WISH:
        found.setdefault(whole, {"name": whole, "confidence": CLAUSE_SURE})
    for name in implied:
        found.setdefault(name, {"name": name, "confidence": SURE})
    return list(found.values())
