"""How far somebody else's request is: nobody but that person learns it, and it opens no form."""

import re

from actions.dialogue.turn import Turn

_SOMEBODY = (
    r"(?:(?<![给到])(?:我|俺|咱)(?:们|家)?(?:的)?(?:一个|那个)?(?:[表堂]?[哥姐弟妹]{1,2}|爸爸?|妈妈?|父亲|母亲|老[公婆爸妈]|爱人|丈夫|妻子|媳妇|对象|儿子|女儿|孩子"
    r"|(?:大学|高中)?同学|室友|舍友|同桌|朋友|闺蜜|同事|领导|老师|师[兄弟姐妹]|邻居|亲戚|员工|男朋友|女朋友)(?:〔姓名〕)?|(?<!是)(?<!叫)〔姓名〕)"
)
_ANOTHERS_STATE = re.compile(
    rf"{_SOMEBODY}(?:同学|同志|老师)?(?:的|那[份个件张]的?|他的|她的|上次|昨天|前[几两]天|之前|交|提交|申请|办|在你们这里?)+"
    r"(?:那?[份个件张])?(?:(?:中|英|双)?[中英]?[文语]?版?的?(?:申请|单子|成绩单|(?:毕业|学历|学位|学籍|在读)?证明|快递|材料|委托|件|预约))?(?:的)?"
    r"(?:现在|目前|到底|已经|是不是|有没有|都)*"
    r"(?:(?:批|寄|办|审|发|弄|做|开|送|受理|通过|审核|处理|打印)(?:好|完|出去?|走|过|到)?(?:下来)?(?:了)?(?:没有?|没得|吗|么|不)(?![^，,。？?]*(?:能|可以))"
    r"|(?:好|下来|过|到|出来)了(?:没有?|吗|么)|(?:办|走|审|寄)?到(?:了)?(?:哪|什么(?:地方|程度))|(?:是|在)?(?:什么|啥|哪个?|几)?(?:进度|状态|进展)|怎么样了|如何了|还要多久|(?:寄|发)(?:出|走)(?:去)?了)"
)
_IN_THEIR_PLACE = re.compile(r"(?:帮|替|代|给)(?:他|她|人家)?(?:办|申请|开|交|弄|提交)|我(?:帮|替|代|给)|由我")


def asks_of_anothers(turn: Turn) -> bool:
    """ "帮我看看我室友〔姓名〕的申请批了没有": how far somebody else's request is, no wish to act for them."""
    asked = turn.choice is None and turn.kind == "text" and _ANOTHERS_STATE.search(turn.text)
    return bool(asked) and not turn.first("request_code") and not _IN_THEIR_PLACE.search(turn.text)
