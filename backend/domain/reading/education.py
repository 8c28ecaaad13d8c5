"""Degree levels, departments and majors."""

from __future__ import annotations

import re
from functools import cache

from backend.domain.reading import lexicon, lone_majors
from backend.domain.reading.elsewhere import read_elsewhere
from backend.domain.reading.page import Hit, Page

#: Ways of study outside the regular course win over the level beside them (函授本科 is adult).
_MODES = (
    ("adult", r"成人(?:高等)?教育|成教|函授(?:站)?|夜大学?|成人高考(?=毕业|读|考上|的)|成考|电大|继续教育|继教|业余(?:本科|专科|大专)|成人(?:本科|专科|大专)|adult education|correspondence"),
    ("self_study", r"自考|自学考试|高等教育自学|self[- ]study|self[- ]taught"),
    ("network", r"网络教育|网教|远程教育|网络学院|网络(?:本科|专科|大专)|远程(?:本科|专科)|distance (?:learning|education)|online degree"),
)  # fmt: skip
_LEVELS = (
    ("doctor", r"硕博连读|本硕博连读|直博生?|博士研究生|[搏薄]士|博士生?(?!后)|读博(?!用)|ph\.?\s?d\.?|doctora(?:te|l)|doctor's|doctor(?= degree| program)"),
    ("bachelor", r"专升本|专接本|专插本|专本连读|二学位|第二学位|双学士|本科生?|学士|大本|本料|本课|本颗|undergraduate|undergrad|bachelor(?:'?s)?(?: degree)?|b\.?sc\.?\b|b\.a\.?|\bb(?:\.\s?| )eng\.?\b|\bbeng(?= (?:degree|in|program)\b)"),
    ("master", r"硕士研究生|硕士生?|硕是(?=的|,|$|研)|硕仕|专硕(?!士)|学硕(?!士)|在职硕士|同等学力|\be?mba\b|\bmpa(?:cc)?\b|工硕|master(?:'?s)?(?: degree)?|m\.?sc\.?\b|\bm(?:\.\s?| )eng\.?\b|\bmeng(?= (?:degree|in|program)\b)|m\.a\.?\b|postgraduate master"),
    ("associate", r"大专生?|大砖|砖科|专科生?|高职(?!称|务|位|工)|高专|三年制专科|associate(?:'?s)?(?: degree)?|junior college"),
)  # fmt: skip
_MODE = re.compile("|".join(f"(?P<{name}>{body})" for name, body in _MODES))
_LEVEL = re.compile("|".join(f"(?P<{name}>{body})" for name, body in _LEVELS))
_ATTACHED = re.compile(r"^\s*(?:的|读的|学历|教育)?\s*(?:本科生?|专科生?|大专|专升本|本科段|专科段|硕士|学历)")
_AMBIGUOUS = re.compile(
    r"(?:在职)?研究生(?!院|处|登记|成绩|学院|招生|部|证|教育|管理|课)|研究所生|graduate student|读研(?:时|的时候|期间|那)|研究生学历"
)
_BOTH = re.compile(r"本硕(?!博)连?读?|本硕博(?!连读)|硕博(?!连读)")
_BOTH_LEVELS = {
    "本硕博": ("bachelor", "master", "doctor"),
    "本硕": ("bachelor", "master"),
    "硕博": ("master", "doctor"),
}
#: 博士公寓2栋, 博士达眼镜有限公司: a level in the name of a place or a firm is nobody's.
_IN_A_NAME = re.compile(
    r"(?:后?公寓|楼(?!上|下)|路|街|巷|苑|园(?!林)|小区|社区|大厦|广场|花园|山庄|新村|宿舍|学生?宿舍|驿站|书店|路口)"
    r"|[^,。;:!?\s\d的了我你他她要在就去毕是读]{0,8}?(?:有限|责任|股份)(?:责任)?公司"
)
_PURPOSE_AFTER = re.compile(r"^(?:用|需要|报名|申请|考试|入学|招生|复试|推免)")
_PURPOSE_BEFORE = re.compile(
    r"(?:考|申请|申|要读|想读|去读|准备读|报考|报|保|读个|攻读|apply for an?|applying for an?|applying to)\s?(?:了|国外的?|美国的?|英国的?|国外)?$"
)

_SUFFIX = r"(?:学院|学部|系(?!统|列|数|指|学院|学部)|书院|研究所|研究院|研究中心|医学中心|校区)"
_DEPARTMENT = re.compile(rf"(?P<n>[\u4e00-\u9fff]{{1,12}}?{_SUFFIX})")
_HEAD = re.compile(
    r"^.*(?:我是|是在|就读于|毕业于|在|是|于|的|读|我|念|原来|当时|那时候|以前|叫|属于|来自|归|记成|说成|写成|填成|当成|去|到|从|们|和|及|跟|年|级|届|院系|专业|部门|系别|学校|贵校|母校|你校|本校|大学|本科|专科|硕士|博士|毕业生|学生|研究生|老|单位|时候|学号)(?=[\u4e00-\u9fff]{2,})"
)
_NOT_DEPARTMENT = frozenset(
    "本人系 司系 我司系 人系 联系 关系 学院 院系 有关系 唔系 们系 找学院 问学院 没关系 体系 哪个系 什么系 哪个学院 什么学院 一系 直系 本系 该系 同系 我们系 我们学院 贵院 同一个系 一个系 一个学院 同一个学院 同系 同院 你们学院 研究生院系 请联系 怎么联系 教育体系 请问学院 "
    "那个学院 二级学院 各学院 各系 我系 我院 这个系 那个系 原学院 原系 我学院 科学院 医院系 母系 父系 旁系 老学院 新校区 老校区 校区 本校区 哪个校区 南校区 北校区 东校区 西校区 主校区".split()
)
_ENGLISH_DEPARTMENT = re.compile(
    r"(?:department|school|college|faculty|institute) of (?:[a-z]+(?: (?:and|&) [a-z]+)?)(?: (?:engineering|science|sciences|technology|studies|literature|medicine|administration|management|chemistry|physics|law|arts|languages))*"
)
_ENGLISH_MAJOR = re.compile(
    r"(?:major(?:ed|ing)?(?: was| is| in|:)*|degree in|bachelor'?s? (?:degree )?in|master'?s? (?:degree )?in|phd in|b\.?sc\.? in)\s+(?P<n>[a-z]+(?: (?:and|&) [a-z]+)?(?: (?:engineering|science|sciences|technology|studies|literature|administration|management|chemistry|physics|economics|mathematics|relations|medicine|language|law|arts|trade|linguistics|philosophy|history|education|teaching|engineering))*)|(?<![a-z])(?P<b>computer science|software engineering|civil engineering|mechanical engineering|electrical engineering|chemical engineering|clinical medicine|physics|chemistry|mathematics|economics|accounting|finance|international trade|english literature|biology|architecture|journalism|business administration|electronic engineering|environmental engineering|materials science)(?= (?:major|department)|,|$|\.)"
    r"|(?<=, )(?P<c>[a-z]+ (?:and [a-z]+ )?(?:engineering|medicine|sciences?|studies|literature|education|management|technology))(?=[,.;]|$)"
)
#: 需要华西临床医学院的成绩单: what is wanted of it stands before its name.
_WISH = re.compile(
    r"(?:需要|想要|要|申请|查询|查|调取|调|开具|开(?!放|发)|办理|办(?!公)|打印|复印|补办|补|给我|一下|一份|个)+(?=[\u4e00-\u9fff]{2,})"
)
_ODD = re.compile(r"让|翻|找|箱|要|证明|查|员工|学历|什么|不|没|的|了|我|你|他|请|哪|这|那个|开|办|寄")
_MAJOR_CUE = re.compile(
    r"(?:(?:专业|major|学科)\s*(?:名称)?\s*(?:[:=]|是|为|叫|读的是|学的是|in)|(?:学的是?|读的是?|念的是?|修的是?|主修)\s*)\s*\"?(?P<n>(?:(?!专业|学科|主修)[\u4e00-\u9fff]){2,14})"
)
_MAJOR_SUFFIX = re.compile(
    r"(?P<n>(?!哎|唉|嗯|哦|啊|呃|诶)[\u4e00-\u9fff]{2,16}?)专业(?!课|过|证|更|名|什么|不|吗|是|叫|教|性|证明|证书|的成绩|排名)"
)
_AND_MORE = re.compile(r"(?:及其?|与|和)[\u4e00-\u9fff]{2,6}(?=$|[,;。\s]|专业)")
_NOT_MAJOR = re.compile(
    r"^(?:什么|哪个|哪|这个|那个|这|那|我|你|他|转|换|跨|各|本|非|同|多|双|第二|辅修|不同|原|所学|其他|全|专|一个|改|别的|具体|几个|某|相关|两个|该)?$"
)


@cache
def _majors() -> re.Pattern[str]:
    names = sorted(lexicon.words("majors"), key=len, reverse=True)
    return re.compile("|".join(map(re.escape, names)))


def find_levels(page: Page, expecting: str | None) -> None:
    """Add the degree levels; 研究生 alone is kept as a question."""
    claimed = bytes(page.taken)
    for match in page.free_matches(_BOTH):
        for level in _BOTH_LEVELS.get(match.group().removesuffix("连读").removesuffix("读"), ()):
            page.add(Hit("degree_level", level, match.start(), match.end()))
    for match in page.free_matches(_MODE):
        end = match.end()
        rest = _ATTACHED.match(page.low[end : end + 8])
        end += rest.end() if rest else 0
        if rest is not None or not _is_place(page, match):
            page.add(Hit("degree_level", str(match.lastgroup), match.start(), end))
    for match in page.free_matches(_LEVEL):
        if not _wished(page, match.start(), match.end()) and not _IN_A_NAME.match(page.low, match.end()):
            others = {str(other.lastgroup) for other in _LEVEL.finditer(page.low)} - {match.lastgroup}
            elsewhere = read_elsewhere(page.low, *match.span(), beside=bool(others))
            page.add(Hit("degree_level", str(match.lastgroup), match.start(), match.end(), denied=elsewhere))
    for match in page.free_matches(_AMBIGUOUS):
        if not _wished(page, match.start(), match.end()) and not _IN_A_NAME.match(page.low, match.end()):
            page.add(Hit("degree_level", "研究生", match.start(), match.end(), "ambiguous_level"))
    for match in page.free_matches(_SHORT_BY_YEAR):
        level = match.group("l") or match.group("k")
        page.add(Hit("degree_level", _SHORT_LEVEL[level], *match.span("l" if match.group("l") else "k")))
    if expecting == "degree_level":
        _expected_level(page)
    page.taken[:] = claimed


def claim_levels(page: Page) -> None:
    """Claim the levels found, once papers are known (本科成绩单 is a paper's name with a level in it)."""
    for hit in page.hits:
        if hit.entity == "degree_level" and hit.problem is None and page.low[hit.end : hit.end + 2] != "学院":
            page.claim(hit.start, hit.end)


_SHORT_LEVEL = {"本": "bachelor", "硕": "master", "博": "doctor", "专": "associate", "函": "adult", "doctor": "doctor"}


#: 隋远航 09级 本: one character for the level, alone beside the year.
_SHORT_BY_YEAR = re.compile(
    r"(?<=[级届])[ ,、/|]{0,2}(?P<l>[本硕博专函])(?=$|[ ,。;、/|\n])|(?:^|(?<=[ ,;、/|\n]))(?P<k>[本硕博专函])[ ,、/|]{0,2}(?=(?:19|20)?\d{2}[级届])"
)


def _expected_level(page: Page) -> None:
    text = re.sub(r"[ 。.,的吧]", "", page.low)
    if text in _SHORT_LEVEL and page.hits == []:
        page.add(Hit("degree_level", _SHORT_LEVEL[text], 0, len(page.low)))


def _is_place(page: Page, match: re.Match[str]) -> bool:
    college = page.low[match.end() : match.end() + 2] == "学院" and match.group() != "网络学院"
    years = any(hit.entity in ("enrollment_year", "graduation_year") for hit in page.hits)
    return college and not years and "专业" not in page.low


def _wished(page: Page, start: int, end: int) -> bool:
    """A level somebody wants to study for is a purpose, not the level of the record."""
    before, after = page.low[max(0, start - 6) : start], page.low[end : end + 3]
    return (bool(_PURPOSE_BEFORE.search(before)) and not after.startswith(("的成绩", "时", "毕业", "期间"))) or bool(
        _PURPOSE_AFTER.match(after)
    )


def find_schools(page: Page, expecting: str | None) -> None:
    """Add departments and majors."""
    _departments(page)
    for match in page.free_matches(_ENGLISH_DEPARTMENT):
        page.add(Hit("department", page.written(*match.span()), *match.span()))
    for match in _ENGLISH_MAJOR.finditer(page.low):
        group = str(match.lastgroup)
        if page.free(*match.span(group)) and match.group(group) not in ("the", "my", "a", "your", "at", "in"):
            page.add(Hit("major", page.written(*match.span(group)), *match.span(group)))
    for match in _MAJOR_SUFFIX.finditer(page.low):
        _major(page, match.start("n"), match.end("n"), claim_to=match.end())
    for match in page.free_matches(_majors()):
        after = page.low[match.end() : match.end() + 2]
        if not re.match(r"[系院]|学院|部|局|处|行业|协会|师|老师|成绩|水平|四级|六级|证书", after) and _major_context(
            page, match
        ):
            more = _AND_MORE.match(page.low, match.end())
            end = more.end() if more and page.free(match.end(), more.end()) else match.end()
            page.add(Hit("major", page.low[match.start() : end], match.start(), end))
    for match in _MAJOR_CUE.finditer(page.low):
        _cued_major(page, match)
    _majors_of_departments(page)
    lone_majors.find(page)


#: 水利水电学院的水文学: what is studied there.
_TAUGHT_THERE = re.compile(
    r"的?(?P<n>[\u4e00-\u9fff]{1,6}(?:学(?!院|系|习|生|位|历|籍|校)|工程|技术|管理))(?=$|[,。;!\s]|专业|本科|硕士|博士)"
)


def _majors_of_departments(page: Page) -> None:
    for hit in [hit for hit in page.hits if hit.entity == "department"]:
        taught = _TAUGHT_THERE.match(page.low, hit.end)
        if taught and page.free(*taught.span("n")):
            page.add(Hit("major", taught.group("n"), *taught.span("n")))


def _departments(page: Page) -> None:
    for match in _DEPARTMENT.finditer(page.low):
        start, end = match.span("n")
        start = _trim(page, start, end)
        wish = _WISH.match(page.low, start, end)
        start = wish.end() if wish else start
        word = page.low[start:end]
        if len(word) < 2 or word in _NOT_DEPARTMENT or _ODD.search(word) or not page.free(start, end):
            continue
        if word.endswith("系") and (
            word.endswith(
                ("联系", "关系", "体系", "派系", "地址系", "电话系", "姓名系", "称系", "均系", "都系", "皆系", "确系")
            )
            or len(word) > 9
        ):
            continue
        if word.endswith("校区"):
            continue
        page.add(Hit("department", word, start, end))


def _trim(page: Page, start: int, end: int) -> int:
    """Cut verbs and pronouns from the front of a department's name."""
    while start < end and page.taken[start]:
        start += 1
    for place in range(end - 1, start - 1, -1):
        if page.taken[place]:
            start = place + 1
            break
    suffix = re.search(rf"{_SUFFIX}$", page.low[start:end])
    stem = end - len(suffix.group()) if suffix else end
    known = next((m for m in _majors().finditer(page.low, start, stem) if m.end() == stem), None)
    if known and known.start() >= start:
        lead = re.search(r"(?:与|和|及其?)$", page.low[start : known.start()])
        if not lead:
            return known.start()
        head = _HEAD.match(page.low[start : start + lead.start()])
        return start + head.end() if head else start
    head = _HEAD.match(page.low[start:end])
    return start + head.end() if head else start


def _major(page: Page, start: int, end: int, claim_to: int) -> None:
    start = _trim(page, start, end)
    known = next((m for m in _majors().finditer(page.low, start, end) if m.end() == end), None)
    if known and re.search(r"(?:及其|与|和|及)$", page.low[start : known.start()]):
        known = None  # 电力系统及其自动化
    start = known.start() if known else start
    word = page.low[start:end]
    odd = not known and bool(
        re.search(r"[的了过得转换把将是不没有我你他这那哪啥叫吗]|什么|老师|学校|学信网|[网上证]$", word)
    )
    odd = odd or (not known and page.low[claim_to : claim_to + 1] == "硕")
    if len(word) < 2 or odd or _NOT_MAJOR.match(word) or not page.free(start, end):
        return
    page.add(Hit("major", word, start, end))
    page.claim(end, claim_to)


def _cued_major(page: Page, match: re.Match[str]) -> None:
    start, end = match.span("n")
    end = next((place for place in range(start, end) if page.taken[place]), end)
    known = _majors().match(page.low, start, end)
    told = _TOLD_MAJOR.match(page.low, start, end)
    if known and page.free(*known.span()) and not (told and told.end() > known.end()):
        page.add(Hit("major", known.group(), *known.span()))
    elif told and page.free(*told.span()):
        page.add(Hit("major", told.group(), *told.span()))


#: 学的财务会计, of which the list knows 会计 alone: what ends as a course of study does.
_TOLD_MAJOR = re.compile(
    r"[\u4e00-\u9fff]{2,6}?(?:会计|管理|工程|技术|科学|教育|经济|设计|语言|文学|护理|医学|贸易|营销|机械|电子|建筑|化工|制造|控制|通信|金融|财务|审计|统计|英语)(?=[,。;;\s]|$)"
)


def _studying(page: Page, match: re.Match[str], before: str) -> bool:
    """Whether the message speaks of somebody's studies, or this is all it says first."""
    if (
        "专业" in page.low
        or any(hit.entity in _STUDY for hit in page.hits)
        or re.search(r"(?:[学读念修]的?是?|专业(?:是|为|:|叫)?|主修)$", before)
    ):
        return True
    return page.low[: match.start()].strip() == "" and bool(
        re.match(r"\s*(?:$|[,,。;;\s(]|的(?:$|[,。]))", page.low[match.end() :])
    )


_STUDY = frozenset({"enrollment_year", "graduation_year", "degree_level", "department", "student_id", "name"})


def _major_context(page: Page, match: re.Match[str]) -> bool:
    """A major's bare name counts beside other study details, not inside running talk."""
    before = page.low[max(0, match.start() - 5) : match.start()]
    after = page.low[match.end() : match.end() + 3]
    if not _studying(page, match, before):
        return False
    if len(match.group()) >= 4:
        return not re.match(r"公司|有限|局|厂|集团|中心|医院|银行|大学|院|行业|协会|部|处|科(?!学)|师|机构|所", after)
    edge = before == "" or re.search(r"[\s,,、。;;:的读学念级届系院是业]$|(?:本科|专科|大专|硕士|博士|研究生)$", before)
    tail = after == "" or re.match(
        r"[\s,、。;()的]|本科|专科|硕士|博士|班|毕业|\d|方向|[印写打填弄搞登录输记]成|才[是对]", after
    )
    return bool(edge and tail)
