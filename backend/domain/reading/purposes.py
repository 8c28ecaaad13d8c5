"""What the paper is wanted for, in the writer's own words."""

from __future__ import annotations

import re
from functools import cache
from itertools import pairwise

from backend.domain.reading import asked_purposes, lexicon
from backend.domain.reading.page import Hit, Page

#: These are also everyday words; they count only where something says that the paper is for them.
_WEAK = frozenset(
    "退休 就业 任职 面试 改名 改名字 改年龄 更名 法院 诉讼 仲裁 招聘 报名 贷款 报销 存档 归档 公证 备用 转正 备案 社保 医保 家谱 纪念 收藏 自存 复婚 再婚 拆迁 过户 继承 遗产 寻亲 "
    "当兵 入伍 征兵 参军 入党 勘误 补证 立案 交换生 二战 转学 复学 复试 面签 出境 工签 wes wes认证 eca naces 投标 挂靠 挂证 晋级 提拔 招标 招投标 补档案 离休 结婚登记 改名字 工作调动 调工作 "
    "访学 个税 公证处 定级 绿卡 永居 晋升 借调 报考 升学 政审 办卡 抚恤金 评级 定薪 换工作 缴税 职称 重新补办 补办公证 学历认证 学位认证 学历学位认证 学历核实 学历核验 学历验证 学历审核 学历公证 "
    "信息勘误 学信网勘误 更正信息 学历修改 学籍勘误 补毕业证 补办毕业证 补办学位证 档案审核 补办档案 补人事档案 补学籍档案 毕业证遗失补办 证书遗失补办 补办结婚证 补结婚证 入学申请 学历注册 学历补登 学信网补录 "
    "补领结婚证 补领离婚证 补办离婚证 招聘报名 资格认定 单位要求 办结婚证 学历学位认证 应聘 求职 存底 留底 改户口 起诉 打官司 养老金 购房 考证 保研 居住证 资格审核 资格审查 保研 面试 学分认定 网申 变更户口 变更户口信息 贷款 证明亲属关系".split()
)
_CUE_BEFORE = re.compile(
    r"(?:用于|用来|用作|用途(?:是|为|:|就是)?|是为了?|为了?|因为要?|因|由于|啷个过|咋个过|怎么过|通过|过|要|需要?|想|准备|打算|拿去|拿来|去|做|搞|弄|办理?|申请|参加|正在|马上|是|给孩子|单位|公司|目的是?|for)(?:要|去|办理?|申请|做|参加|我|给)?[\s,:]*$"
)
_CUE_AFTER = re.compile(
    r"^(?:材料|资料|手续)?(?:的?时候?|时)?[\s,]*(?:用(?!不|户|什么)|要用|需要|要(?!多久|多少|不要|是|我)|使用|所需|需|必须|得用|用途|让|说要|那边要)"
)
_USED = re.compile(r"(?:要?用的?|使用)(?=$|[,,。;;\s!])")
_STATE_AFTER = re.compile(
    r"^(?:者|了|约在|约的|后|前|之后|以后|以来|人员|教师|老师|工人|职工|工资|金|在家|多年|的?时候(?!要|用|需)|的人|没多久|证书?(?!明)|公司|中介|网|局|厅|结果|吗|率|顾问)"
)
_EXPLICIT = re.compile(
    r"(?:(?<!录)用于|用途(?:一栏|嘛|呢|的话)?(?:请|麻烦|帮我)?(?:就填|别写[^,。;\s]{1,8}[,;\s]+(?:就|要|请)?写(?:成)?|是|为|:|就是|就写|写成|写的?|填的?|改成|改为|换成|变更为|应该是|应为)?|用来|用作|purpose(?: is|:)?)\s*\"?(?P<n>(?!is\b|别|莫|要变|说错|写错|填错|改|换|不|没|错|有|变|什么|啥|哪|做什么|干(?!部|警|休)|会|一|到|户|呢|吗)[\u4e00-\u9fffa-z0-9、/()]{2,24}?)(?=$|[,,。;;\n!?\s\"]|的(?:话|时候|成绩|证明|材料|$)|使用|要用|需要|吗|,|吧|呢|就行|就好|即可|不是)"
)
_FOR_USE = re.compile(
    r"(?:^|[,,。;;\s是要]|拿来|给我|为了?)(?P<n>[\u4e00-\u9fff]{2,10}?)(?:要?用的?|使用|用一下)(?=$|[,,。;;\s!吧])"
)
_FOR_USE_NOT = re.compile(
    r"[的是我你他不没怎能会可份寄]|[备盗费使信作利应专通采日否仅同]$|^(?:给|写|怕|留着|同意|第|征|否|请)|需要|什么|哪|急|急着|等着|马上|明天|后天|下周|自己|单位|公司|学校|老师|没有|有什么|干|怎么|别|地址|电话|莫|先|暂|好|就|还|都|也|说|信封|周[一二三四五六日]|月底|年底|月|多久"
)
_ABROAD = re.compile(
    r"(?:(?:去|到|赴)(?P<c>美国|英国|加拿大|澳洲|澳大利亚|新西兰|日本|韩国|德国|法国|新加坡|香港|澳门|欧洲|俄罗斯|荷兰|意大利|西班牙|瑞士|瑞典|爱尔兰|马来西亚|泰国|国外|海外)|(?:美国|英国|加拿大|澳洲|澳大利亚|新西兰|日本|韩国|德国|法国|新加坡|香港|国外|海外|境外))"
    r"(?:留学|读书|读研究生|读研|读博士|读博|读硕士|读硕|读本科|上学|念书|深造|工作签证|工作|移民申请|移民|探亲|定居|交流|进修|签证|学校申请|大学申请|研究生申请|硕士申请|博士申请|技术移民|永居)(?:签证|申请)?"
)
_APPLY = re.compile(
    r"(?:申请|申)(?:去|到|读|攻读)?(?:的是|了)?(?:国外|海外|境外|美国|英国|加拿大|澳洲|澳大利亚|香港|港|新加坡|日本|德国|法国|欧洲|荷兰|外国|国内|外校)?的?(?:大学|学校|院校|高校|研究生|硕士|博士|读研|读博|留学|本科|硕博|phd|master|移民|签证|工作签证|奖学金|项目|博士后|永居|绿卡|枫叶卡)(?:项目)?(?!了吗|吗)"
)
_ENGLISH = re.compile(
    r"(?:for|to)\s+(?:my |an? |the )?(?P<n>(?:[A-Za-z]{2,12} (?:assessment|evaluation|accreditation|registration)|(?!this|that|the|my|our|your|his|her|transcript|degree|another|first|last)[A-Za-z]{2,14} applications?|graduate school applications?|grad school(?: applications?)?|job applications?|visa applications?|immigration(?: applications?| purposes)?|further stud(?:y|ies)|studying abroad|study abroad|employment|background check|wes evaluation|credential evaluation|master'?s applications?|phd applications?|university applications?|college applications?|licensing|work permit|work visa|apply(?:ing)? (?:for|to) [a-z' ]{3,30}?))(?=$|[,.;!?]|\s(?:in|at|and|i|please|so|with)\b)"
)
_AGENCY = re.compile(r"(?:社保局?|人社局|公证处|民政局|单位|公司|街道|学校)(?:那边)?(?:要|让我?|说要?|叫我?)$")
_ASKERS = frozenset("社保 医保 公证 公证处 法院 仲裁 办社保".split())
_EVALUATORS = frozenset("wes eca naces".split())
_PAPER = re.compile(
    r"博|硕|研|本科|档案|结婚|离婚|婚|工龄|知青|独生|计生|计划生育|毕业证|学位证|调动|成绩|低保|学籍|工资|招工"
)
_ASKS_AFTER = re.compile(r"^的?(?:档案|材料|登记表|表|证明|手续(?!用|要)|记录|名册)")


#: What may follow a known purpose and still be of the phrase.
_TAIL = "(?:手续|加发|奖励金|补贴|补助|过户|认定工龄|材料审核|审批)"


_ASKED_BY = re.compile(r"(?:局|处|那边|中心)?(?:要求?|让我?|叫我?|说要?|喊我?)")


@cache
def _known() -> re.Pattern[str]:
    words = sorted({word.lower() for word in lexicon.words("purposes")}, key=len, reverse=True)
    word = "(?:" + "|".join(map(re.escape, words)) + ")"
    return re.compile(rf"(?:办理)?{word}(?:{word})?{_TAIL}?")


def find_early(page: Page, expecting: str | None = None) -> None:
    """Add purposes that hold a paper's name (补人事档案, 工龄认定), before papers are looked for."""
    if expecting == "purpose" and not _EXPLICIT.search(page.low):
        asked_purposes.find_whole(page)
    for match in page.free_matches(_EXPLICIT):
        text = match.group("n")
        end = match.start("n") + len(
            re.sub(r"(?:使用|要用|用的|(?<![录聘任])用)?(?:就(?:可以|行|好|够)了?|即可)?[吧哈]?$", "", text)
        )
        if not re.match(
            r"什么|啥|哪|做什么|干(?!部|警|休)|[^,。]{0,6}(?:同上|照旧|不变|同前|跟上次|和上次|都?一样)", text
        ):
            page.add(Hit("purpose", page.written(match.start("n"), end), match.start("n"), end))
    for match in page.free_matches(_BECAUSE):
        page.add(Hit("purpose", page.written(*match.span("n")), *match.span("n")))
    for pattern in (_APPLY, _ABROAD):
        for match in page.free_matches(pattern):
            if not re.search(r"[在从]$|[怎如]", page.low[max(0, match.start() - 2) : match.start()]):
                page.add(Hit("purpose", page.written(*match.span()), *match.span()))
    for match in page.free_matches(_known()):
        if (
            _PAPER.search(match.group())
            and _meant(page, match)
            and not _sought(page, match)
            and not _ASKS_AFTER.match(page.low[match.end() : match.end() + 6])
        ):
            page.add(Hit("purpose", page.written(*match.span()), *match.span()))


def _sought(page: Page, match: re.Match[str]) -> bool:
    """查1995年的结婚登记: the record that is looked for, not what for."""
    before = page.low[: match.start()]
    record = match.group().endswith("登记") and not match.group().startswith("办")
    return record and bool(_LOOKS_FOR.search(before) or not _TO_DO.search(before))


_WENT = re.compile(
    r"(?:[他她]|同学|同桌|室友|舍友|朋友|闺蜜|同事|师兄|师姐|校友|儿子|女儿|孩子|[哥弟姐妹爸妈]|老公|老婆|爱人|丈夫|妻子|父母|全家|一家)(?:们)?"
    r"(?:人)?(?:都|也|全|早|就|后来|现在|已经?|前年|去年|今年|[\u4e00-\u9fff]?年前)*(?:去|到)?$"
)
#: A paper named elsewhere in the message.
_BESIDE = re.compile(r"成绩单|证明|名册|登记[表卡]|学籍[卡表]|存根|复印件|(?:知青|招工|下乡|插队|调动)[^,。;]{0,4}档案")
#: 因劳动争议案件需要: what a unit's letter says.
_BECAUSE = re.compile(
    r"因(?:我[司院局校行所]?)?(?P<n>(?!工作|个人|单位|特殊|为|业务|公司)[\u4e00-\u9fff]{3,14}?)(?:需要|所需|之需)(?=[,。;;\s]|$|[申请贵查])"
)
#: 招聘教师核实学位, 教师资格复核: what a unit checks for.
_CHECKS = re.compile(
    r"(?:^|(?<=[,。;\s局院所行处部])|(?<=公司|学校|中学|小学|单位|我司|大学))(?P<n>(?:招聘|招录|录用|拟录用|聘用|拟聘|入职|教师资格|任职资格|资格|职称|晋升|提拔|调动|干部)"
    r"[\u4e00-\u9fff]{0,6}?(?:核实|核查|核验|复核|审核|审查)(?:学历|学位|学籍)?)(?=[,。;\s]|$|[需要请])"
)
_GIVEN_TO = re.compile(r"[一两二三四五\d]份$")
_TO_DO = re.compile(r"(?:办理?|去|做|来|用于|为了?|准备|要|再|打算)$")
_LOOKS_FOR = re.compile(r"(?:查|调|调取|复印|找)[^,。;\n]{0,12}$")


#: The purpose is pre-employment verification.
_PURPOSE_IS = re.compile(r"\bpurpose(?: is|:)\s*(?:for |an? |the |our )?(?P<n>[a-z][a-z\- ]{3,40}?)(?=[.,;!?\n]|$)")


def find(page: Page, expecting: str | None) -> None:
    """Add the purposes of a page."""
    wanted = expecting == "purpose"
    for match in page.free_matches(_PURPOSE_IS):
        page.add(Hit("purpose", page.written(*match.span("n")), *match.span("n")))
    for match in page.free_matches(_ENGLISH):
        page.add(Hit("purpose", page.written(*match.span("n")), *match.span("n")), claim=False)
    for match in page.free_matches(_CHECKS):
        if page.free(*match.span("n")):
            page.add(Hit("purpose", page.written(*match.span("n")), *match.span("n")))
    for match in page.free_matches(_known()):
        told = _GIVEN_TO.search(page.low[: match.start()])  # 一份归档一份上报: who gets which copy
        if (_meant(page, match) or (wanted and _answers(page, match))) and not told:
            page.add(Hit("purpose", page.written(*match.span()), *match.span()))
    for match in page.free_matches(_FOR_USE):
        if not _FOR_USE_NOT.search(match.group("n")) and not any(h.entity == "purpose" for h in page.hits):
            page.add(Hit("purpose", page.written(*match.span("n")), *match.span("n")))
    if wanted and not any(hit.entity == "purpose" for hit in page.hits):
        asked_purposes.find(page)
    _join(page)


#: Who it is that studies or is retired, and where one asks: 留学中介, 退休工人, 考研国家线.
_NOT_WANTED = re.compile(
    r"(?:中介|顾问|学生|工人|职工|老同志|者|公司|单位|局|处|那边|申请书|志愿书|分数线|国家线|预约|办公室|金不|好|了|过|约在|面签|不|怎|的(?:学校|单位|人|老师)|编号|要?什么|deadline| deadline)"
)
_ASKED_BACK = re.compile(r"[吗么?]|怎|咋|什么|多少|哪|是不是|能不|要不|代写|撤回")


def _answers(page: Page, match: re.Match[str]) -> bool:
    """Whether a known purpose is what the clause it stands in is about, where what for was asked."""
    start = max(page.low.rfind(mark, 0, match.start()) for mark in ",。;;!?\n") + 1
    ends = [place for mark in ",。;;!?\n" if (place := page.low.find(mark, match.end())) >= 0]
    before, after = page.low[start : match.start()], page.low[match.end() : min(ends, default=len(page.low))]
    told_aside = _NOT_WANTED.match(after) or _ASKED_BACK.search(before + "," + after) or re.search(r"代$", before)
    around = before[-1:] + after[:1]
    in_word = match.group().isascii() and any(char.isascii() and char.isalpha() for char in around)
    asker = match.group().removeprefix("办理") in _ASKERS and re.match(r"[说让叫要喊催]", after)
    return not (told_aside or in_word or asker) and len(before) + len(after) <= 12


def _join(page: Page) -> None:
    """Purposes that touch are one phrase: 考公务员 + 政审."""
    found = sorted((h for h in page.hits if h.entity == "purpose"), key=lambda h: h.start)
    for first, second in pairwise(found):
        if first.value in _WEAK and _ASKED_BY.fullmatch(page.low[first.end : second.start]):
            page.hits.remove(first)  # 社保要算工龄: who asks, and what for
        if first.end == second.start:
            page.hits.remove(first)
            page.hits.remove(second)
            page.add(Hit("purpose", page.written(first.start, second.end), first.start, second.end))
            return


def _papers(page: Page) -> set[str | int]:
    return {hit.value for hit in page.hits if hit.entity == "document_type"}


def _meant(page: Page, match: re.Match[str]) -> bool:
    before, after = page.low[max(0, match.start() - 8) : match.start()], page.low[match.end() : match.end() + 6]
    word = match.group().removeprefix("办理")
    if re.search(
        r"(?:不是|没有?|不|已经|已|上次|曾经?|去年|(?<![正现])在|考上|考取|当了?)(?:去|要|为了)?$", before
    ) and not before.endswith("是不"):
        return False
    if after.startswith("了") and _WENT.search(page.low[: match.start()]):
        return False  # 老同学移民了: where somebody is, not what for
    if before.endswith("保") or re.match(r"医生|函|科(?!研)|文件|机构|中介|单位(?!说|要|让|需)|籍", after):
        return False
    if word in _ASKERS and re.match(r"(?:局|处|中心|那边)?(?:让|叫|喊|要我|要求|说|催)", after):
        return False  # who asks for the paper, not what for
    if word in _EVALUATORS:
        return bool(re.search(r"(?:做|办|for|用于|申请|给|是)\s*$", before))
    companion = any(hit.entity not in ("purpose", "date", "relation") for hit in page.hits)
    companion = companion or bool(_BESIDE.search(page.low[: match.start()] + "\n" + page.low[match.end() :]))
    companion = companion or bool(_AGENCY.search(before))
    if _papers(page) == {"personnel_file"} and not _USED.match(after):
        return False  # what the file is moved for is no purpose of a request
    short = len(page.low) <= len(match.group()) + 6 or "用途" in page.low
    if not (companion or short or _USED.match(after)):
        return False
    if _CUE_AFTER.match(after):
        return True
    if word in _WEAK:
        if match.group() != word and len(page.low) <= len(match.group()) + 3:
            return True
        return bool(_CUE_BEFORE.search(before)) and not _STATE_AFTER.match(after)
    return not re.match(
        r"^(?:了(?!,)|约|官|公司|机构|生(?!活)|回来|中心(?!用)|籍|计划取消|计划变更|医生|学员|函|科(?!研)|文件|中介|中介|网|局|厅|结果|率|顾问|办公室|办(?=[,。]|$)|部门?|专班|科$|处(?!理)|证$)",
        after,
    )
