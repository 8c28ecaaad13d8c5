"""What a person's name looks like, and where one that begins somewhere ends."""

from __future__ import annotations

import re
from functools import cache

from backend.domain.reading import lexicon
from backend.domain.reading.name_cues import ENGLISH_STOP, MATTERS, NAMING, TALK
from backend.domain.reading.page import Page

HAN = "\u3400-\u9fff"
DOTTED = re.compile(rf"[{HAN}]{{1,8}}(?:[·.][{HAN}]{{1,10}}){{1,4}}")
LATIN = re.compile(
    r"[A-ZÀ-ÞĐ][A-Za-zÀ-ɏḀ-ỿ'\-]*\.?(?:[ ,]{1,2}[A-ZÀ-ÞĐ][A-Za-zÀ-ɏḀ-ỿ'\-]*\.?){1,3}|[A-ZÀ-ÞĐ][a-zà-ɏḀ-ỿ]{2,15}"
)
_LOOSE_LATIN = re.compile(r"[A-Za-zÀ-ÿ][A-Za-zÀ-ÿ'\-]+(?: [A-Za-zÀ-ÿ][A-Za-zÀ-ÿ'\-.]*){1,3}")
#: Never part of a given name.
NEVER = frozenset(
    "的了是我你您他她它们吗呢吧嘛哦啊呀噻哈嗯个份这那哪么怎给把被让请办寄取叫姓没吃喝跑谁啥咋号证单册级届够"
)
#: Rarely part of a given name: given up when the name ends well without it.
_RARELY = frozenset(
    "要想在和与及就也还能可会去来从到对为以有用不已本想男女说问看查读考学毕住申开做拿收现原曾今前后专系院班需帮代替电手邮身生年月日时我一二三四五六七八九十两已将都均各等就这"
)

_AFTER = re.compile(
    r"$|[一二三四五六七八九十两几]个?(?:人|位)|[\s,.。;;、:()\-/|\"'<>!??~+&*=#@]|[0-9a-z]|律师|经理|主任|科长|处长|会计|的|是|在|于|从|学号|学籍|身份|证件|电话|手机|联系|邮箱|毕业|本科|专科|硕士|博士|研究|大专|函授|成教|自考|"
    r"想|要|需要|女|男|我|他|她|您|你|老师|同学|同志|先生|女士|小姐|收|寄|和|跟|与|及|以及|曾用|原名|以前|原来|现在|现名|读|学的|学院|就读|考|来|去|今年|"
    r"[零一二三四五六七八九两]{2}[级届年]|专业|帮|代|替|办|查|申请|入学|户口|户籍|出生|住|家|配偶|老公|老婆|爱人|不|没|已|了|吧|呢|啊|哈|嘛|哦|噻|呀|这|那|两个字|三个字|"
    r"毕页|结婚|离婚|登记|当年|当时|父|母|儿|前夫|前妻|护照|工作|单位|公司|成绩|档案|密封|地址|有|就|也|还|能|可|把|给|让|委托|授权|因|由于|为|用|开|拿|取|领|申|现|原|曾|系|等|都|上|下|到|对|请|麻烦|谢谢|之前|目前|，|籍|改|换|叫|名|姓|他|去年|前年|然后|嗯|呃|那个|退|转|做|出国|移民|留学|一九|二零|自称|声称|自述|称自己|说[他她自是]"
)
_CAUTIOUS_AFTER = re.compile(
    r"$|[一二三四五六七八九十两几]个?(?:人|位)|[一二三四五六七八九十两几]个?(?:人|位)|[\s,.。;;、:()\-/|\"'<>!??~+&]|[0-9a-z]|的|是|在|于|从|学号|身份|证件|电话|手机|联系|邮箱|毕业|本科|专科|硕士|博士|研究|大专|函授|想|要|需要|女|男|同学|同志|先生|女士|小姐|收|寄|和|跟|与|及|"
    r"曾用|原名|现在|就读|[零一二三四五六七八九两]{2}[级届年]|办|查|申请|代|帮|替|开|去|来|拿|取|领|登记|结婚|离婚|领证|出具|开具|提供|进行|协助|不是|学历|学籍|成绩|档案|不(?:会|能|在|方便|懂|用)|有没有|是否|有无|入学|读|系|学|当|已|了|吧|啊|哈|呀|呢|委托|授权|之托|因|等|曾|都|均|各|也|还|自称|声称|自述|称自己|说[他她自是]|我们|我是|我的|我叫"
)
_PLACE = re.compile(r"大学|学院|公社|公司|[镇村乡厂系路街局馆队班院所校]$")
_MENTOR = re.compile(r"(?:导师|班主任|辅导员|校长|系主任)(?:是|叫|名叫|姓名)*$")
_TITLE = re.compile(
    r"同学|老师|教授|主任|处长|院长|科长|校长|师傅|经理|医生|大爷|阿姨|先生|女士|小姐|律师|学生|[镇厂系校局馆院所]$"
)
_ODD_START = frozenset("改换变在更时怎可能和与跟及也都没有中英或栏里上下处错对打写说就的")
#: 黄志强黄颜色的黄: what follows explains a character of the name.
_EXPLAINS = re.compile(r"[^\n]*(.)[^\n]*\n(?:\1.{1,3}的|[^\n]{1,2}\1的\1)")
#: Characters by which names of other peoples are written.
_SOUNDED = frozenset(
    "德宗央曲嘉措珠杰旦巴根坦仓兰乌云其格满都图雅丹喀迪玉苏日朝鲁敦萨如嘎毕哈斯宝音勒朋塔莎特孟琴罕仁呼青阿依努尔古丽娜米买提艾力江木吾布热合麦孜吐逊帕曼尼牙扎克巴次仁多吉卓玛西旦增央金拉姆顿珠平措桑格索朗迪里拜都斯坦伊吐肉孜卡哈萨赛亚森沙依"
)
#: Those that other words are full of as well: believed only from edge to edge.
_SOUNDED_TOO = _SOUNDED | frozenset(
    "白腾才让那措姆琼瓦益旺堆边普晋美贡沙塔祖农荪海汗额赫查干钢胡锡林杭宝道和高娃托娅花月台泽珍梅香姆东松林"
)
#: Names that such names are made of.
_NAMELIKE = re.compile(
    r"才让|卓玛|多杰|次仁|扎西|措姆|拉姆|央金|旺堆|顿珠|尼玛|达瓦|才旦|才仁|杰布|卓嘎|德吉|曲珍|白玛|仁增|索南|格桑|旦增|罗布|其木格|巴特尔|图雅|巴雅尔|乌力吉|斯琴|娜仁|高娃|古丽|那日"
)
#: 岩香叫, 玉罕叫: Dai names end so.
_DAI = re.compile(r"[岩玉][\u4e00-\u9fff]叫(?=$|[\s,.。;;、()])")
#: Surnames in pinyin that are English words as well: believed as written before a given name (I am He Xinyue).
_ENGLISH_SURNAMES = frozenset({"He", "An", "You", "She", "So", "Long", "May", "Can", "Ai"})
#: Surnames that are everyday words as well.
_TOLD_SURNAMES = frozenset({"第五", "微生", "即墨", "南门", "东门"})
#: 阮氏明月: Vietnamese women's names.
VIETNAMESE = re.compile(
    r"[阮黎范陈吴武黄裴邓胡杨李潘丁]氏[\u4e00-\u9fff]{1,2}(?=$|[\s,.。;;、()]|[0-9]|电话|手机|学号)"
)
_EDGE = re.compile(r"[\s,.。;;、()/!??]|[0-9]")
_RUN = re.compile(rf"[{HAN}]{{2,12}}")
_TOLD_ODD = re.compile(
    r"[要想办开查不错]|毕业|学院|什么|学[历籍位]|档案|成绩|身份|资料|材料|情况|信息|电话|地址|授权|签字|姓名|名字"
)


@cache
def surnames() -> tuple[frozenset[str], frozenset[str], tuple[str, ...]]:
    """Compound surnames, all single ones, and the hundred and twenty commonest."""
    compound = frozenset(word for word in lexicon.words("surnames") if len(word) > 1)
    single = tuple(word for word in lexicon.words("surnames") if len(word) == 1)
    return compound, frozenset(single), single[:150]


@cache
def _given() -> frozenset[str]:
    return frozenset(lexicon.words("given"))


@cache
def _not_names() -> frozenset[str]:
    return frozenset(lexicon.words("not_names")) | _places() | frozenset(lexicon.words("majors"))


@cache
def _places() -> frozenset[str]:
    return frozenset(word for group in ("province", "city", "country") for word in lexicon.keyed("places")[group])


def looks_like(word: str) -> bool:
    """Whether a stretch by itself looks like a Chinese person's name and like nothing else."""
    compound, single, common = surnames()
    if len(word) < 2 or forbidden(word) or _TITLE.search(word[1:]):
        return False
    if word[:2] in compound and len(word) > 2:
        return len(word) in (3, 4) and not NEVER & set(word[2:])
    if word[0] not in single or len(word) not in (2, 3) or (NEVER & set(word[1:])):
        return False
    known = sum(char in _given() or _rare(char) for char in word[1:])
    if word[0] in common:
        return known == len(word) - 1 or (len(word) == 3 and known >= 1)
    return known == len(word) - 1


def _rare(char: str) -> bool:
    """Whether a character is outside everyday writing, as only names are."""
    try:
        return not char.encode("gb2312")
    except UnicodeEncodeError:
        return True


def forbidden(word: str) -> bool:
    """Whether a stretch begins like an everyday word, a place or a course of study."""
    return any(word[:length] in _not_names() for length in (1, 2, 3, 4)) and word[:2] not in surnames()[0]


def framed(word: str) -> bool:
    """Whether a word that begins like an everyday one (谷雨, 江北辰, 钱多多) may still be a whole name.

    Asked only where something else speaks for a name: a cue and an edge, or the question for one.
    """
    compound, single, _ = surnames()
    if word in lexicon.words("names_too"):
        return True
    head = 2 if word[:2] in compound else 1
    given = word[head:]
    if (head == 1 and word[:1] not in single) or not 1 <= len(given) <= 2 or (len(given) == 1 and head == 1):
        return False
    if word in _not_names() or any(word[:size] in TALK for size in (2, 3)) or (NEVER | _RARELY - {"一"}) & set(given):
        return False
    doubled = len(given) == 2 and given[0] == given[1]
    return (doubled or all(char in _given() or _rare(char) for char in given)) and not _TITLE.search(word[1:])


def is_word(word: str) -> bool:
    """Whether the whole stretch is an everyday word, a place or a course of study."""
    return word in _not_names() or word[:2] in TALK


def surnamed(word: str) -> bool:
    """Whether a stretch has a surname and the length of a name."""
    compound, single, _ = surnames()
    if word[:2] in compound and len(word) in (3, 4):
        return not NEVER & set(word[2:])
    return len(word) in (2, 3) and word[0] in single and not NEVER & set(word[1:])


def given_like(word: str) -> bool:
    """Whether all but the first character are common in given names."""
    return len(word) > 1 and set(word[1:]) <= _given()


def all_given(word: str) -> bool:
    """Whether every character is common in given names: 子轩, 雅楠."""
    return len(word) > 1 and set(word) <= _given()


def given_alone(word: str) -> bool:
    """Three characters of which the last two are a given name, whatever the first: the rarest surnames."""
    return len(word) == 3 and set(word[1:]) <= _given() and not (NEVER | _RARELY) & set(word[1:])


def name_end(page: Page, start: int, *, strong: bool, loose: bool = False) -> int | None:
    """Where the name beginning at `start` ends; None when nothing there is one."""
    dotted = DOTTED.match(page.text, start)
    if dotted:
        return _dotted_end(page, dotted)
    whole = (_DAI.match(page.low, start) if strong else None) or VIETNAMESE.match(page.low, start)
    if whole:
        return whole.end()
    latin = LATIN.match(page.text, start) or (_LOOSE_LATIN.match(page.text, start) if loose else None)
    if latin:
        return _latin_end(latin, strong)
    run = _RUN.match(page.text, start)
    if run is None:
        return None
    limit = next((p for p in range(start, run.end()) if page.taken[p]), run.end())
    foreign = _foreign_end(page, start, limit) or (_throughout_end(page, start, limit) if strong else None)
    if foreign is not None:
        return foreign
    return han_end(page, start, limit, strong)


def _foreign_end(page: Page, start: int, limit: int) -> int | None:
    """Where a name written as those of other peoples ends (乌兰图雅, 热娜古丽), whatever stands before it."""
    end = start
    while end < limit and page.low[end] in _SOUNDED:
        end += 1
    word = page.low[start:end]
    told = end == limit or bool(_CAUTIOUS_AFTER.match(page.low, end))
    long = len(word) >= 4 or (len(word) == 3 and word[0] not in surnames()[1])
    return end if long and told and sounded(word) and not forbidden(word) else None


def _throughout_end(page: Page, start: int, limit: int) -> int | None:
    """Where such a name ends whose characters other words use too: at a clear edge (东珠才让)."""
    edge = next((p for p in range(start, limit) if _EDGE.match(page.low, p)), limit)
    whole = edge - start >= 4 and sounded_throughout(page.low[start:edge])
    return edge if whole and (edge == len(page.low) or _EDGE.match(page.low, edge) or page.taken[edge]) else None


def _dotted_end(page: Page, match: re.Match[str]) -> int:
    """A dotted name runs to its end, less the words that follow without a divider."""
    last = max(match.group().rfind("·"), match.group().rfind(".")) + 1
    tail = match.start() + last
    for end in range(tail + 1, match.end()):
        if end - tail >= 2 and _AFTER.match(page.low, end) and page.low[end] not in "尔古丽提江木买力艾阿不都热依克":
            return end
    return match.end()


def _latin_end(match: re.Match[str], strong: bool) -> int | None:
    words = re.findall(r"[A-Za-zÀ-ɏḀ-ỿ'\-]+", match.group())
    kept: list[str] = []
    surname = strong and len(words) > 1 and words[0] in _ENGLISH_SURNAMES and words[1].lower() not in ENGLISH_STOP
    for word in words:
        if word.lower() in ENGLISH_STOP and (kept or not surname):
            break
        kept.append(word)
    if not kept or (len(kept) < 2 and not strong):
        return None
    end = match.start()
    for word in kept:
        end = match.string.index(word, end) + len(word)
    return end


def han_end(page: Page, start: int, limit: int, strong: bool) -> int | None:
    """Where the Chinese name beginning at `start` ends; `strong` when a cue vouches for it."""
    text = page.low
    compound, single, _ = surnames()
    two = text[start : start + 2]
    head = 2 if two in compound or (strong and two in _TOLD_SURNAMES) else 1 if text[start] in single else 0
    told = _told_end(text, start, limit) if strong or _introduced(page, start) else None
    if told is not None:
        return told
    if text[start : start + 2] in TALK or _MENTOR.search(text[max(0, start - 8) : start]):
        return None
    if not strong and (head == 0 or forbidden(text[start : start + 4])):
        return _framed_end(page, start, limit) if head else None
    after = _AFTER if strong else _CAUTIOUS_AFTER
    endings = _endings(text, start, start + head, limit, after) if head else []
    if head == 2 and not endings and text[start] in single:
        endings = _endings(text, start, start + 1, limit, after)  # 贺兰: no surname alone, but 贺 and a given name
    if not endings:
        return _unusual_end(page, start, limit) if strong else None
    longest, shortest = endings[0], endings[-1]
    if _TITLE.search(text[start + 1 : longest]):
        return None
    hard = longest == len(text) or bool(_EDGE.match(text[longest]))
    if longest != shortest and text[longest - 1] in _RARELY and not hard:
        return shortest
    if strong or looks_like(text[start:longest]):
        return longest
    return shortest if longest != shortest and looks_like(text[start:shortest]) else None


def _introduced(page: Page, start: int) -> bool:
    """我是祁连,学号...: who says who he is beside a number of his own."""
    told = any(hit.entity in ("student_id", "id_number", "phone") for hit in page.hits)
    return told and page.low[:start].endswith(("我是", "本人", "我就是"))


def _told_end(text: str, start: int, limit: int) -> int | None:
    """Where a name ends that is a word (叫马上, 名字是包括), or is said twice to be spelt (叫丰收丰收的丰)."""
    if text[start] not in surnames()[1]:
        return None
    for size in (3, 2):
        word = text[start : start + size]
        if text[start + size : start + 2 * size] == word and text[start + 2 * size : start + 2 * size + 1] == "的":
            return start + size
    word, end = text[start : start + 2], start + 2
    naming = NAMING.search(text[max(0, start - 8) : start])
    edge = end == len(text) or bool(_EDGE.match(text[end]))
    plain = word in MATTERS or word in lexicon.words("majors")
    return end if naming and edge and end <= limit and not plain else None


def _framed_end(page: Page, start: int, limit: int) -> int | None:
    """Where a whole name ends although it begins like an everyday word: at an edge, a longer one before a verb too."""
    place = page.low[start : start + 2] in _places()
    for end in range(min(limit, start + 4), start + 1, -1):
        edge = end == len(page.low) or bool(_EDGE.match(page.low[end])) or bool(page.taken[end])
        told = end - start > 2 and not place and bool(_CAUTIOUS_AFTER.match(page.low, end))
        if (edge or told) and framed(page.low[start:end]):
            return end
    return None


def _endings(text: str, start: int, given: int, limit: int, after: re.Pattern[str]) -> list[int]:
    """Ends of a name of two given characters and of one that are followed by an edge, the longer first."""
    found = []
    for end in (given + 2, given + 1):
        if end > limit or NEVER & set(text[given:end]) or text[end - 1] == "于":
            continue
        if re.match(rf"的[{re.escape(text[start + 1 : end])}]", text[end : end + 2]):
            return []  # 章鱼的章: a word that explains a character
        if end == limit or after.match(text, end) or _EXPLAINS.match(text[start:end] + "\n" + text[end : end + 6]):
            found.append(end)
    return found


def _unusual_end(page: Page, start: int, limit: int) -> int | None:
    """A name without a known surname, believed only after a strong cue and up to a clear edge."""
    for end in range(min(limit, start + 9), start + 1, -1):
        word = page.low[start:end]
        odd = NEVER & set(word[1:]) or word[0] in NEVER - {"哈"} or word[0] in _ODD_START or forbidden(word)
        if odd and not sounded_throughout(word):
            continue
        at_edge = end == len(page.low) or bool(_EDGE.match(page.low[end])) or (end == limit and bool(page.taken[end]))
        at_edge = at_edge or (sounds_foreign(word) and bool(_AFTER.match(page.low, end)))
        if at_edge and not _PLACE.search(word) and not _TOLD_ODD.search(word):
            return end
    return None


def sounded(word: str) -> bool:
    """Whether a stretch is written as the names of other peoples are (阿依努尔)."""
    return 3 <= len(word) <= 7 and len(set(word)) >= 3 and _SOUNDED.issuperset(word)


def sounds_foreign(word: str) -> bool:
    """The same for a stretch that a cue vouches for: two characters will do (图雅)."""
    return 2 <= len(word) <= 8 and len(set(word)) >= 2 and _SOUNDED.issuperset(word)


def sounded_throughout(word: str) -> bool:
    """The same for a stretch from edge to edge (才让卓玛, 腾格尔巴雅尔): characters that other words use too will do."""
    own = sum(char in _SOUNDED for char in word) * 2 >= len(word) or _NAMELIKE.search(word) is not None
    return 3 <= len(word) <= 8 and len(set(word)) >= 3 and own and _SOUNDED_TOO.issuperset(word)


def could_be(word: str) -> bool:
    """A common surname and whatever may follow it."""
    common = surnames()[2]
    return len(word) in (2, 3) and word[0] in common and not forbidden(word) and not (NEVER | _RARELY) & set(word[1:])
