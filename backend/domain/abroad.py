"""Addresses outside China: told by their letters, or by the country they begin with."""

import re

_COUNTRIES = """
    美国 加拿大 墨西哥 巴西 阿根廷 智利 英国 英格兰 苏格兰 爱尔兰 法国 德国 意大利
    西班牙 葡萄牙 荷兰 比利时 卢森堡 瑞士 奥地利 瑞典 挪威 丹麦 芬兰 冰岛 波兰
    捷克 匈牙利 希腊 俄罗斯 乌克兰 白俄罗斯 土耳其 以色列 阿联酋 沙特 卡塔尔 埃及 南非
    肯尼亚 尼日利亚 澳大利亚 澳洲 新西兰 日本 韩国 朝鲜 蒙古国 新加坡 马来西亚 泰国 越南
    老挝 柬埔寨 缅甸 菲律宾 印度尼西亚 印尼 印度 巴基斯坦 孟加拉国 斯里兰卡 尼泊尔 哈萨克斯坦 乌兹别克斯坦
""".split()
COUNTRY = re.compile(rf"^(?:{'|'.join(_COUNTRIES)})")
_HAN = re.compile(r"[\u3400-\u9fff]")
_LETTERS = re.compile(r"[A-Za-z]{3}")
_CHINA = re.compile(r"\b(?:china|p\.?\s?r\.?\s?c\.?|hong ?kong|macau|macao|taiwan)\b", re.IGNORECASE)
_ELSEWHERE = re.compile(
    r"\b(?:u\.?s\.?a?|united states|canada|u\.?k|united kingdom|england|scotland|ireland|australia|new zealand"
    r"|singapore|malaysia|thailand|vietnam|japan|korea|india|russia|kazakhstan|germany|france|italy|spain|netherlands|switzerland"
    r"|sweden|norway|denmark|finland|brazil|uae|dubai)\b",
    re.IGNORECASE,
)
_PLACES_OF_CHINA = """
    beijing shanghai tianjin chongqing hebei shanxi liaoning jilin heilongjiang jiangsu zhejiang anhui fujian jiangxi
    shandong henan hubei hunan guangdong hainan sichuan guizhou yunnan shaanxi gansu qinghai xizang tibet xinjiang
    guangxi ningxia neimenggu inner\\s?mongolia shijiazhuang taiyuan shenyang changchun harbin nanjing hangzhou hefei
    fuzhou nanchang jinan zhengzhou wuhan changsha guangzhou haikou chengdu guiyang kunming xi'?an lanzhou xining
    urumqi nanning yinchuan hohhot lhasa dalian qingdao ningbo xiamen shenzhen suzhou wuxi zhuhai dongguan foshan
    wenzhou mianyang leshan yibin luzhou
""".split()
_IN_CHINA = re.compile(
    rf"\b(?:{'|'.join(_PLACES_OF_CHINA)})\b(?! (?:road|rd|street|st|avenue|ave|lane)\b)", re.IGNORECASE
)
"""Provinces, their seats and other large towns as they are written in letters, not a street's name."""


def is_abroad(address: str) -> bool:
    """Whether an address, whole or masked, lies outside China as far as it shows."""
    text = address.strip().lstrip("… ")
    if _HAN.search(text):
        return bool(COUNTRY.match(text))
    here = _CHINA.search(text) or (_IN_CHINA.search(text) and not _ELSEWHERE.search(text))
    return bool(_LETTERS.search(text)) and not here
