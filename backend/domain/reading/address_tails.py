"""What follows a good address without a break and belongs to it: 蒙元文化城C12号|商铺, 塘美村牌坊|旁司徒老屋.

Once the chain goes down to a street, a village or a house, the rest of the clause is part of the address unless it
is clearly something else: a request, thanks, a telephone, a time, or a person's name with or without 收.
"""

from __future__ import annotations

import re

from backend.domain.reading import offices
from backend.domain.reading.name_shapes import looks_like, sounded, sounds_foreign, surnamed
from backend.domain.reading.page import Page

_H = "\u4e00-\u9fff"
#: A chain that goes down to a street, a village or a house.
_DEEP = re.compile(
    r"\d|[路街道巷弄镇乡村组栋楼幢屯庄寨号]|大厦|广场|公寓|花园|小区|社区|大学|医院|公司|[一二三四五六七八九十]单元"
)
_HOUSE = re.compile(r"\d|号|[栋幢楼组]|单元")
_CLAUSE = re.compile(rf"[{_H}a-z0-9#·()\-]{{1,24}}")
#: Where the address ends at the latest, whatever went before.
_STOP = re.compile(
    r"(?<!代)收件|收货|联系|电话|手机|座机|号码|邮编|邮政编码|学号|学籍|姓名|身份证|邮箱|qq|微信|谢谢|多谢|感谢|谢了|辛苦|麻烦|拜托|"
    r"请|劳驾|帮忙|就行|就好|就可以|即可|可以|行吗|行不|好吗|好不|能不能|能否|能到|能寄|能送|行了|好了|吧$|哈$|嘛$|呢$|哦$|噻$|啊$|呀$|"
    r"用顺丰|用ems|走顺丰|走ems|发顺丰|发ems|顺丰(?!速运|站|点)|ems(?!代)|邮寄|快递(?=$|到付|费|给|寄|过|哈|吧|就)|到付|寄付|自取|多少|多久|几天|"
    r"密封|成绩|证明|本科|专科|硕士|博士|毕业|入学|[\d零一二三四五六七八九]{2,4}[级届年]|尽快|赶紧|加急|快一?点|早一?点|晚一?点|越快|之前|以前|"
    r"今天|明天|后天|上午|下午|晚上|早上|周[一二三四五六日末]|星期|礼拜|登记|结婚|离婚|领证|结的|办的|下乡|插队|落户|当知青|上班|上学|读书|工作|"
    r"放(?:在|到)?[门前丰快驿菜物柜]|转[交给我他她]|[变改换更]|一式|[\d一二两三四五六七八九十]份|不要|不用|别|找|而不是|不是|写错|打错|大概|大约|运费|邮费|费用|急用|急需|同意|确认|本人|家里|留学|入职|背调|退休|考研|考公|用途|以及|还有|然后|或者|因为|所以|但是|需要|想要|我|你|您|他|她|它|吗|什么|怎么|哪"
)
#: Nouns of places that no person's name ends in.
_NOUN = re.compile(
    r"(?:代收点|代收处|代收|收发点|收件点|揽收点|代取点|代办点|自提点|自提柜|取件点|取货点|服务[站点]|驿站|菜鸟|丰巢柜?|快递[柜点站]|智能柜|储物柜|信报箱|信箱|收发[室处]|传达室|"
    r"门卫室?|门岗|岗亭|保安室|值班室|接待室|物业(?:处|中心|办公室)?|管理处|办事处|居委会|村委会|村部|大队部|党群服务中心|中心|窗口|前台|总台|服务台|"
    r"商铺|商位|摊位|铺位|车位|车库|地下室|阁楼|护士站|住院部|门诊部|服饰|美发|烟酒|副食|水果|五金|建材|装饰|装修|通讯|数码|电脑|图文|打印|眼镜|茶叶|批发|直营|专卖|总部|铺面|门面|门市部?|门店|店面|档口|摊位|底商|超市|便利店|小卖部|药店|药房|诊所|餐馆|饭店|酒店|宾馆|招待所|茶楼|茶馆|网吧|书店|花店|理发店|店|"
    r"老屋|老宅|祖屋|祖宅|老房子|平房|院子|大院|小院|家属[院区楼]|宿舍|公寓|住宅|新居|[东西南北中前后左右]户|[东西南北中前后左右]院|[东西南北正侧后]门|大门|"
    r"旁边?|对面|隔壁|斜对面|[东西南北]侧|[东西南北]边|路口|街口|巷口|村口|门口|拐角|尽头|楼[上下]|桥头|交叉口|公交站|地铁口|加油站|收费站|汽修厂|"
    r"祠堂|牌坊|教堂|粮站|供销社|卫生[院室所]|幼儿园|小学|中学|学校|公司|集团|工厂|车间|仓库|库房|基地|合作社|农家乐|农场|林场|渔场|苗圃|工地|项目部|"
    r"[外内儿骨妇产急诊检验放射药剂眼口腔皮肤神经人事财务教务总务后勤医务护理]{1,3}科|办公[室楼]|会议室|实验[室楼]|教学楼|图书馆|行政楼|综合楼|[一二三四五六七八九十\d]+[楼层号室栋座户院]|分部|分店|分局|派出所|法院|银行|支行|邮局|支局|邮政所)$"
)
#: Single characters that end places, and sometimes words of talk or names.
_NOUN_CHAR = re.compile(
    r"(?<!快)(?<!早)(?<!慢)(?<!有)(?<!晚)(?<!一)点$|(?<!到)处$|[室屋柜铺厅亭厦宅舍庙]$|(?<!账)(?<!客)(?<!落)(?<!开)(?<!过)户$|(?<!全)部$|(?<!现)(?<!到)场$|"
    r"[站所院厂馆园房库厢棚排区段座栋幢层寺桥塔坝坪坡湾湖沟岭寨堡桩箱城街巷路]$"
)
#: With one of these the rest speaks rather than names a place.
_TALK = re.compile(
    r"[的了过着是有就也还都再先到来去发寄送拿取领开办给把让被叫喊要想能会可该得没不很太怎那这些么呗咯喽呐噻嘞行好对错改换填写说问讲收等帮替为从和跟与及或但如若]"
)
#: Not even the name of a place may hold these.
_SPEAKS = re.compile(r"[了吗是让叫把被给请想要没得的不]|有人|没人|用$")
_TITLED = re.compile(rf"^[{_H}]{{1,3}}(?:老师|先生|女士|小姐|师傅|阿姨|大爷|叔叔|同志|同学|经理|主任)$")
_SIGNED = re.compile(r"(?:亲)?(?:收|启)(?:件)?$|\(收\)$")


def end_of(page: Page, start: int, end: int, *, cued: bool) -> int:
    """The end of the address `start`-`end` with what belongs to it; `cued`: a word of sending stands before it."""
    chain = page.low[start:end]
    if not _DEEP.search(chain):
        return end
    rest = _CLAUSE.match(page.low, end)
    if rest is None:
        return _apart(page, end)
    limit = next((place for place in range(end, rest.end()) if page.taken[place]), rest.end())
    tail = offices.masked(page.low, end, limit)
    stop = _STOP.search(tail)
    tail = tail[: stop.start()] if stop else tail
    tail = _without_person(tail).rstrip("-·(#")
    wanted = cued or bool(_HOUSE.search(chain))
    return end + _belonging(tail, wanted) if tail else end


def _apart(page: Page, end: int) -> int:
    """警予南路 老电影院隔壁: over a blank only what is surely a place."""
    rest = _CLAUSE.match(page.low, end + 1) if page.low[end : end + 1] == " " else None
    if rest is None or not page.free(end, rest.end()) or _STOP.search(rest.group()) or _SPEAKS.search(rest.group()):
        return end
    return rest.end() if _NOUN.search(rest.group()) and not _person(rest.group()) else end


def _belonging(tail: str, wanted: bool) -> int:
    """How much of the tail is of the address."""
    if re.fullmatch(r"[\da-z\-]+", tail):
        return 0
    named = _NOUN.search(tail) and not _SPEAKS.search(tail)
    if named or (not _person(tail) and not (len(tail) <= 4 and surnamed(tail)) and _plain(tail, wanted)):
        return len(tail)
    ends = (cut for cut in range(len(tail) - 1, 1, -1) if _NOUN.search(tail[:cut]))
    return next((cut for cut in ends if not _SPEAKS.search(tail[:cut])), 0)


def _plain(tail: str, wanted: bool) -> bool:
    """Whether nothing in it speaks, and it ends as places do or is long enough for a name of one."""
    return not _TALK.search(tail) and (bool(_NOUN_CHAR.search(tail)) or (wanted and len(tail) > 2))


def _person(word: str) -> bool:
    return looks_like(word) or sounded(word) or bool(_TITLED.search(word))


def _without_person(tail: str) -> str:
    """商铺张伟收 and 商铺张伟: the name at the end is who receives."""
    signed = _SIGNED.search(tail)
    if signed and not tail.endswith("代收"):
        body = tail[: signed.start()]
        cuts = (body[:-size] for size in (2, 3, 4, 5, 6) if _person(body[-size:]) or sounds_foreign(body[-size:]))
        return next((place for place in cuts if _NOUN.search(place) or _NOUN_CHAR.search(place)), "")
    if _NOUN.search(tail):
        return tail
    for cut in range(1, len(tail) - 1):
        if _NOUN.search(tail[:cut]) and _person(tail[cut:]):
            return tail[:cut]
    return tail
