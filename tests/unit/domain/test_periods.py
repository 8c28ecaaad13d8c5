"""Quiet hours, retention and reminders."""

from datetime import UTC, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.domain.config_reader import CatalogueError
from backend.domain.deadlines import SHANGHAI
from backend.domain.quiet_hours import QuietHours
from backend.domain.retention import Kept, Periods, erase_at, file_periods, is_over, next_reminder

NIGHT = QuietHours(time(21, 30), time(8))
NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)


def local(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    ("moment", "quiet", "allowed"),
    [
        ("2026-11-21T21:29", False, "2026-11-21T21:29"),
        ("2026-11-21T21:30", True, "2026-11-22T08:00"),
        ("2026-11-21T23:59", True, "2026-11-22T08:00"),
        ("2026-11-22T00:00", True, "2026-11-22T08:00"),
        ("2026-11-22T07:59", True, "2026-11-22T08:00"),
        ("2026-11-22T08:00", False, "2026-11-22T08:00"),
    ],
)
def test_quiet_hours_over_midnight(moment: str, quiet: bool, allowed: str) -> None:
    assert NIGHT.covers(local(moment)) is quiet
    assert NIGHT.allowed_from(local(moment)) == local(allowed)


def test_quiet_hours_within_a_day_and_none_at_all() -> None:
    noon = QuietHours(time(12), time(14))
    assert noon.allowed_from(local("2026-11-21T12:30")) == local("2026-11-21T14:00")
    assert not noon.covers(local("2026-11-21T23:00"))
    assert not QuietHours(time(8), time(8)).covers(local("2026-11-21T08:00"))


@given(st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1), timezones=st.just(UTC)), st.times(), st.times())
def test_what_is_allowed_is_not_quiet_and_less_than_a_day_away(moment: datetime, begins: time, ends: time) -> None:
    hours = QuietHours(begins.replace(second=0, microsecond=0), ends.replace(second=0, microsecond=0))
    allowed = hours.allowed_from(moment)
    assert not hours.covers(allowed)
    assert timedelta(0) <= allowed - moment <= timedelta(days=1)


@pytest.mark.parametrize("kept", list(Kept))
def test_each_period_ends_on_its_day(kept: Kept) -> None:
    periods = Periods()
    ends = erase_at(kept, NOW, periods)
    assert ends - NOW == timedelta(days=periods.days(kept))
    assert not is_over(kept, NOW, ends - timedelta(seconds=1), periods)
    assert is_over(kept, NOW, ends, periods)


def test_periods_are_read_and_slips_named() -> None:
    periods = Periods.from_mapping({"draft_days": 9, "audit_days": None})
    assert (periods.draft_days, periods.audit_days) == (9, 1095)
    for mapping, path in (({"draft_days": -1}, "draft_days"), ({"drafts": 3}, "drafts")):
        with pytest.raises(CatalogueError) as caught:
            Periods.from_mapping(mapping)
        assert caught.value.path == f"service.retention.{path}"


def test_reminders_come_at_intervals_and_end() -> None:
    periods = Periods(reminder_after_days=3, reminder_every_days=7, reminders_most=2)
    assert next_reminder(NOW, 0, periods) == NOW + timedelta(days=3)
    assert next_reminder(NOW, 1, periods) == NOW + timedelta(days=10)
    assert next_reminder(NOW, 2, periods) is None


def test_files_go_by_their_kind_and_all_others_by_the_general_period() -> None:
    kinds = {"mandate": 30, "letter": 30, "certificate": 200, "other": None}
    assert file_periods(kinds, Periods(identity_picture_days=90)) == (
        (30, frozenset({"mandate", "letter"}), True),
        (200, frozenset({"certificate"}), True),
        (90, frozenset({"mandate", "letter", "certificate"}), False),
    )
