"""How the paper is to reach the person: courier, post, collecting, box, electronic."""

from __future__ import annotations

import re

from backend.domain.reading import edits
from backend.domain.reading.page import Hit, Page

_GO = "(?:来|去|到|上(?=你们|学校|馆|档案馆)|过来|过去|上门|回来|回校|回(?!去)|跑到)"
_AT = r"(?:(?:你们|贵|母)?(?:档案馆|学校|校本部|校|馆)(?:里头|里|中|内|这边|那边)?|你们(?:这|那)?(?:里|儿|边)?|现场|(?:大厅|办事)?窗口|那(?:里|儿|边)|这(?:里|儿|边)|柜台|前台|办公室|大厅|一趟|来|去){0,3}"
_WAYS = (
    ("pickup_box", r"领取箱|取件箱|投递箱|领件箱|自提箱|自助领取箱|自助(?:取件)?柜|取件柜|无接触(?:领取|自取|取件|领|取)?箱?|信箱(?:里)?取|收发箱|领取柜|自提柜|pick-?up box|drop ?box|collection box"),
    ("ems", r"(?:邮政)?\be\s?m\s?s\b(?:快递|快件|特快|邮寄)?|(?<![a-z])ems(?:快递|快件|特快|邮寄)?|邮政(?:特快专递|特快|快递|快件|速递|小包|挂号|寄|包裹)?(?!编码|编号|局|储蓄|代办|支局|所|网点|大厦|小区|家属|宿舍|路|大楼)|特快专递|挂号信|中国邮政|一妹妹"),
    ("sf", r"顺丰(?:快递|速运|快运|到付|特快|标快|快件|寄付)*(?!营业|代收|驿站|网点|站点|大厦|总部|速运营业)|顺风(?:快递|速运|到付|寄)|(?<!一路)(?<!一帆)顺风(?!车|顺水|耳)|顺封|顺峰|顺锋|顺疯|\bsf(?: ?express)?\b|sf(?=快递|到付|寄)"),
    ("email", r"(?:send|e-?mail|forward) (?:me |us )?(?:the |an? |my )?(?:scans?|scanned cop(?:y|ies)|pdfs?|(?:e-?|soft |electronic |digital )(?:cop(?:y|ies)|versions?))|\be-?mail(?:ed|ing)? (?:(?:it|them|me|to)|(?:the|my|your|all) [a-z]+ to)\b|\b(?:by|via|over) e-?mail\b|\bas (?:an? )?(?:pdf|scan)s?\b|电子版(?:本|的)?|(?<!有)电子的(?=就|也|即|,|。|$)|电子件|电子稿|电子档(?!案)|电子文件|电子文档|电子扫描件|电子成绩单|电子证明|pdf(?:版|文件|格式)?|(?<!刚)(?<!来)(?<!们)(?<!校)发(?:我|到|给我|到我)?(?:的)?(?:qq|工作|公司|个人|私人|学校|163)?(?:邮箱|邮件(?!说|来|通知|问|过来)|email|e-mail)|(?:邮箱|邮件|email|e-mail)(?:里)?(?:发|接收|收取|收|发送|寄)(?!不)|(?:用|通过|走)(?:电子)?(?:邮件|邮箱)|发(?:个|一份|一下|份)?(?:扫描件|电子)|扫描件?发|扫描(?:成|一份|版|发)|电子邮件(?!是|地址|:)|electronic(?: copy| copies| version)?|soft copy|by e-?mail|via e-?mail|e-?mail (?:it|them|me|to)|scanned copy|digital copy"),
    ("pickup", r"(?:fetch|get) (?:it|them) (?:myself|ourselves|in person)|come (?:and|to) (?:get|fetch|collect|pick)|pick (?:\w+ ){1,2}up\b|自取|自娶|自提|(?:自己|本人|亲自)(?:到|来|去)(?:馆(?:里头|里|内)?|档案馆|窗口)(?=$|[,。;!?\s吧嘛哈啊了])|(?:自己|本人|亲自)(?:"
        rf"{_GO}{_AT})?(?:自己|亲自)?(?:拿|取|领)|{_GO}{_AT}(?:自己|亲自)?(?:拿|取|领)"
        r"(?![取件]{0,2}[箱柜]|了没|快递|号|消|得|到)(?:取|件)?|(?:到|来)(?:馆|窗口|现场)(?:来)?(?:领取|自取|取件|取(?!消)|领|拿|办)|现场(?:领取|取|领|拿)|上门(?:自)?(?:取|拿|领)|当面(?:取|拿|领)|代(?:他|她|我妈|我爸|爱人|同学|老师)?(?:来|去)?(?:领(?!导)|取|拿)|(?:帮我?|替我?|代我?)(?:去|来)?(?:领|取|拿)(?!消)|(?<![调提录收索获争])[领取拿](?:一下|走)?(?=成绩|证明|材料|学历|学籍|毕业证明|学位证明)|(?:能|可以)取(?![消得代])|亲自(?:来|去)?(?:取|拿|领)|面取|pick(?:ed|ing)?[ -]?(?:it |them |(?:the |my )?(?:papers?|documents?|copies|transcripts?) )?up|pickup|collect (?:it|them|in person)|in person|自己跑一趟"),
    ("express", r"(?:京东|圆通|中通|申通|韵达|德邦|极兔|百世|天天|dhl|fedex|ups|联邦|国际)(?:快递|物流|快运|国际快递)?(?=$|[^\u4e00-\u9fff]|快|寄|可|行|的|吧|发|能|到|[,。])|快递(?!单号|单|费|员|小哥|公司)|快件|宅急送|邮寄(?!费|资)|邮[记计继]|邮递|邮(?=到|往|给|过来|一下|去)|快寄|寄送|寄件|寄过来|寄回来?|寄给我|寄给(?!我妈写)|寄到|寄往|寄去|寄来|寄出(?!了|来|没|莫|未|冇|去|$|吗|的|时|[,，。!?])|寄我|寄(?=[\u4e00-\u9fff]{2,}(?:省|市|区|县|路|街))|(?<![邮代函])寄(?!了|存|托|生|信|出|给你|宿|语|望|付|丢|不|没|多|要|费|希|的|错|件|送)|(?<![a-z])(?<!e-)mail(?:ed|ing)? (?:it|them|to)|by (?:post|mail|courier|express)|courier|express|ship(?:ped)? to|post it"),
)  # fmt: skip
_WAY = re.compile("|".join(f"(?P<{name}>{body})" for name, body in _WAYS))
_MAYBE = re.compile(r"电子|pdf|扫描|electronic|soft copy|digital|scanned")
_ASKS = re.compile(r"能不能|能否|可不可以|可以.{0,8}[吗么不]|有没有|能.{0,8}[吗么不]|can i |could i ")
_NO_COPY = re.compile(r"(?:没有?|无|查不到|不是)$")
_FILE_POST = re.compile(r"机要.{0,12}ems.{0,2}单?号|dossier|personnel file", re.I)
_PARCEL = re.compile(r"签收|单号|到哪|查|来的(?:东西|材料)|到(?:哪|什么)")
_GONE_WRONG = re.compile(
    r"寄来的|寄成(?!都|安|武)|寄丢|寄错|寄[到给]了?(?:别人|他人|旁人|其[他它]人|错)|快递过去|寄过去(?:了|好|都)|快递(?:到了|寄丢|丢|面单|没到|还没|不见|送错)"
)
_TO_US = re.compile(
    r"给你们寄|往你们那?儿?寄|寄给你们|(?:寄|邮)(?:给|到|往|至)?(?:谁|哪)|寄到哪|发到?哪|发给谁|发邮件被"
)
#: 18号2栋自提柜: one's own, where the parcel is to be left.
_AT_AN_ADDRESS = re.compile(r"(?:[\d号栋幢楼座院室]|单元|(?:小区|家|楼下?|院|单元|公司|店)门口|小区|[路街])\Z")
#: 不想让家里看到快递: a parcel that should not be.
_SEEN = re.compile(r"(?:看到|看见|见到|发现|晓得|知道)(?:有)?$")
#: 我让他寄回来以后再补给你们, 委托书原件我寄过去: what others post, and what is posted to the archive.
_BY_OTHERS = re.compile(
    r"(?:让|叫|等|请|托|由|喊)(?:他|她|佢|家里?人?|我?(?:爸妈?|妈|儿子|女儿|老公|老婆|爱人|同学|朋友|室友|同事|家人)|对方|单位|公司|人事|人家|别人)"
    r"(?:们|那边|帮我?|给我|再|先|直接|把[^,。;]{1,8})*$"
    r"|(?:调档函|商调函|调函|公函|介绍信|委托书|授权书|查询函|证明信|身份证|照片)[^,。;!?\n]{0,10}$|机要$"
)
#: 我室友说他的是顺丰寄的: how another's came.
_CAME = re.compile(r"(?:他|她|佢|室友|同学|朋友|同事|人家|别人)[^,。;!?\n]{0,10}$")
_CAME_SO = re.compile(r"[寄发邮]?(?:过?来)?的(?:$|[,。;\s])")
#: 再不给我寄就来不及了.
_WAITED_FOR = re.compile(r"(?:再|还|老是?|一直|怎么|迟迟|总)不(?:给我?|帮我?|把[^,。;]{1,8})?$")
_NOT_COLLECTED = re.compile(r"(?:没|没有|忘了?|回|忘记|没空|莫得空|没时间|没得空|没法|不去|不来|不|(?:等|有)着?别?人)$")
_WISHED = re.compile(r"(?:能不?能?|可以|要|想|给我|帮我|邮|用|走|就|直接|代|改|别|不|请|麻烦|就|[,。\s]|^)$")

#: 他委托书扫描发我邮箱了, 已经发我邮箱: told of what was sent, unless the words wish for it: 就发我邮箱算了.
_SENT_SO = re.compile(r"[发传转][^,。;!?\n]*?(?<![行好以得算成妥])了(?:[吗嘛么没]|[,。;!?\s]|$)")
_SENT_BEFORE = re.compile(r"(?:刚刚?|刚才|已经?|早就|昨[天晚]|前天|上次)[^,。;!?\n了说讲选填问]{0,12}[发传转]")
_WISHING = re.compile(r"[改换要想请帮选让就]|麻烦|决定|还是|(?<!刚)那|算了|以后|说")
_CLAUSE_BREAK = re.compile(r"[,。;!?\n]")

#: please email my transcript to x@y.org
_MAILED = re.compile(r"(?<!my )\b(?P<way>e-?mail|send) (?:[a-z]+ ){1,8}to [^\s@]+@")


def find(page: Page) -> None:
    """Add the ways named; a courier's name wins over the plain word for posting beside it."""
    hits: list[Hit] = []
    for match in page.free_matches(_WAY):
        way = str(match.lastgroup)
        if _past(page, match, way):
            continue
        if way in ("ems", "sf", "express") and _sent_on(page, match, hits):
            continue
        hits.append(Hit("delivery_method", way, match.start(), match.end()))
    mailed = _MAILED.search(page.low) if not hits else None
    if mailed:
        hits.append(Hit("delivery_method", "email", *mailed.span("way")))
    boxed = [hit for hit in hits if hit.value == "pickup_box"]
    if boxed and _counter_instead(page, boxed[-1], hits):
        hits = [hit for hit in hits if hit.value != "pickup_box"]
    elif boxed and not all(edits.negated(page, hit.start) or edits.unwanted(page, hit.end) for hit in boxed):
        hits = [hit for hit in hits if hit.value != "pickup"]
    named = any(hit.value in ("ems", "sf") and not hit.denied for hit in hits)
    for hit in hits:
        if not (named and hit.value == "express"):
            page.add(hit, claim=hit.value in ("ems", "sf", "pickup_box"))


#: 我自己来取,然后给她寄过去: what one does with the papers afterwards is one's own affair.
_AFTERWARDS = re.compile(
    r"[^。;!?\n]{0,8}?(?:然后|之后|以后|过后|回头|完了?|再|\bthen\b|\bafterwards?\b)(?:我|自己|再|由我|我来|\s|i(?:'ll| will| can)?)*"
    r"(?:给|帮|转|替|拿去|带去|去|寄|快递|邮|发|用|走|(?:post|mail|send|courier|forward)\b)[^,。;!?]{0,6}$"
)


def _sent_on(page: Page, match: re.Match[str], before: list[Hit]) -> bool:
    """Whether the writer collects first, and tells of sending it on."""
    for hit in before:
        if hit.value in ("pickup", "pickup_box") and not edits.negated(page, hit.start) and hit.end <= match.start():
            return bool(_AFTERWARDS.match(page.low[hit.end : match.end()]))
    return False


#: 寄东西我老收不到: why it is not to be posted.
_NEVER_COMES = re.compile(r"[^,。;!?\d]{0,8}(?:收不到|收不着|老丢|会丢|丢过|丢件|不方便收)(?!怎么|咋)")
#: 取件箱我找不到,我到窗口自取: where people serve stands for no box.
_COUNTER = re.compile(r"窗口|柜台|前台|大厅|办公室|到馆|counter|desk")
_EITHER = re.compile(r"[^,。;!\n]*(?:还是|或|\bor\b)|.*[?？]|.*[,。;](?:或|要么)")


def _counter_instead(page: Page, box: Hit, hits: list[Hit]) -> bool:
    """Whether a later clause than the box's says that the papers are fetched from people."""
    for hit in hits:
        between = page.low[box.end : hit.start]
        apart = hit.value == "pickup" and hit.start > box.end and _CLAUSE_BREAK.search(between)
        if apart and _COUNTER.search(between + page.low[hit.start : hit.end]) and not _EITHER.match(between):
            return True
    return False


def _past(page: Page, match: re.Match[str], way: str) -> bool:
    """Not a wish: a parcel on its way, a personnel file being sent."""
    before = page.low[max(0, match.start() - 8) : match.start()]
    word, told = match.group(), page.low[match.start() : match.end() + 6]
    if way == "pickup_box":
        return bool(_AT_AN_ADDRESS.search(before))
    if way == "email":
        return _sent_already(page, match) or _no_mail(page, before, word, told)
    if way == "pickup":
        return bool(_NOT_COLLECTED.search(before))
    if way in ("ems", "sf", "express") and _NEVER_COMES.match(page.low, match.end()):
        return True
    if way in ("ems", "sf", "express") and _CAME_SO.match(page.low, match.end()) and _CAME.search(before):
        return True
    if way == "ems":
        return bool(_FILE_POST.search(page.low))
    return way == "express" and (_no_wish_to_post(page, match, before, told) or _spoken_of(page, match, before))


def _no_mail(page: Page, before: str, word: str, told: str) -> bool:
    asks = _MAYBE.search(word) and _ASKS.search(page.low) and "邮箱" not in page.low
    uploads = "pdf" in word and re.search(r"传|发不|怎么发|发给公众号", page.low)
    return bool(asks or uploads or _NO_COPY.search(before) or _TO_US.search(before + told[:-2]))


def _sent_already(page: Page, match: re.Match[str]) -> bool:
    """Whether the clause tells of something that was sent by mail."""
    start = max((each.end() for each in _CLAUSE_BREAK.finditer(page.low, 0, match.start())), default=0)
    end = _CLAUSE_BREAK.search(page.low, match.end())
    clause = page.low[start : end.start() if end else len(page.low)]
    return not _WISHING.search(clause) and bool(_SENT_SO.search(clause) or _SENT_BEFORE.search(clause))


def _no_wish_to_post(page: Page, match: re.Match[str], before: str, told: str) -> bool:
    """A parcel looked for, one gone wrong, one sent to the archive, a file that goes from office to office."""
    if match.group() != "邮寄" and page.low[match.end() :].startswith("地址"):
        return True
    sent = match.group().startswith("寄出") and before.endswith("你们")
    sought = _PARCEL.search(told) or re.search(r"查(?:一?下|询)?(?:我的)?$", before) or _GONE_WRONG.match(told)
    to_us = _TO_US.search(before + page.low[match.start() : match.end() + 4]) or _SEEN.search(before)
    theirs = _BY_OTHERS.search(page.low[max(0, match.start() - 24) : match.start()]) or _WAITED_FOR.search(before)
    return bool(sent or sought or to_us or theirs or _FILE_POST.search(page.low))


def _spoken_of(page: Page, match: re.Match[str], before: str) -> bool:
    """寄 alone inside other talk."""
    if match.group() == "寄":
        own = any(hit.value == "personnel_file" for hit in page.hits)
        told = re.match(r"[,,。\s!?]|$", page.low[match.end() : match.end() + 1])
        if own or (told and not _WISHED.search(before)):
            return True
    return bool(re.search(r"(?:档案|什么时候|已经|有没有|啥时候|几时|何时|还没|没有|没|收到)[^,。]{0,3}$", before))
