"""What a person's name looks like."""

from __future__ import annotations

import re
from functools import cache

from backend.domain.reading import lexicon
from backend.domain.reading.name_words import TALK

HAN = "\u3400-\u9fff"
DOTTED = re.compile(rf"(?:[{HAN}]{{1,8}}|[A-Z][a-z]{{1,11}}(?=·))(?:[·.][{HAN}]{{1,10}}){{1,4}}")
LATIN = re.compile(
    r"[A-ZÀ-ÞĐ][A-Za-zÀ-ɏḀ-ỿ'\-]*\.?(?:[ ,]{1,2}[A-ZÀ-ÞĐ][A-Za-zÀ-ɏḀ-ỿ'\-]*\.?){1,3}|[A-ZÀ-ÞĐ][a-zà-ɏḀ-ỿ]{2,15}"
)
#: Never part of a given name.
NEVER = frozenset(
    "收啦咯喽哒嘞的了是我你您他她它们吗呢吧嘛哦啊呀噻哈嗯个份这那哪么怎给把被让请办寄取叫姓没吃喝跑谁啥咋号证单册级届够"
)
#: Rarely part of a given name: given up when the name ends well without it.
RARELY = frozenset(
    "要想在和与及就也还能可会去来从到对为以有用不已本想男女说问看查读考学毕住申开做拿收现原曾今前后专系院班需帮代替电手邮身生年月日时我一二三四五六七八九十两已将都均各等就这"
)

TITLE = re.compile(
    r"同学|老师|教授|主任|处长|院长|科长|校长|师傅|经理|医生|大爷|阿姨|先生|女士|小姐|律师|学生|儿子|女儿|爷爷|奶奶|爸爸|妈妈|哥哥|姐姐|弟弟|妹妹|外公|外婆|闺女|囡儿|媳妇|老公|老婆|[镇厂系校局馆院所]$"
)
#: Characters by which names of other peoples are written.
SOUNDED = frozenset(
    "德宗央曲嘉措珠杰旦巴根坦仓兰乌云其格满都图雅丹喀迪玉苏日朝鲁敦萨如嘎毕哈斯宝音勒朋塔莎特孟琴罕仁呼青阿依努尔古丽娜米买提艾力江木吾布热合麦孜吐逊帕曼尼牙扎克巴次仁多吉卓玛西旦增央金拉姆顿珠平措桑格索朗迪里拜都斯坦伊吐肉孜卡哈萨赛亚森沙依"
)
#: Those that other words are full of as well: believed only from edge to edge.
_SOUNDED_TOO = SOUNDED | frozenset(
    "强葛罗西洛白腾才让那措姆琼瓦益旺堆边普晋美贡沙塔祖农荪海汗额赫查干钢胡锡林杭宝道和高娃托娅花月台泽珍梅香姆东松林尕藏泽达旺"
)
#: Names that such names are made of.
NAMELIKE = re.compile(
    r"才让|卓玛|多杰|次仁|扎西|措姆|拉姆|央金|旺堆|顿珠|尼玛|达瓦|才旦|才仁|杰布|卓嘎|德吉|曲珍|白玛|仁增|索南|格桑|旦增|罗布|其木格|巴特尔|图雅|巴雅尔|乌力吉|斯琴|娜仁|高娃|古丽|那日"
)
#: Surnames that are small words far more often, and those that begin everyday words.
SMALL_WORDS = frozenset("从向于和应别通连全单来时有都能位平成原当国相文水农商法")
WORDLIKE = SMALL_WORDS | frozenset(
    "关费纪游阳席曲查项植甘景包解强车房边古米池晋畅宫盖符木党计谈宇冷花蓝井练仲乐封官衣台银明沙保云昌贝满冒隆师利山秋伊暨阴双闻劳寿容居步弘广东养丰"
    "权海付代宝展操泰幸朴南玄鲜藏塔牧危宣奉滑束麻皮巴火盘墨归玉刀敬况铁言"
    "占妥俱普福厚尉浮疏藤青魁竹腾菊撒桐敏礼镇赏伯"
)
#: 阮氏明月: Vietnamese women's names.
VIETNAMESE = re.compile(
    r"[阮黎范陈吴武黄裴邓胡杨李潘丁]氏[\u4e00-\u9fff]{1,2}(?=$|[\s,.。;;、()]|[0-9]|电话|手机|学号)"
)


@cache
def pieces() -> re.Pattern[str]:
    """Two or more of the words that such names are put together of (达瓦卓玛), or one that nothing else ends in."""
    known = "|".join(sorted(lexicon.words("name_pieces"), key=len, reverse=True))
    return re.compile(rf"(?:{known}){{2,4}}|(?<![{HAN}])[{HAN}]{{2}}(?:其其格|其木格|巴特尔|巴雅尔)")


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
    return frozenset(lexicon.words("not_names")) | places() | frozenset(lexicon.words("majors"))


@cache
def places() -> frozenset[str]:
    """Provinces, cities and countries."""
    return frozenset(word for group in ("province", "city", "country") for word in lexicon.keyed("places")[group])


def looks_like(word: str) -> bool:
    """Whether a stretch by itself looks like a Chinese person's name and like nothing else."""
    compound, single, common = surnames()
    if len(word) < 2 or forbidden(word) or TITLE.search(word[1:]) or "密封" in word:
        return False
    if word[:2] in compound and len(word) > 2:
        return len(word) in (3, 4) and not NEVER & set(word[2:])
    if word[0] not in single or len(word) not in (2, 3) or (NEVER & set(word[1:])):
        return False
    known = sum(char in _given() or _rare(char) for char in word[1:])
    told = word[0] in common or word[0] not in WORDLIKE
    return known == len(word) - 1 or (told and len(word) == 3 and known >= 1)


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
    if word in _not_names() or any(word[:size] in TALK for size in (2, 3)) or (NEVER | RARELY - {"一"}) & set(given):
        return False
    doubled = len(given) == 2 and given[0] == given[1]
    return (doubled or all(char in _given() or _rare(char) for char in given)) and not TITLE.search(word[1:])


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


def given_somewhere(given: str) -> bool:
    """Whether at least one character of what follows a surname is common in given names."""
    return bool(set(given) & _given()) or any(_rare(char) for char in given)


def all_given(word: str) -> bool:
    """Whether every character is common in given names: 子轩, 雅楠."""
    return len(word) > 1 and set(word) <= _given()


def given_alone(word: str) -> bool:
    """Three characters of which the last two are a given name, whatever the first: the rarest surnames."""
    return len(word) == 3 and set(word[1:]) <= _given() and not (NEVER | RARELY) & set(word[1:])


def sounded(word: str) -> bool:
    """Whether a stretch is written as the names of other peoples are (阿依努尔)."""
    return pieces().fullmatch(word) is not None or (
        3 <= len(word) <= 7 and len(set(word)) >= 3 and SOUNDED.issuperset(word)
    )


def sounds_foreign(word: str) -> bool:
    """The same for a stretch that a cue vouches for: two characters will do (图雅)."""
    own = 2 <= len(word) <= 8 and len(set(word)) >= 2 and SOUNDED.issuperset(word)
    return own or pieces().fullmatch(word) is not None


def sounded_throughout(word: str) -> bool:
    """The same for a stretch from edge to edge (才让卓玛, 腾格尔巴雅尔): characters that other words use too will do."""
    if pieces().fullmatch(word):
        return True
    own = sum(char in SOUNDED for char in word) * 2 >= len(word) or NAMELIKE.search(word) is not None
    return 3 <= len(word) <= 8 and len(set(word)) >= 3 and own and _SOUNDED_TOO.issuperset(word)


def could_be(word: str) -> bool:
    """A common surname and whatever may follow it."""
    common = surnames()[2]
    return len(word) in (2, 3) and word[0] in common and not forbidden(word) and not (NEVER | RARELY) & set(word[1:])
