"""The few intents that are surer by rule than by statistics; one place, for live turns and `lantai understand`.

Besides, `implied` adds the further wishes that labels tie to a main one.

The rules look only at the redacted text and at what the reader found (the message's metadata):

1. nothing but a request code                     -> check_progress
2. nothing but facts the reader took out          -> provide_details
3. a placeholder typed by hand, with nothing found -> out_of_scope
4. markup, SQL, template or intent syntax         -> out_of_scope
5. no word in any script, or keys hit at random   -> out_of_scope
6. forged papers, changed marks                   -> out_of_scope

`refined` corrects the classifier where one word settles it: a change of a filed request, pressure on one.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import Any

SURE = 0.99

_PLACEHOLDER = re.compile(r"〔[^〕]{1,6}〕")
_CODE = re.compile(r"LT[\s-]*\d{6}[\s-]*[0-9A-Z]{6}", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_]")
_SYNTAX = re.compile(
    r"</?\s*(?:script|img|iframe|svg|body|a|div|style)\b|javascript:|\{\{.*\}\}|\$\{.*\}|<!\[CDATA\["
    r"|\b(?:union\s+select|drop\s+table|select\s+.{1,40}\s+from\s|insert\s+into|or\s+1\s*=\s*1)"
    r"|'\s*(?:or|and)\s*'|;\s*--|\w+\s*\{\s*\"\w+\"\s*:|\.\./\.\./",
    re.IGNORECASE,
)
_FORGERY = re.compile(
    r"假的?(?:学历|学位|毕业证|文凭|证书|证件|公章|章子)"
    r"|[改涂](?:高|到|成|了|一下|几)?.{0,3}(?:成绩(?!单)|分数|绩点|挂科|及格|学分)"
    r"|(?:成绩(?!单)|分数|绩点|挂科|学分).{0,12}(?:改成|改到|改高|改一下|改为|调高|提高)(?!.{0,3}份)"
    r"|\d+\s*分.{0,3}(?:改|换|调)(?:成|到|为)\s*\d+"
    r"|\b(?:fake|forge[ds]?|counterfeit)\b|change my (?:grade|gpa|score)",
    re.IGNORECASE,
)
_WRITING = re.compile(
    r"(?:写|求|来|要|编)(?:个)?[一几两]?篇.{0,12}(?:申请书|作文|论文|检讨|总结|演讲稿|文章|读后感|小说|报告|诗|稿)|[百千\d]{2,}字(?:的|左右)"
)
_FILED = re.compile(
    r"(?:昨天|昨儿|昨日|前儿|前天|昨晚|上礼拜|上星期|今早|早上|上周|上个?月|上次|上回|之前|先前|前几天)(?:[^,，。!！?？;；]{0,8}?)(?:提交|申请|报|办|交|下)的"
    r"|(?:昨天|前天|上周|上次|之前|已申请|那个|我那)的?(?:那)?(?:单子|单|份申请|个申请|申请)"
    r"|(?:我的|那份|那个|给.{0,4}的)申请|审核中的|(?:我[^,，。]{0,4}|提)[交递下]的那[单件份]|[递交]过一?[单件份]|申请编?号|已经?(?:有了?编号|报(?:上去)?的)|编号\s*LT|LT[\s-]*\d{6}",
    re.IGNORECASE,
)
_ENLARGED = re.compile(
    r"再(?:塞|放进|补上)|(?:再|追)?(?:加|添|增)(?:上|印|开|加|一|两|三|\d|到)|再多|多要|追加|增加|改成|改为|改到|换成|换为|增加到",
    re.IGNORECASE,
)
_ANEW = re.compile(r"单独|重新|另外再?(?:申请|办|开)|再(?:申请|办)(?:一|两|\d)|再单|新的申请|还想再办")
_TAKEN_FOR_NEW = frozenset({"request_document", "proxy_request", "check_progress", "cancel_request", "ask_fee"})
#: 我替我爸报的工龄档案,你们找着了没有: of a request that was made for somebody.
_MADE_FOR_SOMEBODY = re.compile(
    r"[替帮代给][^,，。]{1,6}(?:报|交|提交|申请|办|递)(?:上去)?的.*(?:找[着到]|办好|办完|好了|下来|着落|结果|到哪|怎么样|寄了)[^,，。]{0,3}(?:没|吗|呀|么|[?？])"
)
_PRESSED = re.compile(
    r"(?<!不是)(?<!没有)(?<!不是来)(?<!不是想)(?<!不是要)(?<!没在)(?<!不)催|加急|快点|快一点|抓紧|赶紧|尽快|hurry|urgent|asap",
    re.IGNORECASE,
)
_PRESSED_ON = re.compile(
    r"(?:赶紧|抓紧|赶快|尽快|马上|立刻|快点|快些)(?:给我|帮我|把.{1,8})?(?:办|寄|出|弄|发|做)(?!理投诉)"
)
#: 你问的份数：成绩单两份: an answer, whatever it names.
_ANSWERS_BACK = re.compile(
    r"^\W*(?:回答?[你您]|(?:刚才?|刚刚|上面|前面)?(?:[你您])?(?:刚才?|刚刚|上面|前面)?(?:那个|那几个)?问(?:题|我|到)?(?:的|那个|没看见)|补(?:充|一)?下?[你您]?(?:要|问)的?|份数[啊呢嘛]|用途[你您]?就?填"
    r"|(?:刚才?|刚刚)?[你您]?问我|补齐|[你您]要的都?在这|[你您]们?(?:刚才?|刚刚|上[面头]|前[面头]|方才)*问(?![一下问题他她过])|(?:材料|份数|用途|语言)那?[栏项]|接着(?:上[回次]|刚才)的?填|(?:上面|刚才|刚)说的[^,，。]{0,8}[,，]我?补)"
    r"|(?:^|[—\-,，。\s])(?:回答?|答|回复)(?:一下)?(?:[你您]们?)?(?:的)?(?:刚才?|上面|上一?条|前面|那[几三两]问)"
    r"|[单明册卡件]那[项栏](?:就)?[填写]|(?:漏|没|忘了?)[答回填](?:的|上)|^\W*(?:就是?)?(?:上[面头]|[你您]们?(?:刚才?|上面|一直)*(?:列|提|追问|念|说))的?那[个份]"
    r"|[你您]们?一直(?:追?问|要)的|[你您]们?要的(?:那)?(?:[几两三四]|些)[项样个]?"
    r"|\bas for the (?:quantity|number|copies|language)\b"
)
_WRONG = re.compile(r"错|不对|有误|改[成为一]|不是[^,，。]{1,8}[,，]?是")  # 上面那个地址写错了
#: 查进度,宓雪,139...: who one is stands beside the wish.
_ASKS_PROGRESS = re.compile(r"^\W*(?:帮我|我要|我想|麻烦|请)*查(?:询|一?下|看)?(?:一下)?(?:我的)?(?:办理|申请)?进度")
#: 转人工!我就要毕业证明: whatever else the message shouts.
_CALLS_FOR_A_PERSON = re.compile(r"^\W*(?:给我|帮我|快|我要|请)*(?:转|换|接|找)(?:个)?(?:人工|真人|客服)")
_TAKES_BACK = re.compile(r"\s*[*＊]")  # "*08" puts right what was said before
_LABELS = re.compile(
    r"姓名|名字|身份证号?码?|证件号码?|学号|手机号?码?|联系电话|电话|邮箱|地址|我叫|我是|我的|号码|[是的叫为]"
)
_ENGLISH_KEYS = re.compile(r"[a-z]{5,}", re.IGNORECASE)
_MOVED = re.compile(
    r"改到|改成|改期|改约|改个|改[明后下周]|换一天|往[后前]|换到|换成|换在|换个|挪|推迟|提前到|延后|调到"
    r"|能换|能改|resched|move my|change my|postpone",
    re.IGNORECASE,
)
_DROPPED = re.compile(r"取消|不去|不来|来不到|别留|莫给我留|cancel|退掉", re.IGNORECASE)
_FOR_ONESELF = frozenset({"request_document", "provide_details", "out_of_scope", "proxy_request"})
_FOR_AN_ORGANISATION = re.compile(
    r"(?:我司|我单位|本单位|我公司|本公司|我院|我局|我部|该同志|拟录用|拟聘用?|应聘者|候选人|组织部|纪委|法院|检察院|公安)"
    r".{0,60}(?:核实|核验|核查|查证|验证|调取|查阅|协助|是否属实|真伪|是不是(?:你|贵)校)"
    r"|(?:附|凭)公函.{0,20}协助"
    r"|我们?是[^,，。]{0,8}(?:律所|律师事务所|公证处|法院|检察院)[^。]{0,20}(?:当事人|被执行人|被告|委托人|继承人)"
    r"|(?:我们?|本|咱们?)(?:单位|公司|学校|医院|企业|机构|局里?)[^,，。]{0,10}(?:他|她|该(?:员工|同志|职工|人)|这位|此人)的?"
    r"(?:中文|英文)?的?(?:学历|学位|毕业|学籍|成绩)"
    r"|(?:核实|核验|核查|查证|调取|查阅|了解|查询)(?:一下)?(?:我司|我单位|本单位|我公司|本公司|我院|本院|我局|我校)"
    r"(?:的)?(?:一|某|几|新|在职|拟)?[\u4e00-\u9fff]{0,6}(?:员工|职工|医生|护士|教师|同志|人员|干部|律师|司机|学员)"
)
#: 单位人事喊我回学校打个证明: the unit wants it of the writer, about himself.
_UNIT_SENT_ME = re.compile(
    r"(?:单位|公司|人事|hr|领导|老板|厂里?|学校那边)[^,，。]{0,6}?(?:喊|叫|让|要求|要|催)我(?!司|单位|公司|们)",
    re.IGNORECASE,
)
_ABOUT_STAFF = re.compile(
    r"员工|职工|候选|应聘|核[实查验]|背调|公函|我司|本单位|下属|新人|这个人|某人|助理"
    r"|核对|查一下|查查|查询|确认一下|真不真|真假|真伪|是不是.{0,8}毕业|这位|新来|小[王李张刘陈杨赵]|〔姓名〕|他的|她的"
)
_OWN_PAPER = re.compile(r"我的|[打开补办](?:个|一?份|张)|证明|成绩单|学籍")
#: They'll verify it through CHSI. Please withdraw my request: the order, whatever led up to it.
_WITHDRAWS = re.compile(
    r"\b(?:withdraw|cancel) (?:my|the|this|that) (?:request|application|order)\b"
    r"|(?:请|麻烦|帮我|给我|就|把)[^,，。]{0,8}(?:撤回|撤销|撤了|取消)(?:吧|了|掉|一下)?(?=[,，。!！]|$)",
    re.IGNORECASE,
)
_ASKS_OF_WITHDRAWAL = re.compile(
    r"请问|问下|问一下|会不会|多久|怎么|如何|被|过期|逾期|[吗?？]|how|can i|could i", re.IGNORECASE
)
_GIVES_WAY_TO_WITHDRAWAL = frozenset(
    {"ask_document_not_held", "ask_processing_time", "ask_required_materials", "chitchat", "thanks", "out_of_scope"}
)
_ELDERS = re.compile(
    r"(?:替|帮|代|给)(?:我|俺|咱)?(?:们|家)?(?:的)?(?:爷爷|奶奶|外公|外婆|姥姥|姥爷|爷(?!来|整|弄|办|开|打|搞)|婆婆|公公|阿公|阿婆|导师|舅舅?|老舅|姨妈?|小姨|大姨|叔叔?|姑姑?|大伯|侄)"
    r"|(?:爷爷|奶奶|外公|外婆|姥姥|姥爷|阿公|阿婆|太爷爷|祖父|祖母)(?:当年|以前|年轻时)?的"
)
_VISIT = re.compile(r"预约|约的|约了|约好|那个号|改约|appointment|my visit", re.IGNORECASE)
_MYSELF = re.compile(r"我自己(?:也)?(?:要|想|办|开|用)|(?:是|给)我自己|我本人(?:要|也)")
_MANDATE = re.compile(
    r"怎么写|咋写|凭(?:什么|啥)|范本|模板|模版|样本|按?手印|委托书[^,，。]{0,6}(?:格式|样式|认[吗不么]|公证|手写|打印)|(?:手续|材料|证件|资料)[^,，。]{0,4}(?:什么|哪些|啥|怎么|么子|[吗么不嘛]$)"
    r"|(?:什么|哪些|啥|么子|哪几样)[^,，。]{0,3}(?:手续|材料|证件|东西|资料)|(?:要|需要|带|准备|凭|交).{0,4}(?:什么|哪些|啥|么子)"
    r"|(?:要|需).{0,12}(?:原件|复印件|公证).{0,3}[吗么不]|身份证.{0,3}(?:可以|行|够|要得)[吗么不嘛]"
    r"|what (?:do|documents|papers)",
    re.IGNORECASE,
)
_BROUGHT = re.compile(r"(?:要|需要|得|该|用)(?:不要|不用)?带|带(?:什么|啥|哪)|(?:还|另外)要(?:别的)?(?:材料|证件|手续)")
_ANGER = re.compile(
    r"(?:什么|啥|这个?|办事)效率|吃[白干]饭|白养|养你们|(?:没|没有)人(?:管|理|睬|应)|有没有人管|不作为|推诿|"
    r"踢皮球|投诉|举报|像话|"
    r"(?:你们|谁来?)负责|不负责|敷衍|糊弄|耍我|耍人|搞什么(?:名堂|鬼|飞机)?|"
    r"搞啥子?名堂|什么态度|态度(?:这么|太|很)?差|官僚|磨洋工|ridiculous|unacceptable|complain",
    re.IGNORECASE,
)
_BYE = re.compile(r"再见|拜拜|回见|\bbye\b", re.IGNORECASE)
_THANKS_FIRST = re.compile(r"(?:谢谢|多谢|感谢|谢了|谢啦|thank).*?(?:再见|拜拜|回见|\bbye\b)", re.IGNORECASE)
#: 用途不是出国,改为落户; 我不姓章,姓张: one value for another, of nothing filed.
_PUTS_RIGHT = re.compile(
    r"不姓.{1,2}[,，]\s*姓|不是[^,，。]{1,10}[,，]\s*(?:改为|改成|换成|应该是|应为)|(?:没有|多[敲打写输]|少[敲打写输])[^,，。]{0,8}[,，]\s*应?是"
)
_IMPLIED = (
    ("urge_progress", "complaint", _ANGER),
    ("book_visit", "modify_request", _MOVED),
    ("book_visit", "cancel_request", _DROPPED),
    ("proxy_request", "ask_required_materials", _MANDATE),
    ("book_visit", "ask_required_materials", _BROUGHT),
    ("thanks", "goodbye", _BYE),
)
"""Main intent, implied intent, and the words that imply it."""


#: 我不是来投诉的,只想问怎么收费: what is not wished comes first.
_NOT_WISHED = re.compile(
    r"^(?:老师|您好|你好|[,，\s])*我?(?:也)?(?:不是|没说|没有|不需要|不用|不想|不必)(?:来|要|想|说|是|给我|帮我)*"
    r"(?:投诉|举报|转人工|找人工|人工|取消|撤|催|问|查进度|查一下)[^,，。！!?？;；]{0,8}[,，。；;]\s*(?=[^,，。]{4,})"
)


def wished(text: str) -> str:
    """The message without a clause at its head that only says what is not wished."""
    return _NOT_WISHED.sub("", text)


def decided(text: str, metadata: dict[str, Any]) -> str | None:
    """The intent that a rule decides, or None: then the classifier does."""
    found = {detail.get("entity") for detail in metadata.get("details") or []}
    bare = _PLACEHOLDER.sub(" ", text)
    if _SYNTAX.search(text) or _FORGERY.search(text) or _WRITING.search(text):
        return "out_of_scope"
    if _CODE.search(bare) and not _WORD.search(_CODE.sub(" ", bare)):
        return "check_progress"
    if bare != text:
        if not found and not _WORD.search(bare):
            return "out_of_scope"
        if found and not _TAKES_BACK.match(bare) and not re.sub(r"[\s\d\W_]", "", _strip_labels(bare)):
            return "provide_details"
    if not _WORD.search(bare) and not found and not re.search(r"\d", bare) and not _speaks(bare):
        return "out_of_scope"
    return "out_of_scope" if _random_keys(bare) else None


def only_facts(text: str) -> bool:
    """Whether a clause is nothing but facts with their labels: 邮箱〔邮箱〕."""
    bare = _PLACEHOLDER.sub(" ", text)
    return bare != text and not _TAKES_BACK.match(bare) and not re.sub(r"[\s\d\W_]", "", _strip_labels(bare))


def refined(main: str, text: str, found: Collection[str] = ()) -> str:
    """The intent, corrected where the words, or what the reader found, settle it."""
    if (
        main == "employer_verification"
        and _UNIT_SENT_ME.search(text)
        and _OWN_PAPER.search(text)
        and not _ABOUT_STAFF.search(text)
    ):
        return "request_document"
    withdraws = _WITHDRAWS.search(text) and not _ASKS_OF_WITHDRAWAL.search(text)
    if main in _GIVES_WAY_TO_WITHDRAWAL and withdraws and not _VISIT.search(text):
        return "cancel_request"
    if main in _FOR_ONESELF and _FOR_AN_ORGANISATION.search(text):
        return "employer_verification"
    if main in ("cancel_request", "modify_request") and _VISIT.search(text):
        return "book_visit"
    kin = "kin" in found or _ELDERS.search(text)
    if main in ("request_document", "provide_details") and "document" in found and kin:
        return main if _MYSELF.search(text) else "proxy_request"
    coded = main == "provide_details" and _CODE.search(text)
    if (main == "check_progress" or coded) and _PRESSED.search(text):
        return "urge_progress"
    return next(
        (
            meant
            for taken_for, words, unless, meant in _SETTLED
            if main in taken_for and words.search(text) and not (unless and unless.search(text))
        ),
        _changed_after_filing(main, text),
    )


_SETTLED: tuple[tuple[frozenset[str], re.Pattern[str], re.Pattern[str] | None, str], ...] = (
    (frozenset({"goodbye"}), _THANKS_FIRST, None, "thanks"),
    (frozenset({"provide_details", "modify_request"}), _PUTS_RIGHT, _FILED, "correction"),
    (frozenset({"request_document", "correction"}), _ANSWERS_BACK, _WRONG, "provide_details"),
    (frozenset({"provide_details"}), _ASKS_PROGRESS, None, "check_progress"),
    (frozenset({"proxy_request"}), _MADE_FOR_SOMEBODY, None, "check_progress"),
    (frozenset({"request_document", "complaint"}), _CALLS_FOR_A_PERSON, None, "talk_to_human"),
    (frozenset({"complaint"}), _PRESSED_ON, None, "urge_progress"),
)
"""What a message was taken for, the words that say otherwise, those that take it back, and what is meant."""


def _changed_after_filing(main: str, text: str) -> str:
    changed = _FILED.search(text) and _ENLARGED.search(text) and not _ANEW.search(text)
    return "modify_request" if main in _TAKEN_FOR_NEW and changed else main


def _strip_labels(text: str) -> str:
    return _LABELS.sub("", text)


def _speaks(text: str) -> bool:
    """A picture character says something (chitchat); an empty text or bare punctuation does not."""
    return any((ord(char) >= 0x2600 or char in "×√¥$€") and not char.isspace() and not _is_mark(char) for char in text)


def _is_mark(char: str) -> bool:
    return "\u3000" <= char <= "\u303f" or "\uff00" <= char <= "\uffef"


def _random_keys(text: str) -> bool:
    """Only runs of Latin letters that nobody could say."""
    words = _ENGLISH_KEYS.findall(text)
    others = re.sub(r"[a-z\d\s\W_]", "", text, flags=re.IGNORECASE)
    return bool(words) and not others and all(_unpronounceable(word) for word in words)


def _unpronounceable(word: str) -> bool:
    return re.search(r"[^aeiouy]{5,}", word, re.IGNORECASE) is not None


def implied(main: str, text: str) -> list[str]:
    """Further wishes that the labels tie to a main one: a visit moved or dropped, how a mandate is made."""
    found = [name for intent, name, words in _IMPLIED if intent == main and words.search(text)]
    return [name for name in found if name != "cancel_request" or "modify_request" not in found]  # moved, not dropped
