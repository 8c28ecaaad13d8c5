"""Letters about a request go to whoever asks."""

import pytest

from backend.domain.correspondence import mail_address

SUBJECT, REQUESTER, DELIVERY = ({"email": f"{who}@example.org"} for who in ("subject", "requester", "delivery"))


@pytest.mark.parametrize(
    ("track", "subject", "requester", "delivery", "expected"),
    [
        ("self", SUBJECT, None, DELIVERY, "subject@example.org"),
        ("self", {}, None, DELIVERY, "delivery@example.org"),
        ("citizen", SUBJECT, REQUESTER, {}, "requester@example.org"),
        ("citizen", SUBJECT, None, {}, "subject@example.org"),
        ("proxy", SUBJECT, REQUESTER, DELIVERY, "requester@example.org"),
        ("proxy", SUBJECT, {"email": ""}, DELIVERY, "delivery@example.org"),
        ("proxy", SUBJECT, {}, {}, None),
        ("organization", SUBJECT, None, {}, None),
    ],
)
def test_the_person_the_papers_are_about_gets_no_letters_for_whoever_asks_about_him(
    track: str, subject: dict[str, str], requester: dict[str, str] | None, delivery: dict[str, str], expected: str
) -> None:
    assert mail_address(track, subject, requester, delivery) == expected
