"""Names that stand alone: a whole segment, or the free part of one beside other details, without any cue."""

from __future__ import annotations

import re
from itertools import pairwise

from backend.domain.reading import left_over, name_weights, placed_names
from backend.domain.reading.evasions import evades
from backend.domain.reading.model import Role
from backend.domain.reading.name_ends import dotted_lead, han_end
from backend.domain.reading.name_shapes import (
    DOTTED,
    HAN,
    LATIN,
    NEVER,
    VIETNAMESE,
    all_given,
    could_be,
    forbidden,
    framed,
    given_alone,
    given_like,
    is_word,
    looks_like,
    sounded,
    sounded_throughout,
    sounds_foreign,
    surnamed,
)
from backend.domain.reading.name_words import ENGLISH_STOP
from backend.domain.reading.page import Hit, Page

_SEGMENT = re.compile(r"[^\s,。…;;、:()/|\"<>!??~+&*=#@\n]+")


#: 话剧《雷雨》: a title (the page writes its marks as angles).
_TITLED = re.compile(r"[\u4e00-\u9fff]<$")


def find(page: Page, expecting: str | None) -> None:
    """Names standing alone: a whole segment, or the free part of one beside claimed details."""
    told = any(hit.entity == expecting and not hit.denied for hit in page.hits)
    wanted = expecting in {"name", "former_name", "spouse_name", "recipient"} and not told
    entity = {"former_name": "former_name", "spouse_name": "spouse_name"}.get(expecting or "", "name")
    role: Role = "recipient" if expecting == "recipient" else "spouse" if expecting == "spouse_name" else "subject"
    segments = [one for one in _SEGMENT.finditer(page.text) if wanted or not _TITLED.search(page.text[: one.start()])]
    rich = (
        wanted
        or len(segments) == 1
        or any(hit.entity in _COMPANIONS for hit in page.hits)
        or "姓" in page.low
        or "名字" in page.low
    )
    runs = [run for one in segments for run in _free_runs(page, *one.span())]
    found = []
    for start, end in runs:
        one = _bare_name(page, start, end, wanted)
        against = one is not None and not wanted and name_weights.spoken_against(page, *one)
        if one and not against and (rich or _explained(page, one) or _PEOPLE.search(page.low)):
            found.append((start, end, one))
    for start, end, one in _best(page, found):
        if _bare_name(page, start, end, wanted) == one:  # still: one name may be enough
            page.add(Hit(entity, page.written(*one), *one, None, role))
    left_over.find(page, segments, entity, role, wanted=wanted)
    _bare_latin(page, wanted, entity, role)
    _heading(page, segments, entity, role)


#: By so much a name amid its owner's numbers outweighs another word.
_FAR = 3.0
_Found = tuple[int, int, tuple[int, int]]


def _best(page: Page, found: list[_Found]) -> list[_Found]:
    """Without those for which far less speaks than for another (好了,松口气. ... 钮文斌,2004级本科)."""
    heading = [name_weights.weight(page, *one) for *_, one in found if placed_names.heads(page, one[1])]
    least = max(heading, default=0.0) - _FAR
    return [
        (start, end, one)
        for start, end, one in found
        if one[1] - one[0] > len("贺兰若水") or name_weights.weight(page, *one) > least
    ]


def _heading(page: Page, segments: list[re.Match[str]], entity: str, role: Role) -> None:
    """次仁曲珍,2010级本科,学号...: nobody is named yet, and what stands first among a person's numbers is the name."""
    numbers = {hit.entity for hit in page.hits} & _IDENTITY
    if not numbers or any(hit.entity in ("name", entity) for hit in page.hits):
        return
    first = next((s for s in segments if not _MANNERS.fullmatch(s.group())), None)
    first = _right_before_a_number(page, segments) or first
    if first is None or not page.free(first.start(), first.end()):
        return
    word = first.group()
    rare = given_alone(word) and not forbidden(word) and not _TALKS.search(word) and len(numbers) > 1
    if sounded_throughout(word) or rare:
        page.add(Hit(entity, page.written(*first.span()), *first.span(), None, role))


def _right_before_a_number(page: Page, segments: list[re.Match[str]]) -> re.Match[str] | None:
    """中文学位证明一份,葛根塔娜,学号...: the segment before the one that tells a number of the person's."""
    for before, segment in pairwise(segments):
        told = [hit for hit in page.hits if segment.start() <= hit.start < segment.end() and hit.entity in _IDENTITY]
        if told and page.free(before.start(), before.end()) and sounded_throughout(before.group()):
            return before
    return None


_MANNERS = re.compile(r"(?:我?同意的?|好的?|可以|嗯|行|是的?|你好|您好|老师[你您]?好?)+")
_FIELD = re.compile(
    rf"(?P<n>[{HAN}]{{2,4}}?)(?=学号|身份证|证件|电话|手机|联系|邮箱|护照|性别|男|女|专业|毕业于|想要?|要|申请|来|收$|本人|[一二两三四五六七八九]人|等人|夫[妇妻])"
)


#: 查起来得多久: the complement of a verb.
_DIRECTION = re.compile(r"[起出过上下回进]来")


#: 乌云其木格,蒙古族: who says so speaks of himself.
_PEOPLE = re.compile(
    r"(?:蒙古?|维吾尔|维|藏|哈萨克|哈|回|满|彝|壮|苗|朝鲜|傣|柯尔克孜|锡伯|土家|布依|侗|白|达斡尔|鄂温克|裕固|塔吉克)族"
)


def _full_of_details(page: Page) -> bool:
    return sum(hit.entity in _COMPANIONS for hit in page.hits) >= 3


def _explained(page: Page, found: tuple[int, int]) -> bool:
    """Whether the rest of the message spells the name out: 李雪梅,木子李."""
    others = page.low[: found[0]] + page.low[found[1] :]
    return any(char in others for char in page.low[found[0] + 1 : found[1]])


_COMPANIONS = frozenset(
    "student_id id_number phone enrollment_year graduation_year degree_level department major document_type address "
    "email passport landline".split()
)


#: With one of these beside it a bare word may be a name although it begins like an everyday one.
_PERSONAL = frozenset("student_id id_number phone enrollment_year graduation_year".split())
#: Words about the matter: an answer that holds one is not a name, whatever was asked.
_TALKS = re.compile(
    r"邮箱|邮件|邮寄|电话|手机|号码|地址|快递|顺丰|自取|电子|成绩|证明|档案|材料|学籍|学历|学位|毕业|份|寄|发[到给送]|错|不对|忘|查询|办理|"
    r"儿子|女儿|孩子|爸爸|妈妈|父亲|母亲|老公|老婆|爱人|室友|入职|背调|背景|复杂|再说|以后|"
    r"[去来]拿|[去来]取|问[下一个]|先问|顺便|顺带|接着|继续|刚才|昨天|前天|您好|你好|谢谢|确认|同意|提交|无误|核对|属实|以上|申请|人工|客服|老师|同学|需要|可以|不用|没有|什么|怎么|多少|哪|为什么|稍等|一下|算了|取消|[吗呢吧啊]$"
)


def _free_runs(page: Page, start: int, end: int) -> list[tuple[int, int]]:
    """Maximal stretches of unclaimed Han characters."""
    edges = [
        start - 1,
        *(
            p
            for p in range(start, end)
            if page.taken[p] or (not "\u3400" <= page.text[p] <= "\u9fff" and page.text[p] not in "·.")
        ),
        end,
    ]
    return [(a + 1, b) for a, b in pairwise(edges) if b - a > 2]


#: 我 支晓东 弟弟: what somebody is to another, and no name.
_KIN = re.compile(
    r"(?:我|她|他|其)?(?:的)?(?:亲|大|小|二)?(?:爸爸?|妈妈?|父亲|母亲|哥哥?|姐姐?|弟弟?|妹妹?|爷爷|奶奶|外公|外婆|儿子|女儿|丈夫|妻子|老公|老婆|爱人|媳妇|父女|母女|父子|母子|夫妻|姐弟|兄妹|姐妹|兄弟|[表堂][哥姐弟妹])"
)
#: 本科四年
_TIME = re.compile(r"[一二两三四五六七八九十几半]+个?[年月天周岁制]")
_LEAD = re.compile(
    r"(?:.{0,5}(?:毕业|就读)的|[级届年](?:毕业|入学)?的|(?:这次|这份|这单)?(?:还是|仍是|依然是)我?|的|叫|是|我是|本人|学生|校友)(?=.{2})"
)
_LEAD_OF_ANSWER = re.compile(r"(?:我叫|就是|应该是|写|我)(?=.{2})")


def _bare_name(page: Page, start: int, end: int, wanted: bool) -> tuple[int, int] | None:
    text = page.low[start:end]
    text = re.sub(r"(?:本人|吧|啊|呀|哈|嘛|的|哦|噻|呢)$", "", text)
    if (wanted and evades(text)) or _KIN.fullmatch(text) or _TIME.fullmatch(text):
        return None
    if text[:1] in "和与及同" and start and page.taken[start - 1] and not wanted:
        return None  # 评阅书和决议
    lead = _LEAD.match(text) or (_LEAD_OF_ANSWER.match(text) if wanted else None)
    start += lead.end() if lead else 0
    text = text[lead.end() :] if lead else text
    end = start + len(text)
    if looks_like(text) and given_like(text):
        return start, end  # 燕归来: its last character is no word of coming
    before_field = _FIELD.match(text)
    if before_field and looks_like(before_field.group("n")) and not _DIRECTION.match(text, before_field.end("n") - 1):
        return start, start + before_field.end("n")
    if (DOTTED.fullmatch(text) and not dotted_lead(text)) or VIETNAMESE.fullmatch(text):
        return start, end
    if looks_like(text) or sounded(text) or (_full_of_details(page) and (could_be(text) or _only_name(page, text))):
        return start, end
    if framed(text) and (wanted or any(hit.entity in _PERSONAL for hit in page.hits)):
        return start, end
    if (
        wanted
        and 2 <= len(text) <= (8 if sounds_foreign(text) else 4)
        and (surnamed(text) or all_given(text) or sounds_foreign(text))
        and not NEVER & set(text[1:])
        and not forbidden(text)
        and not _TALKS.search(text)
    ):
        limit = han_end(page, start, end, True)
        if limit:
            return start, limit
    return (start, end) if wanted and _answers(page, start, text) else None


def _only_name(page: Page, text: str) -> bool:
    """A surname and what may follow it, amid identity details in which nobody is named yet."""
    named = any(hit.entity == "name" for hit in page.hits)
    wordy = forbidden(text) and (is_word(text) or not given_like(text))
    return not named and surnamed(text) and not wordy and not _TALKS.search(text)


def _answers(page: Page, start: int, text: str) -> bool:
    """A name that begins like a word or a place (江南, 温州行, 简明轩), where a name was asked for: believed at the head
    of a message that goes on with identity details, or alone when it is no such word itself."""
    named = any(hit.entity == "name" for hit in page.hits)
    before = _AGREED.sub("", page.low[:start]).strip()
    wordy = forbidden(text) and not given_like(text)
    if (
        named
        or wordy
        or not (surnamed(text) or (given_alone(text) and all_given(text)))
        or text[-1] in "人发给说来去"
        or before
    ):
        return False
    rest = page.low[start + len(text) :].strip()
    return any(hit.entity in _IDENTITY for hit in page.hits) if rest else not is_word(text)


#: 同意。火雅楠,本科: the answer to another question stands before it.
_AGREED = re.compile(r"^\s*(?:我?同意|好的?|可以|嗯|行)[,。!.\s]+")
_IDENTITY = frozenset({"student_id", "id_number", "passport", "enrollment_year", "graduation_year"})


def _bare_latin(page: Page, wanted: bool, entity: str, role: Role) -> None:
    if wanted and not any(hit.entity == entity for hit in page.hits):
        match = re.search(
            r"(?<![A-Za-zÀ-ɏ\d])[A-Za-z][A-Za-z'\-.]++(?![À-ɏ])(?: [A-Za-z][A-Za-z'\-.]*){0,4}(?!\d)", page.text
        )
        end = _latin_words(match) if match else None
        if match and end and page.free(match.start(), end):
            page.add(Hit(entity, page.text[match.start() : end], match.start(), end, None, role))
        return
    told = "".join(";" if taken else char for char, taken in zip(page.text, page.taken, strict=True))
    for match in LATIN.finditer(told):
        end = _latin_words(match)
        words = re.findall(r"[A-Za-z'\-]+", page.text[match.start() : end]) if end else []
        before = page.text[: match.start()].rstrip(" ")
        edge = not before or before[-1] in "\n,;:。"
        whole = end is not None and (told[end : match.end()] in ("", ".") or told[match.start() : end].endswith(","))
        if end and 2 <= len(words) <= 3 and edge and whole and page.free(match.start(), end):
            name = page.text[match.start() : end].strip(" ,")
            page.add(Hit(entity, name, match.start(), match.start() + len(name), None, role))


def _latin_words(match: re.Match[str]) -> int | None:
    """Where a name given in answer ends: before the first everyday word; None when it begins with one."""
    end = match.start()
    for word in re.finditer(r"\S+", match.group()):
        everyday = word.group().lower().strip(".,") in ENGLISH_STOP
        if everyday and not (word.start() == 0 and _SURNAME_TOO.match(match.group())):
            break
        end = match.start() + word.end()
    full_stop = _FULL_STOP.search(match.group()[: end - match.start()])
    return end - len(full_stop.group()) if full_stop else end if end > match.start() else None


#: He Tingting: an everyday word that is a surname, too, before a word with a capital.
_SURNAME_TOO = re.compile(r"(?:He|She|You|An|So|Ran|Long|Sun|Can|Yet) [A-Z][a-z]+\b")
_FULL_STOP = re.compile(r"(?<=[a-z]{2})(?<!\bJr)(?<!\bSr)\.$")
