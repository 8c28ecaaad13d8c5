"""For whom the papers are: one's own after all, another's, or those of an organisation's people."""

from dataclasses import replace
from datetime import UTC, date, datetime
from types import SimpleNamespace
from typing import Any

import pytest

from actions.dialogue import again, filling, for_whom, opening, own_after_all
from actions.dialogue.desk import Desk
from actions.dialogue.opening import open_form
from actions.dialogue.state import Form, Talk
from actions.dialogue.turn import Turn, from_tracker
from actions.dialogue.wish import Wish, settle
from backend.understanding.prepare import prepare
from backend.understanding.training import catalogue

ROW = {"document_type": "transcript", "language": "zh", "copies": 2, "sealed": None}


def turn(text: str) -> Turn:
    prepared = prepare(text, catalogue=catalogue(), today=date(2026, 11, 22), expecting=None, seal=lambda value: value)
    intent = {"name": "provide_details", "confidence": 0.9}
    return from_tracker("alice", {"text": prepared.message, "intent": intent, "metadata": prepared.metadata()})


def desk() -> Desk:
    archive: Any = SimpleNamespace()
    return Desk(archive, catalogue(), {}, "o", "c", datetime(2026, 11, 22, tzinfo=UTC), "zh")


def acting() -> Form:
    return Form(
        started_at="2026-11-22T10:00:00+08:00",
        track="proxy",
        relation="friend",
        items=[dict(ROW)],
        subject={"name": {"sealed": "祝晓岚", "masked": "祝**"}, "enrollment_year": 2009},
        requester={"name": {"sealed": "阙思源", "masked": "阙**"}, "phone": {"sealed": "13951234567"}},
    )


@pytest.mark.parametrize(
    "text",
    [
        "我办我自己的吧",
        "这是给我本人办的,不是代办",
        "她说她自己来办,她的我不管了",
        "不帮她办了，办我自己的",
        "算了，不替他弄了，还是开我自己的",
        "不是代办，是我自己要办的",
        "其实是给我自己开的",
        "我要办的是我本人的",
        "我妈说她自己去办，我只办我的",
        "先不给我室友办了，就办我自己的",
        "It's actually for myself",
        "算了给我自己办吧",
        "她自己去弄了，我弄我的",
    ],
)
def test_a_form_for_another_becomes_ones_own(text: str) -> None:
    talk = Talk(form=acting())

    open_form(turn(text), talk, desk(), Wish("provide_details"))

    assert talk.form is not None
    assert (talk.form.track, talk.form.relation, talk.form.items) == ("self", None, [ROW])
    assert talk.form.subject == acting().requester
    assert talk.form.requester == {}


@pytest.mark.parametrize("guess", ["cancel_request", "deny", "restart", "proxy_request", "modify_request"])
@pytest.mark.parametrize("text", ["不帮她办了，办我自己的", "她说她自己来办,她的我不管了", "这是给我本人办的,不是代办"])
def test_it_takes_nothing_back_whatever_the_classifier_guesses(text: str, guess: str) -> None:
    wish = settle(replace(turn(text), intent=guess), Talk(form=acting()))

    assert wish.main not in ("cancel_request", "deny", "restart", "modify_request")


@pytest.mark.parametrize(
    "text",
    [
        "我自己的身份证要拍吗",
        "我自己的电话13951234567",
        "她自己来不了，我替她办",
        "办她的，不办我自己的",
        "我自己的也办一份，她的也要",
        "是我自己来取",
        "她自己填过了",
        "不是我自己办，是帮她办",
        "先办她的，以后再办我自己的",
        "我妈自己不会弄",
        "那我让他自己来申请，先不办了",
        "我不代办，她自己办",
        "是我本人来办",
        "不是给我自己办的",
    ],
)
def test_a_form_for_another_stays_so(text: str) -> None:
    assert not own_after_all.turns_out(turn(text), acting())


def test_who_tells_their_own_name_after_that_is_the_one_it_is_about() -> None:
    talk = Talk(form=acting())
    open_form(turn("不帮她办了，办我自己的"), talk, desk(), Wish("provide_details"))
    assert talk.form is not None

    filling.apply(turn("我叫巫听澜,本科,2018届"), talk.form, catalogue(), take_rows=False)

    assert talk.form.subject["name"]["sealed"] == "巫听澜"
    assert (talk.form.subject["degree_level"], talk.form.subject["graduation_year"]) == ("bachelor", 2018)


@pytest.mark.parametrize(
    ("text", "papers"),
    [
        ("她的先不办了，办我自己的，英文学位证明两份", ["degree_proof"]),
        ("不帮她办了，办我自己的，再加一份英文学位证明", ["transcript", "degree_proof"]),
        ("她的先不办了，办我自己的", ["transcript"]),
    ],
)
def test_what_is_put_off_with_the_others_request_is_none_of_ones_own(text: str, papers: list[str]) -> None:
    talk = Talk(form=acting())
    opened = open_form(turn(text), talk, desk(), Wish("provide_details"))
    assert talk.form is not None

    filling.apply(turn(text), talk.form, catalogue(), take_rows=opened.take_rows)

    assert (talk.form.track, [row["document_type"] for row in talk.form.items]) == ("self", papers)


def test_who_was_taken_for_one_who_acts_keeps_what_was_told() -> None:
    form = acting()
    form.requester = {"phone": {"sealed": "13951234567"}}
    talk = Talk(form=form)

    open_form(turn("是我自己的学历证明，不是替别人办"), talk, desk(), Wish("provide_details"))

    assert talk.form is form and form.track == "self"
    assert form.subject["name"]["sealed"] == "祝晓岚"
    assert form.subject["phone"]["sealed"] == "13951234567"


@pytest.mark.parametrize(
    "text", ["我女儿要出国，学校喊交家长的学历证明", "幼儿园报名，老师说要看家长双方的学位证明，先办一份"]
)
def test_what_is_wanted_of_parents_is_the_writers_own(text: str) -> None:
    assert for_whom.track(turn(text), Wish("proxy_request"), desk()) == "self"


@pytest.mark.parametrize("text", ["办理人还是我，巫山云", "还是我本人，巫山云", "我叫巫山云,本科,2018届"])
def test_ones_own_name_in_a_form_for_another_is_the_requesters(text: str) -> None:
    form = acting()

    filling.apply(turn(text), form, catalogue(), take_rows=False)

    assert form.subject["name"]["sealed"] == "祝晓岚"
    assert form.requester["name"]["sealed"] == "巫山云"


@pytest.mark.parametrize(
    "text",
    [
        "我们职工的人事档案里缺在校时的学籍材料,想请贵馆补一份学籍卡复印件",
        "我院新进员工一名，需要核对学历",
        "我司拟录用的一位同事，想查一下学位证明",
        "我们公司拟聘一名工程师，要他的毕业证明",
        "我校新进教师的学籍卡想补一份",
        "我单位职工〔姓名〕的学籍材料缺失",
        "我们医院新招了一批护士，要学历证明",
        "本单位一名员工的学历材料需要补",
        "我局拟录用人员的成绩单要一份",
        "我们集团员工的毕业证明想核一下",
    ],
)
def test_a_unit_speaks_of_its_people(text: str) -> None:
    assert for_whom.track(turn(text), Wish("request_document"), desk()) == "organization"


@pytest.mark.parametrize(
    "text",
    [
        "我们公司要我交学历证明",
        "我是我们医院的员工，要补一份学籍卡",
        "我们单位让员工交学历证明，我要一份",
        "我公司通知我补成绩单",
        "我们学校的成绩单要一份",
        "我单位入职用，开毕业证明一份",
        "我的人事档案里缺学籍卡，想请贵馆补一份",
        "我被新公司录用了，要学历证明",
        "我自己要一份，我们单位职工都要交学历材料",
        "我们院是计算机学院，要成绩单",
    ],
)
def test_who_works_at_a_unit_asks_for_oneself(text: str) -> None:
    assert for_whom.track(turn(text), Wish("request_document"), desk()) == "self"


def own_form(**fields: Any) -> Form:
    fields.setdefault("track", "self")
    rows = [{"document_type": "admission_roster", "language": "zh", "copies": 1, "sealed": None}]
    return Form(started_at="2026-11-22T10:00:00+08:00", items=rows, **fields)


def after(text: str, form: Form) -> Form:
    """The form after a message that tells details."""
    told, talk = turn(text), Talk(form=form)
    opened = open_form(told, talk, desk(), settle(told, talk))
    assert talk.form is not None
    filling.apply(told, talk.form, catalogue(), take_rows=opened.take_rows)
    return talk.form


def masked(part: dict[str, Any]) -> str:
    return str(part["name"]["sealed"])


@pytest.mark.parametrize(
    ("text", "relation"),
    [("弟弟鲁振邦，本科，2016级", "sibling"), ("我妈叫柏秀英，学号7802113，78级本科", "parent")],
)
def test_a_relative_named_with_studies_where_nobody_was_is_whose_papers_they_are(text: str, relation: str) -> None:
    form = after(text, own_form())
    assert (form.track, form.relation) == ("proxy", relation)


def test_who_says_late_to_be_somebodys_wife_acts_for_him() -> None:
    form = after(
        "我是他爱人宗晓曼，打我电话18602837719", own_form(subject={"name": {"sealed": "蔺国强", "masked": "蔺**"}})
    )
    assert (form.track, masked(form.subject), masked(form.requester)) == ("proxy", "蔺国强", "宗晓曼")
    assert "phone" in form.requester


def test_unit_and_handler_told_late_make_it_the_units() -> None:
    known = own_form(subject={"name": {"sealed": "况鹤年", "masked": "况**"}})
    form = after("清河区人民法院，经办人简书宁，13903172268，用途是笔迹鉴定", known)
    assert (form.track, masked(form.subject), masked(form.requester)) == ("organization", "况鹤年", "简书宁")


@pytest.mark.parametrize(
    "text",
    [
        "第一位老师：钮静怡，本科，2008届，学号0421150。经办人占伟，电话13187063325",
        "考生钮静怡，本科，2008届。我是经办人占伟",
        "被核实人：钮静怡，学号0421150；承办人占伟",
    ],
)
def test_of_two_names_the_one_with_studies_is_the_subjects_although_the_handler_was_asked_for(text: str) -> None:
    form = own_form(asking=["requester.name", "requester.phone"])
    form.track = "organization"
    form = after(text, form)
    assert (masked(form.subject), masked(form.requester)) == ("钮静怡", "占伟")


@pytest.mark.parametrize(
    ("text", "subject", "requester"),
    [
        ("女儿邝芷晴，本科，2019年毕业。本人邝伟雄，父亲，13822190365", "邝芷晴", "邝伟雄"),
        ("爱人闵若兰，博士，2015年毕业；我，关山，13881926045，我来自取", "闵若兰", "关山"),
        ("学生姓名滑知夏，本科，2021级。代理人尹航，手机17721840365", "滑知夏", "尹航"),
    ],
)
def test_in_anothers_request_who_writes_is_told_from_whose_papers_they_are(
    text: str, subject: str, requester: str
) -> None:
    form = own_form(asking=["subject.name"])
    form.track = "proxy"
    form = after(text, form)
    assert (masked(form.subject), masked(form.requester)) == (subject, requester)


@pytest.mark.parametrize("text", ["查一下我以前吃低保的审批记录，给孩子申请助学金", "复印一份成绩单，给儿子上学用"])
def test_what_the_papers_are_for_makes_nobody_elses_of_them(text: str) -> None:
    wish = Wish("request_document")
    assert for_whom.track(turn(text), wish, desk()) in ("self", "citizen")


@pytest.mark.parametrize(
    "text",
    [
        "我弟部队的，手机管得严。他提干要录取名册复印件",
        "家父今年九十大寿，想把他当年的学籍卡复印一份",
        "她要中文学位证明一份",
    ],
)
def test_a_paper_of_somebody_told_of_is_theirs(text: str) -> None:
    assert for_whom.track(turn(text), Wish("request_document"), desk()) == "proxy"


def test_a_copy_kept_for_a_child_makes_the_papers_nobody_elses() -> None:
    form = Form(
        started_at="2026-11-22T10:00:00+08:00", track="self", items=[dict(ROW)], subject={"name": {"sealed": "x"}}
    )
    said = turn("改成三份吧，多的一份给儿子当书签")
    assert not for_whom.turns_out_anothers(said, form, "proxy")
    assert for_whom.turns_out_anothers(turn("我是给儿子办的"), form, "proxy")


def test_who_acts_for_another_after_filing_is_known_by_name() -> None:
    now = datetime(2026, 11, 22, 2, tzinfo=UTC)
    own = {"name": {"sealed": "a", "masked": "滕*"}, "phone": {"sealed": "b"}, "student_id": {"sealed": "c"}}
    earlier = {"track": "self", "subject": own, "requester": {}, "delivery": {}, "items": []}
    talk = Talk(form=Form(started_at=now.isoformat(), track="proxy"), earlier=earlier)
    talk.last_filed = {"code": "LT261122-AAAAAA", "at": now.isoformat()}
    assert again.carry_handler(talk, now)
    assert talk.form and set(talk.form.requester) == {"name", "phone"} and not talk.form.subject


def test_own_studies_and_no_word_of_acting_are_ones_own() -> None:
    wish = Wish("proxy_request")
    said = "我是1994级，本科，中文成绩单一份。老班长叫谈笑天，他比我先办"
    assert for_whom.track(turn(said), wish, desk()) == "self"
    assert for_whom.track(turn("老班长谈笑天托我办，我是1994级，他也是，成绩单一份"), wish, desk()) == "proxy"


def test_an_errand_for_an_old_teacher_is_a_proxys_and_ones_own_file_is_ones_own() -> None:
    teacher = turn("您好，我想替我读书时的老师申请一份中文学位证明")
    assert for_whom.track(teacher, Wish("request_document"), desk()) == "proxy"
    own = turn("单位整理干部档案，说我档案里少大学的成绩，开一份成绩单")
    assert for_whom.track(own, Wish("employer_verification"), desk()) == "self"


@pytest.mark.parametrize(
    "text",
    ["我07级的本科，评职称单位要看我论文当年的评审材料", "公司非要学历证明，我们函授的人你们给办吗"],
)
def test_what_a_unit_wants_of_the_writer_is_the_writers_own(text: str) -> None:
    assert for_whom.track(turn(text), Wish("employer_verification"), desk()) == "self"


def test_whose_a_wrong_number_was_makes_the_papers_nobody_elses() -> None:
    form = own_form(subject={"name": {"sealed": "戚薇薇", "masked": "戚*薇"}})
    said = turn("不对，那个学号是我室友的，帮她交作业记混了，我的是2016110532")

    assert not for_whom.turns_out_anothers(said, form, for_whom.track(said, Wish("correction"), desk()))
    assert form.track == "self"


def test_who_writes_is_known_once_whose_papers_they_are_is() -> None:
    form = own_form(subject={"name": {"sealed": "央金拉姆", "masked": "央***"}})
    form.track = "proxy"
    form = after("本人管志强，是她丈夫，手机13989017735", form)
    assert (masked(form.subject), masked(form.requester)) == ("央金拉姆", "管志强")


def test_a_document_described_in_ones_own_words_is_not_asked_for_for_ever() -> None:
    told = "毕业那年学校发过表彰优秀毕业生的通知，里面有我，想复印一份"
    form = own_form(first_words=told, asked={"items": 1})
    form.items = []

    assert opening.papers_meant(turn("我叫璩正平，1990届本科"), form)

    assert [row["document_type"] for row in form.items] == ["other"] and "表彰" in str(form.note)


def test_who_calls_themselves_ones_grandfather_speaks_of_nobody_else() -> None:
    for text in ("你爷爷我叫鲜于德茂，78级本科，学号780921", "老娘我就叫柏小芸"):
        assert for_whom.track(turn(text), Wish("proxy_request"), desk()) == "self"


def test_only_words_of_an_office_make_an_open_form_the_offices() -> None:
    form = Form(started_at="2026-11-22T10:00:00+08:00", items=[dict(ROW)])

    own = turn("职业病，搞安全的，见谅。柏小芸，2013级硕士")
    assert not for_whom.turns_out_anothers(own, form, "organization")
    assert for_whom.turns_out_anothers(turn("我们要核查的是柏小芸，2013级硕士"), form, "organization")


@pytest.mark.parametrize(
    ("text", "relation"),
    [
        ("奶奶八十五了，老说她当年的成绩，我想给她找一份成绩单", None),
        ("姥爷总念叨自己年轻时的学籍卡，我想替他复印一份", None),
        ("接下来是我老公的。鲁振邦，2002级博士，学位证明中文两份", "spouse"),
        ("第二个，轮到我妈了：学籍卡一份", "parent"),
    ],
)
def test_whose_papers_they_are_is_told_by_a_story_or_a_heading(text: str, relation: str | None) -> None:
    said = turn(text)

    assert for_whom.track(said, Wish("request_document"), desk()) == "proxy"
    assert for_whom.relation(said) == relation


@pytest.mark.parametrize(
    "text",
    [
        "爷爷当年也是这里毕业的，我的成绩单来一份",
        "我爷爷当年在这教书，我要成绩单一份",
        "寄给我妈，学籍卡一份，下面是地址",
    ],
)
def test_kin_who_are_only_spoken_of_are_nobody_to_act_for(text: str) -> None:
    assert for_whom.track(turn(text), Wish("request_document"), desk()) == "self"


def test_who_writes_never_takes_the_place_of_whose_papers_they_are() -> None:
    form = after("爷爷姓欧阳，叫欧阳柏年，55级本科", own_form(track="proxy"))
    form = after("我叫汤小禾，是他孙女，手机15165428830", form)
    assert (masked(form.subject), masked(form.requester)) == ("欧阳柏年", "汤小禾")
    late = after("我叫汤小禾，是他孙女", own_form(subject={"name": {"sealed": "欧阳柏年", "masked": "欧**"}}))
    assert (late.track, masked(late.subject), masked(late.requester)) == ("proxy", "欧阳柏年", "汤小禾")


def test_ones_own_marriage_is_ones_own() -> None:
    for text in ("婆婆想查我跟你爷爷结婚的档案", "查一下我和老伴当年领的证，结婚登记档案一份"):
        assert for_whom.track(turn(text), Wish("proxy_request"), desk()) == "citizen"
    theirs = turn("帮我妈查她和我爸的结婚登记档案")
    assert for_whom.track(theirs, Wish("proxy_request"), desk()) == "proxy"


@pytest.mark.parametrize(
    ("text", "track"),
    [
        ("我是留学机构的老师，受学生委托代办成绩单", "proxy"),
        ("结婚证找不着了，房产中介要婚姻登记档案，你们能查吗", "citizen"),
        ("我单位需核查一名职工的婚姻登记档案", "organization"),
        ("侬好，阿拉囡囡在德国，叫我帮伊弄张成绩单", "proxy"),
    ],
)
def test_who_asks_for_whom_whatever_it_is_taken_for(text: str, track: str) -> None:
    assert for_whom.track(turn(text), Wish("employer_verification"), desk()) == track
