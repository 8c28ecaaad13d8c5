"""Years of entering and of leaving: 09级, 13届, 九八级, 2009年9月入学, 2009-2013, class of 2013.

级 and the verbs of entering give the year of entering, 届 and the verbs of finishing the year of graduation.
A year with neither is kept as a question (`ambiguous_year`), 八几年 as `vague_year`.
"""

from __future__ import annotations

import re
from datetime import date

from backend.domain.reading.numbers import digits, number
from backend.domain.reading.page import Hit, Page

_D = "[0-9零一二三四五六七八九]"
_YEAR = rf"(?:[两二]千(?:零{_D})?|[12二一][90零九]{_D}{{2}}|{_D}{{2}})(?!{_D}?[几多])"
_Y4 = rf"(?:[12二一][90零九]{_D}{{2}})"
_MONTH = r"(?:\s*[年.\-/、]?\s*(?:1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九])\s*(?:月份?|(?![\d月])))?(?:\s*\d{1,2}\s*[日号])?"
#: A month between a year and the verb that tells which year it is.
_THEN = r"(?:\s*(?:1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九])\s*月份?)?"
_ENTER = (
    r"(?:入学|入校|入的学|进校|进的学校|进来|进学校|进的校|进大学|考进|考上|考入|考来|考取|考到|考的大学|录取(?!名|花|简|审|表|底|登|材料|证明|档案|通知|存|册)|入读|上的大学|上的学|上大学|上学|上的本科|上的研|上的硕士|上的博士|"
    r"读大一|就读|开始读|开始上|报到|到校|进的(?!厂|工厂|单位|公司|部队|矿|社|医院)|入的(?!党|团|伍|职)|读书|(?<!出)来(?:的|校|学校|读)|进入|开学|招生|读的|念的|上的|升学|读本科|读研|读硕士|读博)"
)
_LEAVE = r"(?:毕业|毕的业|毕地业|毕得业|毕页|必业|离校|出校|拿的?到?毕业证|拿的?到?学位|拿证|拿的证|答辩|结业|肄业|毕了业|读完|念完|学完|出学校)"
_SPAN = re.compile(
    rf"(?<![\d.\-])(?<!\d/)(?P<a>{_YEAR})\s*(?:年|级)?(?:\s*[.\-/年]?\s*(?:0?[1-9]|1[0-2])\s*月?份?)?(?:\d{{1,2}}[日号])?\s*(?:入学)?\s*(?:-+|~+|到|至|—+|读到|一直到|to)\s*"
    rf"(?P<b>{_YEAR})(?![\d])\s*(?P<mark>年|届|级)?(?:\s*[.\-/年]?\s*(?:0?[1-9]|1[0-2])\s*月份?)?"
)
_GRADE = re.compile(
    rf"(?<![\d第])(?!四六级)(?P<y>{_YEAR})\s*年?\s*"
    r"(?:级|[纪及极集节即](?=的|[本研硕博专]|[\u4e00-\u9fff]{0,8}(?:专业|学院|系|班)|[,,。\s]|$))(?!别)"
)
_CLASS = re.compile(rf"(?<![\d第])(?!四六级)(?P<y>{_YEAR})\s*年?\s*(?:届|界(?=的|[本研硕博专毕]|[,,。\s]|$)|屆)")
#: 2006077415|06级: told right behind a number.
_RUN_ON = re.compile(r"(?<=\d)(?P<y>(?:19|20)?\d{2})级")
_ENTERED = re.compile(
    rf"(?<![\d])(?P<y>{_YEAR})(?!\s*年代)\s*(?:年|级)?{_MONTH}(?:(?!毕业|入学|{_D}{{2}}[年级届])[^,,。;;\n\d]){{0,6}}?{_ENTER}"
)
_ENTERED_IN_ENGLISH = re.compile(r"(?<!\d)(?P<y>(?:19|20)\d{2})\s+(?:enrol{1,2}ment|intake|entry|entrant)s?\b")
_ENTERED_REV = re.compile(
    rf"(?:入学(?:年份?|时间|日期)?|入校(?:时间|年份)?|进校(?:时间)?|entered|entering|enrolled|enrol{{1,2}}ment year|enrol{{1,2}}ment|started|admitted|matriculated|入学日期)\s*(?:[:=是为在于与予 ]|就?到了|应为|is|was|should be|in|in year|(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*)*\s*(?:是|大概|好像|应该)?\s*(?P<y>{_YEAR})(?!{_D})(?!年?{_THEN}(?:毕业|毕的业|入学|离校|出校|离开|读完|拿|取得|获得|答辩|进校|届|级))(?:\s*年)?{_MONTH}"
)
_LEFT = re.compile(
    rf"(?<![\d])(?P<y>{_YEAR})(?!\s*年代)\s*年?{_MONTH}(?:[从在](?:你们|贵|咱们?)(?:学校|大学|校|这里|这儿|那里|那儿)?)?"
    rf"(?:(?!入学|进校|考上|{_D}{{2}}[年级届])[^,,。;;\n\d]){{0,6}}?{_LEAVE}"
)
_LEFT_REV = re.compile(
    rf"(?:毕业(?:年份?|时间|日期|于)?|离校(?:时间)?|graduated(?: with [a-z' ]{{3,30}}?(?= in))?|graduation year|graduation|class of|graduating|graduate(?=,? (?:in |year )?(?:19|20)\d\d\b))\s*(?:[:=是为在于与予 ]|就到|就?(?:都|已经)?到了|(?:就|已经?)是|拖到了?|应为|is|was|should be|in|in year|(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*)*\s*(?:是|大概|好像|应该)?\s*(?P<y>{_YEAR})(?!{_D})(?!年?{_THEN}(?:毕业|毕的业|入学|离校|出校|离开|读完|拿|取得|获得|答辩|进校|届|级))(?:\s*年)?{_MONTH}"
)
#: 入学那会儿是2009年, 毕业好像是2013年: words between what it was and when.
_SPOKEN = r"(?:我?记得|是|大概|大约|差不多|约|好像|应该|可能|估计|就|都?在|那会儿?|那年|那一?年|的?时候|时|当时|当年|嘛|呢|的话|吧|\s)+"
_SPOKEN_YEAR = rf"(?P<y>{_Y4}|{_D}{{2}}(?=年))(?!{_D})(?!年?{_THEN}(?:毕业|毕的业|入学|离校|出校|离开|读完|拿|取得|获得|答辩|进校|进的|入的|届|级|[下插结离领招参工当退]))"
_ENTERED_SPOKEN = re.compile(rf"(?:入学|入校|进校|进大学|上大学|报到)(?:年份?|时间|日期)?{_SPOKEN}{_SPOKEN_YEAR}")
_LEFT_SPOKEN = re.compile(rf"(?:毕业|离校)(?:年份?|时间|日期)?{_SPOKEN}{_SPOKEN_YEAR}")
#: 招工年份:1979年, 1998年结的婚: a year of one's life, and none of one's study.
_LIFE = r"(?:招工|进厂|参加工作|工作|调动|调入|下乡|插队|落户|返城|回城|当兵|参军|入伍|退伍|转业|退休|工龄|[结离再复]婚|领证|登记|办证|发证|生育|生孩子|生[娃小]|领养|独生子女证?)"
_OF_LIFE_BEFORE = re.compile(
    rf"{_LIFE}(?:的|证)?(?:年份?|时间|日期|年度|年限|起止)?\s*(?:[:=是为在于 ,]|大概|大约|好像|应该|就|从)*(?:{_Y4}年?\s*(?:到|至|-|~)+\s*)?$"
)
_OF_LIFE_AFTER = re.compile(
    rf"(?:\s*\d{{1,2}}\s*月)?[^,,。;\n\d学毕校]{{0,8}}?(?:{_LIFE}|那(?:年|会儿?|时候?)?是?(?:我)?(?:转专业|转系|休学|复读|留级|降级|实习|交换|重修)|[结离]的婚|领的证|办的证|批的(?!文)|批下来|享受|吃的?低保|办的低保|参加的?工作|进的厂|当的兵|下的乡|招的工|退的休|招[进到入]|分配?[到进])"
)
_BIRTH_BEFORE = re.compile(r"(?:出生|生日|出生年月)(?:年份?|日期|时间|年月)?\s*[:=是为在于 ]*$")
_LIVING = re.compile(r"低保|知青|下乡|插队|结婚|离婚|当兵|招工|兵团|服役")
_GRADUATED = re.compile(rf"(?P<y>{_Y4}) (?:graduated|graduate\b)")
_VERBS_IN_ENGLISH = {
    "enrollment_year": (
        r"(?:started|began|enrolled|entered|admitted|joined|matriculated|(?:(?<=\bi )|(?<=\band ))(?:enter|enroll?|start|begin|join))"
    ),
    "graduation_year": (
        r"(?:graduated|finished|completed|left|(?:(?<=\bi )|(?<=\band )|(?<=\bwill ))(?:graduate|finish|complete|leave)|(?:got|earned|received|obtained|awarded)"
        r"(?=[^.;!?\d]{0,30}(?:degree|bachelor|master|ph\.?d|doctor)))"
    ),
}
_ANY_VERB = "|".join(_VERBS_IN_ENGLISH.values())
#: "graduated from your university in 2015": some words between the verb and its year.
_IN_ENGLISH = {
    entity: re.compile(
        rf"\b{verb}\b(?:(?!\b(?:{_ANY_VERB})\b)[^.;!?\d\u4e00-\u9fff]){{1,50}}?\b(?:in|of|since)\s(?:[a-z]{{3,9}}\s)?(?P<y>(?:19|20)\d{{2}})\b"
    )
    for entity, verb in _VERBS_IN_ENGLISH.items()
}
_SET_RIGHT = re.compile(
    rf"(?P<k>入学|入校|进校|毕业|离校)(?:的)?(?:年份?|时间)[^。;\n]{{0,16}}?(?:应该是|应为|其实是|改成|改为|(?<!不)是)\s*(?P<y>{_Y4})(?!\d)|"
    rf"{_YEAR}年?(?P<k2>入学|入校|进校|毕业|离校)的?,?(?:请|要|得)?(?:写错了?,?)?(?:改成|改为|更正为|应为|应该是|其实是|换成)\s*(?P<y2>{_Y4}|{_D}{{2}}(?=年))(?!\d)"
)
_NOT_BUT = re.compile(
    rf"(?P<k>入学|入校|进校|毕业|离校)(?:的)?(?:年份?|时间)?不是在?{_YEAR}年?[,\s]*(?:而)?是\s*(?P<y>{_YEAR})(?!\d)年?"
)
#: 不是09年上的学,是08年; 入学写成08了,是09年: the year that is right is of the kind of the one that was wrong.
_ANOTHER = rf",?\s*(?:而|应该|应当|其实|实际上?|我|哦|\s)*(?:是|为)?\s*(?P<y>{_YEAR})(?:年(?!\s*(?:{_ENTER}|{_LEAVE}))|(?=[,。;!\s]|$|的|[才哈啊吧呀哦]))"
_INSTEAD = (
    re.compile(
        rf"(?<!是)不是(?:在|说)?{_YEAR}年?{_MONTH}(?:(?P<in>级|{_ENTER})|(?P<out>届|{_LEAVE}))(?:的|学|校|业|了)*[,\s]+{_ANOTHER.removeprefix(',?')}"
    ),
    re.compile(
        rf"(?:(?P<in>入学|入校|进校|上学)|(?P<out>毕业|离校))(?:的)?(?:年份?|时间|那年)?(?:我|被|给)*(?:写|填|打|说|记|输|搞|弄)(?:错)?成了?{_YEAR}年?(?:的|了)*{_ANOTHER}"
    ),
)
_VAGUE = re.compile(r"(?<!\d)(?:[19二一]{2})?[五六七八九零5-90]几年(?:代)?|[五六七八九][十零]年代")
#: 八十年代的校园老照片: not when somebody studied.
_OF_THINGS = re.compile(
    r"的?[\u4e00-\u9fff]{0,4}(?:照片|校报|校刊|报纸|书信|手稿|课本|教材|校徽|奖状|日记|同学录|纪念|杂志|资料|实物|底片)"
)
_PLAIN = re.compile(
    rf"(?<![\d\-./])(?P<y>{_Y4}|{_D}{{2}})\s*年(?![\d]|级|届|前|后|生|出生|了|多|内|以|左右的|来|代|\s*\d{{1,2}}\s*月)"
)
_BARE = re.compile(
    rf"^\s*(?:应该|好像|大概|可能)?(?:是)?\s*(?P<y>{_YEAR})\s*(?:级|届|年?{_MONTH})?\s*(?:年|的|吧|左右|嘛|噻|啊|呀)?\s*[。.]?\s*$"
)
_LEVEL_NEAR = re.compile(r"本科|专科|大专|硕士|博士|研究生")


def full_year(text: str, today: date) -> int | None:
    """A year of two or four figures: up to next year of this century, else of the last one."""
    if "千" in text:
        return number(text)
    figures = digits(text)
    if figures is None:
        return None
    if len(figures) == 2:
        value = int(figures)
        value += 2000 if value <= (today.year + 1) % 100 else 1900
    else:
        value = int(figures)
    return value if 1900 <= value <= today.year + 8 else None


def find(page: Page, today: date, expecting: str | None) -> None:
    """Add the years of a page."""
    for pattern, entity in (
        (_GRADE, "enrollment_year"),
        (_CLASS, "graduation_year"),
        (_LEFT_REV, "graduation_year"),
        (_GRADUATED, "graduation_year"),
        (_ENTERED_REV, "enrollment_year"),
        (_ENTERED_IN_ENGLISH, "enrollment_year"),
        (_LEFT, "graduation_year"),
        (_ENTERED, "enrollment_year"),
        (_LEFT_SPOKEN, "graduation_year"),
        (_ENTERED_SPOKEN, "enrollment_year"),
        *((pattern, entity) for entity, pattern in _IN_ENGLISH.items()),
    ):
        for match in pattern.finditer(page.low):
            _keep(page, match, entity, today)
    _behind_numbers(page, today)
    for match in _NOT_BUT.finditer(page.low):
        left = match.group("k") in ("毕业", "离校")
        _keep(page, match, "graduation_year" if left else "enrollment_year", today)
    for match in _SET_RIGHT.finditer(page.low):
        left = (match.group("k") or match.group("k2")) in ("毕业", "离校")
        _keep(page, match, "graduation_year" if left else "enrollment_year", today, "y" if match.group("y") else "y2")
    for pattern in _INSTEAD:
        for match in pattern.finditer(page.low):
            _keep(page, match, "graduation_year" if match.group("out") else "enrollment_year", today)
    if expecting in {"enrollment_year", "graduation_year"}:
        bare = _BARE.match(page.low)
        if bare is not None:
            _keep(page, bare, expecting, today)
    for match in page.free_matches(_VAGUE):
        if _OF_THINGS.match(page.low, match.end()):
            continue
        page.add(
            Hit("enrollment_year", page.written(match.start(), match.end()), match.start(), match.end(), "vague_year")
        )
    _plain(page, today)


def _behind_numbers(page: Page, today: date) -> None:
    """Add the year said in one breath behind a number that is understood already."""
    for match in _RUN_ON.finditer(page.low):
        if page.taken[match.start() - 1]:
            _keep(page, match, "enrollment_year", today)


def find_spans(page: Page, today: date) -> None:
    """Add 2009到2013年: the years of entering and of leaving in one breath."""
    for match in page.free_matches(_SPAN):
        first, last = full_year(match.group("a"), today), full_year(match.group("b"), today)
        if first is None or last is None or not 1 <= last - first <= 9:
            continue
        if _LIVING.search(page.low):
            continue
        both_two = len(match.group("a")) == 2 and len(match.group("b")) == 2
        if both_two and not (match.group("mark") or "年" in match.group() or "级" in match.group()):
            continue
        page.add(Hit("enrollment_year", first, match.start("a"), match.end("a")))
        page.add(Hit("graduation_year", last, match.start("b"), match.end("b")))
        page.claim(match.start(), match.end())


def _keep(page: Page, match: re.Match[str], entity: str, today: date, group: str = "y") -> None:
    value = full_year(match.group(group), today)
    if value is None or not page.free(*match.span(group)):
        return
    went_along = _WENT_ALONG.search(page.low[: match.start(group)]) is not None
    page.add(Hit(entity, value, *match.span(group), denied=went_along))


#: 我是2020级,休学后跟着21级毕业的: with whom somebody went on.
_WENT_ALONG = re.compile(r"(?:跟着|随着|跟班到|插班到|插到|编进|编到|并到|转到|降到|留级到)(?:下一?届的?|了)?$")


#: 2000年学校表彰三好学生的文件: when the paper was made, not when somebody studied.
_OF_A_PAPER = re.compile(r"年?(?:学校|校里|表彰|评|获|颁|发文|印发|下发)")


def _plain(page: Page, today: date) -> None:
    """A year without a word that tells which one it is."""
    for match in page.free_matches(_PLAIN):
        value = full_year(match.group("y"), today)
        before = page.low[max(0, match.start() - 20) : match.start()]
        if value is None or _OF_A_PAPER.match(page.low, match.end()) or _BIRTH_BEFORE.search(before):
            continue
        lived = _OF_LIFE_BEFORE.search(before) or _OF_LIFE_AFTER.match(page.low, match.end())
        problem = "year_of_life" if lived else "ambiguous_year"
        page.add(Hit("enrollment_year", value, match.start(), match.end(), problem), claim=False)
