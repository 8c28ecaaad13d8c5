"""The answer to the question what the paper is for, in whatever words it comes."""

from __future__ import annotations

import re

from backend.domain.reading.evasions import evades
from backend.domain.reading.name_shapes import looks_like, surnamed
from backend.domain.reading.page import Hit, Page
from backend.domain.reading.purpose_words import is_kept, says_what_for

_NO_PURPOSE = frozenset(
    {"delivery_method", "address", "name", "phone", "organization", "student_id", "id_number", "passport"}
)
_ANSWER = re.compile(
    r"\s*(?:用途|嘛|呢|就?是|是?为了|因为|是?(?:用于|用来|拿去|拿来)|我们?|要|想|主要|给)*\s*(?P<n>[^,,。;;\n!?]{2,24}?)\s*(?:要?(?<![录聘任])用的?|需要|使用|的|吧|呢|哈|啊)*\s*"
    r"(?:$|[,,。;;\n!?]|(?<=[要需])(?![核查审验])(?=[\u4e00-\u9fff]{0,4}(?:证明|成绩|学籍|登记|学历|学位)))"
)
#: Words about the matter: what holds one is no answer to what the paper is for.
_TALKS = re.compile(
    r"[打写说填记弄搞]错|错了|说拐|说反|口误|更正|名字|姓名|曾用|现名|学号|身份证|电话|手机|邮箱|地址|快递|进度|编号|单号|[\d零一二三四五六七八九]{2}[级届]|"
    r"[吗么呢哪谁?㗎伐嚟]|怎|什么|啥|多少|多久|几|有没|没得|能不能|可不可以|你|您|老师|麻烦|谢|算了|等等|等一?下|取消|撤回|撤销|撤了|注销|不知道|不清楚|不懂|不晓得|不$|[要办算]不[要办算]|"
    r"还没|祝|人工|真人|客服|上传|图片|照片|抱歉|对不起|不好意思|刚才|刚刚|刚说|前面|先前|之前|重新|从新|从头|重头|回到|捐|删|投诉|忽略|怀念|当年|走了|走咯|^(?:确认|同意|都对|好的?|对的?|是的|嗯|行)$|^先不|^[的还也]|【|没有?$|是不是|说没|转档|调档|转到|找不到|那会儿|^读的|那种$|都是|对不上|本来|研究生$|那[个单]|这[个单]|昨天|前天|"
    r"\b(?:how|what|when|where|who|which|do you|are you|can i|could you|i am|my|please|thanks?|no|yes|ok)\b|[{}<>*#$%+]"
)
#: What purposes are made of: 入职核查用的,多久能好? answers first and asks then.
_USUAL = re.compile(r"[核审评考签聘职升户保贷讼案档]|公务|公证|移民|出国|留学|上学|退休")
#: Papers and the way to get them: the answer is another one.
_ORDERS = re.compile(
    r"【|^职工|成绩单|证明|(?<!信用)(?<!银行)(?<!注)[卡表册]|[\d一二两三四五六七八九十]份|密封|[中英]文|双语|复印|原件|存根|登记的?$|掉了|丢|[替帮]|(?<![核审复调检])(?<!位要)查|自取|顺丰|寄|邮|^(?:本科|专科|硕士|博士|研究生|大专)生?$"
)

#: 被核查人郑航: whose papers, where what for was asked.
_PERSON = re.compile(
    r"(?:被[\u4e00-\u9fff]{1,3}(?:人员?|者|对象)|[\u4e00-\u9fff]{1,3}对象|候选人|应聘[人者]|求职者|当事人|员工|职工|学生|申请人|委托人|经办人|联系人|"
    r"姓名|我叫|[他她]叫|拟[录聘][\u4e00-\u9fff]{0,2}人员?)(?:的名字)?[是叫:]?"
)


def find_whole(page: Page) -> None:
    """Add a short answer whole, though it holds words that mean something else beside: 核实硕士学历, 补充人事档案."""
    answer = _ANSWER.match(page.low)
    if answer is None or len(answer.group("n")) > 16 or not page.free(*answer.span("n")):
        return
    word = answer.group("n")
    if re.search(r"[\u4e00-\u9fff]{4}", word) and not _no_answer(page, word):
        page.add(Hit("purpose", page.written(*answer.span("n")), *answer.span("n")))


def find(page: Page) -> None:
    """Add what stands first in the message, where nothing else tells the purpose."""
    if any(hit.entity in _NO_PURPOSE for hit in page.hits):
        return
    answer = _ANSWER.match(page.low)
    if answer and page.free(*answer.span("n")) and not _no_answer(page, answer.group("n")):
        page.add(Hit("purpose", page.written(*answer.span("n")), *answer.span("n")))


def _no_answer(page: Page, word: str) -> bool:
    if evades(page.low):
        return True
    talks = _TALKS.search(word if _USUAL.search(word) else page.low) or re.match(
        r"不|没|无|随便|什么|不知道|跳过|保密", word
    )
    person = _PERSON.match(word)
    named = person is not None and surnamed(word[person.end() :])
    if is_kept(word):
        return False
    aside = bool(talks or _ORDERS.search(word)) or looks_like(word) or named
    return aside or not says_what_for(page.low.strip(), word)
