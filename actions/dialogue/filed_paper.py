"""A paper of the request filed before, spoken of beside the open form ("我那份成绩单能一起取吧"): no row of it."""

import re
from dataclasses import replace

from actions.dialogue import spoken, words
from actions.dialogue.clauses import before_in_clause, clause_of
from actions.dialogue.desk import Desk
from actions.dialogue.say import Say, say
from actions.dialogue.state import Talk
from actions.dialogue.turn import Detail, Turn, usable_details

_THAT_ONE = re.compile(
    r"[那这][一二两三四五六七八九十\d]{0,2}[份张个](?:中文|英文|双语|中英文?)?的?$|(?:刚才?|刚刚|之前|前面|先前|昨天|前天|上次|上回|已经)[^，,。]{0,8}$"
    r"|\b(?:that|those|the earlier|my earlier|the other)(?: (?:two|three|\d))?(?: chinese| english)?\s*$",
    re.IGNORECASE,
)
_MORE = re.compile(
    r"再|还(?:要|想|需)|另|加|也(?:要|办|开|来|给)|多(?:要|来|办|开)|重新|[要办开来]{1,2}\s*[一二两三四五六\d]\s*份|复印"
    r"|\b(?:another|more|again|also|need|want)\b",
    re.IGNORECASE,
)


def set_apart(turn: Turn, talk: Talk, desk: Desk) -> tuple[Turn, list[Say]]:
    """The message without such papers, and the word that they stay as they were filed."""
    papers = [one for one in turn.details if one.entity == "document_type"]
    if not papers or turn.choice is not None or not all(_filed(one, turn, talk) for one in papers):
        return turn, []
    kept = tuple(one for one in turn.details if one.entity not in ("document_type", "language", "copies"))
    apart = replace(turn, items=(), edits=(), details=kept)
    assert talk.earlier is not None and talk.last_filed is not None
    noted = say("filed.stays", code=talk.last_filed["code"], rows=words.rows(talk.earlier["items"], desk))
    told = set(usable_details(apart)) - ({"delivery_method"} if spoken.heard(turn, "question") else set())
    asks = turn.intent in _OF_STATE or told or turn.first("request_code")
    return apart, [] if asks else [noted]


_OF_STATE = frozenset(
    {"check_progress", "urge_progress", "cancel_request", "modify_request", "talk_to_human", "restart"}
)
"""Wishes that go on being asked of what is filed, whatever stands open."""


def _filed(paper: Detail, turn: Turn, talk: Talk) -> bool:
    """Whether a paper is pointed at that was filed just before and is no row of the open form."""
    if talk.form is None or not talk.earlier or talk.last_filed is None:
        return False
    filed = {row["document_type"] for row in talk.earlier["items"]} - {row["document_type"] for row in talk.form.items}
    pointed = paper.value in filed and _THAT_ONE.search(before_in_clause(turn, paper))
    return bool(pointed) and not _MORE.search(clause_of(turn, paper))
