"""Everyday dialect words as the standard ones, for the classifier alone: the sentence encoder has met few of them.

What is said stays as it is for the reader and the transcript. Cantonese, Sichuanese, Shanghainese and northern words
that have one meaning in this service; words that could mean two things are left alone.
"""

from __future__ import annotations

import re

_WORDS = {
    "怎么": "啷个 咋个 咋样 咋 点样 点解 哪样搞 哪能 啷样 杂个 咋子",
    "什么": "啥子 啥 么子 乜嘢 乜 咩 么事 撒子 撒东西 啥物事",
    "多少": "好多(?=钱|元|块|天|张|份|$) 几多 几钿 几钱 多少米 好多钱哦",
    "多久": "好久(?=能|可以|办|拿|寄|好|才|整|弄|出|开) 几耐 几长时间 好长时间",
    "什么时候": "啥时候 啥辰光 几时 几阵 啥子时候 多咱 啥前儿",
    "没有": "没得 莫得 冇 木有 唔有 么得",
    "可以吗": "要得不 要得嘛 得不得行 得行不 得唔得 中不中 中不 成不成 成不 行伐 好伐 可唔可以 行不行 行不 阔以不",
    "可以": "要得 得行 阔以 阔仪 中嘞",
    "不": "唔 弗 勿 莫(?!名|非|斯) 甭",
    "是": "(?:(?<=唔)|(?<=我)|(?<=你)|(?<=佢)|(?<=个)|(?<=都)|^|(?<=[,，。\\s]))系(?!统|列|主任|里|的|办)",
    "的": "嘅 滴(?!滴)",
    "了": "咗 咯 喽 鸟(?!类)",
    "他": "佢",
    "在": "喺 搁(?=哪|你|那|这)",
    "哪里": "边度 哪疙瘩 哪点 哪塌 哪塌儿 哪哈 哪旮旯 啥地方 搭啥地方",
    "谁": "边个 哪个(?=哦|嘛|$) 啥人",
    "那个": "嗰个 那嘎 埃个 伊个",
    "这个": "呢个 介个 迭个 这嘎",
    "那": "嗰",
    "看": "睇 瞅瞅 瞅",
    "拿": "攞",
    "给": "俾 畀",
    "找": "搵 揾 寻(?=个|人)",
    "我": "俺 阿拉 老子 老娘(?=要|我) 鄙人 偶(?=要|想|是)",
    "你": "侬 恁 汝",
    "知道": "晓得",
    "办": "整(?!理|体|套|个|整|齐|天|合|数|本|年|张|改) 搞(?!笑|怪|错|混|不) 弄(?!错|丢|坏|堂|混|反|清|不|没|明白)",
    "完成": "搞掂 搞归一 搞定 整归一",
    "现在": "而家 这哈 这会儿 迭歇 这阵",
    "明天": "听日 聽日 明儿个 明儿 明朝",
    "今天": "今日 今朝 今儿个 今儿",
    "时候": "辰光 哈儿",
    "一下": "一哈 哈子 下子 一下下",
    "赶快": "麻利儿 麻利 麻溜 搞快点 快手啲 快啲 紧快",
    "谢谢": "唔该晒 唔该 多谢晒",
}  # fmt: skip
_PARTICLES = re.compile(
    r"(?:伐|噻|撒|嘞|喃|嘎|哈|咧|呗|哇|呐|哒|喔|啵|嘛|哦|呀|啊|呢|吧|啦)+(?=$|[\s,，。.!！?？~～、])"
)
_ASKING = re.compile(r"(?:么|没|冇|未|不|唔|伐|没得|没有)(?=$|[?？])")


def _table() -> tuple[re.Pattern[str], dict[str, str]]:
    """One expression for all words, the longer first, and what each group stands for."""
    pairs = [(word, plain) for plain, words in _WORDS.items() for word in words.split()]
    pairs.sort(key=lambda pair: len(re.sub(r"\(.*?\)", "", pair[0])), reverse=True)
    names = {f"w{place}": plain for place, (_, plain) in enumerate(pairs)}
    return re.compile("|".join(f"(?P<w{place}>{word})" for place, (word, _) in enumerate(pairs))), names


_ANY, _PLAIN = _table()


def plain(text: str) -> str:
    """The text in standard words, without particles that only colour it."""
    said = _ANY.sub(lambda match: _PLAIN[match.lastgroup or ""], text)
    return _PARTICLES.sub("", said) or text
