"""Wishes told by a word of their own: without it what sounds like one is none."""

import re

BY_WORD = {
    "donate_archives": re.compile(
        r"捐|赠|送给|征集|借展|收藏|交给你们|移交|老照片|校史|donat|give .* to the archive", re.IGNORECASE
    ),
    "ask_personnel_file_transfer": re.compile(
        r"档|牛皮|转递|转[出走到]|派遣|报到证|人才(?:市场|中心|服务)|\bfile\b|dossier", re.IGNORECASE
    ),
    "book_visit": re.compile(r"约|参观|看展|阅览|看看|现场看|到访|visit|appointment|book", re.IGNORECASE),
    "complaint": re.compile(
        r"投诉|举报|态度|效率|慢|拖|烦|气(?!候|温)|[太真很好]差|差劲|糟|坑|骗|垃圾|离谱|过分|推|踢|敷衍|没人|不管|不理|白跑|跑了|第[二三四五]次|几次|什么破|怎么(?:还|又|这么)|凭什么|complain|ridiculous|unaccept|terrible|awful",
        re.IGNORECASE,
    ),
}
"""Wishes that details are taken for only where a word of theirs is said ("我们派人来取" gives nothing away)."""
WANTS_PAPERS = re.compile(
    r"(?:我们?|咱们?|俺|爱人|老[公婆])(?:[俩两]个?|都|也|想|先|这边)*(?:要|需要|得|想要)(?:办|开|申请|打)?(?:点|些|几[份样个])?(?:材料|证明|档案材料)(?=[，,。；;！!\s]|$)"
)
""" "我和我爱人都要材料": papers are wished for, and which is asked then."""
