"""For whom somebody acts: the relation of the person the record is about to the one who writes."""

from __future__ import annotations

import re

from backend.domain.reading import own_matters
from backend.domain.reading.name_shapes import looks_like
from backend.domain.reading.page import Hit, Page

_KIN = (
    ("parent", r"老爸|姆妈|爸爸|老妈|妈妈|妈老汉儿?|(?<=[我他她俺咱帮替给代让问])[爸妈](?![爸妈])|父母亲?|老?父亲|老?母亲|阿[妈爸爹娘](?!妈)|老爷子|老太太|老豆|老母|爸妈|爹妈?|(?<![姑新伴大])娘亲?(?![娘家子])|双亲|老汉儿?|老娘|家父|家母|二老|我爹|老头子|爸比|岳父|岳母|公公|婆婆|公婆|my (?:(?:younger|elder|older|big|little|dear|own|twin|eldest|youngest|only|retired|elderly|old) )?(?:father|mother|dad|mom|mum|parents?)(?:'s)?"),
    ("spouse", r"外子|内子|内人|拙荆|贱内|老公|老婆|爱人|丈夫|妻子|配偶|媳妇儿?|太太|我先生|另一半|老伴|前妻|前夫|未婚妻|未婚夫|my (?:(?:younger|elder|older|big|little|dear|own|twin|eldest|youngest|only|retired|elderly|old) )?(?:husband|wife|spouse)(?:'s)?"),
    ("child", r"囡囡|阿囡|囡儿|小囡|儿子|女儿|闺女|(?<=我)女子(?=在|读|要|的)|孩子|小孩|娃娃|娃儿?|姑娘|子女|犬子|(?:小|爱)女(?![孩生婿士])|爱子(?!心)|幺儿|幺妹儿|女婿|儿媳妇?|my (?:(?:younger|elder|older|big|little|dear|own|twin|eldest|youngest|only|retired|elderly|old) )?(?:son|daughter|child|kid)(?:'s)?"),
    ("sibling", r"哥哥|姐姐|弟弟|妹妹|大哥|二哥|大姐|二姐|[我俺咱][哥姐弟妹](?![哥姐弟妹们])|亲姐|亲哥|亲弟|亲妹|(?<![那这]帮)兄弟|姊妹|姐妹|幺妹(?!儿)|幺弟|[舍胞愚][弟妹]|[家胞][兄姐]|老弟|老妹|老姐|老哥|my (?:(?:younger|elder|older|big|little|dear|own|twin|eldest|youngest|only|retired|elderly|old) )?(?:brother|sister|sibling)(?:'s)?"),
    ("classmate", r"老?同学(?!会|录|聚|群)|室友|舍友|同桌|同寝室?(?:的)?(?:老[大二三四五六]|兄弟|姐妹)?|寝室(?:的)?老[大二三四五六]|同班同学(?!会|录|聚|群)|校友(?!会|录|群|卡)|班长|学弟|学妹|学长|学姐|师兄|师姐|师弟|师妹|my (?:classmate|roommate)(?:'s)?"),
    ("agent", r"我(?:们)?(?:领导|上司|老板|导师)(?!们)|当事人|客户|委托人|我朋友|(?<!小)朋友|同事|闺蜜|老乡|邻居|亲戚|my (?:friend|client|colleague)(?:'s)?"),
)  # fmt: skip
_SHORT = {"爸": "parent", "妈": "parent", "爹": "parent", "娘": "parent", "哥": "sibling", "姐": "sibling", "弟": "sibling", "妹": "sibling"}  # fmt: skip
_WORD = re.compile("|".join(f"(?P<{name}>{body})" for name, body in _KIN))
_ACTING = re.compile(
    r"(?:(?<![那这一])帮|(?<!顶)替|代替?|给|为|受|助|代表|委托人是)(?:我|我们|俺们?|咱们?|阿拉|伲|阮|一下|一个|个|着|了)?(?:的|家|家里)?(?:一个|一位|个|位)?(?:(?:大学|本科|研究生|当年)的?)?(?:老|大|小|亲)?$|on behalf of |for $"
    r"|(?:代办|代理|代为办理|代申请|代查|代开|帮办)(?:人)?[\s:,]*(?:我|本人)?的?$"
)
#: 大学同学托我代办.
_ENTRUSTED = re.compile(
    r"[\u4e00-\u9fff]{0,3}?(?:委托|拜托|托|让|叫|喊|授权)(?:给|了)?我(?:来|去)?(?:帮|代|替|办|申请|开|取|领)"
    r"|[\u4e00-\u9fff]{0,3}?(?:委托|拜托|托|授权)(?:给|了)?我(?:的|办的|了)?(?=[,。;!\s]|$)"
)
#: 我爱人纪凌云,当年在青羊区登记的: whose marriage it is.
_WEDDED = re.compile(r"婚|登记的|登的记|登记(?=[,。;\s]|$)|领的?证")
#: 我带我哥哥申请: 代, as it sounds.
#: 我和我弟前后脚考进…他让我替他办: told of together, and acted for all the same.
_ACTS_FOR_ONE = re.compile(r"[替帮代](?:他|她|佢)(?:去|来|跑)?(?:办|开|申请|弄|查|调|问)")
_MISHEARD_FOR = re.compile(r"(?<![附捎顺])带(?:我|我们)?的?$")
_ASKS_FOR = re.compile(r"(?:申请|办(?!公)|开(?!车|会)|打印|补办|查询|调取|领取)")
_SEARCH = re.compile(
    r"(?:查|开|办|弄|整|要|调|取|领|补|申请|打印|找|看)(?:一下|下|询|阅|找|个|一份|到|的)?(?:我|我们|我家|俺)?(?:的|家)?$"
)
_OWNS = re.compile(
    r"^(?:[\u4e00-\u9fff·]{2,4}?)?(?:本人)?(?:的|当年的?|以前的?|那时候?的?|年轻时的?|在校的?|那份)(?:[\u4e00-\u9fff0-9]{0,6}?)(?:成绩|学籍|学历|毕业|学位|档案|录取|登记|证明|材料|知青|招工|工龄|下乡|婚姻|结婚|离婚|独生|再?生育|计生|低保|记录|名册|委托|申请|(?<!身份)证(?![号件])|翻译)"
)
#: 我媳妇儿学位证明一份; 我妹妹的,不是我的.
_THEIR_PAPER = re.compile(
    r"(?:的)?(?:中文|英文|双语|本科|硕士|博士|专科|大专)?的?(?:成绩单|学籍证明|学籍卡|学历证明|毕业证明|学位证明|在读证明|录取名册|登记表)"
    r"|的[,\s]*(?:不是|没有?)(?:办|要)?(?:我|本人)(?:自己)?的"
)
_STATE = re.compile(
    r"^(?:(?!都[说讲让劝]|公司|单位|学校|工作|老板|那边|今天|现在)[\u4e00-\u9fff·]{2,4}?)?(?:[,,]\s*)?(?:让我|叫我|委托我?|托我|授权我?|喊我|拜托我|想要?|要(?!我|来|去|帮|代)|需要|在国外|在外地|人在|在美国|在英国|在部队|出国|不在|不会用|不会弄|唔识|唔会|不识字|来不了|走不动|腿脚|[\d六七八九]?十多?[几岁好]|[六七八九]十多|不方便|行动不便|没空|没时间|生病|住院|瘫痪|"
    r"年纪大|年龄大|岁数大|已故|已经?去世|去世|过世|走了|不在了|是(?:你们|贵校|咱们|[一二三四五六七八九\d]{2,4}[级届年]|当年|老知青|知青|当时)|以前(?:是|在)|(?:19|20)?\d{2}[级届]|当年|年轻时|早年|[一二三四五六七八九零\d]{2,4}年|原来(?:是|在)|退休|毕业|读|要(?:出国|考|评|办|落户)|下乡|下过乡|当过知青)"
)
_ACTS_FOR = re.compile(
    r"(?:授权|委托|托)(?:给|了)?我|给(?:他|她|佢|老人家?)(?:开|办|查|申请|弄|打|补|拿|领|调)|(?:替|帮|代)(?:他|她|佢|伊|老人家?|二老|他们|她们)|代办|代为|由我代|我来(?:帮|替|办|申请)|可以代|能代|[给替帮](?:他|她|佢)跑"
)
#: 我妈住院我两头跑: trouble at home is not yet acting for somebody.
_BURDEN = re.compile(r"(?:住院|生病|瘫痪|没空|没时间)$")
_SPOKEN_OF = re.compile(r"[他她佢]|替|代|老人|帮(?!我|忙)|来不了|去不了")
_ADDRESSEE = re.compile(r"(?:收件人|收货人|联系人|寄给|换成|改成|写)(?:是|写|换成|改成|为)?(?:我|我的)?$")
_OUTSIDERS = frozenset("委托人 客户 当事人 我朋友 朋友 同事 亲戚 邻居 老乡 闺蜜".split())
_SCHOOLMATES = frozenset("校友 学长 学姐 班长 师兄 师姐 学弟 学妹".split())
#: 不是给我儿子办啊.
_NOT_FOR = re.compile(r"(?<!是)不是(?:要|来)?(?:帮|替|给|代|为)(?:我|我们|俺)?(?:的)?$")
#: 孩子移民要父母的学历: the parents are those who write.
_OF_OUR_CHILD = re.compile(
    r"(?:孩子|儿子|女儿|闺女|娃儿?|小孩)[^。;]{0,14}(?:要|需)(?:求|用)?(?:提供|提交|交)?(?:父母|双亲|家长|爸妈)?$"
)
#: 我先问问我导师: who is asked, not acted for.
_CONSULTED = re.compile(r"(?:问问|先问|去问|问过|问了|请教|听听|商量)(?:一下|一问|下|了)?(?:我|我们)?(?:的|家)?$")
_ENTRUSTS = re.compile(r"^(?:们)?(?:已经?)?(?:授权|委托|托|拜托|全权委托)(?:给|了)?(?:我|本人|俺)")
#: 我爱人端木琬,学号...: whose papers they are.
_STUDIED = re.compile(r"[\u4e00-\u9fff·]{2,6},(?:学号|[\d零一二三四五六七八九]{2,4}[级届]|本科|硕士|博士|专科)")
_SENDING = re.compile(r"发|寄|打电话|说")
_GIVING = re.compile(r"[寄发交留送写]给$")
_TOGETHER = re.compile(r"[\u4e00-\u9fff][和跟与](?:我)?$")
_MINE = re.compile(
    r"(?:我|我们|我家|俺|家里|咱|屋头|屋里头?)(?:的|家|大学|高中|本科|研究生|以前的?)?$|(?:还有|以及|再加|加上|另外|外加)(?:一份)?$"
)
_COMES = re.compile(r"(?:[\u4e00-\u9fff]{2,3}?)?(?:去|来|过来|代|帮我|替我|能代|可以代|能帮|可以帮)")
#: 我女儿帮我弄的微信: who helps with the telephone is not acted for.
_HELPED = re.compile(
    r"(?:[\u4e00-\u9fff]{2,3}?)?(?:正?在|刚)?[帮替教给]我(?:一起)?(?:弄|操作|打字|打的?字|填|写|发(?!快递)|下载|加|关注|注册|看|问|打听|联系|装|搞|点|翻译|说)"
)
_TOLD = re.compile(r"叫|[^,。]{0,4}\d{5}")
_FOR_ONESELF = re.compile(
    r"(?<!不是)(?<!不是给)(?<!不是替)(?:(?<!不)是|(?<!不是)给)?(?<!不是给)(?<!不是)我自己要?(?:办|开|用|查)|我本人(?:要|来)?办|不是(?:要)?(?:帮|替|给|代)(?:他|她|他们|她们|别人|人家|家人)"
)
_HELPER = re.compile(
    r"(?:让|叫|喊|请|找|托|委托|由|麻烦|拜托|授权|安排|派|通过|可以|可不可以|能不能|能)(?:我|我们|我的)?(?:的|家|一个|个|位)?$"
)
_HELPS = re.compile(r"^(?:[\u4e00-\u9fff]{2,3}?)?(?:去|来|过来|过去|帮|代|替|拿|取|领|跑|办|给我|可以|能|行|持|带|到)")
_I_AM = re.compile(
    r"(?:我是|我就是|本人是|本人系|我系|是|作为|我作为|申请人是)(?:他|她|佢|他们|其|TA|ta|学生|当事人|[\u4e00-\u9fff·]{2,4})?(?:的)?(?:亲生|法定|合法|唯一|独生)?(?P<k>儿子|女儿|闺女|子女|孩子|儿媳妇?|女婿|儿(?=,|$|。)|爸爸|妈妈|父亲|母亲|老豆|老母|家长|爸|妈|老公|老婆|配偶|爱人|丈夫|妻子|哥哥?|弟弟?|姐姐?|妹妹?|同学|室友|朋友|同事|监护人|代理人|代办人|律师|委托代理人|受托人)(?!的(?!代理|委托|监护|授权))"
)
_ENGLISH_I_AM = re.compile(
    r"(?:i am|i'm|this is) (?:the |his |her |their |an? )?(?P<k>wife|husband|spouse|son|daughter|child|father|mother|parent|brother|sister|classmate|roommate|guardian|agent|lawyer|friend)\b(?! (?:in|at) )"
)
_ENGLISH_INVERSE = {
    **dict.fromkeys(("wife", "husband", "spouse"), "spouse"),
    **dict.fromkeys(("son", "daughter", "child"), "parent"),
    **dict.fromkeys(("father", "mother", "parent"), "child"),
    **dict.fromkeys(("brother", "sister"), "sibling"),
    **dict.fromkeys(("classmate", "roommate"), "classmate"),
    **dict.fromkeys(("agent", "lawyer", "friend"), "agent"),
    "guardian": "guardian",
}  # fmt: skip
_INVERSE = {
    **dict.fromkeys(("儿子", "女儿", "闺女", "子女", "孩子", "儿媳", "儿媳妇", "女婿", "儿"), "parent"),
    **dict.fromkeys(("爸爸", "妈妈", "父亲", "母亲", "家长", "爸", "妈"), "child"),
    **dict.fromkeys(("老公", "老婆", "配偶", "爱人", "丈夫", "妻子"), "spouse"),
    **dict.fromkeys(("哥", "哥哥", "弟", "弟弟", "姐", "姐姐", "妹", "妹妹"), "sibling"),
    **dict.fromkeys(("同学", "室友"), "classmate"),
    **dict.fromkeys(("朋友", "同事", "代理人", "代办人", "律师", "委托代理人", "受托人"), "agent"),
    **dict.fromkeys("子女", "parent"),
    **dict.fromkeys("夫妻", "spouse"),
    **dict.fromkeys("父母", "child"),
    "兄": "sibling",
    "监护人": "guardian",
}  # fmt: skip
_GUARDIAN = re.compile(r"监护人|被监护人|guardian")
_AGENT = re.compile(
    r"(?:代理|受(?!委托人))(?:他人|别人|人|客户|当事人|朋友|学生|学员|申请人)?(?:本人)?(?:的)?委托(?!书|函)|代理律师|诉讼代理|代理人(?!的)|(?:我们?|[这我]边|这里)(?:就)?是(?:(?:专门)?(?:做|搞|干|从事))?(?:一家)?(?:留学|移民|出国)?(?:中介|代办公司|顾问)|中介能?(?:帮|代)(?!(?:我|俺|咱)(?!们?代?[办申])|忙)(?:办|人)?|中介能代办|帮(?:别人|人家|人|他人)|替(?:别人|人家|人|他人)|代(?:别人|他人|人家)(?:办|查|申|取|领)|受人之托|(?<=我)是律师|(?<=i'm a )lawyer|on behalf of (?:a|my) client"
)
#: Those who ask by profession act for an organisation, not for kin or a friend.
_PROFESSIONAL = re.compile(r"律师|律所|背调|我司|我公司|法院|law firm")
#: 受托人：项南星（弟弟）: what the one who acts is to the one acted for; 委托人：李梅（母亲）: the other way round.
_TRUSTEE = re.compile(
    r"(?:受托人|被委托人|代理人|代办人|经办人)\s*(?:[:=]|是|为)?\s*[\u4e00-\u9fff·]{2,4}?[\s,(]*(?:(?:系|是|为)?(?:其|委托人|本人)?(?:的|之)?)"
    r"(?P<k>儿子|女儿|闺女|子女|儿媳妇?|女婿|父亲|母亲|爸爸|妈妈|丈夫|妻子|老公|老婆|配偶|爱人|哥哥|弟弟|姐姐|妹妹|同学|室友|朋友|同事|律师|(?<=之)[子女妻夫父母兄弟姐妹])(?=[,。;)\s]|$)"
)
_PRINCIPAL = re.compile(
    r"(?<![受被])委托人\s*(?:[:=]|是|为)?\s*[\u4e00-\u9fff·]{2,4}?\s*\((?:我|本人)?的?(?P<k>[\u4e00-\u9fff]{2,3})\)"
)
_TIE = re.compile(r"(?:系|关系(?:为|是|:)?)(?:(?P<sibling>兄弟|姐妹|姐弟|兄妹)|(?P<spouse>夫妻|夫妇))")
_BARE = re.compile(
    r"^(?:我|他|她|是|我是|的|他的|她的|和|们|,|。|\s)*(?P<k>[\u4e00-\u9fff]{1,4}?)(?:关系|的|吧|。|\s)*$"
)


def find(page: Page, expecting: str | None) -> None:
    """Add the relation, where somebody acts for another."""
    if "委托人" in page.low and _told_in_form(page):
        return
    inverse = _I_AM.search(page.low)
    kin = any(m.lastgroup != "agent" and _acts(page, m) for m in _WORD.finditer(page.low))
    if inverse and _inverse_holds(page, inverse) and not (kin and _INVERSE[inverse.group("k")] == "agent"):
        page.add(Hit("relation", _INVERSE[inverse.group("k")], inverse.start("k"), inverse.end("k")), claim=False)
    elif not _FOR_ONESELF.search(page.low):
        for match in _WORD.finditer(page.low):
            if _acts(page, match):
                page.add(Hit("relation", str(match.lastgroup), match.start(), match.end()), claim=False)
        for pattern, value in ((_GUARDIAN, "guardian"), (_AGENT, "agent")):
            found = pattern.search(page.low)
            professional = value == "agent" and _PROFESSIONAL.search(page.low)
            if found and not professional and not any(hit.entity == "relation" for hit in page.hits):
                page.add(Hit("relation", value, found.start(), found.end()), claim=False)
    english = _ENGLISH_I_AM.search(page.low)
    if english and not any(hit.entity == "relation" for hit in page.hits):
        page.add(Hit("relation", _ENGLISH_INVERSE[english.group("k")], *english.span("k")), claim=False)
    if expecting == "relation" and not any(hit.entity == "relation" for hit in page.hits):
        _expected(page)


def called(word: str) -> str:
    """The relation that a word for somebody near tells (弟弟, 妈); an agent's for whom there is none of its own."""
    match = _WORD.fullmatch(word) or _WORD.fullmatch(word * 2)
    return str(match.lastgroup) if match else _SHORT.get(word[-1:], "agent")


def _told_in_form(page: Page) -> bool:
    """A mandate names both and says what they are to each other."""
    trustee, principal, tie = (pattern.search(page.low) for pattern in (_TRUSTEE, _PRINCIPAL, _TIE))
    word = _WORD.fullmatch(principal.group("k")) if principal else None
    value, match, group = None, trustee, "k"
    if trustee:
        value = _INVERSE.get(trustee.group("k"))
    elif principal and word:
        value, match = word.lastgroup, principal
    elif tie and "受托人" in page.low:
        value, match, group = tie.lastgroup, tie, str(tie.lastgroup)
    if value and match:
        page.add(Hit("relation", value, *match.span(group)), claim=False)
    return value is not None


def _inverse_holds(page: Page, match: re.Match[str]) -> bool:
    """我是他儿子 holds; 我是律师 and 我是家长 too; a bare 是…朋友 only after a person."""
    if match.group().startswith("是") and not re.search(r"(?:他|她|我)$", page.low[: match.start()]):
        person = re.match(r"是(?:他|她|其|当事人)", match.group())
        return bool(person) and not page.low[: match.start()].endswith("不")
    middle = match.group()[: -len(match.group("k"))]
    if re.search(r"[帮替代给为让]", middle) or match.group().endswith("独生子女"):
        return False
    return middle not in ("我是", "本人是") or match.group("k") in (
        "律师",
        "家长",
        "监护人",
        "代理人",
        "委托代理人",
        "受托人",
        "代办人",
        "配偶",
    )


def _acts(page: Page, match: re.Match[str]) -> bool:
    """Whether the message acts for this person, or asks for what is this person's."""
    before, after = (
        page.low[max(0, match.start() - 10) : match.start()],
        page.low[match.end() : match.end() + (80 if match.group().startswith("my ") else 22)],
    )
    word, kind = match.group(), match.lastgroup
    ours = kind == "parent" and _OF_OUR_CHILD.search(page.low[: match.start()])
    if ours or _NOT_FOR.search(before) or _HELPED.match(after) or own_matters.given(kind, before, after):
        return False
    if word.startswith("my "):
        return _acts_in_english(page, match, before, after)
    if word in _OUTSIDERS:
        if word != "亲戚" and _ENTRUSTS.match(after) and not _PROFESSIONAL.search(page.low):
            return True
        asking = re.search(r"背调|我司|我公司", page.low) or (word == "委托人" and before.endswith("受"))
        return bool(_ACTING.search(before)) and not asking
    if word in _SCHOOLMATES:
        return bool(re.search(r"[帮替代]", before) or _ACTS_FOR.search(page.low))
    if _ADDRESSEE.search(before) or _CONSULTED.search(before):
        return False
    if _ACTING.search(before) and not _SENDING.match(after) and not _GIVING.search(before):
        return True
    if _ENTRUSTED.match(after) or (_MISHEARD_FOR.search(before) and _ASKS_FOR.match(after)):
        return True
    if _with_the_writer(page, kind or "", before):
        return False
    if _HELPER.search(before):
        return bool(_HELPS.match(after))
    if before.endswith("是我") and "不是" in page.low[: match.start()]:
        return True
    mine = before == "" or word.startswith("我") or bool(_MINE.search(before))
    return not _in_the_story(page, match) and _is_about(page, kind or "", mine, before, after)


def _with_the_writer(page: Page, kind: str, before: str) -> bool:
    """我和我爱人…: told of together, of a marriage or where no one of the two is acted for."""
    together = _TOGETHER.search(before) and not _ACTS_FOR_ONE.search(page.low)
    return bool(together) or (kind == "spouse" and bool(_WEDDED.search(page.low)))


def _in_the_story(page: Page, match: re.Match[str]) -> bool:
    """Whether the writer's own studies are told, and of this person nothing that is a matter for the archive."""
    told = (own_matters.got_theirs(page, match.end()) or own_matters.told(page)) and own_matters.only_spoken_of(
        page, match.group(), match.end()
    )
    return told and not _ACTS_FOR.search(page.low)


def _is_about(page: Page, kind: str, mine: bool, before: str, after: str) -> bool:
    """Whether a relative is named as the one the record is about, or who comes in the writer's place."""
    searched = bool(_SEARCH.search(before))
    if (_OWNS.match(after) and (mine or searched)) or (before.endswith("我") and _THEIR_PAPER.match(after)):
        return True
    if mine and _COMES.match(after):
        return True
    if kind == "spouse" and _TOLD.match(after) and not _ACTS_FOR_ONE.search(page.low):
        return False
    named = re.match(r"([\u4e00-\u9fff]{2,4}),(?!我)", after)
    if mine and named and kind != "spouse" and looks_like(named.group(1)):
        return True
    if mine and kind == "spouse" and _STUDIED.match(after) and not _WEDDED.search(page.low):
        return True
    told = _STATE.match(after)
    beside = told is not None and _BURDEN.search(told.group()) and not _SPOKEN_OF.search(page.low)
    concerned = bool((told and not beside) or _ACTS_FOR.search(page.low))
    return (mine and concerned) or (searched and not after.startswith(("信息", "名册")))


def _acts_in_english(page: Page, match: re.Match[str], before: str, after: str) -> bool:
    word = match.group()
    asked = re.search(r"(?:for|behalf of|of|request|get|obtain)\s*$", before)
    pronoun = re.search(r"\b(?:his|her|their)\b", after)
    owned = re.match(r"\s?(?:transcript|diploma|degree|record|certificate|graduat|wants|needs|asked)", after)
    if pronoun and _in_the_story(page, match):
        pronoun = None  # my husband studied elsewhere, his papers are not your problem
    return bool(asked or owned or pronoun) or word.endswith("'s")


def _expected(page: Page) -> None:
    """A bare answer to who the person is to the writer."""
    for match in _WORD.finditer(page.low):
        page.add(Hit("relation", str(match.lastgroup), match.start(), match.end()), claim=False)
        return
    word = _BARE.match(page.low)
    known = {"父子": "parent", "父女": "parent", "母子": "parent", "母女": "parent", "夫妻": "spouse", "夫妇": "spouse", "兄弟": "sibling", "姐弟": "sibling", "姐妹": "sibling", "兄妹": "sibling",
             "家长": "child", "律师": "agent", "代理": "agent", "监护": "guardian"} | _SHORT  # fmt: skip
    if word and word.group("k") in known:
        page.add(Hit("relation", known[word.group("k")], word.start("k"), word.end("k")), claim=False)
