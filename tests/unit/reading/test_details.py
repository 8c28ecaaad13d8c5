"""What goes beyond the printed entities: problems, roles, former names, choices, an archive's own aliases."""

from dataclasses import replace
from datetime import date

import pytest

from backend.domain.reading import Detail, read
from tests.unit.reading.support import catalogue, reading


def one(text: str, entity: str, expecting: str | None = None) -> Detail:
    return next(detail for detail in reading(text, expecting).details if detail.entity == entity)


@pytest.mark.parametrize(
    ("text", "entity", "problem"),
    [
        ("身份证110105194912310021", "id_number", "checksum"),
        ("身份证号1101051949123100", "id_number", "length"),
        ("13年的", "enrollment_year", "ambiguous_year"),
        ("八几年入学的", "enrollment_year", "vague_year"),
        ("招工年份：1979年", "enrollment_year", "year_of_life"),
        ("结婚时间：1998年", "enrollment_year", "year_of_life"),
        ("下乡时间是1975年", "enrollment_year", "year_of_life"),
        ("1998年结的婚", "enrollment_year", "year_of_life"),
        ("毕业的时候2013年结的婚", "enrollment_year", "year_of_life"),
        ("当兵是1985年", "enrollment_year", "year_of_life"),
        ("知青插队 1974年到1978年", "enrollment_year", "year_of_life"),
        ("毕业后2013年去了深圳", "enrollment_year", "ambiguous_year"),
        ("研究生", "degree_level", "ambiguous_level"),
        ("学号好像是2009141开头，后面忘了", "student_id", "partial"),
        ("手机1380013800", "phone", "length"),
        ("LT261121-7K4PXQ", "request_code", "check"),
    ],
)
def test_what_is_wrong_with_a_value_is_named(text: str, entity: str, problem: str) -> None:
    assert one(text, entity).problem == problem


@pytest.mark.parametrize(
    ("text", "entity", "role"),
    [
        ("收件人：王芳", "name", "recipient"),
        ("我配偶叫陈丽华", "spouse_name", "spouse"),
        ("经办人王芳", "name", "requester"),
        ("我叫周小安", "name", "subject"),
        ("当年单位：国营长江机械厂", "organization", "subject"),
        ("原单位:成都无缝钢管厂,查招工档案", "organization", "subject"),
        ("当时的公司叫成都市第二建筑公司,查工龄", "organization", "subject"),
        ("我们单位是成都市第二建筑公司", "organization", "requester"),
    ],
)
def test_a_name_tells_whose_it_is(text: str, entity: str, role: str) -> None:
    assert one(text, entity).role == role


@pytest.mark.parametrize(
    ("text", "value"),
    [("1", 1), ("第二个", 2), ("选3", 3), ("最后一个", -1), ("B", 2), ("第三项吧", 3)],
)
def test_a_bare_choice_is_read(text: str, value: int) -> None:
    assert one(text, "choice").value == value


def test_a_number_answers_the_question_for_copies_instead_of_choosing() -> None:
    assert not any(d.entity == "choice" for d in reading("2", "copies").details)


def test_a_former_name_is_no_name() -> None:
    found = reading("曾用名周安，现名周小安")
    assert found.entities() == {"name": "周小安"}
    assert one("曾用名周安，现名周小安", "former_name").value == "周安"


def test_a_replaced_value_stays_as_a_denied_detail() -> None:
    denied = [d.value for d in reading("顺丰换成EMS").details if d.denied]
    assert denied == ["sf"]


def test_positions_are_those_of_the_message_as_given() -> None:
    text = "　我的ｔｅｌ：１３８００１３８０００ 谢谢"
    detail = one(text, "phone")
    assert text[detail.start : detail.end] == "１３８００１３８０００"


def test_the_aliases_of_an_archive_are_honoured() -> None:
    shipped = catalogue()
    documents = tuple(
        replace(entry, aliases_zh=(*entry.aliases_zh, "绿皮本子"))
        if entry.code == "student_registration_form"
        else entry
        for entry in shipped.documents
    )
    own = replace(shipped, documents=documents)
    found = read("绿皮本子复印两份", catalogue=own, today=date(2026, 11, 21))
    assert found.entities() == {"document_type": "student_registration_form", "copies": 2}
    assert not reading("绿皮本子复印件").items


def test_a_future_two_figure_year_belongs_to_the_last_century() -> None:
    assert reading("28级").entities() == {"enrollment_year": 1928}
    assert reading("27级").entities() == {"enrollment_year": 2027}


def test_the_organisation_that_writes_is_found() -> None:
    assert one("我们是成都星河科技有限公司，想核实李强的学历", "organization").value == "成都星河科技有限公司"
    assert one("公司全称重庆云杉物流有限公司", "organization").value == "重庆云杉物流有限公司"
    assert one("我们单位全称是华岳设计院有限公司", "organization").value == "华岳设计院有限公司"
    assert one("我这边是单位查档 单位全称 贵阳星禾实验学校", "organization").value == "贵阳星禾实验学校"
    assert one("单位全称写旧了，今年更名为苍溪县第二人民医院", "organization").value == "苍溪县第二人民医院"
    assert one("我们是达州市公安局通川分局", "organization").value == "达州市公安局通川分局"
    assert one("第二位还是我们，还是绵阳锐测科技有限公司", "organization").value == "绵阳锐测科技有限公司"
    assert one("单位改成渝北区第三中学了", "organization").value == "渝北区第三中学"
    assert one("单位名称 重庆云岭测绘院，电话13800138000", "organization").value == "重庆云岭测绘院"
    assert one("我们学校招聘教师要核实学位，成都实验中学", "organization").value == "成都实验中学"
    assert not any(d.entity == "organization" for d in reading("应聘者李静怡，2010级硕士", "organization").details)
    found = reading("不是人事档案袋,是当年在学校里那张学籍卡,复印一份").details
    assert not any(detail.entity == "organization" for detail in found)


@pytest.mark.parametrize(
    ("text", "expecting", "name"),
    [
        ("华岳设计院", "organization", "华岳设计院"),
        ("我是华岳设计院人事，核实一下张三的学历", None, "华岳设计院"),
        ("单位名称：远山数据", None, "远山数据"),
        ("我是海风电商的HR，核实李强学历", None, "海风电商"),
        ("我们是乐山市五通桥区水务局，经办人毛启航", None, "乐山市五通桥区水务局"),
        ("单位名称更正一下，全称是云帆科技有限公司，不是软件有限公司", None, "云帆科技有限公司"),
        ("公司全称重庆云杉物流有限公司", None, "重庆云杉物流有限公司"),
        ("公司名字是天府软件有限公司", None, "天府软件有限公司"),
        ("单位:蓝汀生物科技股份有限公司,我叫费思远", None, "蓝汀生物科技股份有限公司"),
        ("委托单位成都远山数据有限公司", None, "成都远山数据有限公司"),
        ("我们是蓝海工作室，想核实候选人王晓明的学历", None, "蓝海工作室"),
        ("我单位是临溪职业技术学院", None, "临溪职业技术学院"),
        ("我们单位是宜城市第二人民医院", None, "宜城市第二人民医院"),
        ("本单位为启明集团", None, "启明集团"),
        ("单位名称就是宜城市档案局", None, "宜城市档案局"),
        ("单位名称就叫云帆教育", None, "云帆教育"),
        ("公司叫远山科技", None, "远山科技"),
        ("我们公司叫海风电商，想核实一个人的学历", None, "海风电商"),
        ("我单位系临溪县税务局，需核实一名员工学历", None, "临溪县税务局"),
        ("我校是临溪职业技术学院，想核实一名教师的学历", None, "临溪职业技术学院"),
        ("我这边是启明集团", None, "启明集团"),
        ("我这边是宜城市第二人民医院的", None, "宜城市第二人民医院"),
        ("我这边是临溪职业技术学院人事处", None, "临溪职业技术学院"),
        ("杭州启明软件有限公司人事部", None, "杭州启明软件有限公司"),
        ("我们准备录用一位同学，所以由宜城市第二人民医院来函核实一下她的毕业情况", None, "宜城市第二人民医院"),
    ],
)
def test_an_organisation_need_not_end_like_one(text: str, expecting: str | None, name: str) -> None:
    found = [
        detail.value for detail in reading(text, expecting).details if detail.entity in ("organization", "department")
    ]
    assert found == [name]


@pytest.mark.parametrize(
    ("text", "expecting"),
    [
        ("发邮箱", "organization"),
        ("电话错了", "organization"),
        ("单位地址填错了", "organization"),
        ("我是一名律师", None),
        ("我是陈强的代理律师", None),
        ("我是公司人事", None),
        ("我单位是事业单位", None),
        ("公司叫我开证明", None),
        ("单位叫我来交学历原件", None),
        ("我们单位是要原件的", None),
        ("我们学校是临溪职业技术学院，我想开成绩单", None),
        ("我在临溪职业技术学院读的", None),
        ("我应聘宜城市第二人民医院，要核实学历", None),
        ("寄到宜城市第二人民医院，一名同事代收", None),
    ],
)
def test_talk_about_the_matter_is_no_organisation(text: str, expecting: str | None) -> None:
    assert not any(detail.entity == "organization" for detail in reading(text, expecting).details)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("11月28号之前要", "2026-11-28"),
        ("1月10日截止", "2027-01-10"),
        ("2026年12月5日前", "2026-12-05"),
        ("下周五之前", "2026-11-27"),
        ("周一就要用", "2026-11-23"),
        ("月底要用", "2026-11-30"),
        ("后天面试要交", "2026-11-23"),
        ("下个月5号截止", "2026-12-05"),
        ("最晚25号", "2026-11-25"),
    ],
)
def test_a_deadline_is_told_on_the_calendar(text: str, day: str) -> None:
    assert one(text, "needed_by").value == day


@pytest.mark.parametrize("text", ["下周三上午来取", "我11月5号提交的", "预约11月26号", "2月30号之前"])
def test_a_day_that_is_no_deadline_is_none(text: str) -> None:
    assert not any(detail.entity == "needed_by" for detail in reading(text).details)


def test_a_passport_is_kept_but_not_printed() -> None:
    assert one("护照E12345678", "passport").value == "E12345678"
    assert reading("护照E12345678").entities() == {}
    assert one("证件用护照，PA5520913", "passport").value == "PA5520913"
    assert one("学号E20091234，护照G12345678", "passport").value == "G12345678"


@pytest.mark.parametrize("text", ["学号G0402118", "学号是E20091234", "我的学号应该是E12345678", "学籍号：G12345678"])
def test_what_is_called_a_student_number_is_no_passport(text: str) -> None:
    assert [detail.entity for detail in reading(text).details] == ["student_id"]


@pytest.mark.parametrize(
    ("text", "name"), [("都雅婷 2015级本科 学号2015141443018", "都雅婷"), ("儿子车子昂，2014级", "车子昂")]
)
def test_the_name_asked_for_is_found_whatever_it_begins_with(text: str, name: str) -> None:
    names = [detail.value for detail in reading(text, "name").details if detail.entity == "name"]
    assert names == [name]


@pytest.mark.parametrize("text", ["入职背调用", "好复杂，他的以后再说", "同意的 2015级本科 学号2015141443018"])
def test_talk_about_the_matter_is_no_name(text: str) -> None:
    assert not any(detail.entity == "name" for detail in reading(text, "name").details)


@pytest.mark.parametrize("text", ["我叫潘怡浩", "姓名：潘怡浩，女", "他叫潘怡浩，09级"])
def test_a_name_that_sounds_like_a_paper_is_a_name(text: str) -> None:
    found = reading(text)
    assert [detail.value for detail in found.details if detail.entity == "name"] == ["潘怡浩"]
    assert not found.items


def test_what_stands_on_the_line_after_a_number_is_no_part_of_an_address() -> None:
    assert one("电话13981127406\n取件箱", "delivery_method").value == "pickup_box"
