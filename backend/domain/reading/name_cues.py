"""The words that introduce a person's name, and what they tell about whose it is."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from backend.domain.reading.model import Role
from backend.domain.reading.name_words import BLOOD


@dataclass(frozen=True, slots=True)
class Cue:
    """Words before a name.

    `strong` cues are believed without a known surname; after `loose` ones a foreign name may be in lower case.
    """

    pattern: re.Pattern[str]
    strong: bool = False
    entity: str = "name"
    role: Role = "subject"
    loose: bool = False
    needs: re.Pattern[str] | None = None
    wary: bool = False
    """Not believed of a word that begins like an everyday one."""
    surnamed: bool = False
    """Only believed of a word that begins with a surname."""


_LINK = r"(?:\([^()]{1,4}\))?(?:的)?(?:名字|姓名|名)?\s*(?:[:=]|(?:还|仍|依然|仍然|依旧)?是|为|叫做?|写|填|改成|改为|换成|换为|变更为)*\s*"
#: 查：都晓峰, 经办：相里芸: short labels at the head of a line or a clause.
_LABEL_AT = r"(?:^|(?<=[\n,;。 ]))[\d.、)·*-]{0,3}"
#: 经办人换成我们科长: who somebody is at work.
_POST = (
    r"(?:(?:换成|换为|变更为|改成|改为)?(?:我们?|本)?(?:单位|公司|科室|部门|[科处院所])?的?"
    r"(?:[\u4e00-\u9fff]{1,4}[科处室部股]\s|人事[部处科]|组织[部处科]|人力资源部|办公室|综合[科部]|财务[部处科]|法务部|行政部|副?[科处院所]长|副?主任|副?经理|同事|会计|书记员|法官|审判员|检察官|助理|民警|警官|科员|办事员|档案员|老师|干事|领导|专员|律师)(?=\s?[\u4e00-\u9fff]{2,3}(?:[,。;\s\d]|$)))?"
)
#: 经办人换成我了,骆嘉树; 经办人改为小骆,骆嘉树.
_NOW_ME = r"(?:(?:现在|以后|已经?)?(?:就?是|换成|改成|换为|改为|换|改|变成|变更为|变更成)了?(?:我(?:本人|来)?|[小老阿][\u4e00-\u9fff])(?:了|啦|来办|来对接)?(?:[,:]\s*|$|(?=[\u4e00-\u9fff]{2,4}[,。\s])))?"
_KIN = rf"{BLOOD}|老爸|老妈|伯伯|二姨|孩子|老人|娃儿?|幺儿|幺妹|媳妇|老汉儿?"
_OTHERS = (
    r"室友|同学|同桌|朋友|闺蜜|同事|战友|学生|员工|职工|候选人|应聘者|应聘人员?|受聘人员?|报考人|持证人|求职者|入职者|入职人员|拟录用人员|拟录用|毕业生|校友|"
    r"客户|当事人|被查询?人|查询?的人|要查的人|被告人?|原告|新人|拟聘人员|人员|亲属|老师|教师|教授|嫌疑人|被执行人|申请执行人|被继承人|学员|监护人|申请人|委托人|专员|干事|人事|负责人|助理|秘书|科员"
)

CUES: Final = (
    Cue(
        re.compile(
            rf"(?:曾用名|原名|旧名|老名字|原来的名字|以前的名字|之前的名字|老的名字|旧名字)(?:[才则]是|{_LINK}|我)"
            r"|(?:以前|原来|之前|当时|那时候?|在校时?|在?学校(?:的?时候?|那会儿)|(?:上|念|读)大学(?:的?时候?|那会儿)|读书时?|读书的时候|上学时候?|读书时候|上学的时候|那时候|那时|那会|小的?时候|在校的时候|在校期间|原先|小时候|改名前|更名前|"
            r"曾经|曾|入学时|毕业时|毕业的时候|那会儿|档案里|档案上|毕业证上|学籍上|学籍里|(?:本科|专科|大学|研究生|硕士|博士|高中)(?:时|期间|阶段|的时候)|名册上|老档案上)(?:我)?(?:的)?(?:名字)?(?:是)?叫做?\s*"
            r"|(?:以前|之前|当时|毕业证|档案|学籍|名册|录取名册|旧档案)(?:上|里)?的?(?:名字|姓名)(?:写的|登记的)?(?:是|为|叫|:)\s*"
            r"|(?:maiden name|former name|previous name|name at the time|name back then|name then|formerly(?: known as)?|born as)(?: was| is|:)?\s*"
        ),
        strong=True,
        entity="former_name",
        loose=True,
    ),
    Cue(
        re.compile(
            r"(?:改名|更名|改名字)(?:后)?(?:叫做?|为|成了?|作)|改叫|现名|现用名|现在(?:的名字是|的名字叫|叫)|现(?:在)?叫|如今叫|后来(?:改)?叫"
        ),
        strong=True,
    ),
    Cue(
        re.compile(
            r"(?:收件人|收货人|收信人|收件|接收人|接收|收方|收的人|recipient)(?:姓名|名字|写|填|是|为|改成|改为|换成|就写|[:=\s])*(?:我?(?:爸爸?|妈妈?|老公|老婆|爱人|媳妇|姐姐?|哥哥?|弟弟?|妹妹?|儿子|女儿|朋友|同事|室友)(?:的名字)?)?"
            r"|寄给(?!我|你|他|她|学校|单位|公司|wes|北京|上海)|收件[^,。;]{0,8}写(?:我[爸妈])?|写我(?:爸|妈|老公|老婆|爱人|姐|哥|弟|妹)?"
        ),
        role="recipient",
    ),
    Cue(
        re.compile(
            r"(?:收件人|收货人|收信人|收的人)[^。;\n]{0,16}?(?:应该是|应为|应当是|是叫|,\s?是|改成|改为|换成)\s*"
        ),
        role="recipient",
        needs=re.compile(r"错|改|换|应该|不对"),
    ),
    Cue(
        re.compile(
            rf"(?:配偶|男方|女方|另一方|对方|前夫|前妻|老伴儿?|另一半|丈夫|妻子|爱人|外子|内子|内人|老公|老婆|媳妇|先生|太太|spouse|husband|wife){_LINK}"
        ),
        entity="spouse_name",
        role="spouse",
    ),
    Cue(
        re.compile(
            rf"(?:经办人|代办人)的?名字?[^,。;\n]{{0,8}}[,，]?(?:应该)?(?:是|叫|为)|(?:(?:经办|承办|代办|经手|受托|被委托|代理|办事|联系|对接)(?:人员?|者)|我方联系人|(?:经办|承办|办案)(?:律师|法官|民警|同志|老师))(?:我(?:本人|自己)[,\s]*)?{_NOW_ME}{_LINK}{_POST}(?![来到去](?:馆|校|你们|学校|档案|领|取|拿|办))"
            r"|(?:经办|承办|代办|联系|对接)的?人?(?:就|也|还)?是我(?:本人|自己)?,\s*[\u4e00-\u9fff]{2,8}?(?:[处科部室办院所局馆]|中心|公司)的(?=[\u4e00-\u9fff]{2,4}(?:[,。;\s]|电话|手机|$))"
            r"|(?:(?:i am|i'm) |\b)(?:the |our )?(?:(?:handler|contact person|contact|case officer|(?:person|officer|colleague|one) (?:in charge|responsible|handling (?:it|this)))(?: (?:on|at|from|for|in) (?:our|my|this) [a-z]+)?(?:'s name)?(?: will be| is|:) |(?:handler|contact person|case officer),? )|(?:i am|i'm) the (?:handler|contact person|contact|case officer|officer|hr manager|manager|recruiter),? "
            r"|(?:i am|i'm|this is) (?:his|her|their) (?:[a-z]+ )?(?:wife|husband|spouse|partner|son|daughter|father|mother|brother|sister|cousin|nephew|niece|friend|colleague|classmate|roommate|agent|lawyer|assistant),? (?:my name is |named |called )?"
            rf"|(?:由|换|改由)我(?:来|本人)?(?:负责|继续)?(?:对接|经办|跟进|接手|接替|联系|办理|代办)[^。;\n\d]{{0,6}}?(?:我(?:叫|是|的名字[叫是]))"
            rf"|(?:由|换|改由|都是|改成)我(?:来|本人)?(?:负责|继续)?(?:对接|经办|跟进|接手|接替)了?,\s*(?=[\u4e00-\u9fff]{{2,4}}(?:[,。;\s]|电话|手机|$))"
        ),
        strong=True,
        role="requester",
    ),
    Cue(
        re.compile(
            r"(?:姓名拼音|拼音|学生本人[:是]|被代办人|姓名|(?<![这那])(?<![这那]个)名字(?!起?得?(?:[真太很挺怪蛮]|[^,。;]{0,3}[好难][听记]))|本人姓名|(?:核[实查验]|调查|查[询阅]|考[察核]|政审|背调|拟?录用|聘用)对象|被(?:调查|核[实查验对]|查[询阅]|询问|考察|背调)(?:的)?(?:人员?|者)|涉案人员?|第[一二两三四五六七八九十]位(?:是|叫)?(?=[\u4e00-\u9fff]{2,4}[,，])|我名?喊做?|(?:我|本人|老朽)名(?=[\u4e00-\u9fff]{2,4}(?:[,。;\s]|$))(?!字|叫|为|单|额)|(?<=毕业生[,:])名(?=[\u4e00-\u9fff]{2,4}(?:[,。;\s]|$))|名讳|尊讳|讳|我的名字|我名字|学生姓名|全名|真名|本名|大名(?!鼎鼎|单)|作者|full name|name|署名|人名|(?:our |the )?(?:candidate|employee|applicant|new hire|intern|graduate)(?!s)(?: named| called)?,?)\s*"
            r"(?:[:=]|是|为|叫[做作]?|写的是|应该是|is|was)*\s*(?![打写填输录印按敲]成)"
        ),
        strong=True,
    ),
    Cue(
        re.compile(
            rf"{_LABEL_AT}(?:经办|承办|代办|办理|跑腿|经手|对接|联系|办事)的?\s*[:=]\s*(?![\u4e00-\u9fff]{{1,6}}[科处部室局院系馆司校](?:$|[,。;\s]))(?!我?(?:{_KIN})(?:$|[,。;\s]))"
        ),
        strong=True,
        role="requester",
    ),
    Cue(
        re.compile(
            rf"{_LABEL_AT}(?:(?:人|本人|学生|被查|查谁|谁的?|办谁的|给谁办?|名)的?\s*[:=]\s*(?![在去不没未要])(?=[\u4e00-\u9fff·]{{2,8}}(?:$|[,。;\s\d(]))"
            r"|(?:查|查询|核查|核实|验|需查|要查)\s*[:=]\s*(?=[\u4e00-\u9fff·]{2,8}[,\s]{0,2}(?:[男女]|(?:19|20)?\d{2}[级届年]|学号|本科|硕士|博士|专科|大专|身份证)))"
        ),
        strong=True,
    ),
    Cue(
        re.compile(
            r"(?:姓名|名字?)(?:被|给|我)?(?:[打写填输录印记弄搞敲]|登记)(?:成|错成|作)了?[\u4e00-\u9fff·]{2,4}?[了啦]?[,。;\s]+(?:应该|应当|其实|实际上?|正确的?|本来|原本|真正的?|我)*(?:是|为|叫)\s*"
        ),
        strong=True,
    ),
    Cue(
        re.compile(
            r"(?:本人|我)(?:系|是)(?=[\u4e00-\u9fff·]{2,4}(?:的|之)(?:法定|合法|唯一)?(?:监护人|代理人|委托代理人|受托人|代办人))"
        ),
        strong=True,
        wary=True,
    ),
    Cue(
        re.compile(
            r"(?:我|本人|俺|偶|咱|他|她|人|孩子|同学|朋友|爸爸?|妈妈?|父亲|母亲|儿子|女儿|老人|哥哥?|姐姐?|弟弟?|妹妹?|的|就|名|室友|员工|"
            r"亲戚|表妹|表哥|侄女|侄子)?(?<![你您])(?:叫[做作]?|喊[做作])(?:那个|嗯|呃)*(?!一[位个名]|我|你|他|什么|啥|人|车(?=[,。来去]|$|过来|送)|快递|号|老师|一下|做什么|顺丰|ems|不|孙[子女](?:回|来|去|帮|给|从|替|过|陪))\s*"
        ),
        strong=True,
    ),
    Cue(
        re.compile(
            r"(?:my name is|my name's|name (?:in|as) chinese is|chinese name(?: is|:)?|name is|named|called|name should be(?: spel(?:led|t)| written)?(?: as)?|name is spel(?:led|t)(?: as)?|name on (?:the )?(?:record|file|diploma|transcript|degree)(?::| is| was))\s+"
        ),
        strong=True,
        loose=True,
    ),
    Cue(
        re.compile(
            r"(?:i am|i'm|\b(?:he|she)(?: is|'s)(?= [\u4e00-\u9fff]{2,4})|(?<![a-z])im(?= )|\bi m(?= )|this is|it's|it is|behalf of|(?:wife|husband|son|daughter|father|mother|brother|sister|classmate|friend) of|(?:for )?my (?:father|mother|son|daughter|husband|wife|brother|sister|friend|classmate|dad|mom|grandfather|grandmother),?|regarding|(?:degree|records?|graduation|diploma) of|verify(?: that)?|whether|(?<!lawyer )(?<!agent )(?<!boss )(?<!professor )(?<!advisor )(?:mr|ms|mrs)\.?)\s+"
        ),
        strong=True,
    ),
    Cue(
        re.compile(
            r"(?:经办|承办|代办|联系)人(?:员)?(?:就)?是我(?:本人|自己)?[,\s:]+(?:[\u4e00-\u9fff]{1,8}[处科部室院组办]的?)?(?:我叫|叫)?"
        ),
        role="requester",
        strong=True,
    ),
    Cue(
        re.compile(
            r"(?:(?<![\u4e00-\u9fff])(?:经办|承办|经手)|我是.{2,40}的(?:人事|行政|招聘|人力)?(?:主任|经理|主管|专员|负责人))(?=[\u4e00-\u9fff]{2,4}(?:[,。;\s\d]|电话|手机|$))"
        ),
        role="requester",
        surnamed=True,
    ),
    Cue(
        re.compile(
            r"考生|第[一二三四五六七八九十\d](?:位|个|名)(?:老师|员工|职工|同志|学生)?(?:是|叫|:)"
            r"|我(?:就)?是[\u4e00-\u9fff]{2,10}的(?=[\u4e00-\u9fff]{2,4}(?:[,。;\s\d]|电话|手机|$))"
            r"|(?:^|[,。;\s])(?:他|她)(?=[\u4e00-\u9fff]{2,4}[,。;\s])"
        ),
        wary=True,
        surnamed=True,
    ),
    Cue(
        re.compile(
            r"(?:申请人|办理人|委托人|当事人|本人)(?:的?(?:名字|姓名))?(?:还|仍|就|仍然|依旧|依然|一直)(?:是|为|叫)(?!我|你|他|她|本人)\s*"
        ),
        strong=True,
        surnamed=True,
    ),
    Cue(
        re.compile(
            r"(?:候选人|拟聘人|拟录用人|被聘人|员工|职工|当事人|学生|申请人|委托人|应聘者|应聘人员|求职者|被查询?人|被核查人|拟录用人员|毕业生)(?:的)?(?:名字|姓名)?\s*:\s*"
        ),
        strong=True,
    ),
    Cue(
        re.compile(
            r"(?:本人|鄙人|老朽|我是|我(?:还|仍|依旧|依然)是|这里是|俺是|我系|在下|我,|我就是|这边是|自己是)\s*[:,]?\s*"
        )
    ),
    Cue(
        re.compile(
            rf"我(?:就)?是(?:他|她|其|孩子|老人家?)们?的?(?:亲|大|小|二|老)?(?:{_KIN}|(?:委托)?代理人|代办人|(?:被委|受)托人|经办人?|中介|律师|顾问|女婿|儿媳妇?|孙[子女]|外孙女?|{_OTHERS}),?\s*(?=[\u4e00-\u9fff]{{2,4}}(?:[,。;·\s\d]|电话|手机|$))"
        ),
        strong=True,
        role="requester",
        wary=True,
    ),
    Cue(re.compile(r"我(?:这边|这里|这头)\s*[:,]?\s*(?=[\u4e00-\u9fff]{2,4}(?:[,。;\s]|电话|手机|$))")),
    Cue(re.compile(r"(?:要)?(?:查|核[实查]|调)的(?:人)?(?:是|叫)\s*"), strong=True),
    Cue(
        re.compile(r"叫我(?![小老大阿])(?=[\u4e00-\u9fff]{2,3}(?:就行|就好|就可以|吧|即可|,|。|$))"),
        strong=True,
        wary=True,
    ),
    Cue(re.compile(r"我[教较轿](?=[\u4e00-\u9fff]{2,3}(?:[,。\s]|$|本科|硕士|博士|专科|\d))"), strong=True),
    Cue(
        re.compile(
            r"(?:(?<=还是)|(?<=就是)|(?<![让叫给帮替代问和跟是为请]))我(?![爸妈爷奶爹娘哥姐弟妹舅姑姨叔伯婶嫂老女儿公婆外家孩媳])(?!自己|本人)(?=[\u4e00-\u9fff]{2,3}(?:本科|硕士|博士|专科|大专|[0-9零一二三四五六七八九]{2,4}[级届年]|学号|身份证))"
        ),
        strong=True,
        wary=True,
        surnamed=True,
    ),
    Cue(
        re.compile(
            r"(?:(?<=还是)|(?<=就是)|(?<![让叫给帮替代问和跟是为请]))我(?![爸妈爷奶爹娘哥姐弟妹舅姑姨叔伯婶嫂老女儿公婆外家孩媳])(?:(?<![\u4e00-\u9fff]我) )?(?=[\u4e00-\u9fff]{2,3}(?:,|。|\s|电话|手机))"
        )
    ),
    Cue(
        re.compile(
            r"\b(?:my|our|his|her) (?:[a-z]+ )?(?:brother|sister|son|daughter|father|mother|dad|mum|mom|cousin|nephew|niece|uncle|aunt|grandfather|grandmother"
            r"|friend|colleague|classmate|roommate|client|student|employee|candidate)(?:'s name is|,| named| called| is)? "
        )
    ),
    Cue(re.compile(r"(?:改名|更名)(?!字|叫|为|成|作)")),
    Cue(
        re.compile(
            r"(?:护照|身份证|证件|户口本)上?(?:写的|登记的|印的)?的?(?:名字|姓名)?(?:是|叫|为|:)\s*|(?:中文|英文)名字?(?:是|叫|为|:)?\s*|[按照]护照(?:上的?)?(?:写|来|拼写?)?[:,\s]*(?=[a-z])"
        ),
        wary=True,
    ),
    Cue(
        re.compile(r"(?:应该|其实)?是(?:叫)?\s*|[改写]成了?|改为|写的是|应(?:该|当)?[为作]"),
        needs=re.compile(r"名字|姓名|名是|叫|收件人|配偶|联系人|[写打]成"),
    ),
    Cue(
        re.compile(
            r"(?:输入法|联想|(?:打|写|发|填|输|敲)错|手[滑误抖]|拼音|错别?字|别字|字(?:打|写)?错|写岔)[^。;\n]{0,10}?(?:[,\s]|应该是|应当是|应为|是|叫|为)+"
            r"(?=[\u4e00-\u9fff]{2,4}(?:才对|才是|$|[,。;!\s]))"
        ),
        strong=True,
        wary=True,
        surnamed=True,
    ),
    Cue(
        re.compile(
            r"(?:我这[边头里儿]|我这(?![单件事种份个人次回张样些号么])|我方)(?:是|叫|姓名|:)?\s*(?=[\u4e00-\u9fff]{2,4}(?:$|[,。;!\s]))"
            r"|(?:经手|代办|经办|办事|来办|跑腿)的(?:人)?(?:就)?是(?:我|本人)?[,:\s]*(?=[\u4e00-\u9fff]{2,4}(?:$|[,。;!\s]))"
        ),
        strong=True,
        wary=True,
        surnamed=True,
    ),
    Cue(
        re.compile(
            r"(?:我是|本人)(?![^,\s]{0,2}[生兵员者属长友工的班届级校系大][,\s])(?=[\u4e00-\u9fff]{3}[,\s](?:本科|硕士|博士|专科|大专|研究生|学号|身份证|[\d零一二三四五六七八九]{2,4}(?:[级届]|年(?:入学|毕业|进校|上学|读|考))))"
        ),
        strong=True,
        wary=True,
    ),
    Cue(
        re.compile(
            r"(?<=名)字?[^。;\n]{0,12}?(?:应该是|应为|是|改成|改为|为)\s*|(?:配偶|收件人|联系人|姓名)[^。;\n]{0,12}?(?:应该是|应为|改成|改为|,是|换成)\s*"
            r"|不是(?=[^,。;]{2,3}是)"
        )
    ),
    Cue(
        re.compile(
            r"(?:[级届]|年毕业|专业|系|学院|学部|(?:是|这里是|这边是)[\u4e00-\u9fff]{1,6}(?:室|[处科股]|中心|公司|律所|学校))的"
        )
    ),
    Cue(re.compile(rf"(?:{_KIN}|{_OTHERS})(?:的)?(?:名字|姓名)?\s*(?:[:=,]|是|为|叫)?\s*")),
    Cue(
        re.compile(
            r"(?:查询|核实|核查|调查|查证|验证|确认|查阅|调阅|了解|委托|授权|帮|替|代|给|让|请|关于|查一下|查下|查|证明|有个叫|有没有叫|兹有|兹证明|贵校|"
            r"你校|你们学校的?|我司|我单位|我公司|和|跟|与|由|拟录用|招了?个?|一个叫|录用|聘用|拟聘用?|拟聘任|引进人才|以及|还有)\s*(?:一下|下|的)?\s*"
            r"(?:我(?:们)?(?:单位|公司)?(?:的)?)?(?:员工|同学|同事|朋友|室友|候选人|毕业生|学生|校友)?\s*"
        )
    ),
)
