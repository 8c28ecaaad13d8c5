"""Words that stand where names stand and are none."""

from __future__ import annotations

from typing import Final

#: Words that follow a cue without being a name, whatever their first character.
TALK: Final = frozenset(
    "大概 大约 东西 差不 估计 来问 来查 来办 来取 来领 来找 来拿 应该 应届 方便 谢谢 麻烦 那个 那么 都是 查询 申请 关于 于是 包括 马上 原来 当时 之前 后来 时间 明天 任何 可能 现在 单位 程序 路上 成绩 毕业 高中 易错 常用 "
    "和我 和他 和她 时填 兰台 学历 学籍 学位 身份 资料 情况 信息 授权 本人 我的 写错 打错 错了 不对 有误 什么 怎么 需要 可以".split()
)

#: Capitalised or lower-case English words that are no part of a name.
ENGLISH_STOP: Final = frozenset(
    "i im hello hi dear sir madam please thanks thank you select union drop table insert script alert password the my me we our your can could would how what when where is are do does need want official transcript "
    "transcripts copy copies certificate degree graduation class university college school student id number phone email address english chinese class bachelor master "
    "phd doctor ems sf wes gpa pdf gre ielts toefl hr us usa uk canada china sichuan beijing chengdu shanghai street road ave avenue apt room no yes ok two one three "
    "four for to and from also in at by on of major department enrolled graduated sealed envelope wechat may june july august september october november december "
    "january february march april monday tuesday wednesday thursday friday saturday sunday good morning afternoon evening regards best sincerely lt mba cpa mpa emba "
    "computer science software engineering economics medicine law finance accounting electrical mechanical civil chemistry physics mathematics history archives archive "
    "record records new york london chsi eca not it an a if any there this that which who whose will shall as so but or he she they his her their applying writing "
    "asking looking graduate alumni alumnus alumna from was were been with about your am be not sure just still here trying calling lane building block unit floor district province city county village town alley gate house flat suite square plaza abroad overseas currently son "
    "daughter father mother husband wife brother sister parents classmate friend client employee candidate lawyer agent office admissions company bank background "
    "check mr ms mrs dr prof already going able unable available hoping wondering interested happy sorry afraid late born using male female years old actually spelled spelt written sure well anyway also instead really maybe perhaps hmm oops wait hold everything fine right wrong correct mistake courier express pickup collect confirm agree cancel reply answer progress status "
    "i'm i'll i'd i've it's that's don't won't can't didn't doesn't what's let's she's he's they're we're you're".split()
)

#: Labels and words about the matter, which stand behind such words too.
MATTERS = frozenset(
    "单位 电话 授权 身份 资料 信息 成绩 毕业 学历 学籍 学位 申请 查询 应届 什么 现在 可能 都是 和我 和他 和她 时填 来问 来查 来办 来取 来领 来找 来拿 那个 那么 不对 后来 应该 国外 全部 全国 "
    "代办 代理 经办 家长 国企 公司 党员 成人 成教 高职 高专 全日 师范 华侨 台胞 藏族 满族 蒙族 国防 单身 海归 文科 理科 单招 文员 后勤 高管 党办 农民 农户".split()
)

#: What somebody is to another, by blood or by marriage; the longer words first.
BLOOD: Final = (
    r"儿媳妇?|侄媳妇?|孙媳妇?|外孙女?|外甥女?|女婿|姐夫|妹夫|姑父|姑夫|姨父|姨夫|舅[妈母]|大?舅[舅子]?|嫂[子嫂]?|弟媳妇?|弟妹|婶[婶子]?|伯[父母]|大伯|叔[叔父]?|姑[姑妈母]?|姨[妈母]?|小姨子|岳[父母]|公公|婆婆|丈[人母]娘?|干[爹妈]|"
    r"父亲|母亲|爸爸?|妈妈?|爹|娘|爷爷|奶奶|外公|外婆|姥姥|姥爷|儿子|女儿|囡[囡儿]?|闺女|孙[子女]|侄[子女儿]|[表堂][哥姐弟妹叔]|哥哥?|姐姐?|弟弟?|妹妹?"
)
KIN: Final = rf"{BLOOD}|老公|老婆|爱人|丈夫|妻子|媳妇儿?|先生|太太|配偶|老伴儿?"
