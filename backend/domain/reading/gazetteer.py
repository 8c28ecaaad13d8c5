"""The gazetteer as regular expressions: the head of an address, and the words that may begin one."""

from __future__ import annotations

import re
from functools import cache

from backend.domain.reading import lexicon

_H = "\u4e00-\u9fff"


@cache
def heads() -> re.Pattern[str]:
    """One regular expression for the head of an address."""
    places = lexicon.keyed("places")
    province = "|".join(places["province"])
    city = "|".join(sorted(places["city"], key=len, reverse=True))
    district = "|".join(sorted(places["district"], key=len, reverse=True))
    plain = {word.removesuffix("区") for word in places["district"] if len(word) > 2 and not word.endswith("新区")}
    short = "|".join(sorted(plain, key=len, reverse=True))
    country = "|".join(sorted(places["country"], key=len, reverse=True))
    return re.compile(
        rf"(?P<country>{country})|(?:中国)?(?P<p>(?:{province})(?:省|市|(?:壮族|回族|维吾尔)?自治区|特别行政区)?)?[\s,·\-]{{0,2}}(?P<c>(?:{city})(?:市|地区|州|盟)?(?!路|街|大道|东路|西路|南路|北路|中路))?"
        rf"[\s,·\-]{{0,2}}(?P<d>(?:{district})|(?:{short})(?![\u4e00-\u9fff]{{0,4}}[路街大]|[区县市]|大学|师范)|[{_H}]{{1,5}}?(?:自治县|新区|区|县|旗|市)(?<!校区)(?!别|分|域|间|块|长|委|政府|局|场|内|面|外|区|民政局长))?"
    )


@cache
def anchors() -> re.Pattern[str]:
    """The places of the gazetteer, the longest first."""
    places = lexicon.keyed("places")
    words = [*places["district"], *places["country"], *places["city"], *places["province"]]
    return re.compile("|".join(sorted(words, key=len, reverse=True)))


def anchor_words(text: str) -> frozenset[str]:
    """The gazetteer's word a text begins with."""
    match = anchors().match(text)
    return frozenset({match.group()}) if match else frozenset()
