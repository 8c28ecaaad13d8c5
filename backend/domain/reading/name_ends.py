"""Where a name that begins somewhere ends, behind a cue or without one."""

from __future__ import annotations

import re

from backend.domain.reading import lexicon
from backend.domain.reading.name_shapes import (
    DOTTED,
    HAN,
    LATIN,
    NEVER,
    RARELY,
    SOUNDED,
    TITLE,
    VIETNAMESE,
    forbidden,
    framed,
    given_like,
    is_word,
    looks_like,
    pieces,
    places,
    sounded,
    sounded_throughout,
    sounds_foreign,
    surnamed,
    surnames,
)
from backend.domain.reading.name_words import ENGLISH_STOP, MATTERS, TALK
from backend.domain.reading.page import Page

_LOOSE_LATIN = re.compile(r"[A-Za-zÀ-ÿ][A-Za-zÀ-ÿ'\-]+(?: [A-Za-zÀ-ÿ][A-Za-zÀ-ÿ'\-.]*){1,3}")
_AFTER = re.compile(
    r"$|[一二三四五六七八九十两几]个?(?:人|位)|[\s,.。;;、:()\-/|\"'<>!??~+&*=#@]|[0-9a-z]|律师|经理|主任|科长|处长|会计|的|是|在|于|从|学号|学籍|身份|证件|电话|手机|联系|邮箱|毕业|本科|专科|硕士|博士|研究|大专|函授|成教|自考|"
    r"想|要|需要|女|男|我|他|她|您|你|老师|同学|同志|先生|女士|小姐|收|寄|和|跟|与|及|以及|曾用|原名|以前|原来|现在|现名|读|学的|学院|就读|考|来|去|今年|"
    r"[零一二三四五六七八九两]{2}[级届年]|专业|帮|代|替|办|查|申请|入学|户口|户籍|出生|住|家|配偶|老公|老婆|爱人|老伴|先生|太太|媳妇|孩子|闺女|不|没|已|了|啦|咯|喽|吧|呢|啊|哈|嘛|哦|噻|呀|这|那|两个字|三个字|"
    r"毕页|结婚|离婚|登记|当年|当时|父|母|儿|前夫|前妻|护照|工作|单位|公司|成绩|档案|密封|地址|有|就|也|还|能|可|把|给|让|委托|授权|因|由于|为|用|开|拿|取|领|申|现|原|曾|系|等|都|上|下|到|对|请|麻烦|谢谢|之前|目前|，|籍|改|换|叫|名|姓|复姓|他|去年|前年|然后|嗯|呃|那个|退|转|做|出国|移民|留学|一九|二零|自称|声称|自述|称自己|说[他她自是]|之(?:法定)?(?:监护|代理|委托|受托)|夫[妇妻]|妈妈|爸爸|[均皆]"
)
_CAUTIOUS_AFTER = re.compile(
    r"$|[一二三四五六七八九十两几]个?(?:人|位)|[一二三四五六七八九十两几]个?(?:人|位)|[\s,.。;;、:()\-/|\"'<>!??~+&]|[0-9a-z]|的|是|在|于|从|学号|身份|证件|电话|手机|联系|邮箱|毕业|本科|专科|硕士|博士|研究|大专|函授|想|要|需要|女|男|同学|同志|先生|女士|小姐|收|寄|和|跟|与|及|"
    r"曾用|原名|现在|就读|[零一二三四五六七八九两]{2}[级届年]|办|查|申请|代|帮|替|开|去|来|拿|取|领|登记|结婚|离婚|领证|出具|开具|提供|进行|协助|不是|学历|学籍|成绩|档案|不(?:会|能|在|方便|懂|用)|有没有|是否|有无|入学|读|系|学|当|已|了|啦|咯|喽|吧|啊|哈|呀|呢|委托|授权|托我|拜托|让我|叫我|喊我|之托|因|等|曾|都|均|各|也|还|自称|声称|自述|称自己|说[他她自是]|我们|我是|我的|我叫|夫[妇妻]|皆"
)
#: What names and nothing else: between such words and an edge any word with a surname is a name.
_NAMING = re.compile(
    r"(?:名字?|姓名|全名)\s*(?:[:是为叫])\s*$|叫(?:做|作)?\s*$|(?:我就?是(?:[他她其]的?(?:爱人|老公|老婆|丈夫|妻子|先生|太太|媳妇))?|本人)\s*$|(?:经办人?|对象|当事人|联系人)\s*[:是为叫]?\s*$"
)
_PLACE = re.compile(r"大学|学院|公社|公司|[镇村乡厂系路街局馆队班院所校]$")
_MENTOR = re.compile(r"(?:导师|班主任|辅导员|校长|系主任)(?:是|叫|名叫|姓名)*$")
_ODD_START = frozenset("改换变在更时怎可能和与跟及也都没有中英或栏里上下处错对打写说就的按照依凭")
#: 黄志强黄颜色的黄, 苟正明苟是草字头, 佘青莲李白青莲居士那个青莲: what follows explains a character of the name.
_EXPLAINS = re.compile(
    r"[^\n]*(.)[^\n]*\n(?:\1.{1,3}的|\1是(?:.{1,10}的\1|.{1,2}(?:字?[头旁底框]|点水))|[^\n]{1,2}\1的\1)"
    r"|[^\n]+(?P<given>[^\n]{2})\n.{2,8}(?:的|那个)(?P=given)"
)
_SPELT_OUT = re.compile(r"[^\n]*(.)[^\n]*\n\1.{1,2}的\1")
#: 岩香叫, 玉罕叫: Dai names end so.
_DAI = re.compile(r"[岩玉][\u4e00-\u9fff]叫(?=$|[\s,.。;;、()])")
#: Surnames in pinyin that are English words as well: believed as written before a given name (I am He Xinyue).
_ENGLISH_SURNAMES = frozenset({"He", "An", "You", "She", "So", "Long", "May", "Can", "Ai"})
#: Surnames that are everyday words as well.
_TOLD_SURNAMES = frozenset({"第五", "微生", "即墨", "南门", "东门"})
#: 哈, 那: surnames of other peoples, and small words.
_RARE_SURNAMES = frozenset("哈那")
_EDGE = re.compile(r"[\s,.。;;、()/!??]|[0-9]")
_RUN = re.compile(rf"[{HAN}]{{2,12}}")
_TOLD_ODD = re.compile(
    r"[要想办开查不错]|毕业|学院|什么|学[历籍位]|档案|成绩|身份|资料|材料|情况|信息|电话|地址|授权|签字|姓名|名字"
)


def name_end(page: Page, start: int, *, strong: bool, loose: bool = False) -> int | None:
    """Where the name beginning at `start` ends; None when nothing there is one."""
    dotted = DOTTED.match(page.text, start)
    if dotted:  # 我是他妹妹古丽米热·吐尔逊: what she is to him comes first
        before = dotted.group()[0] in "他她" or dotted_lead(dotted.group())
        return None if before else dotted_end(page, dotted)
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


#: What a verb or a noun for a person ends in and no such name holds.
_VERB_BEFORE = re.compile(r"[^·.]*[供补开查帮给替核调取请为让是叫的位与及要办员具示名我工生](?=[^·.]{2,}[·.])")


def _foreign_end(page: Page, start: int, limit: int) -> int | None:
    """Where a name written as those of other peoples ends (乌兰图雅, 热娜古丽), whatever stands before it."""
    whole = pieces().match(page.low, start, limit)
    end = whole.end() if whole else start
    while not whole and end < limit and page.low[end] in SOUNDED:
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


def dotted_lead(name: str) -> int:
    """How many characters before a dotted name are no part of it: 提供木合塔尔·依明."""
    match = _VERB_BEFORE.match(name)
    return match.end() if match else 0


def dotted_end(page: Page, match: re.Match[str]) -> int:
    """A dotted name runs to its end, less the words that follow without a divider."""
    last = max(match.group().rfind("·"), match.group().rfind(".")) + 1
    tail = match.start() + last
    for end in range(tail + 1, match.end()):
        if end - tail >= 2 and _AFTER.match(page.low, end) and page.low[end] not in "尔古丽提江木买力艾阿不都热依克":
            return end
    return match.end()


#: My name is Daniel Okello. Master's degree: a new sentence, not an initial; and Bao Qinglan's consent.
_SENTENCE = re.compile(r"(?<=[a-zß-ɏ]{2})\.\s|(?<='s)\s")


def _latin_end(match: re.Match[str], strong: bool) -> int | None:
    words = re.findall(r"[A-Za-zÀ-ɏḀ-ỿ'\-]+", _SENTENCE.split(match.group())[0])
    kept: list[str] = []
    surname = strong and len(words) > 1 and words[0] in _ENGLISH_SURNAMES and words[1].lower() not in ENGLISH_STOP
    for word in words:
        if word.lower().removesuffix("'s") in ENGLISH_STOP and (kept or not surname):
            break
        kept.append(word)
    if not kept or (len(kept) < 2 and not strong):
        return None
    end = match.start()
    for word in kept:
        end = match.string.index(word, end) + len(word)
    return end - len("'s") if kept[-1].endswith("'s") else end


def han_end(page: Page, start: int, limit: int, strong: bool) -> int | None:
    """Where the Chinese name beginning at `start` ends; `strong` when a cue vouches for it."""
    text = page.low
    compound, single, _ = surnames()
    two = text[start : start + 2]
    head = 2 if two in compound or (strong and two in _TOLD_SURNAMES) else 1 if text[start] in single else 0
    told = _told_end(text, start, limit) if strong or _introduced(page, start) else None
    told = told or (_labelled_end(text, start, limit) if strong else None) or _field_end(page, start, limit)
    if told is not None:
        return told
    whole = None if strong else _introduced_end(page, start, limit)
    if whole is not None:
        return whole
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
    if TITLE.search(text[start + 1 : longest]):
        return None
    hard = longest == len(text) or bool(_EDGE.match(text[longest]))
    if longest != shortest and text[longest - 1] in RARELY and not hard:
        return shortest
    if strong or looks_like(text[start:longest]):
        return longest
    return shortest if longest != shortest and looks_like(text[start:shortest]) else None


def _introduced(page: Page, start: int) -> bool:
    """我是祁连,学号...: who says who he is beside a number of his own."""
    told = any(hit.entity in ("student_id", "id_number", "phone") for hit in page.hits)
    return told and page.low[:start].endswith(("我是", "本人", "我就是", "级的", "届的"))


def _introduced_end(page: Page, start: int, limit: int) -> int | None:
    """Where such a name ends that begins like an everyday word (查良镛, 其其格): whole, up to a clear edge."""
    edge = next((p for p in range(start, limit) if _EDGE.match(page.low, p)), limit)
    word = page.low[start:edge]
    if not _introduced(page, start) or is_word(word) or TITLE.search(word[1:]) or NEVER & set(word):
        return None
    han = surnamed(word) and (given_like(word) or given_like(word[:2]) or given_like(word[1:]))
    like = han or sounds_foreign(word) or sounded_throughout(word)
    matter = {word[:2], word[-2:]} & (MATTERS | TALK)
    return edge if like and len(word) <= 4 and not matter else None


def _told_end(text: str, start: int, limit: int) -> int | None:
    """Where a name ends that is a word (叫马上, 名字是包括), or is said twice to be spelt (叫丰收丰收的丰)."""
    if text[start] not in surnames()[1]:
        return None
    for size in (3, 2):
        word = text[start : start + size]
        if text[start + size : start + 2 * size] == word and text[start + 2 * size : start + 2 * size + 1] == "的":
            return start + size
    word, end = text[start : start + 2], start + 2
    naming = _NAMING.search(text[max(0, start - 8) : start])
    edge = end == len(text) or bool(_EDGE.match(text[end]))
    plain = word in MATTERS or word in lexicon.words("majors")
    return end if naming and edge and end <= limit and not plain else None


#: 姓名那木海 身份证…: what stands in the field is the name.
_LABEL = re.compile(r"姓名\s*[:是为]?\s*$")
_FIGURES = re.compile(r"\d{6}")


def _labelled_end(text: str, start: int, limit: int) -> int | None:
    """Where a name in the field for it ends, whatever it looks like: at the edge."""
    if not _LABEL.search(text[max(0, start - 6) : start]) or not _FIGURES.search(text):
        return None
    edge = next((p for p in range(start, limit) if _EDGE.match(text, p)), limit)
    word = text[start:edge]
    odd = _TOLD_ODD.search(word[1:]) or word[:2] in TALK | MATTERS or word[0] in _ODD_START - {"那"}
    return edge if 2 <= len(word) <= 4 and not odd and not (NEVER - {"那"}) & set(word) else None


#: 收件人:于是之,四明中路999号: what stands in a person's field, with the number or address of that person behind.
_FIELD = re.compile(r"(?:人|者|方|姓名|名字)\s*:\s*$")
_GOES_ON = re.compile(r"[,;\s]+(?:(?:电话|手机|地址|号码)\s*:?\s*)?")


def _field_end(page: Page, start: int, limit: int) -> int | None:
    """Where a name ends that begins like an everyday word, between its label and what else is told of its owner."""
    if not _FIELD.search(page.low[max(0, start - 6) : start]) or page.low[start] not in surnames()[1]:
        return None
    edge = next((p for p in range(start, limit) if _EDGE.match(page.low, p)), limit)
    behind = _GOES_ON.match(page.low, edge)
    told = behind is not None and behind.end() < len(page.low) and page.taken[behind.end()]
    word = page.low[start:edge]
    odd = word in lexicon.words("not_names") or _TOLD_ODD.search(word) or TITLE.search(word[1:])
    return edge if told and not odd and 2 <= len(word) <= len("于是之") else None


def _framed_end(page: Page, start: int, limit: int) -> int | None:
    """Where a whole name ends although it begins like an everyday word: at an edge, a longer one before a verb too."""
    place = page.low[start : start + 2] in places()
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
        last = "是" if text[end : end + 1] in (",", "。", ";") and end - start > 2 else ""
        if end > limit or (NEVER - {last}) & set(text[given:end]) or text[end - 1] == "于":
            continue  # 我叫仇如是,: the last character of a name before an edge
        if text.startswith("复姓", end - 1):
            continue
        told_of = text[start:end] if end - start == len("章鱼") else text[start + 1 : end]
        if re.match(rf"的[{re.escape(told_of)}]", text[end : end + 2]):
            return []  # 章鱼的章: a word that explains a character
        told = text[start:end] + "\n" + text[end : end + 16]
        if _SPELT_OUT.match(told):
            return [end]  # 上官飞上下的上: whatever else might follow
        if end == limit or after.match(text, end) or _EXPLAINS.match(told):
            found.append(end)
    return found


def _unusual_end(page: Page, start: int, limit: int) -> int | None:
    """A name without a known surname, believed only after a strong cue and up to a clear edge."""
    for end in range(min(limit, start + 9), start + 1, -1):
        word = page.low[start:end]
        labelled = page.low[:start].rstrip().endswith(":")
        odd_start = word[0] in _ODD_START and not labelled
        odd = NEVER & set(word[1:]) or word[0] in NEVER - _RARE_SURNAMES or odd_start or forbidden(word)
        called = _NAMING.search(page.low[max(0, start - 8) : start]) and given_like(word)
        odd = odd or (word[0] == "那" and not (called and len(word) < len("那那仁花")))
        if odd and not sounded_throughout(word):
            continue
        at_edge = end == len(page.low) or bool(_EDGE.match(page.low[end])) or (end == limit and bool(page.taken[end]))
        at_edge = at_edge or (sounds_foreign(word) and bool(_AFTER.match(page.low, end)))
        if at_edge and not _PLACE.search(word) and not _TOLD_ODD.search(word):
            return end
    return None
