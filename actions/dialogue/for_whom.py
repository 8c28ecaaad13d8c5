"""For whom the papers are: oneself, somebody one acts for, or somebody an organisation asks about."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from actions.dialogue import spoken
from actions.dialogue.desk import Desk
from actions.dialogue.kin import KIN, RELATIVE, THEM
from actions.dialogue.rows import track_of
from actions.dialogue.state import Form
from actions.dialogue.turn import Turn
from backend.domain.reading.relations import called as relation_called

if TYPE_CHECKING:
    from actions.dialogue.wish import Wish

PUT_OFF = re.compile(
    rf"{THEM}(?:的|那份|那个)+[^，,。]{{0,6}}(?:(?:以后|改天|下次|回头)再?(?:说|办|弄)|(?:先不|不用|不)办|(?:不用|算)了)"
    rf"|{THEM}(?:的|那份|那个)[^。；;]{{0,14}}(?:以后|改天|下次|回头)再(?:说|办|弄)|(?:没有|不要|不办|不用办|不含|去掉|不管)我?{THEM}(?:的|那份)"
)
"""The request that waits its turn is not wanted today ("我爸的以后再说")."""


def only_asks_about_another(turn: Turn, form: Form, track: str) -> bool:
    """ "我室友那份我能替他办吗" in the middle of one's own form is a question, not a change of it."""
    own = form.track == "self" and ("name" in form.subject or _SOME_DAY.search(turn.text))
    return bool(own) and track == "proxy" and spoken.heard(turn, "question") and not turn.items


_SOME_DAY = re.compile(
    r"(?:如果|要是|假如|万一)[^，,。]{0,6}(?:以后|将来|下次|改天)|(?:以后|将来|下次)[^，,。]{0,4}(?:想|要|再)"
)


def turns_out_anothers(turn: Turn, form: Form, track: str) -> bool:
    """The open form turns out to be for somebody else, or for an organisation; once a person is named in it, only in
    plain words ("我是他爱人", the unit and who handles it)."""
    late = "name" in form.subject
    plainly = _says_whose(turn) if track == "proxy" else _handles(turn)
    if form.track != "self" or (late and not plainly) or (track == "proxy" and _OWN_NUMBER.search(turn.text)):
        return False
    if track == "organization" and turn.first("organization") is None and not _OF_A_UNIT.search(turn.text):
        return False  # "职业病，搞安全的。我叫…": only sounds like an office's enquiry
    form.track = track
    form.relation = relation(turn) if track == "proxy" else None
    form.asked.pop("consent", None)
    return True


def _says_whose(turn: Turn) -> bool:
    return bool(_NOT_MINE.search(turn.text) or _I_AM_THEIRS.search(turn.text))


_OWN_NUMBER = re.compile(
    r"我(?:自己)?的(?:学号|身份证|证件号|号码?|那个)?(?:才|应该|其实)?是?[:：]?\s*〔(?:学号|证件号)"
)
""" "刚才那个是我室友的，我的是〔学号〕": whose a wrong number was says nothing of whose papers they are."""


_OF_A_UNIT = re.compile(
    r"[局院厂司处科部所馆会]|单位|公司|集团|机构|企业|我们|核[实查对验]|查[证询]|背调|政审|[公来发]函|介绍信|员工|职工|候选|入职|拟?录用|经办|代表"
    r"|该(?:生|同志)|\b(?:hr|we|our|verif\w+|employ\w+|candidate|applicant|company|background|screening)\b",
    re.IGNORECASE,
)
"""Without any such word nobody writes for an office."""


def _handles(turn: Turn) -> bool:
    """Whether the unit that asks and somebody who acts for it are named."""
    unit = turn.first("organization", role="requester") is not None
    return unit and any(one.entity == "name" and one.role == "requester" for one in turn.details)


def relation(turn: Turn) -> str | None:
    """What the one whose papers they are is to the writer, as far as the message tells."""
    told = turn.first("relation")
    if told:
        return str(told.value)
    named = _KIN_NAMED.search(turn.text) or _THEIR_MATTER.search(turn.text) or _THEIR_TURN.search(turn.text)
    if named:
        return relation_called(named.group("kin"))
    return "agent" if AFAR.search(turn.text) or _I_AM_THEIRS.search(turn.text) else None


def names_another(turn: Turn, form: Form | None) -> bool:
    """ "弟弟〔姓名〕，本科，2016级" where nobody was named yet: whose papers they are."""
    unnamed = form is not None and form.track == "self" and "name" not in form.subject
    studies = ("degree_level", "student_id", "enrollment_year", "graduation_year")
    told = turn.first(*studies) is not None and sum(one.entity == "name" for one in turn.details) == 1
    return unnamed and told and bool(_KIN_NAMED.search(turn.text)) and not _I_TOO.search(turn.text)


_I_TOO = re.compile(r"我(?:自己)?(?:也|的也|叫)|本人|我(?:自己)?是(?!他|她)")
_KIN_NAMED = re.compile(
    rf"(?:^|[，,。；;！!\s]|我|家)(?:的)?(?P<kin>{KIN})(?:的)?(?:名字|姓名|名讳|大名|全名)?(?:名?叫|是|[:：])?\s*〔姓名〕"
)


_NOT_MINE = re.compile(
    r"(?:帮|替|代)(?:他|她|爱人|老公|老婆|妈|爸|父|母|儿|女|同学|朋友|别人|家)"
    rf"|给(?:我(?:家)?的?)?(?:{THEM}|别人)(?:[^，,。；;看留寄送]{{0,4}}(?:办|开|申请|弄|查|补|调|要|打)|的|[，,。！!\s]|$)"
    rf"|不是(?:我|给)(?:自己|本人)|我(?:就)?是(?:代办人|代理人|受托人|被委托人|(?:他|她|孩子|老人家?)的?(?:亲|大|小|二)?{KIN}(?!的?(?:同学|同事|介绍)))"
    r"|for my|on behalf"
)
"""Words by which somebody says, late, that the papers are another's."""


_FOR_ELDERS = re.compile(
    r"(?:[替代](?:我|俺)?(?:们)?(?:的)?(?:[^，,。]{0,6}的)?|帮我[^，,。]{0,6}的)(?:老师|导师|恩师|老领导|班主任|师傅|老战友)(?![，,好您你])"
)
"""A teacher or an elder whom one runs an errand for ("替我读书时的老师申请")."""
AFAR = re.compile(
    r"[帮替代给](?:我|俺)?(?:们|家)?(?:的)?(?:[表堂][哥姐弟妹]|舅|姑|姨|叔|伯|婶|侄|外甥|嫂|姐夫|妹夫|同事|朋友|邻居|老乡|亲戚)"
)
"""Kin and friends for whom there is no word of their own among the relations: one acts as their agent."""


def track(turn: Turn, wish: Wish, desk: Desk, form: Form | None = None) -> str:
    """The track that a message speaks for: self, citizen, proxy or organization; `form`: the open one."""
    unit = turn.first("organization", role="requester") is not None
    if _ENTRUSTED.search(turn.text):
        return "proxy"
    if unit or (wish.has("employer_verification") and not _only_asked_for_by_a_unit(turn, desk)):
        return "organization"
    if (_FOR_A_UNIT.search(turn.text) or _OF_A_CASE.search(turn.text)) and not _FOR_ME.search(turn.text):
        return "organization"
    if _ONESELF.search(turn.text):
        return track_of(turn.items, desk.catalogue)
    matter = _THEIR_MATTER.search(turn.text) and not _I_TOO.search(turn.text)
    theirs = matter or any(words.search(turn.text) for words in _THEIRS)
    theirs = theirs or names_another(turn, form) or _a_favour(turn)
    asked = wish.has("proxy_request") and not (_OWN_STUDIES.search(turn.text) and not _ACTING.search(turn.text))
    if asked or turn.first("relation") or theirs:
        return track_of(turn.items, desk.catalogue) if _for_their_sake(turn) else "proxy"
    if turn.first("name", role="requester"):
        return "organization"  # "经办人 ..." speaks for an organisation
    return track_of(turn.items, desk.catalogue)


_ENTRUSTED = re.compile(r"受(?:学生|学员|校友|客户|本人|他|她)(?:本人|的)?委托[^。；;]{0,6}(?:代办|代理|办理|申请|开)")
""" "受学生委托代办成绩单": an agency acts for the one whose papers they are, and enquires about nobody."""


def _only_asked_for_by_a_unit(turn: Turn, desk: Desk) -> bool:
    """ "我是2013年入学的博士，人事处要看我的…": the unit wants it, the papers are the writer's own."""
    if track_of(turn.items, desk.catalogue) == "citizen" and not _OFFICE_WRITES.search(turn.text):
        return True  # "结婚证找不着了，卖房子中介要婚姻登记档案"
    mine = _ABOUT_ME.search(turn.text) or _OWN_STUDIES.search(turn.text) or _OWN_SCHOOL.search(turn.text)
    return bool(mine) and not _OF_A_CASE.search(turn.text) and not _FOR_A_UNIT.search(turn.text)


_OFFICE_WRITES = re.compile(
    r"(?:我|本)(?:单位|公司|司|院|局|所|处|厂|社区|街道)|我们(?:单位|公司|是|这边|院|局|所|社区|街道|居委)|贵馆|[公来发此]函|介绍信|协助|调取|居委会|民政|当事人"
)
"""Words of an office that asks for somebody's record of life."""
_OWN_STUDIES = re.compile(r"(?:^|[，,。；;！!\s])我(?:是|于|在)?(?:19|20)?\d{2}(?:级|届|年)")
_OWN_SCHOOL = re.compile(r"(?:我们?|咱们?)(?:是)?(?:这些)?(?:网院|网络学院|成教|成人教育|函授|夜大|自考|继续教育|电大)")
_ACTING = re.compile(r"[帮替代给托]|授权|[他她]的|[让叫]我")
"""Who tells of own studies and has no word of acting for anybody only speaks of others, whatever it sounds like."""


_UNIT = r"(?:我|我们|本)(?:[院司校局所行厂馆委会]|公司|单位|集团|中心|医院|学校|机构|企业|部门)"
_FOR_A_UNIT = re.compile(
    rf"{_UNIT}(?:现|近期|今年|目前|因|需|想|要|正在|准备|计划|的|有|一[名位])*(?:新进|新入职|新招|新聘|拟录用?|拟聘|拟招|拟引进|录用了?一|聘用了?一|招聘了?一)"
    rf"|(?:{_UNIT}|我们)的?(?:一[名位])?(?:在职|退休|新)?(?:职工|员工|教职工|教工|干部)(?:的|〔姓名〕|，|,)*[^。；;！!]{{0,24}}(?:档案|学籍|学历|学位|材料|毕业)"
)
"""A unit that writes about its people ("我院新进员工…", "我们职工的人事档案里缺…")."""
_ABOUT_ME = re.compile(
    r"我的?(?:人事|个人|学籍)?档案(?:里|中|缺|少)|(?:让|叫|要|说|通知)我(?!们|[院司局校行所])|我自己的|我本人"
)
"""What a unit wants of the one who writes ("单位整理档案，说我档案里少成绩")."""
_OF_A_CASE = re.compile(
    r"该(?:生|员工|同志|职工|教师|考生|人员)|被(?:继承|执行|告|害|鉴定|核[查实]|调查)人|拟(?:录[取用]|聘用?)[^，,。]{0,10}(?:复核|核[实查验]|审[核查])|(?:来|发|去|附)函[。，,\s]|[以单]?单位(?:的)?(?:出面|名义)"
    r"|\b(?:an|our|the) (?:applicant|candidate|employee|new hire)\b"
    r"|\bour (?:company|firm|institution|university|organi[sz]ation|hr)\b",
    re.IGNORECASE,
)
"""Words of one who writes for an office about a person it deals with ("请贵馆提供该生成绩单")."""
_FOR_ME = re.compile(
    r"(?:让|叫|要|通知|要求)(?:我|各?位?职工|员工|每个人|大家|我们)|我(?:自己|本人)|我的|我是.{0,8}(?:职工|员工)|我叫|我也"
)


_FOR_THEIR_SAKE = re.compile(
    r"[给为](?:我(?:家)?)?(?:的)?(?:孩子|小孩|儿子|女儿|娃儿?|宝宝|老大|老二)(?:办)?"
    r"(?:申请|办理?|交|报|弄|开|上|去)?(?:落户|上户|户口|上学|入学|转学|积分|入园|小升初|助学|奖学|贷款|补[助贴]|学籍|医保|保险|签证|看|瞧|留|当|做个?纪念)"
)
"""What the papers are for ("给孩子落户用"), not whose they are."""


def _for_their_sake(turn: Turn) -> bool:
    return bool(_FOR_THEIR_SAKE.search(turn.text)) and not re.search(r"他的|她的|[帮替代]", turn.text)


_ACTS = re.compile(
    r"(?:叫|让|喊|托|要)我[帮替代](?:伊|佢|他|她)|"
    r"我(?:就)?是(?:代办人|代理人|受托人|被委托人)|由我代办|代办人(?:是我|就是我)|我是(?:代|替)(?:他|她)办"
)
"""Words by which somebody says that they act for another."""
THEIR_PAPER = re.compile(
    r"(?:^|[，,。：:；;！!])\s*(?:他|她)(?:也|是|就)?(?:想)?(?:要|需要|得要)(?:一份)?(?:个)?(?:中文|英文)?的?(?:成绩|毕业|学历|学位|学籍|录取)|"
    rf"我(?:家)?{KIN}[^。；;]{{0,16}}[，,]?(?:他|她)的[^，,。]{{0,4}}"
    r"(?:成绩|毕业|学历|学位|学籍|档案|证明|录取)"
    rf"|我(?:家)?{KIN}[^。；;]{{0,20}}[，,]?(?:他|她)(?:也|还)?(?:想要?|要|需要|得)"
    r"[^，,。]{0,5}[一二两三四\d]\s*[份张]"
)
"""Somebody else's papers, wished for beside one's own ("我爸也是这里毕业的，他的毕业证明能不能也开一个")."""
_THEIR_MATTER = re.compile(
    rf"(?:我(?:家)?(?:的)?|(?=家[父母]))(?P<kin>{KIN}|那口子)[^；;！!？?]{{0,40}}(?:[，,。\s](?:他|她)(?:的)?(?:[^，,。]{{0,8}}(?:要|需要|得)(?:用|交|办|开|有)?)?(?:他|她)?(?:的)?(?:英文|中文)?"
    r"|[，,。\s][^，,。]{0,10}(?:他|她)(?:当年|那时候?|以前|在校时?)?的)"
    r"(?:成绩|毕业证|毕业证明|学历|学位|学籍|录取|登记表)"
)
"""What is told of somebody at length, with a paper of theirs at the end ("我弟部队的，…。他提干要录取名册")."""
_THEIR_TURN = re.compile(
    r"(?:^|[，,。；;：:！!\s])(?:好|好的|那|行|再|然后|还有|另外|现在)*"
    r"(?:下面|下边|接下来|接着|以下|下一[个份]|第[二三]个|另一[个份]|轮到|换)(?:就|该|都)?(?:是|办|轮到|说|弄)?"
    rf"我(?:家)?的?(?P<kin>{KIN})(?:的|了|那[份个]|这[份个]|材料|信息)*(?=[，,。；;：:！!\s]|$)"
)
"""A heading over what follows ("下面是我爱人的。〔姓名〕，2002级…")."""
_I_AM_THEIRS = re.compile(
    rf"我(?:名字)?(?:叫|是)〔姓名〕[，,\s]*(?:我)?(?:就)?是(?:他|她|老人家?)的?(?:亲|大|小|二)?{KIN}"
)
"""Who says what they are to somebody spoken of writes for that one ("我叫〔姓名〕，是他外孙女")."""
_THEIRS = (_ACTS, _FOR_ELDERS, THEIR_PAPER, _THEIR_TURN, _I_AM_THEIRS)
_PAPERS = r"(?:成绩|毕业|学历|学位|学籍|录取|登记表|招工|知青|下乡|档案|记录|材料)"
_FAVOUR = re.compile(
    rf"(?:^|[，,。；;！!\s]|我|我家)(?:{RELATIVE})[^；;！!？?]{{0,40}}?(?:自己|他|她)(?:当年|那时候?|年轻时|以前|在校时?|读书时?)的?[^，,。]{{0,4}}{_PAPERS}"
    rf"|(?:^|[，,。；;！!\s]|我|我家)(?:{RELATIVE})[^；;！!？?]{{0,60}}[给替帮](?:他|她|老人家?|二老)[^，,。]{{0,4}}"
    r"(?:(?:复|打)?印|复制|找|查|调|办|开|申请|弄|补)"
)


def _a_favour(turn: Turn) -> bool:
    """ "外公一直念叨他当年的学籍表，我想给他印一份": somebody's own past, or what is done for them with a paper."""
    mine = re.search(rf"我(?:自己|本人)?的{_PAPERS}", turn.text) or _I_TOO.search(turn.text)
    return bool(turn.items) and bool(_FAVOUR.search(turn.text)) and not mine and not _for_their_sake(turn)


_ONESELF = re.compile(
    r"(?:孩子|小孩|儿子|女儿|闺女|娃|宝宝|幼儿园|小学)[^。；;]{0,24}(?:家长|父母|爸妈|监护人)(?:双方)?的|(?:查|找|开|办|复印)(?:一下|下|个)?我(?:自己)?(?:以前|当年|那时候?|过去|原来|年轻时|在校时?)(?!.*[他她]的)|不是(?:要)?(?:帮|替|给|代)(?:他|她|别人|人家|家人)|(?<!不是)(?<!不是给)(?<!不是帮)(?<!不是替)我(?:自己|本人)(?:要|用|办)(?!.*(?:帮|替)我)|(?:只|就|先|还是)办我(?:自己|本人)的"
    rf"|(?<![帮替给代])[我俺](?:跟|和|与|同)(?:[我你]们?(?:家)?的?)?(?:{KIN}|老头子?|前夫|前妻)?(?:〔姓名〕)?(?:当年|那年)?(?:的)?(?:结婚|离婚|婚姻|登记|领的?证|扯的?证)"
    r"|(?:他|她|人|[哥姐弟妹爸妈]|父亲|母亲|朋友|同学|同事)[^，,。？?]{0,6}[替帮代]我(?:去|来|过去)?(?:拿|取|领|收)"
    r"|(?:^|[，,。！!\s你])(?:爷爷|大爷|姑奶奶|奶奶|老子|老娘|爹)我(?:就|可)?(?:是|叫|姓|大名|名字|尊姓|〔)"
)
"""Words by which somebody says that the papers are their own after all, or calls themselves one's grandfather."""
