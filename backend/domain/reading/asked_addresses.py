"""The answer to the question for an address, where nothing in it was read as one."""

from __future__ import annotations

import re

from backend.domain.reading.evasions import evades
from backend.domain.reading.foreign_addresses import LINE, clip
from backend.domain.reading.page import Hit, Page

_H = "\u4e00-\u9fff"
_STOP = re.compile(
    r"[,,。;;\n!?]|收件人|收货人|联系|电话|手机|邮编|收$|谢谢|可以吗|行吗|能不能|吗|(?<=.)收(?:[,。\s]|$)"
)
#: What ends or holds a number as places do.
_ENDS = re.compile(
    r"(?:[路街巷弄镇乡村县区市旗州省园苑院厦寓庄屯寨组站店楼馆门柜点厂校城局司室户号座栋幢层舍排屋铺]|(?:街|大|[东西南北中])道|大队|公社|中心|前台|旁边?|对面|隔壁|代收|家|里|坊|湾|坝|\d)$"
    r"|\d\s?(?:号|栋|幢|楼|单元|室|组|社|村|弄|座|层|舍|排|期)"
)
#: Words about the matter: an answer that holds one is no address, whatever was asked.
_TALKS = re.compile(
    r"[我你您他她它们咱俺吗呢么啥被把没想谁问捐呗哟]|[了过着](?!口)|不[想要用在是对会能行好知给]|的(?:名|号|身|学|申|毕|本|成|老|新|文|时)|怎|什么|哪|多少|还是|可以|需要|能[不否]|请|谢谢|"
    r"申请|编号|学号|学籍|成绩|学[历位]|档案(?!馆)|证明|身份|电话|手机|邮箱|姓名|名字|专业|本科|专科|硕士|博士|毕业(?!村)|入学|[\d零一二三四五六七八九]{2}[级届]|同学|员工|公函|刚才|"
    r"写错|打错|改成|单号|后[几\d一二三四五六]位|那|护照|快点|几点|麻烦|开门|停车|下乡|背调|拟录用|如果|因为|但是|以后|再说|稍等|等等|祝|周年|说|查|[{}$%<>]|学院$|系$"
)
#: In Latin letters a line with a number and commas, or with capitals, as addresses have.
_LATIN_LINE = re.compile(r"(?=.*\d)(?=.*,|.*[A-ZÀ-Þ]\S*\s+[A-ZÀ-Þ]\S*).{6,}")


def find(page: Page) -> None:
    """Add the first part of the message that is not yet understood, if it is built as an address is."""
    if evades(page.low):
        return
    lead = re.match(
        r"\s*(?:(?:我的?)?(?:单位|公司|老?家|屋头|学校)(?:的?地址)?[,:\s]+|地址|寄到?|送到|发到|就|是|在|写|填|我家?在?|就寄|登记)*(?:是|在|到|[:])?\s*",
        page.low,
    )
    start = lead.end() if lead else 0
    stop = _STOP.search(page.low, start)
    end = clip(page, start, stop.start() if stop else len(page.low))
    if end is None or end - start > 80:
        return
    text = re.sub(r"(?:吧|哈|嘛|哦|噻|呀|就行|就好|即可)$", "", page.low[start:end])
    end = start + len(text)
    if not re.search(rf"[{_H}]", text):
        line = LINE.match(page.low, start)
        end = line.end() if line and page.free(start, line.end()) else end
        told = _LATIN_LINE.fullmatch(page.text[start:end]) and not re.match(r"(?:i|do|can|my|the|is|what|how)\b", text)
    else:
        told = _ENDS.search(text) and not _TALKS.search(text)
    if told and end - start >= 2:
        page.add(Hit("address", page.written(start, end), start, end))
