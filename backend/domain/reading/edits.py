"""What a message takes back: denied values, rows dropped or added, fields set anew."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable

from backend.domain.reading import row_edits
from backend.domain.reading.marks import Mark
from backend.domain.reading.model import Detail, Edit, Item
from backend.domain.reading.numbers import COUNT
from backend.domain.reading.page import Page

_NOT_BEFORE = re.compile(
    r"(?:instead of(?: the| my| an?)? ?|rather than(?: the| my| an?)? ?|(?<!是)不是(?!说)|并不是|并非|(?<!联)(?<!关)不系(?!统|列|主任)|唔系|唔係|弗是|勿是|毋是|唔要|(?:先|就|那)(?:不管|不提|不说)|别管|先放下|撇开|抛开|除了|而不是|不要|不想要|不用|不消|不兴|犯不着|唔使|唔好|唔駛|唔需要?|毋须|冇必要|没必要|不劳|毋庸|无须|无需|用不了|用不着|要不了|不需要|别用|别要|别给我|别给|别发|别寄|别走|别写|别填|别打|别开|别记|莫要|莫用|莫寄|莫发|莫走|莫再|莫搞|莫弄|莫整|莫拿|莫开|莫打|莫给|莫出|莫办|莫把|别拿|别搞|别整|别弄成?|别出|别办|别再|别又|甭|少拿|休想拿|(?:别|莫|甭|勿)(?:再|又)?(?:给[我俺咱]|帮我)(?:[搞弄整出开办拿打印发做]成?)?|不走|不选|不发|不寄|不能是|不再是|不叫|没说|没有说|not(?: the| my| an?)?(?: (?:\d{1,2}|one|two|three|four|five))? ?|instead of|rather than|no longer)(?:给我)?(?:in |要|寄到?|发|给|我|开|整成?|搞成?|弄成?|办|拿|来|出|打|那个|走|选|叫|用|在|什么|啥子?|么子|大学|全日制|填|的是|原来的?|用的|the|a|an)?\s*$"
)
#: 地址从甲变成乙 changes it; 名字变成乙了 is a mistake.
_TURNED = re.compile(r"地址|住址|电话|手机|号码|变更|更新|[从由改]")
#: 除了成绩单,还要学位证明: both are wanted.
_BESIDES = re.compile(r"[^。;!?\n]{0,24}?(?:还|也|另外|再(?!说))")
_FROM_BEFORE = re.compile(
    r"(?:\bfrom|\b(?:i|we) (?:said|wrote|put|typed)|前面(?:说|写|填|讲)?的?|先前(?:说|写)?的?|刚(?:说|写|填)的?(?:成)?|从|由|把|将|(?:原来|原先|之前|当初)(?:的|是|填的|要的?|开的?|写的?|申请的?|选的?)*(?:[一二两三四五六七八九十\d]{1,2}份)?(?:的)?|之前(?:的|是|填的|说的)?|本来(?:是|写的?)?|刚才(?:写的?|说的?|填的?|是)?|原先(?:是|的)?|写成了?|打成了?|填成了?|说成了?|误写成|错写成|写的|旧的?(?:号码|电话|地址|手机|邮箱)?(?:是)?)\s*$"
)
_SELF = re.compile(
    r"^(?:吧|嘛|哈|啊|呀)?(?:[,。…\s]|\.{2,})*(?:哦|啊|呃|哎呀?|额|噢|诶|唉)*[,\s]*(?:不对|说错|错了|不不|不是(?=[,，])|不(?=[,，])|等等|等一?下|no,? (?!need|rush|hurry|problem|worries|idea|more)|wait|sorry)(?!吗)"
)
_MISTAKEN = re.compile(
    r"(?:变成|[发勾报]成|(?<![本证]上)(?<![要该得])写成|打成|填成|印成|登成|录成|说成|听成|当成|弄成|搞成|记成|错成|看成|输成|选成|点成|识别成)了?(?:我)?(?:是|要)?\s*$"
)
_FROM_AFTER = re.compile(
    r"^,? ?(?:but |sorry,? )?(?:i|we) (?:meant|mean)\b|^[^,。;\n]{0,6}?(?:改成|换成|改为|换为|改到|变成|变更为|改寄|改|换|[调升降提][成到为至高]+|增加到|加到|减到|减少到|变为|变成?(?=\s*[\d一二两三四五六七八九十])|涨到|→|->|=>|说多|说少|多了|少了|不准|不算|算了|,?(?:能不?能?|可以|想|要|现在|请|麻烦|给我){0,3}(?:换|改)|\s*to\b|,?(?:现在|如今)[^,。]{0,8}?(?:要|改|换|是)|,?(?:应该|其实|现在|改|换|实际)?是|了,|错)"
)
_TO_AFTER = re.compile(
    r"^(?:的|份|那个|那份|这个|号码?|这个号|那个号|寄|快递)?\s*(?:我?想|要|能|请)?\s*(?:改成|换成|改为|换为|改到|换到|变成|变(?=\s*[\d一二两三四五六七八九十]{1,2}\s*[份张])|变更为|更正为|更改为|换做|→|->|=>|写错了?|错了?(?!过)|是错的|不对|不对了|有误|作废|停机|停用|改(?=邮寄|快递|顺丰|ems|自取|自提|领取箱|取件箱|自助|寄|电子|中文|英文|双语|中英)|打不通|已?注销|不用了|搞错|填错|打错|弄错|说错|已经不用|用不了|用不完|用不着|没必要|有点[多少]|嫌[多少]|过多|浪费|我?(?:不是|没有?)在|那?(?:段|阶段|部分|时候的?)(?:就|也)?不[用要](?=[,。;\s]|$)|失效|太多|太少|怕?不够|多了|少了|不方便|到不了|不到我|太慢|太贵|送不到|不到(?=$|[,。])|不派件|不送|其实|是说错|is wrong|should be|changed to)"
)
#: 填的是毕业证明,其实弄混了
_PUT = re.compile(r"(?:填|写|报|选|点|交|说|要)(?:的|成)(?:了|是|那个)*$")
_MIXED_UP = re.compile(r"[,。;\s]*(?:其实|后来才知道|我)?(?:是)?(?:弄|搞|填|写|看|选|点|记|报)(?:混|错|反|岔)了?")
_GIVES_UP = re.compile(
    r"^(?:的|那个?|这个?)*(?:时段|时间|号|天|预约)?(?:我)?(?:来不了|来不到|来不成|去不了|去不到|赶不到|赶不上|去不成|有事|有会|要开会|不行了?|没空|走不开|不方便)"
)
_KEPT = re.compile(
    r"^(?:的|那份|那个|[那这]一?[单项]|那一份|,)*(?:不动|不变|不改|没变|原样|照旧|留着|留下|保留|(?:没错[,\s]*)?(?:不用|[别甭莫])[动改]|照常(?![办开要]))"
    rf"(?![,\s]*(?:还是?|仍然?是?|依旧是?|就|保持|是)*\s*{COUNT}\s*[份张])"
)
_LEFT = ("留着", "留下", "保留")
_FOR_LATER = re.compile(r"[,\s]*(?:自己|我自己|本人|家里|备|当个?|做个?|作个?|以后|将来|给|存|看|用)")
_CHANGES = re.compile(r"划|拿掉|不要|不用|不需|不办|不开|取消|去掉|删|改|换|撤|别|只|就|其[他它余]|减|少|多|再|加")
_UNWANTED = re.compile(r"不要了?(?=[,。\s]|$|走|用)")
_DROP_AFTER = re.compile(
    r"^(?:[他她](?:又|后来|刚才?)?说?|我?后来|又说?|的|[那这][一二两三四五六七八九十\d]{1,2}[份张个样]|那份|那个|这份|这个|那项|那一项|那一条|那一份|这一份|这项|那条|那张|版的?|申请|,|\s|想想|想了?想|就|先|也|都|全部?|材料|还是|:|单位|公司|对方|学校|整个|麻烦|帮我|请|给我|我|[一1][份张](?=[都也]?不))*(?:不再需要|不要了?(?!紧|密封|封|分开|错|忘|[打折盖写印寄装用放弄](?!了)|[他她你]|别的|其[他它]|另外|多|太|再|给我|[中英][文语]|双语)|不用了|不需要(?=[,。;\s]|$)|不作数|抹掉|压根没要|不用再[开办]|不[查调]了|再想想|不得要|不消(?:要|办)?(?=[,。;\s]|$)|莫(?:办|要|开|弄|打|印)(?:了|(?=[,。;\s]|$))|不需要了|不办了|不[开办查调](?=[,。;!]|$)|不开了|不申请了|取消|撤回|撤了|撤销|去掉|删掉|删了|算了(?!算|一)|免了|不弄了|不想要了|就别(?!密?封|装|忘|弄|打孔|折|盖|写)|莫要了|不打了|去了吧|(?:以后|下次|下回|改天|回头|将来|日后)再(?:办|说|弄|开|申请|要|补)|不用?出了|别寄了|撤掉|撤(?=。|,|$)|作废|拿掉|划掉|减掉)"
)
#: 学历证明我在家翻着了,那一样不要了
_FOUND_AGAIN = re.compile(
    r"(?:我|的|那[份个张样]|原件|在|家里?|又|已经|自己|刚|今天)*(?:找|翻|寻)(?:到|着|见|出来)了?[,，。;\s]*(?:所以)?(?:这|那)(?:一)?(?:个|份|样|项|张)?(?:的)?(?:就|先|也)?"
    r"(?:不[要用办开]|不需要|取消|去掉|撤)"
)
#: 毕业证明网上打得到,那这个去掉: whatever is told of it, the word that points back says that it goes.
_POINTED_AT = re.compile(
    r"[^。;!?\n]{1,20}?[,，\s](?:所以)?(?:那|就|先)?(?:这|那)(?:一)?(?:个|份|样|项|张|条)(?:的)?(?:就|先|也|我|请|麻烦|帮我|给我)*"
    r"(?:不[要用办开](?!密封|封)了?|不需要|取消|去掉|撤[掉了回]?|划掉|拿掉|删[掉了]?)(?:了|吧|哈|啊|啦)*(?=[,。;!\s]|$)"
)
#: 英文的不要三份了,两份够: the count goes, not the row.
_FEWER = re.compile(
    rf"(?:的|那份|那个|成绩单|证明|就|也)*(?:不要|不用|用不了|要不了|不需要)\s*{COUNT}\s*[份张]了?[,。;\s]*[^,。;\d]{{0,4}}?{COUNT}\s*[份张]"
)
_NOT_NEEDED = re.compile(
    r"(?:的|那[份个])?(?:就|也|都)?(?:(?:他们?|她们?|对方|学校|单位|公司|人家)(?:又|也|都)?不[看认收]|不用|不需要)(?:再|你们|贵馆|麻烦|老师)*(?:交|提交|给|开|办|出|提供|写|填|列|印)?了?(?=[,。;\s]|$)|,?(?:就|也|都|其实|根本)*(?:用不[上着]|(?:没有?|没啥|莫得|没得|冇得?)(?:用处?|必要))了?(?=[,。;\s]|$)"
)
_SETTLES_FOR = re.compile(r"(?:改成?|改为|换成?|还是|干脆|就(?:要|办|开|来)?|直接)[^,。]{0,4}$")
_DROP_BEFORE = re.compile(
    r"(?:(?<!要)不要|用不[着上]|(?:只|就|光)撤|取消|去掉|删掉|删除|删|撤回|撤销|撤掉|拿掉|不办|不开|不申请|不需要|减掉|先不办|划掉|去除|don't need|no longer need|do not need|don't want|cancel|remove|drop)(?:这|那)?(?:申请|个|份|掉|了|一份|两份|我的|的|那个|那份|the|my|\s)*$"
)

_CORRECTING = re.compile(
    r"写错|错了|打错|发错|输错|敲错|输入法|手[滑误抖]|错别?字|别字|有误|字错|讲错|[弄搞写说填记打讲]反|填错|搞错|说错|弄错|记错|不对|改成|改为|换成|换为|改一下|更正|纠正|应该是|不是|更改|变更|改到|换到|换了|改了|其实是|还是(?:要|改|用|寄|发|走|开|来)|重新|修改|改寄|改用|actually|should be|change|instead|correct(?:ion)?|wrong|typo|sorry,? (?:it|i)|^\s*[*＊]"
)
_STARRED = re.compile(r"^\s*\*+\s*(?P<v>\S.{0,30}?)\s*$|^(?P<w>.{1,30}?)\s*\*+\s*$")


def denied(page: Page, start: int, end: int) -> bool:
    """Whether the writer takes this value back in favour of another."""
    before = page.low[max(0, start - 12) : start]
    after = re.sub(r"^(?:[\"')]|年|级|届|毕业|入学|进校|的)+", "", page.low[end : end + 20])[:14]
    if negated(page, start) and not re.match(r"^(?:吗|么|嘛|\?|呢)", after):
        return True
    if _RIGHT_ONE.search(page.low[max(0, start - 16) : start]) and _MISTYPED.match(after):
        return False
    mistaken = _MISTAKEN.search(before)
    turned = mistaken and mistaken.group().startswith("变成") and _TURNED.search(page.low[:start])
    if _TO_AFTER.match(after) or _SELF.match(after) or (mistaken and not turned):
        return True
    if _PUT.search(before) and _MIXED_UP.match(page.low, end):
        return True
    if re.search(r"(?:改|换|变更)$", before) and re.match(r"(?:为|成|到|作)", after):
        return True
    return bool(_FROM_BEFORE.search(before) and _FROM_AFTER.match(after))


def broken_off(page: Page, end: int) -> bool:
    """Whether the writer breaks off here to say it otherwise: 英文成绩单,啊不是,中文的."""
    return bool(_SELF.match(page.low[end : end + 14]))


def kept(page: Page, end: int) -> bool:
    """Whether a row is named only to be left as it is: 中文的不动. With nothing changed beside it 留着 is for oneself."""
    said = _KEPT.match(page.low[end : end + 10])
    if said is None or (said.group().endswith(_LEFT) and _FOR_LATER.match(page.low, end + said.end())):
        return False  # 再加一份中文成绩单,留着自己存
    return not said.group().endswith(_LEFT) or bool(_CHANGES.search(page.low))


def unwanted(page: Page, end: int) -> bool:
    """Whether a way or another plain value is waved off: 顺丰不要,走邮政."""
    return bool(_UNWANTED.match(page.low, end))


#: 晕 是2008级 打错了: a clause of its own that begins with 是 says what is right, the last words why.
_RIGHT_ONE = re.compile(
    r"(?:^|[,。;!\s])(?:哎呀?|晕|额|呃|啊|哦|噢|不好意思|抱歉|对不起|sorry|不对|其实|老师)*[,\s]*(?:应该|应当|其实)?是\s*$"
)
_MISTYPED = re.compile(r"^[,\s]*(?:我)?(?:刚才?|刚刚|上面|前面)?(?:手滑|手误)?(?:打|写|填|输|按|敲)错了?")

_REPLACING = re.compile(
    r"(?:应该是|应为|其实是|而是|更正为)\s*$|(?:改|换|变更|调整|挪|推迟?|提前|顺延|延后?|调)(?:成|为|到|做|作|用|走|寄|发|放|约|去|在|回|至)?(?:我|给我|了)?\s*$"
)


def replaces(page: Page, start: int) -> bool:
    """Whether the value that begins here stands in for an earlier one of its kind: 改成快递, 换到大后天."""
    return bool(_REPLACING.search(page.low[max(0, start - 8) : start]))


def negated(page: Page, start: int) -> bool:
    """Whether the words right before say that this is not meant; it may stand in inverted commas."""
    match = _NOT_BEFORE.search(page.low[max(0, start - 16) : start].rstrip("\"'“‘「『"))
    filed = any(hit.entity == "request_code" for hit in page.hits)  # 编号...的,除了成绩单,再多要: what it holds already
    beside = not filed and match is not None and match.group().startswith("除了") and _BESIDES.match(page.low[start:])
    return match is not None and not beside


def gives_up(page: Page, end: int) -> bool:
    """Whether a day or the like is given up for another: 12月1日来不了."""
    return bool(_GIVES_UP.match(page.low[end : end + 14]))


def dropped(page: Page, start: int, end: int, *, others: Collection[int] = ()) -> bool:
    """Whether the writer no longer wants this paper or this version of it; `others`: where the next ones begin."""
    before, after = page.low[max(0, start - 20) : start], page.low[end : end + 10]
    if _FEWER.match(page.low, end):
        return False
    if after.startswith("算了") and _SETTLES_FOR.search(before):
        return False  # 都改成一份算了
    waved = _DROP_AFTER.match(after)
    if waved and re.search("[,。;]", waved.group()) and end + waved.end() in others:
        waved = None  # 要学位证明,不要毕业证明: the next one is not wanted
    pointed = _POINTED_AT.match(page.low, end)
    if pointed and any(end < other < pointed.end() for other in others):
        pointed = None
    return bool(waved or pointed or _DROP_BEFORE.search(before) or _FOUND_AGAIN.match(page.low, end))


#: 不是成绩单不要了,是中文版我不要: what is denied is the dropping, not the paper.
_NOT_DROPPING = re.compile(r"(?<!是)(?:不是|没说|没有说|并非|并不是)(?:说|要|把)?(?:我的?|这个?|那个?)?$")


def drop_denied(page: Page, start: int, end: int) -> bool:
    """Whether somebody says that this is not what should go."""
    named = _NOT_DROPPING.search(page.low[max(0, start - 10) : start])
    return bool(named and (_DROP_AFTER.match(page.low[end : end + 10]) or _NOT_NEEDED.match(page.low, end)))


def waved_off(page: Page, end: int) -> bool:
    """Whether a paper is said not to be needed: 学位证明不用,光要毕业证明. (Of a language, 不用 may speak of its seal.)"""
    return bool(_NOT_NEEDED.match(page.low, end))


def correcting(page: Page) -> bool:
    """Whether the message speaks as one that corrects."""
    return bool(_CORRECTING.search(page.low))


def edits(
    page: Page, details: Iterable[Detail], items: tuple[Item, ...], marks: list[Mark], gone: list[Item]
) -> tuple[Edit, ...]:
    """The edits a message makes, in order."""
    known = tuple(details)
    found = row_edits.edits(page, items, marks, gone, correcting=correcting(page))
    if correcting(page):
        found += _fields(known)
    starred = _starred(page, known)
    return tuple(dict.fromkeys([*found, *starred]))


_ITEM_FIELDS = frozenset({"document_type", "language", "copies", "choice", "relation"})


def _fields(details: tuple[Detail, ...]) -> list[Edit]:
    found = []
    for detail in details:
        if detail.denied or detail.entity in _ITEM_FIELDS or detail.problem:
            continue
        old = next((d.value for d in details if d.denied and d.entity == detail.entity), None)
        found.append(Edit("replace" if old is not None else "set", detail.entity, detail.value, old))
    return found


def _starred(page: Page, details: tuple[Detail, ...]) -> list[Edit]:
    """*08: the chat habit of sending the right characters after a star."""
    match = _STARRED.match(page.low)
    if match is None or any(not d.denied and d.problem is None and d.entity != "choice" for d in details):
        return []
    value = (match.group("v") or match.group("w") or "").strip()
    return [Edit("replace", "last", value)] if value else []
