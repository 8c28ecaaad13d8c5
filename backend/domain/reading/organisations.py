"""Organisations that ask about somebody."""

from __future__ import annotations

import re

from backend.domain.reading.evasions import evades
from backend.domain.reading.model import Role
from backend.domain.reading.name_shapes import looks_like
from backend.domain.reading.name_words import ENGLISH_STOP
from backend.domain.reading.page import Hit, Page

_H = "\u4e00-\u9fff"
_ENDING = (
    r"股份有限公司|有限责任公司|有限公司|律师事务所|会计师事务所|人民法院|法院|检察院|公安局|派出所|人社局|人力资源和社会保障局|教育局|民政局|税务局|公证处|集团公司|集团|"
    rf"银行[{_H}]{{0,4}}[分支]行|银行|人民医院|医院|研究院|研究所|出版社|委员会|组织部|人事处|人力资源部|人事部|人才中心|人才服务中心|人才交流中心|背调公司|猎头公司|科技公司|公司|幼儿园|"
    r"中学|小学|职业学院|事务所|管理局|国土局|卫健委|学校|设计总院|设计院|勘察院|规划院|测绘院|总院|律所|工作室|检测中心|研究中心|服务中心|认证中心|基金会|协会|商会|推广站|服务站|防疫站|监测站|气象站|供销社|合作社|林场|农场|大使馆|总领事馆|领事馆|签证处|签证中心|保障局|工程局|供电局|"
    rf"[{_H}]{{2,4}}(?:局|厅)(?=[,。;:的\s(]|$|经办|人事|办公|组织)|"
    r"铁路局|监管局|分局|总局|电视台|报社|杂志社|酒店|药房|诊所|养老院|福利院|旅行社|街道办事处|街道办|居委会|村委会|武装部|支队|机构|药业|重工|机械厂|电厂|工厂"
)
_NAME = re.compile(
    rf"[{_H}()a-z]{{2,24}}?(?:{_ENDING})(?:[{_H}()]{{0,8}}?(?:股份有限公司|有限责任公司|有限公司|[分支]行|分公司|分院)|(?![和与及去到在转由])[{_H}]{{2,6}}?(?:分局|派出所|[支大]队|分所|分校|分院|院区))*(?:人力资源[部处科]|人事[部处科]|组织[部科]|党群(?:工作)?部|党委办?|工会|政工科|综合[科部]|hr部?|政治处|办公室|签证处|签证中心|领事部)?"
)
_CUE = re.compile(
    r"(?:我们是|我们单位是|我是|这里是|本单位是?|我单位是?|我公司是?|我司是?|我这边是|单位(?:名称)?\s*[:=]|公司(?:名称)?\s*[:=]|(?:单位|公司|机构|企业|学校|医院)(?:的)?(?:全称|名称|全名)\s+|(?:^|[,。;\n])\s*单位\s+|单位是|单位叫|公司是|公司叫|来自|代表|我们)\s*(?:一家|的)?\s*$"
)
_LEAD = re.compile(
    r"^(?:我[司院校行所局]为|(?:我们?|本|贵)?(?:单位|公司|企业|机构|律所|事务所|医院|学校|银行|[院所局])的?(?:全称|全名|名称|名字|名)(?:写|填|就?[是叫]|为)?|(?:我们?|咱们?|本)(?:单位|公司|企业|机构)(?:为|系|叫)|(?:用人|委托|现|原|工作|所在|聘用)(?:工作)?单位(?:是|为|叫)?|单位(?=(?!要|让|需|说|派|的|人事|那边|组织|领导|学校|公司)[\u4e00-\u9fff]{4})|单位全称|单位名称|全称|我单位|我公司|我司|本单位|本公司|[我俺咱]们是|我们单位是|我们公司是|[我俺咱]们|[我俺]是|这里是|本单位是|我单位是|我公司是|我司是|我?这边是|你好|您好|请问|来自|代表|(?:单位|公司)?(?:就|还|仍然?|依然|依旧|应该?|也|都)?(?:是|叫|为)(?![要用想寄发走给去])|(?:改|换|变|更改|变更|更正|修改)(?:成|为|到)了?|(?:去年|前年|今年|刚刚?|后来|现在?|如今|目前|已经?)*(?:(?:改名|更名)(?:了|为|叫|成)*|改叫|(?:叫|名|称)(?:作|为)?|的?(?:全称|名称|名字)(?:是|叫|为))|的|一家)+"
)
_FULL = re.compile(r"有限公司|责任公司|人民法院|律师事务所|检察院|公安局")
_NOT = frozenset(
    "我们公司 我公司 你们学校 我们学校 贵校 学校 我们单位 新公司 现在公司 快递公司 我校 这个学校 国外学校 中学 小学 公司 医院 银行 法院 背调公司 猎头公司 本公司 某公司 一家公司 人才中心 去法院 外地法院 民政局 公证处 人事处 人事部 派出所 "
    "人事 hr 你们 我们 他们 用人单位 招聘 公司人事 单位人事 公司hr 背景调查".split()
)
_TRADE = (
    r"集团|科技|电商|教育|软件|网络|传媒|物流|数据|设计|咨询|建设|建筑|地产|能源|电子|生物|医药|制药|金融|投资|资本|证券|保险|贸易|实业|股份|控股"
    r"|餐饮|食品|汽车|智能|信息|技术|文化|广告|人力|劳务|物业|环保|农业|航空|旅游|服饰|家居|机械|工业"
)
_COLLEGE = r"(?:职业技术|职业|师范|医药?|卫生|警官|体育|艺术|财经|理工|工商|高等专科|高级技工)(?:学院|大学|学校)"
#: 我单位是临溪职业技术学院, 公司叫远山科技: the writer's unit by its name, which need not end like an office's.
_UNIT_IS = re.compile(
    rf"(?:^|[,。;:!?\s]|我们?|咱们?|本|你好|您好)(?:(?:单位|公司|企业|机构)(?:的)?(?:名称|全称|名字|名)?|(?<=[我们本])[校院司](?:的)?(?:名称|全称)?|(?<=们)(?:学校|医院))"
    rf"(?:就|也)?(?:是|为|叫做?|名叫|系|称)\s*(?P<n>[{_H}()]{{2,20}}?(?:{_TRADE}|{_COLLEGE}))(?=[,。;!\s的]|人事|人力|组织|吧|$)"
)
#: 由宜城市第二人民医院来函核实: a public body by its whole name, in a message that speaks of its people.
_PUBLIC = re.compile(
    rf"(?:(?P<b>^|[,。;!?\s])|由|代表|受)(?!(?:我们?|俺们?|咱们?|本人|这里|这边)(?:就)?是)(?P<n>[{_H}]{{2,3}}[省市县区州][{_H}]{{0,12}}?(?:医院|保健院|局|中学|小学|幼儿园|法院|检察院|研究[院所]|委员会|学校))(?=[,。;的来发拟想需要]|人事|委托|$)"
)
_OF_STAFF = re.compile(r"来函|去函|发函|拟[录聘]|录用|一[名位]|核实|职工|员工|应聘|候选|[我贵][院局校馆]|公函")
_SENT_THERE = re.compile(r"(?:地址|寄|收件?|送|应聘|报考|考上|考了|入职|面试|在|去|到)[^。;]{0,6}$")
#: 单位名称：华岳设计: whatever stands in the field is the name.
_FIELD = re.compile(
    rf"(?:单位|公司|机构|企业|组织|律所|事务所|医院|学校|银行)(?:的)?(?:名称|名字|全称|名)(?:\s*(?:[:=]|就(?=[是为叫])|是|为|叫)+\s*|\s+)(?P<n>[{_H}a-z0-9()·&. \-]{{2,30}})|"
    rf"(?:单位|公司|机构)\s*[:=]\s*(?P<m>[{_H}a-z0-9()·&. \-]{{2,30}})"
)
#: 我是阿里巴巴的HR: an office tells that what stands before it is an organisation.
_OFFICE = re.compile(
    rf"(?:我们是|我是|这里是|我这边是|这边是|我们这边是)(?P<n>[{_H}a-z0-9()·&]{{2,16}}?)(?:的|这边的?|公司的?)?"
    r"(?:hr|人事|人力|招办|研?招生办|招聘|背调|法务|行政|律师|法官|书记员|检察官|民警|警官|工作人员|办案人员)(?![a-z])"
)
_ENGLISH = re.compile(
    r"(?<![A-Za-z])(?:(?:[A-Z][A-Za-z\d&.]*|\([A-Z][a-z]+\))\s){1,5}?(?:Inc|Ltd|LLC|Corp|Corporation|Company|Co|Limited|GmbH|Consulting|Consultants|Consultancy|Screening|Verification|University|College|Institute|School|Hospital|Bank|Agency|Foundation|Group)(?![A-Za-z])(?:\.?,?\s(?:Pte\.?|Pty\.?|Inc|Ltd|LLC|Limited|Company|Group|GmbH))*\.?"
)
#: I am writing on behalf of Meridian Screening Asia, a background verification company.
_ENGLISH_FIRM = re.compile(
    r"(?:[Bb]ehalf of|[Ww]e are|[Tt]his is|[Ii](?:'m| am) (?:with|from|writing from)|[Ww]e're)(?: the)? "
    r"(?P<n>(?:[A-Z][A-Za-z\d&.']*\s?){1,6}),? (?:an?|the|your) [a-z ,\-]{0,40}?(?:company|firm|agency|employer|bank|hospital|school|university|consultancy|bureau|office|service|provider|organi[sz]ation|institution)\b"
)
#: We are Northbridge Credential Services, in a message that is about verifying: capitals up to an edge.
_ENGLISH_UNIT = re.compile(
    r"\b(?i:we are|we're)(?: from| with| at)?(?: the)? (?P<n>[A-Z][A-Za-z\d&'\-]*(?:(?: of| and| &| for)? [A-Z][A-Za-z\d&'\-]*){1,6}?)(?=[.。,;!\n]|\s+[a-z(]|$)"
    r"|\b(?i:this is|i am from|i'm from|i am with|i'm with) (?P<m>(?:[A-Z][A-Za-z\d&'\-]* ){1,4}(?:Services|Solutions|Partners|Consultants|Associates|Recruitment|Staffing|Airlines|Systems|Technologies|Resources|Recruiters|Advis[oe]rs|Hotels|Checks)(?![A-Za-z]))"
)
_TWO_PEOPLE = re.compile(r"\w+ and \w+")
_VERIFYING = re.compile(r"verif|candidate|employee|applicant|background|screening|credential|consent|graduate")
#: Where somebody may study as well as work: believed of who says to write from there.
_OF_STUDY = ("College", "Institute", "School", "University")
_WRITES_FROM = re.compile(
    r"\b(?:work(?:ing)? (?:in [a-z ]{3,24} )?(?:at|for|with)|(?:institution|company|employer|organi[sz]ation|office|firm) is(?: called)?|we are(?: from)?|i(?: a|')m (?:with|writing from)"
    r"|(?:on )?behalf of|this is|(?:office|department|registrar|admissions) (?:of|at))(?: the)? $"
)
#: Words about the matter: an answer that holds one names no organisation.
_TALKS = re.compile(
    r"叫|老师|应聘|候选|经办|被[核查]|被[\u4e00-\u9fff]{1,3}人|考生|员工|职工|我叫|姓名|错|不对|忘|不是|没有|什么|怎么|多少|哪|邮箱|电话|手机|地址|快递|成绩|学籍|学历|学位|证明|档案|自己|个人|本人|算了|取消|稍等|等一下|查询|[吗呢?？]|发[到给]?|寄"
)
#: A firm's own department is not its name.
_OFFICE_OF_FIRM = re.compile(
    r"(?:公司|医院|[分支]行|中学|小学|学校|学院|大学|研究所|厂|局|集团)(?P<o>人力资源[部处科]|人事[部处科]|组织[部科]|党群(?:工作)?部|党委办?|工会|政工科|综合[科部]|hr部?|办公室)$"
)
#: 寄我公司：南京西路1266号 tells where.
_HOUSE = re.compile(r"[路街道巷弄村镇]\s?\d+\s?号|区.{1,8}[路街道巷]")
#: 在岳池县民政局登记结婚: where, not who.
_WED = re.compile(r"(?:那边|里|办公室)?(?:登记|登的|登了|结的婚?|离的婚?|结婚|离婚|领的?证|办的?|领了)")
#: A stretch of talk that happens to end as a unit's name does.
_GREETS = re.compile(r"(?:你好|您好|老师们?好?|档案馆好?|贵馆好?|贵校好?|同志|喂|嗨|hi|hello|[,。!\s])*")
_SAYS_WHO = re.compile(r"^.*(?:我们是|我们单位是|这里是|我是|单位是|公司是|单位叫|公司叫)")
_OUR_UNIT = re.compile(
    r"(?:我们|咱们|我|本)(?:单位|公司|学校|医院|幼儿园|机构|企业|[院局厂所])(?!同学)|我司|(?:^|[,。;\s])单位(?:要|来|需要?)?(?:查档|查询|核[实查验]|调[档取阅])"
)
_IS_DOING = re.compile(r"(?:正在|现在?|近期|因|拟|需|为|对|要|想|申请|希望|委托|受)")
#: 我们学校(攀枝花市金沙湾中学)新进老师: the name in brackets.
_BRACKETED = re.compile(
    rf"(?:我们?|咱们?|本)(?:单位|公司|学校|医院|企业|机构|[校院司局所行])\s*\((?P<n>[{_H}]{{4,24}})\)"
)
#: 【岷东区人民医院】因招聘...: the name in brackets over a letter.
_HEADED = re.compile(rf"\s*[(\[<](?P<n>[{_H}()]{{4,24}})[)\]>]")
#: 某局,需要一名职工的...: a unit that begins by its name and speaks of its people.
_OF_ITS_OWN = re.compile(
    r"一[名位]|员工|职工|在职|(?<=[,。;:])(?:现|需|请|拟|为)?核[实查验]|我[院局司校行所]|贵[馆校]|公函|该同志|拟录|候选"
)
#: 我们老家在...村民委员会松林组: where somebody lives.
_LIVES = re.compile(r"寄|邮|快递|送到|老?家在|老家|家住|住在?|户口|户籍")
_TALKED = re.compile(
    r"[把译]|当年|那时|以前|在(?:学校|单位|公司|医院)$|盖章|证书|我们|你们|他们|咱们|说是|叫|招了|刚才|是不是|能不能"
)
#: 我是陈强的律师, 我是一名法官: no organisation.
_PERSON = re.compile(r"[的他她我你]|^一|^.{2}$")


#: 当年单位:国营长江机械厂, 原单位是: where somebody worked then, and nobody who writes now.
_OF_THEN = re.compile(
    r"(?:当年|当时|那时候?|那会儿|原来?|原先|以前|过去|早年|老|下乡[前后]|返城后|招工|进厂|调[入出]|接收|下放)(?:所在)?的?(?:工作)?(?:单位|工?厂|公司|企业|农场)"
    r"\s*(?:名称|全称)?\s*(?:[:=,\s]|就?是|为|叫)*$"
)


#: 1983年招进红星机床厂的, 在向阳公社插队: where somebody worked then, told in a sentence.
_WORKED = re.compile(
    rf"(?:招工?(?:进|到|入)|分配?(?:到|进|在)|进了?|调(?:到|入|进)|插队?(?:到|在)|下乡?(?:到|在)|安置(?:到|在)|在|去)了?(?:当时的|当年的)?"
    rf"(?P<n>[{_H}]{{2,16}}?(?:厂|矿|公社|大队|生产队|农场|林场|兵团|供销社|铁路局|公司|车间))"
    r"(?=的(?:[,。;!\s]|$)|[,。;!\s]|$|当|工作|上班|做|干|插队|下乡|落户|劳动)"
)
_OF_WORK = re.compile(
    r"招工|招进|招到|招入|进厂|下乡|插队|知青|返城|分配|分到|调[到入进]|安置|上班|当(?:过)?(?:工人|学徒|职工)|倒闭|工龄"
)


def find(page: Page, expecting: str | None) -> None:
    """Add the organisation that writes, or the one just asked for."""
    _called(page)
    for match in page.free_matches(_NAME):
        _named(page, match, expecting)
    for firm in _ENGLISH_FIRM.finditer(page.text):
        start, end = firm.span("n")
        end -= len(firm.group("n")) - len(firm.group("n").rstrip(" ,"))
        if page.free(start, end):
            _add(page, start, end)
    for found in _ENGLISH.finditer(page.text):
        told = not found.group().rstrip(".").endswith(_OF_STUDY) or _WRITES_FROM.search(page.low[: found.start()])
        if told and page.free(*found.span()):
            _add(page, *found.span())
    for unit in _ENGLISH_UNIT.finditer(page.text) if _VERIFYING.search(page.low) else ():
        group = "n" if unit.group("n") else "m"
        stop = unit.group(group).split()[0].lower() in ENGLISH_STOP or _TWO_PEOPLE.fullmatch(unit.group(group))
        if page.free(*unit.span(group)) and not stop:
            _add(page, *unit.span(group))
    if not any(hit.entity == "organization" for hit in page.hits):
        _told(page)
    if not any(hit.entity == "organization" for hit in page.hits):
        _worked(page)
    if expecting == "organization" and not any(hit.entity == "organization" for hit in page.hits):
        _expected(page)


def _called(page: Page) -> None:
    """The writer's unit by its name; a public body that speaks of its people."""
    for match in page.free_matches(_BRACKETED):
        _add(page, *match.span("n"))
    headed = _HEADED.match(page.low) if _OF_STAFF.search(page.low) else None
    if headed is not None and page.free(*headed.span("n")):
        _add(page, *headed.span("n"))
    for match in page.free_matches(_UNIT_IS):
        if "校" in page.low[match.start() : match.start("n")] and not _OF_STAFF.search(page.low):
            continue  # 我们学校是...: where somebody studied
        if not _TALKS.search(match.group("n")) and not _PERSON.search(match.group("n")) and page.free(*match.span("n")):
            _add(page, *match.span("n"))
    for match in page.free_matches(_PUBLIC) if _OF_STAFF.search(page.low) else ():
        start, end = match.span("n")
        talked = _TALKED.search(match.group("n")) or _SENT_THERE.search(page.low[max(0, start - 10) : start])
        if not talked and page.free(start, end):
            _add(page, start, end)


def _worked(page: Page) -> None:
    match = _WORKED.search(page.low) if _OF_WORK.search(page.low) else None
    if match is not None and not _PERSON.search(match.group("n")) and page.free(*match.span("n")):
        page.add(Hit("organization", page.written(*match.span("n")), *match.span("n"), None, "subject"))


def _add(page: Page, start: int, end: int) -> None:
    role: Role = "subject" if _OF_THEN.search(page.low[max(0, start - 16) : start]) else "requester"
    page.add(Hit("organization", page.written(start, end), start, end, None, role))


def _named(page: Page, match: re.Match[str], expecting: str | None) -> None:
    """A name that ends as organisations' names do."""
    inner = _SAYS_WHO.match(match.group())
    lead = _LEAD.match(match.group()) or inner
    start = match.start() + (max(lead.end(), inner.end() if inner else 0) if lead else 0)
    name = page.low[start : match.end()]
    inside = re.match(r"(?:我在|要在|想在|在|到|去|由)", name)
    start, name = (start + inside.end(), name[inside.end() :]) if inside else (start, name)
    # Who names a handler names the unit first: 华岳设计院,经办人江北辰.
    heads = "经办" in page.low[match.end() :] and (start == 0 or page.low[start - 1] in ",。;\n ")
    heads = heads or (
        start == 0 and bool(_OFFICE_OF_FIRM.search(name)) and page.low[match.end() : match.end() + 1] in ",。:"
    )
    opens = (
        bool(_GREETS.fullmatch(page.low[:start]))
        and len(name) >= 6
        and page.low[match.end() : match.end() + 1] in (",", "。", ":")
    )
    busy = len(name) >= 6 and bool(_GREETS.fullmatch(page.low[:start])) and _IS_DOING.match(page.low, match.end())
    heads = heads or bool(busy and _OF_ITS_OWN.search(page.low[match.end() :]))
    heads = heads or (opens and bool(_OF_ITS_OWN.search(page.low[match.end() :])))
    # 我们学校要核实学位,成都实验中学: named in a clause of its own after 我们学校.
    apart = page.low[start - 1 : start] in (",", "。", ";", " ") and page.low[match.end() : match.end() + 1] in ",。; "
    heads = heads or (apart and bool(_OUR_UNIT.search(page.low[:start])))
    cued = bool(lead) or heads or bool(_CUE.search(page.low[max(0, start - 10) : start])) or expecting == "organization"
    wed = name.endswith("民政局") and _WED.match(page.low[match.end() :])
    if _LIVES.match(name):
        return
    if name.startswith(("不是", "而不是", "并非")) and page.low[:start].endswith(
        ("单位", "公司", "名称", "名字", "我们")
    ):
        page.claim(start, match.end())  # 单位不是X局,是Y: no address either
    if _TALKED.search(name) or name.startswith(("不是", "而不是", "并非")):
        return
    if name not in _NOT and len(name) >= 4 and not wed and (cued or _FULL.search(name)):
        if lead and "单位" in lead.group():
            page.claim(match.start(), start)
        office = _OFFICE_OF_FIRM.search(name)
        if office and name[: office.start("o")] in _NOT:
            return  # 我是学校办公室的: which school was told before
        _add(page, start, start + office.start("o") if office else match.end())


def _told(page: Page) -> None:
    """One without a usual ending: in a field of its own, or before an office."""
    for pattern in (_FIELD, _OFFICE):
        for match in pattern.finditer(page.low):
            group = "m" if "m" in pattern.groupindex and match.group("m") else "n"
            name = match.group(group).strip()
            start = match.start(group)
            odd = (
                name in _NOT
                or _HOUSE.search(name)
                or looks_like(name)
                or _TALKS.search(name)
                or (pattern is _OFFICE and _PERSON.search(name))
            )
            if not odd and page.free(start, start + len(name)):
                _add(page, start, start + len(name))
                return


def _expected(page: Page) -> None:
    """A bare answer to the question for it."""
    text = page.text.strip()
    if not text or evades(page.low):
        return
    lead = re.match(r"(?:我们是|我们单位是|单位是|是|叫)\s*", text)
    begin = page.text.index(text) + (lead.end() if lead else 0)
    end = begin + len(re.split(r"[,。;\n]", page.text[begin:])[0])
    studied = any(hit.entity in _OF_STUDENTS and 0 <= hit.start - end <= _NEXT for hit in page.hits)
    told_otherwise = any(begin <= hit.start < end for hit in page.hits)  # 我科派人来自取
    if studied or told_otherwise or _ONE_OF_US.match(page.low[begin:end]):
        return  # 慕晓棠,博士,学号...: who is asked about, told before the unit is
    if 2 <= end - begin <= 40 and page.free(begin, end) and not _TALKS.search(page.low[begin:end]):
        _add(page, begin, end)


_OF_STUDENTS = frozenset({"degree_level", "student_id", "enrollment_year", "graduation_year", "id_number"})
_NEXT = 2
#: 我科派人..., 我们单位在...: who we are is not told by what we do.
_ONE_OF_US = re.compile(
    r"(?:我们?|本|咱们?)(?:单位|公司|[科处部院校司局所行])(?!.*(?:公司|医院|学校|大学|[局院厂所会部]$))"
)
