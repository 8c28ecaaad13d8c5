"""What a phrase says that answers "what is it for": something to be reached with the paper, or somebody who asks for it."""

from __future__ import annotations

import re

_H = "\u4e00-\u9fff"

#: What papers are wanted for, by the part of the phrase that tells it.
_ENDS = re.compile(
    r"考(?!上|虑|完|过|场|了|得|试成|取)|聘|职|晋|升[学本级副正]|跳槽|换工作|找工作|工作(?=$|需|用|签|调)|工作[要需]|就业|上岗|面试|背调|背景|调查|"
    r"[审核复评][核查审验估选定实优先残]|复试|政审|双审|考察|公示|提拔|任[前免用]|补[\u4e00-\u9fff]{0,6}档|审[\u4e00-\u9fff]{0,4}档|[档案]{1,2}[\u4e00-\u9fff]{0,3}[补审缺建]|建档|存档|归档|数字化|"
    r"[落入迁]户|户口|积分|居住|护照|签证|面签|送签|移民|绿卡|永居|入籍|归侨|出[国境](?!了)|留学|[去到赴][\u4e00-\u9fff]{1,6}(?:读|上学|工作|留学|深造)|[读考申][研博硕]|读(?:mba|书|本科)|深造|升学|入学|上学|转学|插班|"
    r"申报|注册|执[业照]|资格|资质|教资|认证|评估|公证|继承|过户|遗产|官司|诉讼|起诉|应诉|仲裁|立案|举证|取证|办案|破案|执行|案件|维权|理赔|保险|社保|医保|养老|[内早]退|退休(?!好|多|老师|工人|几)|离休|工龄|抚恤|"
    r"低保|补[贴助缴交偿]|津贴|奖[励扶学]|扶[助持]|贷款|房贷|公积金|买房|购房|租房|公租|房产|拆迁|征地|确权|宅基地|开户|信用卡|[投招竞]标|挂[靠证]|入[党团伍编职]|参[军评加选保]|征兵|当兵|随军|转业|安置|优[抚待才]|评[残优]|工伤|"
    r"报[销考名](?!了)|[家族]谱|方志|志书|[村县校厂]志|家风|回忆录|传记|[留纪收]念|收藏|[留自保存][底存]|保留|留着[看玩用]|看[看着]?玩|展[览出示]|布展|论文|研究(?!生)|课题|基金|项目|校史|[拍做]?纪录片|剧组|聚会|寻[亲根人]|亲属|亲子|"
    r"生育|[二三]胎|[再结复离]婚|改名|更[名正改]|勘误|改年龄|培训|进修|访[学问]|交[换流]|博士后|进站|[转减认]学分|学分|备用|备案|备查|自用|个人用|私人|巡[视察]|检查|年检|督查|审计|抽查|统计|报备|报送|报批|上报|"
    r"转[正编]|定[级薪岗]|工资|评级|津补贴|人才|办学|开[店诊公]|劳[务动]|船员|健康证|执照|上[户岗]|烈士|署名|出版|出书|写[\u4e00-\u9fff]?书|院士|劳模|先进|荣誉|惊喜|以后.{0,4}用|不时之需|选调|调[动干]|借调|商调|"
    r"投资|创业|贴[照简]|清[算理查]|家族史|口述史|校友史|驾照|驾驶证|企业|高企|讣告|悼词|墓|葬|相亲|[减免]学费|失业|招生|宣传|办事|审计|合伙|上市|尽调|风控|管理|选拔|晋[升级]|述职|年审|复核|换[证届发]|备战"
)
_LATIN = re.compile(
    r"\b(?:jobs?|employ\w*|visas?|immigrat\w*|stud(?:y|ies|ying)|school|universit\w*|college|graduate|master\w*|ph\.?d|doctora\w*|work|background|screening|check|verif\w*|records?|evaluat\w*|assess\w*|accredit\w*|"
    r"licen[sc]\w*|regist\w*|apply\w*|applications?|personal|court|legal|lawsuit|inherit\w*|pension|retire\w*|scholarship|fellowship|residen\w*|citizenship|marriage|promotion|memor\w*|keepsake|research|insurance|loan|mortgage|wes|eca|naces|hr|due diligence)\b"
)
#: Whoever asks for the paper: 单位要的, 导师要, 给法院的, 交给大使馆.
_BODY = rf"(?:[{_H}]{{0,6}}(?:单位|公司|学校|大学|学院|院校|人事|人力|hr|导师|领导|老板|雇主|银行|法院|检察院|公安|派出所|社保局?|人社局?|民政局?|教育局|卫健委|公证处|使馆|领馆|移民局|组织部|纪委|编办|中介|窗口|人才市场|街道|社区|甲方|客户|上级|上面|总部|部门|局|委|处|办|厅|部|院|所|馆|组)(?:里|那边|这边|方面)?)"
_ASKED_BY = re.compile(
    rf"^(?:因为|是|为了)?(?:我|我们|我的|老公|老婆|爱人|孩子|新|现在)*{_BODY}(?:要求?|需要?|要用|催|让|叫|喊|说要?|规定|查)"
)
_GIVEN_TO = re.compile(rf"^(?:是)?(?:拿|交|送|报|上交|提交|递|呈|出示)?(?:给|去|到|往){_BODY}(?:的|看|用|交|办|$)")
#: Kept or shown, for nobody's demand: 留着看看, 给孙子看看, 挂墙上.
_KEPT = re.compile(
    r"留(?:着|个|作|做)[^,。]{0,6}(?:看|玩|念|想|用|$)|(?<!发)给(?!我|别人|你)[^,。]{1,6}看|挂(?:在)?[^,。]{0,3}墙|存着|怀旧|念想|^(?:自己|个人|本人|私人|家里|家用)(?:保|留|存|看|用|收|使)|^(?:工作|学习|生活|家庭|教学|科研|办公|业务|内部)(?:用|需要|使用)?$"
)
#: Who writes, or who is told of: no end that is reached.
_WRITER = re.compile(r"(?:公司|中介|代理人|人事|法院|组织部|学院|事务所|馆|名册|名职工)$|催我|让我")
#: 拿去贴简历, 用来糊墙: what is done with it, whatever that is.
_DONE = re.compile(
    rf"^\s*(?:用途(?:是|为|:)?|就?是?(?:用于|用来|用作|拿去|拿来|为了?|因为要?|目的是))\s*[{_H}a-z]{{2,}}"
)
_USED = re.compile(rf"^[{_H}a-z0-9]{{2,14}}?(?:要?用的?|使用|所需|需要)\s*[。.!]?$")


def is_kept(phrase: str) -> bool:
    """Whether it is only to be kept or shown: 没啥用就留着看看."""
    return len(phrase) < 12 and _KEPT.search(phrase) is not None


def says_what_for(message: str, phrase: str) -> bool:
    """Whether a phrase of an answer, or the words that lead to it, say what the paper is for."""
    if not re.search(rf"[{_H}]", phrase):
        return _LATIN.search(phrase) is not None
    given = _GIVEN_TO.search(message)
    if _WRITER.search(phrase) and not given:
        return False
    told = _ENDS.search(phrase) or _ASKED_BY.search(phrase) or _KEPT.search(phrase) or _KEPT.search(message)
    return bool(told or given or _ASKED_BY.search(message) or _DONE.search(message) or _USED.search(message))
