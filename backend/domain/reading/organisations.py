"""Organisations that ask about somebody."""

from __future__ import annotations

import re

from backend.domain.reading.page import Hit, Page

_NAME = re.compile(
    r"[\u4e00-\u9fff()a-z]{2,20}?(?:股份有限公司|有限责任公司|有限公司|律师事务所|会计师事务所|人民法院|法院|检察院|公安局|派出所|人社局|人力资源和社会保障局|教育局|民政局|税务局|公证处|集团公司|集团|银行[\u4e00-\u9fff]{0,4}分行|银行|人民医院|医院|研究院|研究所|出版社|"
    r"委员会|组织部|人事处|人力资源部|人事部|人才中心|人才服务中心|人才交流中心|背调公司|猎头公司|科技公司|公司|幼儿园|中学|小学|职业学院|事务所|管理局|国土局|卫健委|学校)(?:人力资源部|人事部|人事处|hr部?|政治处|办公室)?"
)
_CUE = re.compile(
    r"(?:我们是|我们单位是|我是|这里是|本单位是?|我单位是?|我公司是?|我司是?|我这边是|单位(?:名称)?\s*[:=]|公司(?:名称)?\s*[:=]|单位是|单位叫|公司是|公司叫|来自|代表|我们)\s*(?:一家|的)?\s*$"
)
_LEAD = re.compile(
    r"^(?:我们是|我们单位是|我们公司是|我们|我是|这里是|本单位是|我单位是|我公司是|我司是|你好|您好|请问|来自|代表|是|的|一家)+"
)
_FULL = re.compile(r"有限公司|责任公司|人民法院|律师事务所|检察院|公安局")
_NOT = frozenset(
    "我们公司 我公司 你们学校 我们学校 贵校 学校 我们单位 新公司 现在公司 快递公司 我校 这个学校 国外学校 中学 小学 公司 医院 银行 法院 背调公司 猎头公司 本公司 某公司 一家公司 人才中心 去法院 外地法院 民政局 公证处 人事处 人事部 派出所".split()
)
_ENGLISH = re.compile(
    r"\b(?:[A-Z][\w&.]*\s){1,4}(?:Inc|Ltd|LLC|Corp|Corporation|Company|Co|Limited|University|Group)\b\.?"
)


def find(page: Page, expecting: str | None) -> None:
    """Add the organisation that writes, or the one just asked for."""
    for match in page.free_matches(_NAME):
        lead = _LEAD.match(match.group())
        start = match.start() + (lead.end() if lead else 0)
        name = page.low[start : match.end()]
        inside = re.match(r"(?:我在|在|到|去|由)", name)
        start, name = (start + inside.end(), name[inside.end() :]) if inside else (start, name)
        cued = bool(lead) or bool(_CUE.search(page.low[max(0, start - 10) : start])) or expecting == "organization"
        if name in _NOT or len(name) < 4 or not (cued or _FULL.search(name)):
            continue
        page.add(Hit("organization", page.written(start, match.end()), start, match.end(), None, "requester"))
    for found in _ENGLISH.finditer(page.text):
        if page.free(*found.span()):
            page.add(Hit("organization", found.group().strip(), found.start(), found.end(), None, "requester"))
    if expecting == "organization" and not any(hit.entity == "organization" for hit in page.hits):
        text = page.text.strip()
        lead = re.match(r"(?:我们是|我们单位是|单位是|是|叫)\s*", text)
        begin = page.text.index(text) + (lead.end() if lead else 0) if text else 0
        end = begin + len(re.split(r"[,。;\n]", page.text[begin:])[0]) if text else 0
        if 2 <= end - begin <= 40 and page.free(begin, end):
            page.add(Hit("organization", page.written(begin, end), begin, end, None, "requester"))
