"""Papers whose name alone does not tell: 毕业证 (a copy, or the lost original?) and plain 档案."""

from __future__ import annotations

import re

from backend.domain.reading import short_names
from backend.domain.reading.documents import Named
from backend.domain.reading.page import Page

_CERTIFICATE = re.compile(
    r"(?P<d>学位(?:证书?|[正症征](?!在|式|确|明|求)))|(?P<g>(?:毕业|学历|毕页|必业)(?:证书?|[正症征](?!在|式|确|明|求))|diploma)|(?P<c>(?:双证|两证)(?:明(?!书))?|毕业证学位证)"
)
_COPY = re.compile(
    r"^(?:的|原件|书|和学位证书?|、学位证书?|及学位证书?)*\s*(?:复印件?|副本|存根|底档|底根|复制件|影印件|盖章件|扫描件|电子版|电子件|存档|备案|档案|copy)"
)
_LOST = re.compile(
    r"lost|reissue|replace|丢|掉了|遗失|不见|找不到|弄没|烧了|补办|补发|补一|重新?发|重办|挂失|损坏|破损|撕|被偷|毁|泡水|水泡|泡了|烧|换本|换新|换一本|补领|能补|补(?:个|证|毕|学|吗|不)|原件|没了|搞丢|没领|领(?:取)?(?:毕|学)?|没有拿|没拿|换发|发(?:了)?没"
)
_SUPPLIED = re.compile(
    r"(?:带|提供|上传|交|拍|附|传|凭|出示|翻出来?|找出来?|找到|对照|照着|核对了?|看了?看?|拿着?|验|有|没有|身份证|份证[和、及]|要不要|需不需要|是否需要)(?:了|上|着|我的|本人的?|原来的|张|照片|看)*$"
)
_ASKED = re.compile(
    r"(?:开|打印?|打|复印|复制|调取|调|申请|出|查(?:一下|询|阅|下)?|要|来|补开|办|寄|弄|翻译|给我|需要|想要|份|张|加)(?:个|一?份|一?张|一下|两份|我的|本人的|我|的|[\d一二两三四五六七八九十]+份|中文|英文|中英文|版)*$"
)
_COUNTED = re.compile(
    r"^(?:书|的|呢|嘛|就|只?要|密封)*\s*(?:(?:中文|英文|中英文?|双语)(?:版|的|件)?\s*(?:各|都|也|来|要|x|\*|:)*\s*(?:\d{1,2}(?!\d)|[一二两三四五六]份))"
    r"|^(?:书|的)?\s*(?:(?:各|也|都|一式|要|来|x|\*)?\s*(?:\d{1,2}|[一二两三四五六七八九十])\s*(?:份|张)|各)"
)
_IN_VERSION = re.compile(r"(?:的|都|各|要|,)*(?:中|英)文|各|都要")
_ABOUT = re.compile(r"^(?:书)?(?:上|号|编号|号码|里|照片|的(?:编号|名字|信息|日期|照片)|照|查询|查不|明)")
_TRANSLATED = re.compile(
    r"^(?:书|原件|的|和|与|跟|及|、|,|以及|还有|学位证书?|毕业证书?|双证|(?:中|英)文|英语|\s)*(?:翻译|译文|译本|英译)"
)
_MATERIALS = re.compile(r"材料|手续|带|现场|窗口")
_GENUINE = re.compile(r"真伪|真假|真实|假的?$|是真|是假|不是真")
_FILE = re.compile(
    r"(?<![a-z\u4e00-\u9fff])?(?:档案|当案|挡案|档按)(?!馆|室|局|管|学(?!籍)|法|部门|科|处|盒|号|工作|专业|系|保护|服务|材料里|袋|利用|征集|捐|柜|网|员|人员|老师|查询系统|中心|证明)"
)
_PERSONAL = re.compile(
    r"转|调档|调函|调走|提档|寄到|寄去|寄往|寄回|寄出|寄走|寄给|寄丢|寄达|投递|邮走|去向|去哪|在哪|在不在|哪里了|还在|存在|存放|放在|放哪|托管|挂靠|人才|户籍|单位(?:要|说|查|接收|收|让|没|催)|接收|拆|密封袋|自带|自提|带走|丢|遗失|找不|派遣|报到|激活|死档|弃档|政审|机要|退回|毕业(?:后|时|以后|的时候)|手里|手上|离职|入编|入职|没到|到没到|到了|收到|迁|公务员|缺"
)
_BEFORE = re.compile(
    r"(?:学籍|婚姻|结婚|离婚|知青|招工|成绩|录取|计生|低保|工龄|查阅?|查询|调阅|捐赠?|红色|历史|教学|科研|学校|学生|校史|老|电子|民生|你们的?|馆藏|下乡|工作|调动|登记|公证|诉讼|文书|实物|照片|声像|抗疫|疫情|口述|这批|这些|一批|家庭|家族|原|重要|土地|房产|远程|办|看)$"
)


#: A transcript told by what stands in it, and other papers nobody calls by their name.
_ROUNDABOUT = (
    ("work_seniority_record", re.compile(r"(?:下乡|插队|招工|返城|进厂)(?:那个|那时候?的?|时候?的?|当时的?|的那[份个]|的)(?:档案|证明|材料|记录|手续)")),
    ("transcript", re.compile(r"成绩的?那?[个张种](?:单子|纸|表)|(?:每|各)(?:一?门|科)(?:课程?|功课)?(?:都|各)?(?:考了|得了|拿了|是)?(?:的)?(?:多少分|几分|分数|得分)|(?:大学|四年|几年)[^,。]{0,6}考的分数|各科的?分数|分数(?:的)?(?:单子|表|明细|清单)(?!线)")),
    ("marriage_record", re.compile(r"(?:结婚|离婚|婚姻)(?:(?:时|那年|当年|那会儿|那[次回])?的?(?:那个|那份)?登记(?:材料|资料|表|底子|存根|档案|记录)|(?:时|那年|当年|那会儿|那[次回])?的登记(?![过了处地]))")),
    ("admission_roster", re.compile(r"录取(?:我们?)?(?:时候?)?的?(?:那[个份张])?(?:审批表|花?名册)")),
    ("graduation_proof", re.compile(r"证明我[^,。;]{0,12}(?:毕业|毕了业|念完|读完)(?:了)?(?:的)?(?:东西|纸|材料|文件|书面|单子|证明)|(?:能|可以)证明我?[^,。;]{0,10}毕业的?(?:东西|纸|材料|文件)")),
    ("enrollment_proof", re.compile(r"证明我[^,。;]{0,12}(?:读过书?|念过书?|上过学|在读|就读过?)(?:的)?(?:东西|纸|材料|文件|书面|单子|证明)")),
)  # fmt: skip


def _roundabout(page: Page, found: list[Named]) -> list[Named]:
    more = short_names.find(page, found)
    for code, pattern in _ROUNDABOUT:
        for match in page.free_matches(pattern):
            if not any(n.start < match.end() and match.start() < n.end for n in found if n.code == code):
                more.append(Named(code, match.start(), match.end(), match.group(), True))
    return more


#: 想要一份那场演出的节目单的复印件: something that has no name in the catalogue.
_COPY_OF = re.compile(
    r"(?:想要|要|申请|调|来|求|给我|找)(?!不|没)(?P<what>[^,。;!?证信函书照户]{2,20})的(?P<n>复印件|影印件|复制件|扫描件)(?![^,。;]{0,4}[行吗要不])"
)
#: 就要登记档案的复印件: a copy is all that is given of any record, and no other paper than the one spoken of.
_OF_THE_RECORD = re.compile(
    r"(?:一?[份张个]|[那这][份个张]|当年|当时|那时候?|原来|以前|你们|馆里|的|我|里面?|个|盖章|原始|登记)*"
    r"(?:档案|登记|记录|材料|存档|底档|底册|底子|存根|原件|底根)(?:材料|记录|内容|档案)?"
)
#: 翻箱倒柜找录取通知书没找着: what one has lost is no order, where another paper is asked for.
_IS_LOST = re.compile(r"(?:都|也|早就?|还是|是|给|一直|\s)*(?:没找[着到见]|找不[着到见]|弄?丢了|不见了|没了|搞丢|遗失)")
_ANEW = re.compile(r"再|补|重新|一起|连同")


def _without_lost(page: Page, found: list[Named]) -> list[Named]:
    lost = [named for named in found if _IS_LOST.match(page.low, named.end)]
    if len({named.code for named in found}) == len({named.code for named in lost}) or _ANEW.search(page.low):
        return found
    return [named for named in found if named not in lost]


def find(page: Page, found: list[Named]) -> list[Named]:
    """The context-bound papers of a page beside those already found."""
    found = [*found, *_translations(page, found)]
    found = [*found, *_certificates(page, found)]
    found += _roundabout(page, found)
    found = _without_lost(page, _without_place(page, found))
    if not found:
        copies = [match for match in page.free_matches(_COPY_OF) if not _OF_THE_RECORD.fullmatch(match.group("what"))]
        found = [Named("other", *match.span("n"), match.group("n"), True) for match in copies]
    found = _without_translated(page, _without_aim(page, found))
    return sorted([*found, *_pointed(page, found)], key=lambda named: named.start)


_SENIORITY = frozenset({"工龄", "连续工龄", "视同工龄"})
_COUNTED_BEFORE = re.compile(
    r"(?:算|认定|核定?|接续?|计|认|定|合并|涉及|关于|为了|说|社保[局处]?|人社[局处]?|影响|断了?|补)(?:我|我的|的)?(?:视同|连续)?$"
)
_COUNTED_AFTER = re.compile(
    r"(?:认定|计算|核[定算]|接续|接不|续不|合并|[要得该]?从|算|不[够认算]|[断少]|时|的?问题|的?时候|年限|起算|[要得]算)"
)


def _without_aim(page: Page, found: list[Named]) -> list[Named]:
    """社保说工龄要从上大学算起,要登记表: what the paper is for, beside the one that is asked for."""
    if all(named.code == "work_seniority_record" for named in found):
        return found
    return [
        named
        for named in found
        if named.word not in _SENIORITY
        or not (
            _COUNTED_BEFORE.search(page.low[max(0, named.start - 8) : named.start])
            or _COUNTED_AFTER.match(page.low, named.end)
        )
    ]


#: 人事档案里的学籍材料, 档案袋里缺成绩单: where a paper lies or is missing.
_INSIDE = re.compile(
    r"(?:还|又|都|就|只|也)?[缺少差](?:了|个|一份|东西|材料|手续)*(?=[,。;\s]|$)|袋?(?:里面?|里头|中|内|当中)(?:的|边|还|又|都|就|只|也|头)*(?!有没|没有?档)"
)


#: 单位整理人事档案,发现学籍卡没了: the file that somebody goes through.
_GONE_THROUGH = re.compile(
    r"(?:整理|梳理|清理|清查|审核|核查|专审|盘点|完善|补充|数字化)(?:干部|职工|员工|他的|她的|我的|了)?$"
)


#: 干部档案专项审核,缺成绩单: the same, said the other way round.
_INSIDE_OR_THROUGH = re.compile(
    rf"{_INSIDE.pattern}|(?:的|专项|专题|全面|集中)*(?:审核|专审|核查|整理|清理|清查|数字化)"
)


def _without_place(page: Page, found: list[Named]) -> list[Named]:
    if len({named.code for named in found}) == 1:
        return found
    return [
        named
        for named in found
        if named.code != "personnel_file"
        or not (_INSIDE_OR_THROUGH.match(page.low, named.end) or _GONE_THROUGH.search(page.low[: named.start]))
        or page.low.endswith(("在", "在我", "在我的"), 0, named.start)  # 体检表在人事档案里面吗: asked after
    ]


#: 学位证明的英文翻译件: the paper that is put into another language, and the word between.
_PUT_INTO = re.compile(r"(?:的|原件|\s)*(?:(?:中|英)(?:文|语)(?:的|版的?)?)?")


def _without_translated(page: Page, found: list[Named]) -> list[Named]:
    """The papers without those named right before their translation."""
    made = [named.start for named in found if named.code == "translation"]
    return [
        named
        for named in found
        if named.code == "translation" or not any(_PUT_INTO.fullmatch(page.low, named.end, start) for start in made)
    ]


#: 想翻译学位证,三份: the certificate is to be put into another language, no new proof is to be made.
_TRANSLATES = re.compile(
    r"翻译(?:成|一下|下|一?份|[我他她]的?|本人的?|[那这]?[本张个]){0,3}(?P<n>(?:毕业|学位|学历)证书?(?!明))"
    r"(?:[和与跟及、]?(?:毕业|学位|学历)证书?(?!明))*"
)


def _translations(page: Page, found: list[Named]) -> list[Named]:
    return [
        Named("translation", match.start(), match.end(), match.group(), True)
        for match in page.free_matches(_TRANSLATES)
        if not any(n.start < match.end() and match.start() < n.end for n in found)
    ]


_POINTERS = re.compile(
    r"(?P<first>前者|前一[个种样]|前[头面]那[个种样])|(?P<last>后者|后一[个种样]|后[头面]那[个种样])"
)
_ROSTER = re.compile(r"(?<![\u4e00-\u9fff])名册(?!里|上|中)")
_NO_SHORT = frozenset({"复印件", "证明书", "登记表", "登记卡", "记录表", "档案袋"})


def _pointed(page: Page, found: list[Named]) -> list[Named]:
    """Papers spoken of again by 前者, 后者, or by the end of a longer name (录取审批表, then 审批表)."""
    more: list[Named] = []
    papers = sorted(found, key=lambda named: named.start)
    for match in page.free_matches(_POINTERS):
        before = [named for named in papers if named.end <= match.start()]
        if len(before) == 2:
            meant = before[0] if match.group("first") else before[1]
            more.append(Named(meant.code, match.start(), match.end(), meant.word, True))
    if len(rosters := {named.code for named in papers if named.word.endswith("名册")}) == 1:
        for match in page.free_matches(_ROSTER):
            if not any(n.start < match.end() and match.start() < n.end for n in papers):
                more.append(Named(next(iter(rosters)), match.start(), match.end(), "名册", True))
    for named in papers:
        short = named.word[-3:]
        alike = [other for other in papers if other.word.endswith(short)]
        if len(named.word) < 5 or short.isascii() or short in _NO_SHORT or len(alike) > 1 or not named.exact:
            continue
        for match in re.finditer(re.escape(short), page.low[named.end :]):
            start = named.end + match.start()
            if page.free(start, start + 3) and not any(n.start < start + 3 and start < n.end for n in papers):
                more.append(Named(named.code, start, start + 3, short, True))
    return more


def _certificates(page: Page, found: list[Named]) -> list[Named]:
    more: list[Named] = []
    for match in (*(matches := page.free_matches(_CERTIFICATE)), *matches):  # again: one may stand beside a later one
        known = [*found, *more]
        if any(n.start < match.end() and match.start() < n.end for n in known):
            continue
        if not _wanted(page, match, found) and not (more and _listed(page, match, more) and not _shown(page, match)):
            continue
        for code, group in (("graduation_proof", "g"), ("degree_proof", "d")):
            if match.group(group) or match.group("c"):
                more.append(Named(code, match.start(), match.end(), match.group(), True))
    return more


def _listed(page: Page, match: re.Match[str], found: list[Named]) -> bool:
    """Whether it stands in one list with a paper that is asked for (毕业证跟成绩单都要英文版)."""
    for named in found:
        first, second = (named.end, match.start()) if named.start < match.start() else (match.end(), named.start)
        if re.fullmatch(r"(?:和|与|及|跟|、|,|还有|以及|加|\s|的|学位证书?|毕业证书?|都)*", page.low[first:second]):
            return True
    return False


def _shown(page: Page, match: re.Match[str]) -> bool:
    """Whether it is something to show."""
    return bool(_SUPPLIED.search(page.low[max(0, match.start() - 12) : match.start()]))


def _wanted(page: Page, match: re.Match[str], found: list[Named]) -> bool:
    """Whether the paper is what the message is about, rather than something to show or mentioned beside it."""
    before, after = page.low[max(0, match.start() - 12) : match.start()], page.low[match.end() : match.end() + 14]
    if _SUPPLIED.search(before) or _TRANSLATED.match(page.low[match.end() : match.end() + 20]):
        return False
    if _COPY.match(after):
        return True
    if _ABOUT.match(after):
        return False
    if (match.group("c") and _IN_VERSION.match(after)) or _COUNTED.match(after) or _listed(page, match, found):
        return True
    if _ASKED.search(before) and not (re.search(r"[吗么嘛?]|不$", after) and _MATERIALS.search(page.low)):
        return True
    alone = len(page.low.strip()) <= len(match.group()) + 3
    about = _LOST.search(page.low) or _GENUINE.search(before) or _GENUINE.search(after)
    return alone or (bool(about) and not found)


def file_mentioned(page: Page, found: list[Named]) -> Named | None:
    """Plain 档案 where it must be somebody's personnel file: a hint for the talk, not a paper asked for."""
    if any(named.code == "personnel_file" for named in found):
        return None
    for match in page.free_matches(_FILE):
        covered = any(n.start < match.end() and match.start() < n.end for n in found)
        if covered or _BEFORE.search(page.low[max(0, match.start() - 6) : match.start()]):
            continue
        if _PERSONAL.search(page.low[max(0, match.start() - 14) : match.end() + 22]):
            return Named("personnel_file", match.start(), match.end(), match.group(), True)
    return None
