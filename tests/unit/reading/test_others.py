"""Details told of somebody else have a role of their own."""

import pytest

from tests.unit.reading.support import reading


@pytest.mark.parametrize(
    ("text", "entity", "role"),
    [
        ("跟我一屋那哥们儿佟小海，04级的", "enrollment_year", "other"),
        ("我表哥1999级的说要登记才能进校门", "enrollment_year", "other"),
        ("我儿子都2019级了，也在你们学校读", "enrollment_year", "other"),
        ("我们宿舍老大叫马奔，后来当了镇长", "name", "other"),
        ("我们处长还是你们学校87级的呢", "enrollment_year", "other"),
        ("我跟我妹都在贵校念过书，她2010年毕业，我06级", "graduation_year", "other"),
        ("我跟我妹都在贵校念过书，她2010年毕业，我06级", "enrollment_year", "requester"),
        ("2001到2005年读的本科，2008年又考回来读硕士，要本科的成绩单", "graduation_year", "subject"),
        ("2001到2005年读的本科，2008年入学读硕士，要硕士的成绩单", "graduation_year", "stranger"),
        ("My brother entered in 2011", "enrollment_year", "other"),
        ("上个月查过另一位叫邬丽华的，2006级", "enrollment_year", "stranger"),
        ("我自己也是你们学校的，2014级", "enrollment_year", "requester"),
        ("我是2009级的，我同学帮我填的", "enrollment_year", "subject"),
        ("帮我妈办，她1986年毕业", "graduation_year", "subject"),
        ("2008级，本科", "enrollment_year", "subject"),
        ("我自己取。杭思远，本科2016级", "name", "subject"),
        ("我自己取。杭思远，本科2016级", "enrollment_year", "subject"),
        ("我自己也要办，我叫杭思远，2016级", "name", "subject"),
        ("弄混了，我是本科，2007年毕业", "graduation_year", "subject"),
    ],
)
def test_whose_detail_it_is(text: str, entity: str, role: str) -> None:
    roles = {detail.entity: detail.role for detail in reading(text).details}
    assert roles[entity] == role


@pytest.mark.parametrize(
    "text", ["我同学上次办了三份学位证明，两天就拿到了", "My old roommate got three degree certificates last year"]
)
def test_what_others_got_is_no_wish(text: str) -> None:
    assert not reading(text).items
