"""Identity numbers, passports, phones, e-mail."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.domain import identity
from backend.domain.identity import Email, Passport, Phone, Problem, ProblemCode, ResidentId

births = st.dates(date(1900, 1, 1), date(2026, 1, 1))
regions = st.integers(110000, 659999).map(str)
orders = st.integers(0, 999).map("{:03d}".format)


@st.composite
def resident_ids(draw: st.DrawFn) -> str:
    body = draw(regions) + f"{draw(births):%Y%m%d}" + draw(orders)
    return body + identity.resident_check(body)


@pytest.mark.parametrize("number", ["11010519491231002X", "34052419800101001X", "130503670401001"])
def test_published_examples(number: str) -> None:
    found = identity.resident_id(number)
    assert isinstance(found, ResidentId)
    assert found.value == number


@pytest.mark.parametrize(
    "written",
    [
        "11010519491231002x",
        "110105 19491231 002X",
        "110105-19491231-002X",
        "１１０１０５１９４９１２３１００２Ｘ",
        " 11010519491231002X\n",
    ],
)
def test_lenient_reading_of_identity_numbers(written: str) -> None:
    found = identity.resident_id(written)
    assert isinstance(found, ResidentId)
    assert found.value == "11010519491231002X"
    assert (found.birthday, found.sex) == (date(1949, 12, 31), "female")


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("", ProblemCode.EMPTY),
        ("  ", ProblemCode.EMPTY),
        ("110105194912310021", ProblemCode.CHECKSUM),
        ("1101051949123100", ProblemCode.LENGTH),
        ("11010519491231002XX", ProblemCode.CHARACTERS),
        ("1101051949123100Y2", ProblemCode.CHARACTERS),
        ("身份证", ProblemCode.CHARACTERS),
        ("13050367040100X", ProblemCode.CHARACTERS),
        ("010105194912310029", ProblemCode.CHARACTERS),
        ("130503671301001", ProblemCode.BIRTHDAY),
        ("130503670230001", ProblemCode.BIRTHDAY),
        ("²³", ProblemCode.LENGTH),
    ],
)
def test_problems_of_identity_numbers(written: str, code: ProblemCode) -> None:
    assert identity.resident_id(written) == Problem(code)


@given(resident_ids())
def test_a_right_checksum_is_accepted_and_any_wrong_one_refused(number: str) -> None:
    assert isinstance(identity.resident_id(number), ResidentId)
    for wrong in set("0123456789X") - {number[-1]}:
        assert identity.resident_id(number[:-1] + wrong) == Problem(ProblemCode.CHECKSUM)


@given(resident_ids(), st.integers(1, 16), st.integers(1, 9))
def test_each_single_wrong_digit_is_caught(number: str, place: int, shift: int) -> None:
    wrong = str((int(number[place]) + shift) % 10)
    assert isinstance(identity.resident_id(number[:place] + wrong + number[place + 1 :]), Problem)


@given(resident_ids(), st.integers(0, 16))
def test_each_swap_of_neighbours_is_caught(number: str, place: int) -> None:
    swapped = number[:place] + number[place + 1] + number[place] + number[place + 2 :]
    if swapped != number:
        assert isinstance(identity.resident_id(swapped), Problem)


def test_a_birthday_in_the_future_or_the_far_past_is_refused() -> None:
    body = "11010520300101001"
    number = body + identity.resident_check(body)
    assert isinstance(identity.resident_id(number), ResidentId)
    assert identity.resident_id(number, today=date(2026, 11, 21)) == Problem(ProblemCode.BIRTHDAY)
    body = "11010517000101001"
    assert identity.resident_id(body + identity.resident_check(body)) == Problem(ProblemCode.BIRTHDAY)


def test_an_old_number_gains_century_and_check_character() -> None:
    found = identity.resident_id("130503670401001")
    assert isinstance(found, ResidentId)
    assert found.long_form == "130503196704010016"
    assert isinstance(identity.resident_id(found.long_form), ResidentId)
    new = identity.resident_id("11010519491231002X")
    assert isinstance(new, ResidentId)
    assert new.long_form == new.value


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("e12345678", Passport("E12345678", True)),
        ("EA1234567", Passport("EA1234567", True)),
        ("G 1234 5678", Passport("G12345678", True)),
        ("X1234567", Passport("X1234567", False)),
        ("", Problem(ProblemCode.EMPTY)),
        ("zhangsan", Problem(ProblemCode.INVALID)),
        ("E1234", Problem(ProblemCode.LENGTH)),
        ("护照E123", Problem(ProblemCode.CHARACTERS)),
    ],
)
def test_passports(written: str, expected: Passport | Problem) -> None:
    assert identity.passport(written) == expected


@pytest.mark.parametrize(
    ("written", "value", "kind"),
    [
        ("138 1234 2222", "13812342222", "mobile"),
        ("138-1234-2222", "13812342222", "mobile"),
        ("+86 138 1234 2222", "13812342222", "mobile"),
        ("0086 13812342222", "13812342222", "mobile"),
        ("8613812342222", "13812342222", "mobile"),
        ("１３８１２３４２２２２", "13812342222", "mobile"),
        ("19912342222", "19912342222", "mobile"),
        ("028-85412345", "028-85412345", "landline"),
        ("(028)85412345", "028-85412345", "landline"),
        ("02885412345", "028-85412345", "landline"),
        ("0755-26535000", "0755-26535000", "landline"),
        ("+86 28 8541 2345", "028-85412345", "landline"),
        ("028-85412345转808", "028-85412345转808", "landline"),
        ("0879 7226031 转 206", "0879-7226031转206", "landline"),
        ("021-58830416-8023", "021-58830416转8023", "landline"),
        ("02158830416 ext. 8023", "021-58830416转8023", "landline"),
        ("021-58830416分机8023", "021-58830416转8023", "landline"),
        ("021-5883-0416", "021-58830416", "landline"),
        ("400-812-3456", "4008123456", "landline"),
        ("+1 415 555 0100", "+14155550100", "foreign"),
        ("001 415 555 0100", "+14155550100", "foreign"),
        ("+44 20 7946 0958", "+442079460958", "foreign"),
        ("+852 9123 4567", "+85291234567", "foreign"),
    ],
)
def test_phones(written: str, value: str, kind: str) -> None:
    found = identity.phone(written)
    assert isinstance(found, Phone)
    assert (found.value, found.kind) == (value, kind)


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("", ProblemCode.EMPTY),
        ("1381234222", ProblemCode.LENGTH),
        ("138123422223", ProblemCode.LENGTH),
        ("12012342222", ProblemCode.INVALID),
        ("85412345", ProblemCode.NO_AREA_CODE),
        ("4155550100123", ProblemCode.NO_COUNTRY_CODE),
        ("12345", ProblemCode.LENGTH),
        ("+999123", ProblemCode.INVALID),
        ("+1415", ProblemCode.LENGTH),
        ("打我电话", ProblemCode.CHARACTERS),
        ("9转808", ProblemCode.CHARACTERS),
        ("13812342222转1", ProblemCode.CHARACTERS),
        ("028-85412345转1转2", ProblemCode.CHARACTERS),
        ("0000000000转1", ProblemCode.INVALID),
    ],
)
def test_problems_of_phones(written: str, code: ProblemCode) -> None:
    assert identity.phone(written) == Problem(code)


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("Zhou.An@Example.COM", Email("Zhou.An@example.com")),
        ("x＠qq．com", Email("x@qq.com")),
        ("x @ qq。com", Email("x@qq.com")),
        ("a+b@mail.example.edu.cn", Email("a+b@mail.example.edu.cn")),
        ("", Problem(ProblemCode.EMPTY)),
        ("zhou an", Problem(ProblemCode.INVALID)),
        ("a@b", Problem(ProblemCode.INVALID)),
        ("a..b@example.com", Problem(ProblemCode.INVALID)),
        ("a@b@example.com", Problem(ProblemCode.INVALID)),
        (f"{'a' * 250}@example.com", Problem(ProblemCode.LENGTH)),
    ],
)
def test_addresses_of_mail(written: str, expected: Email | Problem) -> None:
    assert identity.email(written) == expected


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("2009123456", "2009123456"),
        ("b2012 345", "B2012345"),
        ("202305M012", "202305M012"),
        ("2009-lx-088", "2009-LX-088"),
        ("2009–0881", "2009-0881"),
        ("-20090881", Problem(ProblemCode.CHARACTERS)),
        ("12-34", Problem(ProblemCode.LENGTH)),
        ("", Problem(ProblemCode.EMPTY)),
        ("1234", Problem(ProblemCode.LENGTH)),
        ("12345678901234567", Problem(ProblemCode.LENGTH)),
        ("学号2009", Problem(ProblemCode.CHARACTERS)),
        ("ABCDEF", Problem(ProblemCode.CHARACTERS)),
    ],
)
def test_student_numbers(written: str, expected: str | Problem) -> None:
    assert identity.student_id(written) == expected


@given(st.text(max_size=40))
def test_no_text_makes_a_reader_raise(text: str) -> None:
    for read in (identity.resident_id, identity.passport, identity.phone, identity.email, identity.student_id):
        read(text)


@given(st.text("0123456789+-() 转xX", max_size=24))
def test_what_a_phone_reads_to_reads_to_itself(text: str) -> None:
    found = identity.phone(text)
    if isinstance(found, Phone) and found.value.count("-") < 2:
        assert identity.phone(found.value) == found
