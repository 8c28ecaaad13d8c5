"""What can only be said in one's own words: the description of other material, a detail of the catalogue."""

import re

from actions.dialogue import deciding, spoken
from actions.dialogue.state import Form
from actions.dialogue.turn import Turn


def take(turn: Turn, form: Form, new: set[str]) -> None:
    """Take such words into the form; what was filled by them is added to `new`, as paths."""
    asked = form.asking[0] if form.asking else ""
    if turn.kind != "text" or not turn.text or turn.intent in NOT_WORDS:
        return
    if form.note is None and any(row["document_type"] == "other" for row in form.items):
        # "2000年表彰三好学生的那份红头文件，复印一份" describes it: nothing needs to be asked.
        form.note = next((words for words in (turn.text[:500], form.first_words) if _describes(words)), None)
    if asked == "note" and not new & _CONTACTS:
        new.add("note")
        form.note = turn.text[:500]
    elif _tells_where_one_worked(turn, form):
        unit = _work(turn.text)[:200]
        if unit:
            new.add("details.work_unit")
            form.details["work_unit"] = unit
    elif asked.startswith("details.") and _answers_in_own_words(asked, turn, new):
        new.add(asked)
        form.details[asked.removeprefix("details.")] = turn.text[:200]


_NO_DESCRIPTION = re.compile(
    r"〔[^〕]*〕|其[他它]材料|别的材料|清单|类别|other (?:material|documents?)|[^\w]", re.IGNORECASE
)
_DESCRIBED = re.compile(
    r"[文件档案材料照片影相书信报刊名单记录奖状].{0,12}[份张套本]|[份张套本].{0,14}[文件档案照片影相书信报奖]"
)


def _describes(words: str) -> bool:
    """Whether a message tells what material it is about, beyond asking for some."""
    return _long_enough(words) and bool(_DESCRIBED.search(words))


def _long_enough(words: str) -> bool:
    return len(_NO_DESCRIPTION.sub("", words)) >= _TELLING


def described(turn: Turn, form: Form) -> str | None:
    """The words that described a document no list has a name for ("那年表彰优秀毕业生的通知，想复印一份"), told now or
    when the form was opened: who was asked for the paper and has only these is not asked for ever."""
    told = (turn.text[:500] if turn.kind == "text" else "", form.first_words)
    return next((words for words in told if words and _A_DOCUMENT.search(words) and _long_enough(words)), None)


_A_DOCUMENT = re.compile(
    r"文件|通知(?!到?[我你您他她它人家谁]|一下|本人|对方|单位|吗)|通报|决定|批文|红头|表彰|荣誉|奖状|照片|合影|校报|校刊|报道|年鉴|名单|信件|讲稿"
)
_TELLING = 10
"""Characters: a description is longer than the name of a kind."""


def _answers_in_own_words(asked: str, turn: Turn, new: set[str]) -> bool:
    """Whether a message is the answer to a detail of the catalogue, and not something else that came in between."""
    otherwise = asked in new or new & _CONTACTS or turn.intent == "correction" or turn.first("name")
    name = asked in _NAMES and (len(turn.text) > _LONGEST_NAME or new or turn.first("spouse_name"))
    return not otherwise and not name and not deciding.goes_on(turn) and _sounds_like(asked, turn)


def _sounds_like(asked: str, turn: Turn) -> bool:
    """Whether the words can be what was asked for: a place names one, a year a number; both may be as short as a word.

    Somebody who comes back, asks or tells how they feel has answered nothing, whatever was asked for last.
    """
    if spoken.heard(turn, "question") or turn.intent.startswith("ask_"):
        return False
    sound = _SOUNDS.get(asked)
    bare = len(turn.text) <= _BARE and not _SENTENCE.search(turn.text)
    return sound is None or bare or bool(sound.search(turn.text))


_SOUNDS = {
    "details.district": re.compile(
        r"[省市区县旗镇乡村州盟厅局]|街道|社区|公社|大队|不详|不清楚|记不|district|county|city", re.IGNORECASE
    ),
    "details.years": re.compile(r"[\d〇零一二三四五六七八九十]|年|不详|不清楚|记不"),
}
_BARE = 8
_SENTENCE = re.compile(r"[我你了吧呢吗啊呀，,。！!?？]|什么|怎么")


_NAMES = frozenset({"details.spouse", "details.child"})
_LONGEST_NAME = 12


def _work(text: str) -> str:
    """The clauses that tell a unit and a place, without what else the message holds."""
    clauses = [clause.strip() for clause in re.split(r"[，,。；;\n]", text)]
    told = [clause for clause in clauses if _WORKED.search(clause) and not _PAPERS.search(clause)]
    at = None if told else _WORKED_AT.search(text)  # "查我在国营红星机械厂的招工档案"
    told = [at.group()] if at else told
    return _PLACEHOLDER.sub("", "，".join(told)).strip(" ,，。：:")


_PLACEHOLDER = re.compile(r"〔[^〕]*〕|身份证号?")
_PAPERS = re.compile(r"档案|证明|名册|[登招审]\w{0,3}表|社保|复印")
_WORKED = re.compile(r"插队|下乡|招工|招的工|进厂|工厂|[厂矿局队社](?:$|[，,。 ])|农场|公社|公司")


def _tells_where_one_worked(turn: Turn, form: Form) -> bool:
    """A record of work is found by unit and place; people tell both in passing, in their own words."""
    wanted = any(row["document_type"] == "work_seniority_record" for row in form.items)
    told = _WORKED.search(turn.text) and (form.asking or _WORKED_AT.search(turn.text))
    return wanted and "work_unit" not in form.details and bool(told)


#: Before anything was asked: a unit is told where somebody came to work, not where the paper is for.
_WORKED_AT = re.compile(
    r"(?:单位(?:是|叫|[:：])|下乡|插队|下放|下到|到|招进|招到|招工(?:到|进|去)|进了?|分配?到|在|返城|回城)[^，,。；;]{2,20}(?:[厂矿局社]|农场|公社|公司|林场|兵团|大队)"
)
_CONTACTS = frozenset({"subject.phone", "requester.phone", "delivery.method"})
NOT_WORDS = frozenset(
    {"affirm", "deny", "greet", "thanks", "goodbye", "restart", "cancel_request", "talk_to_human", "check_progress"}
)
"""Intents of messages that are no words of one's own, whatever was asked for."""
