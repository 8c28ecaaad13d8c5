"""The one thing a message leaves unread, where a name was asked for: 吉克伍呷,15级,专科,2015...

Whatever it is written with: names are more various than any list of surnames. So the message has to speak for it: it
tells more of the person, and the word stands by itself, first or right before a number, and is of no other kind.
"""

from __future__ import annotations

import re
from itertools import pairwise

from backend.domain.reading.evasions import evades
from backend.domain.reading.model import Role
from backend.domain.reading.name_shapes import HAN, NEVER, SOUNDED, TITLE, forbidden, given_like, is_word, surnames
from backend.domain.reading.page import Hit, Page

_OF_A_PERSON = frozenset(
    {"student_id", "id_number", "passport", "enrollment_year", "graduation_year", "degree_level", "phone"}
)
_ANSWERS = re.compile(r"(?:我?同意的?|好[的啊]?|可以|嗯|行|是的?|你好|您好|老师[你您]?好?)+")
#: Words that no name holds.
_WORDS = re.compile(
    r"[份张寄取收证籍历绩档馆费款件表页章办查填写问发说讲错忘等急谢级届系]|层次|班$|[吧吗呢啊呀哦哈嘛了的不没]|学[号校院位习生历]|专业|单位|公司|快递|地址|"
    r"中文|英文|本[科人]|专科|[硕博]士|研究|毕业|入学|[师同大]学|中学|小学|老师|身份|电话|手机|邮[箱件]|电子|号码|姓名|名字|麻烦|抱歉|辛苦|加油|帮忙|急用|在职|应届|往届|"
    r"[男女][生性]?$|[汉回满壮苗彝藏维]族|已经|现在|以前|当时|后来|大概|可能|应该|直接|需要|需|自己|刚刚|刚才|补充|继续|确认|"
    r"[省市县区镇乡村路街号楼栋]|爸|妈|爷|奶|儿子|女儿|老公|老婆|爱人|孩子|室友|朋友|同事|更正|修改|纠正|改[正成为]|口误|手滑|糟|哎|眼睛|看花|打扰|[男女]方|敲|[晚早下中][上午]好|岸|评|谁|哪|什么|怎么|多少|你|您|他|她|我|这|那"
)


def find(page: Page, segments: list[re.Match[str]], entity: str, role: Role, *, wanted: bool) -> None:
    """Add it as the name when nobody is named yet and enough else is told of the person; of one who was not asked
    for a name (`wanted`) more."""
    named = any(hit.entity == entity and not hit.denied for hit in page.hits)
    kinds = {hit.entity for hit in page.hits} & _OF_A_PERSON
    if named or not kinds:
        return
    told = [one for one in segments if not _ANSWERS.fullmatch(one.group())]
    for place, one in enumerate(told):
        enough = len(kinds) > 1 or (wanted and _sounded(one.group()))
        if enough and _alone(page, one) and (place == 0 or _before_a_number(page, one, told)):
            page.add(Hit(entity, page.written(*one.span()), *one.span(), None, role))
            return


def _alone(page: Page, segment: re.Match[str]) -> bool:
    word = page.low[segment.start() : segment.end()]
    if not page.free(*segment.span()) or not re.fullmatch(rf"[{HAN}]+", word):
        return False
    if (
        NEVER & set(word)
        or word in surnames()[0]
        or TITLE.search(word[1:])
        or _WORDS.search(word)
        or is_word(word)
        or evades(word)
    ):
        return False
    wordy = forbidden(word) and not given_like(word)
    return not wordy and 2 <= len(word) <= (8 if _sounded(word) else 4)


def _sounded(word: str) -> bool:
    """Whether half of its characters or more are those that names of other peoples are written with."""
    return sum(char in SOUNDED for char in word) * 2 >= len(word)


def _before_a_number(page: Page, one: re.Match[str], told: list[re.Match[str]]) -> bool:
    follows = next((after for before, after in pairwise(told) if before is one), None)
    return follows is not None and any(
        follows.start() <= hit.start < follows.end() and hit.entity in ("student_id", "id_number") for hit in page.hits
    )
