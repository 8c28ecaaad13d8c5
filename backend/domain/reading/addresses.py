"""Postal addresses as written, and places of registration.

An address is a chain: a place of the gazetteer (or a word ending in 区, 县, 路 and so on after a word for sending) and
then pieces that end like parts of an address. It stops where other details begin.
"""

from __future__ import annotations

import re

from backend.domain.reading import address_tails, asked_addresses, foreign_addresses
from backend.domain.reading.foreign_addresses import LINE, clip
from backend.domain.reading.gazetteer import anchor_words, anchors, heads
from backend.domain.reading.page import Hit, Page

_H = "\u4e00-\u9fff"
_STRONG_END = (
    r"(?:自治县|自治州|新区|开发区|高新区|经开区|工业园区?|区|县|旗|镇|乡|街道办?|街|大道|路|巷|弄|胡同|村|社区|庄|屯|组|(?<=[\d一二三四五六七八九十])社(?![会保区])|大队|"
    r"号院|号楼|号|楼|栋|幢|座|单元|室|舍|塔|层|门|小区|花园|大厦|广场|公寓|家园|苑|新村|新城|公馆|别墅|里|坊|段|中路|东路|西路|南路|北路|期|邮箱|信箱|环)"
)
_PLACE_END = r"(?:中心|园|阁|府|湾|庭|城|城市|市场|大学|学院|公司|医院|中学|小学|幼儿园|银行|局|厂|研究所|研究院|馆|宿舍|驿站|菜鸟驿站|丰巢|快递柜|门卫室?|传达室|收发室|前台|办公室|商座|写字楼|大楼|人力资源部|财务部|行政部|综合部|组织部|人事股|财务股|综合科|政工科|人事处|人事部|人事科|教务处|派出所|民政局|村委会|居委会|超市|店|酒店|科技园|产业园|软件园|软件园区|园区|校区|学校|委员会|法院|市|岛|国际|世家|名都|华庭|豪庭)"
_PIECE = re.compile(
    rf"附\d{{1,3}}号|[{_H}]{{0,10}}?(?:[a-z]?\d{{1,5}}(?:[-#]\d{{1,5}}){{0,3}}[a-z]?(?:\s?{_STRONG_END}|(?!\d|\s?[天份个年月级届本张点次周]))|[a-z]\s?{_STRONG_END}|[一二三四五六七八九十百千零]{{1,6}}(?:号楼?|栋|幢|楼|单元|室|层|组|社(?![会保区])|期|段|环)(?![用收请电给谢的吧就是手麻要之])[{_H}]?(?:段)?|{_STRONG_END})"
)
_PLACE_PIECE = re.compile(rf"[{_H}a-z0-9]{{0,12}}?{_PLACE_END}")
_AFTER_COMMA = re.compile(
    rf"[{_H}]{{1,10}}?(?:新区|区|县|镇|乡|街道|大道|路|街|巷|弄|\d+号|村|市|小区|花园|号楼|栋|单元|室)"
)
_POSTCODE = re.compile(r"[\s,]*\d{6}(?!\d)")
_LOOSE_TAIL = re.compile(
    r"(?<=[号院楼栋幢\d弄])(?:(?:[甲乙丙戊]|丁(?=$|[\s,。;\d号座栋幢楼户]))(?:\d{1,3}(?![\d天份个年月]))?(?:号|座|栋|幢|楼|户)?(?!方)|之[一二三四五六七八九\d]{1,2}(?![份天]))|(?<=[院号])内|(?<=[道路街巷])口(?![岸])|(?<=底商|商铺|铺面|门面|门市)\s?\d{1,3}号"
    r"|(?:旁边?|后面|对面|隔壁)的?[\u4e00-\u9fff]{1,4}(?<![那这哪])[里内]面?|(?<=院)里面|\s?\d{1,3}(?:-\d{1,4}){1,3}(?!\d)|\s?[a-z]?\d{3,4}(?:室|房)?(?![\d\-])|[零一二三四五六七八九幺]{3,4}(?:室|房|号)?(?![年级届])|(?<=[楼层])[a-z](?![a-z])座?"
)
_SEND = re.compile(
    r"(?:寄到|寄往|寄去|寄至|寄回到?|寄送?给?到?|送到|送往|发到|发往|发去|邮[记计继]?到|邮往|邮寄到|邮寄至|邮寄|快递到(?!付)|快递去|快递|递到|寄|发顺丰到|发ems到|"
    r"(?:收货|收件|邮寄|邮递|寄件|快递|详细|通讯|家庭|联系|寄送|现|新|我的|单位|公司)?(?:地址|住址)(?:写|填|是|为|系|在|改成|换成|改为|换为|变成|改到|变更为|更新为|更改为|修改为|就|就写|应该是|应该|需要|得|要|想|也|都|统一|一并|一起|要求|改一下|改下|换一下|变一下|更新一下|帮我|给我|[:=\s])*|住在|住(?!院|宅|户)|现住|家住|人在(?=.{2,8}(?:区|县|路|街))|"
    r"户籍(?:所在)?地?(?:是|在|为|[:])*|户口(?:所在地)?(?:是|在|为|[:])*|老家地址(?:是|在)?|登记(?:地|机关|区县|地点)(?:是|在|为|[:])*|改成|换成|改为|改做|改作|换做|变成|更改为|更改成|变更为|修改为|更新为|改寄到?|改到|换到|改寄|转寄到?|ship to|send to|mail to|deliver to|address(?: is|:)?)\s*"
)
_REGISTER = re.compile(
    r"^(?:民政局|登记|领的?证|结的?婚|离的?婚|办的?|街道|婚姻|那边|这边|的民政|人民公社|公社|插队|下乡|当知青|落户)"
)
_NOT_PLACE_AFTER = re.compile(
    r"^(?:大学|师范|理工|科技大|财经|工业大|交通大|医科|农业大|人(?!民路)|话|档案|市?档案|市?人社|市?教育|省?教育|省?人社|的(?:学校|大学|公司|单位|朋友|同学|研究生|硕士)|时间|户口|籍|考|身份|生源|政府|驾|牌|公安|公证|会计|高考|市?民政)"
)
_COUNTRY_TAIL = re.compile(
    rf"[{_H}a-z0-9·,\- ]{{0,30}}?(?=$|[。;;\n!?]|,(?![^,]{{0,12}}(?:州|街|路|号|市|大学))|可以|吗|要|行不|多少|的(?:学校|话|邮费)|怎么|需要)"
)
_SIDE = re.compile(
    r"[东南西北](?:侧|面|边)|[东南西北](?=$|[,。\s])|[左右](?:手边|手|边|侧)|旁边|对面|隔壁|交叉口|交汇处"
    r"|(?:[前后里]面|背后|(?<=楼)[上下]|(?<=门)口|[东西南北]?[出入]口|[东西南北正侧前后]?门口|路口|拐角处?|尽头)(?=$|[,。;\s\d])"
)
_VAGUE = frozenset(
    "乡下 农村 新疆乡下 国外 海外 外地 学校 单位 公司 家里 家 我家 境外 港澳台 省外 外省 本地 老家 哪里 哪儿 那边 这里 wes".split()
)


#: 丰和中大道, 和平里: the "and" belongs to the place's name.
_NAMED_AND = re.compile(
    rf"和平|高要|和[县顺静硕政龙林布]|查干|查哈|[{_H}]{{0,3}}和[{_H}]{{0,3}}?(?=中?路|[东西南北]路|街|[东西南北中]?大道|巷|苑|园|村|镇|小区|公寓|里)"
    rf"|和[{_H}]{{1,3}}?(?:商座|大厦|广场|中心|花园|国际|名都)"
)

#: 地址后面加个3单元501: a part to be added, which is no address of its own.
_ADDED = re.compile(r"(?:后面|后边|前面|再|漏|少)?(?:再)?(?:加|补|添|写)(?:上|个|一个|了)?\d?|后面|后边|漏了|少了")


#: 娘热路24号: what no name of a person holds.
_NUMBERED = re.compile(r"[路街道巷弄镇乡村区院局箱].*\d")


def find_sure(page: Page) -> None:
    """Add the addresses that go down to a numbered house, before a name is looked for that was asked for."""
    _chains(page, None, sure=True)


def find(page: Page, expecting: str | None) -> None:
    """Add the addresses of a page."""
    foreign_addresses.find(page)
    _chains(page, expecting)
    _streets(page)
    _own_districts(page, expecting)
    page.hits[:] = [hit for hit in page.hits if hit.entity != "address" or not _ADDED.match(str(hit.value))]
    if expecting in {"address", "district"} and not any(hit.entity in ("address", "district") for hit in page.hits):
        asked_addresses.find(page)


def _chains(page: Page, expecting: str | None, *, sure: bool = False) -> None:
    """After words of sending, and wherever a place of the gazetteer stands."""
    for match in _SEND.finditer(page.low):
        _after_send(page, match, sure=sure)
    for match in anchors().finditer(page.low):
        _anchored(page, match.start(), expecting, sure=sure)


def _add(page: Page, start: int, end: int, *, sure: bool) -> None:
    if not sure or _NUMBERED.search(page.low[start:end]):
        page.add(Hit("address", page.written(start, end), start, end))


def _after_send(page: Page, match: re.Match[str], *, sure: bool) -> None:
    """What follows a word of sending: a full chain, or a place alone (寄深圳)."""
    start = match.end()
    if start >= len(page.low) or page.taken[start]:
        return
    skipped = re.match(
        r"(?:到付|寄付|现付|月结|快递|顺丰|ems|包裹|就|嘛|吧|至|往|请|直接|[寄发邮送递](?:送|过)?(?:到|往|去|给|至)|寄|发(?=[\u4e00-\u9fff]{2,3}[省市])|写(?:的是|成|上)?|成(?!都|县|华|安|武)|一趟|一份|两份|一下|改成|换成|改为|改到|改做|改作|换做|变成|到|给|我|去|在|地址|嘛就在|嘛就是|嘛|就在|就是|呢|我家|我们|家里|老家|新家|家|单位|公司|学校|这个地址|新地址|下面的?地址|以下地址|[:,\s])+",
        page.low[start:],
    )
    if skipped:
        start += skipped.end()
    if page.low[start : start + 1] == "送" and anchors().match(page.low, start + 1):
        start += 1  # 快递送重庆市...
    word = match.group().strip()
    abroad = LINE.match(page.low, start)
    end = abroad.end() if abroad else _chain(page, start)
    if end is None and not word.startswith(
        ("改成", "换成", "改为", "改做", "改作", "换做", "变成", "更改为", "更改成", "变更为", "修改为", "更新为")
    ):
        piece = _AFTER_COMMA.match(page.low, start) or _PIECE.match(page.low, start)
        if (
            piece
            and piece.end() - start >= (3 if piece.group()[-1] in "路街" else 4)
            and page.free(start, piece.end())
            and not re.search(
                r"[的是要吗我你份了没怎哪记那这位不改换也都]|可以|能送|送到|偏远|手里|手上|本人|自己|馆里|到馆|窗口|现场|单号|地址|编号|校区|女儿|儿子|[0-9]{6}",
                piece.group(),
            )
        ):
            end = _extend(page, piece.end())
    if end is not None and not abroad:
        end = _whole(page, start, end, cued=True)
    if end is None or end - start < 2 or page.low[start:end] in _VAGUE or not page.free(start, end):
        return
    if re.match(r"的(?:学校|大学|单位|公司|亲戚|朋友)", page.low[end : end + 4]):
        return
    _add(page, start, end, sure=sure)


def _anchored(page: Page, start: int, expecting: str | None, *, sure: bool) -> None:
    """A place name in running text: an address when it goes down to a district or further."""
    if not page.free(start, start + 2):
        return
    end = _chain(page, start)
    if end is None or not page.free(start, end):
        return
    text = page.low[start:end]
    head = heads().match(page.low, start)
    if text.endswith("校区"):
        return
    deep = bool(re.search(r"[区县旗]|\d|[路街巷弄镇乡村](?!边)|号|小区|新村|街道", text[1:]))
    registered = bool(_REGISTER.match(page.low[end : end + 6]))
    cue = re.search(r"(?:登记|地点|在|地)(?:地|是|在)?$", page.low[max(0, start - 5) : start])
    if deep and not registered:
        end = _whole(page, start, end, cued=expecting in {"address", "district"})
    office = text.find("民政局")
    if office > 1 and _REGISTER.match(page.low[start + office + 3 : end + 6]):
        end = start + office
    if deep or (registered and cue) or expecting in {"address", "district"}:
        if head and head.group("country") and expecting not in {"address", "district"}:
            return
        if not deep and not registered and not _alone(page, start, end):
            return
        _add(page, start, end, sure=sure)


#: What may stand before and after a place that is all the answer: 就寄深圳吧.
_BEFORE_PLACE = re.compile(r"(?:^|[,。;!?\n\s])(?:我|在|就|寄|到|往|是|写|填|家|地址|人|办|的|登记|[:])*$")
_AFTER_PLACE = re.compile(r"(?:市|省|那边|这边|吧|哈|嘛|就行|就好|收|登记|办|结)?(?:的|了)?(?:[,。;!?\s]|$)")


def _alone(page: Page, start: int, end: int) -> bool:
    """Whether a place without a street is an answer by itself, rather than spoken of."""
    return bool(_BEFORE_PLACE.search(page.low[:start]) and _AFTER_PLACE.match(page.low, end))


_STREET = re.compile(
    rf"[{_H}]{{2,8}}(?:路|街|大道|巷|弄|胡同)(?:[东南西北中]?段)?\s?\d{{1,5}}(?:-\d+)?(?:弄\d+)?号?(?!线|公交)"
)
_STREET_HEAD = re.compile(
    r"^.*(?:的是|的在|不是|寄|写|改|是|在|到|于|为|的|我|您|你|了|从|给|去|住|把|将|和|要|叫|成)(?=..)"
)


def _streets(page: Page) -> None:
    """A street and a number, whatever stands before them."""
    for match in page.free_matches(_STREET):
        head = _STREET_HEAD.match(match.group())
        start = match.start() + (head.end() if head else 0)
        end = _whole(page, start, _extend(page, match.end()), cued=False)
        if page.free(start, end) and end - start >= 4:
            page.add(Hit("address", page.written(start, end), start, end))


_OWN = re.compile(
    rf"(?<=[在是到去于为寄:\s])(?![在是到去于为])[{_H}]{{1,4}}?(?:自治县|区|县|市)(?=民政局|登记|登的?记|登了记|领的证|结的婚|离的婚|$|[,。;;\s]|结婚|离婚|办|领|街道|下乡|插队|的民政|[{_H}]{{1,8}}(?:路|街|镇|乡|村|公社))"
)
_NOT_OWN = re.compile(
    r"你们|我们|咱们?|城市|本市|市区|该市|外市|哪个市|超市|股市|上市|全市|我市|贵市|各市|城里|校区|小区|社区|地区|城区|郊区|老区|新区$|片区|景区|园区|院区|区县|哪个|什么|哪|军区|山区|厂区|自治区|省区|市区|辖区|那个|这个|外县|全县|本县|我县|各县|该区|本区|我区|各区|^[东西南北]区|校[东西南北]区"
)


def _own_districts(page: Page, expecting: str | None) -> None:
    for match in page.free_matches(_OWN):
        if _NOT_OWN.search(match.group()):
            continue
        end = _extend(page, match.end())
        page.add(Hit("address", page.written(match.start(), end), match.start(), end))


def _chain(page: Page, start: int) -> int | None:
    """The end of the chain that begins at `start` with a place of the gazetteer; None when there is none."""
    head = heads().match(page.low, start)
    if head is None or head.end() == start:
        return None
    if head.group("country"):
        tail = _COUNTRY_TAIL.match(page.low, head.end())
        talk = tail is None or re.search(r"[不得吗了的要多可能回来籍怎什么概邮费几]|dhl|ems|fedex|多少", tail.group())
        return clip(page, start, head.end() if tail is None or talk else tail.end())
    if head.group("p") is None and head.group("c") is None:
        if head.group("d") is None or re.search(r"[的是在我你要有到换改变得]|[地校小社景城郊山属]区$", head.group("d")):
            return None
        inner = anchors().search(page.low, start + 1, head.end())
        if inner and inner.start() > start and inner.group() not in anchor_words(page.low[start : head.end()]):
            return None  # 也改成大连市: the place begins further on
    end = head.end()
    while end > start and page.low[end - 1] in " ,·-":
        end -= 1
    if head.group("d") and re.search(r"[的是在我你要吗了住寄送发和]", head.group("d")):
        end = head.start("d")
    if end == head.end() and not head.group("d") and _NOT_PLACE_AFTER.match(page.low[end : end + 6]):
        return None
    return clip(page, start, _extend(page, end))


def _whole(page: Page, start: int, end: int, *, cued: bool) -> int:
    """The end with what follows without a break, and further pieces after that."""
    told = address_tails.end_of(page, start, end, cued=cued)
    return _extend(page, told) if told > end else end


def _extend(page: Page, end: int) -> int:
    """Take up further pieces of the address, over one blank or comma where a clear piece follows."""
    while end < len(page.low) and not _POSTCODE.match(page.low, end):
        gap = re.match(r"[\s,·\-]{0,2}", page.low[end : end + 2])
        begin = end + (gap.end() if gap else 0)
        comma = "," in page.low[end:begin]
        piece = (_AFTER_COMMA if comma else _PIECE).match(page.low, begin)
        place = None if comma else _PLACE_PIECE.match(page.low, begin)
        best = max((m for m in (piece, place) if m and _fits(page, m)), key=lambda m: m.end(), default=None)
        if piece and _fits(page, piece) and best is not piece and not _fits_place(page, best):
            best = piece
        if best is None:
            loose = _LOOSE_TAIL.match(page.low, end)
            if loose and page.free(*loose.span()):
                end = loose.end()
                continue
            break
        end = best.end()
    side = _SIDE.match(page.low, end)
    return side.end() if side and page.free(*side.span()) else end


def _fits_place(page: Page, match: re.Match[str] | None) -> bool:
    return match is not None and len(match.group()) <= 12


def _fits(page: Page, match: re.Match[str]) -> bool:
    text = _NAMED_AND.sub("", match.group())
    return (
        page.free(match.start(), match.end())
        and len(text) > 0
        and not re.search(
            r"[的是我你吗要请收寄和了吧份]|谢[谢了啦]|多谢|(?<!公)证(?!券)|放(?:在|到)?[门前丰快驿菜物柜]|转[交给]|电话|手机|学号|毕业|本科|快递|姓名|联系|邮编|需要|成绩|查|读|当年|登记|结婚|办理|工作|以前|现在|下乡|插队|当兵|支教|别写|不要|不是|可以|能不|写成|有个|软件学院|顺丰|就行|专业",
            text,
        )
    )
