"""What a person tells of themselves before anything is asked for ("我是七八级的，成绩单多少钱"): not asked again."""

import re
from dataclasses import asdict, replace
from datetime import datetime, timedelta

from actions.dialogue import filling
from actions.dialogue.desk import Desk
from actions.dialogue.state import Talk
from actions.dialogue.turn import Detail, Turn

_STUDIES = frozenset(
    {"student_id", "enrollment_year", "graduation_year", "degree_level", "department", "major", "former_name"}
)
_LATELY = timedelta(hours=2)
_I_AM = re.compile(r"(?:我(?:叫|是|的名字)|本人|my name|i am|i'm)[^，,。]{0,3}〔姓名〕", re.IGNORECASE)
_OF_THAT_ONE = re.compile(r"[他她]|此人|该(?:员工|同志|人)|这(?:个|位)", re.IGNORECASE)
_NOT_KEPT = frozenset({"modify_request", "cancel_request", "delete_my_data", "restart", "deny", "privacy_question"})


def remember(turn: Turn, talk: Talk, wish: str, now: datetime) -> None:
    """Keep what a message that opened nothing told; numbers of cards and telephones are told again when needed."""
    if talk.form is not None or turn.kind != "text" or wish in _NOT_KEPT or turn.first("request_code"):
        return
    usable = [one for one in turn.details if one.role == "subject" and not one.denied and not one.problem]
    own = bool(_I_AM.search(turn.text))
    kept = [asdict(one) for one in usable if one.entity in _STUDIES or (one.entity == "name" and own)]
    others = [asdict(one) for one in usable if one.entity == "name" and not own][:1]
    unit = turn.first("organization", role="requester")
    units = [asdict(unit)] if unit is not None and not _FOR_ME.search(turn.text) else []
    if kept or others or units:
        talk.told_before = {"own": kept, "other": others, "unit": units, "at": now.isoformat()}


_FOR_ME = re.compile(r"(?:让|叫|要|通知|要求)(?:我|各?位?职工|员工|每个人|大家|我们)|我(?:自己|本人)|我的|我叫|我也")


def unit_asks(talk: Talk) -> bool:
    """Whether a unit told of itself before what it was offered then ("我们单位〔单位〕，档案里缺材料"; "是")."""
    return bool((talk.told_before or {}).get("unit"))


def take(turn: Turn, talk: Talk, desk: Desk) -> None:
    """Fill a form that was just opened with it: one's own with what was told of oneself, another's with the name."""
    told, form = talk.told_before, talk.form
    talk.told_before = None
    if told is None or form is None or desk.now - datetime.fromisoformat(told["at"]) > _LATELY:
        return
    if form.track == "organization":
        for one in told.get("unit", ()):
            form.requester["organization"] = Detail(**one).kept
    if form.track == "self":
        details = tuple(Detail(**one) for one in told["own"])
        before = replace(turn, text="", details=details, items=(), edits=(), intent="provide_details", expecting=None)
        filling.apply(before, form, desk.catalogue, take_rows=False)
    elif _OF_THAT_ONE.search(turn.text) and "name" not in form.subject:
        for one in told["other"]:
            form.subject["name"] = Detail(**one).kept
