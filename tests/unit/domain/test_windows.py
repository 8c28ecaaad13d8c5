"""WeChat's allowances and the way an answer takes."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.domain.windows import (
    GRANTS,
    Account,
    Action,
    Allowance,
    Inbound,
    Route,
    action_of,
    allowance,
    best_route,
)

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)


def after(**span: int) -> datetime:
    return NOON + timedelta(**span)


@pytest.mark.parametrize(
    ("message_type", "event", "tap", "action"),
    [
        ("text", None, False, Action.MESSAGE),
        ("text", None, True, Action.MENU_MESSAGE_TAP),
        ("image", None, False, Action.MESSAGE),
        ("voice", None, False, Action.MESSAGE),
        ("event", "CLICK", False, Action.MENU),
        ("event", "scancode_push", False, Action.MENU),
        ("event", "scancode_waitmsg", False, Action.MENU),
        ("event", "SCAN", False, Action.SCAN),
        ("event", "subscribe", False, Action.SUBSCRIBE),
        ("event", "VIEW", False, None),
        ("event", "LOCATION", False, None),
        ("event", "unsubscribe", False, None),
        ("event", "location_select", False, None),
        ("event", None, False, None),
    ],
)
def test_which_actions_open_a_window(message_type: str, event: str | None, tap: bool, action: Action | None) -> None:
    assert action_of(message_type, event, from_menu_message=tap) is action


@pytest.mark.parametrize("action", list(Action))
def test_a_window_opens_at_the_action_and_ends_after_its_period(action: Action) -> None:
    grant, acted = GRANTS[action], [Inbound(action, NOON)]
    until = NOON + grant.period
    assert allowance(acted, [], NOON) == Allowance(grant.count, until)
    assert allowance(acted, [], until - timedelta(seconds=1)).left == grant.count
    assert allowance(acted, [], until) == Allowance(0, None)
    assert allowance(acted, [], after(seconds=-1)) == Allowance(0, None)


def test_the_numbers_are_the_official_ones() -> None:
    assert (GRANTS[Action.MESSAGE].count, GRANTS[Action.MESSAGE].period) == (5, timedelta(hours=48))
    for action in set(Action) - {Action.MESSAGE}:
        assert (GRANTS[action].count, GRANTS[action].period) == (3, timedelta(minutes=1))


def test_sends_are_charged_to_every_open_window_and_never_below_zero() -> None:
    acted = [Inbound(Action.MESSAGE, NOON), Inbound(Action.MENU, after(seconds=30))]
    sends = [after(seconds=10), after(seconds=40)]
    assert allowance(acted, sends, after(seconds=50)).left == 3
    assert allowance(acted, [after(seconds=40)] * 9, after(seconds=50)).left == 0
    assert allowance(acted, sends, after(minutes=5)) == Allowance(3, after(hours=48))


def test_the_better_window_counts_never_the_sum() -> None:
    spent = [after(seconds=1)] * 5
    acted = [Inbound(Action.MESSAGE, NOON), Inbound(Action.MENU_MESSAGE_TAP, after(seconds=30))]
    assert allowance(acted, spent, after(seconds=31)) == Allowance(3, after(seconds=90))
    assert allowance(acted, [], after(seconds=31)) == Allowance(5, after(hours=48))


def test_a_new_message_renews_the_allowance() -> None:
    acted = [Inbound(Action.MESSAGE, NOON), Inbound(Action.MESSAGE, after(hours=1))]
    assert allowance(acted, [after(seconds=1)] * 5, after(hours=2)) == Allowance(5, after(hours=49))


def test_the_bot_leaves_one_send_to_staff() -> None:
    assert [Allowance(left, NOON).for_bot for left in (5, 3, 1, 0)] == [4, 2, 0, 0]


@given(
    st.lists(st.tuples(st.sampled_from(Action), st.integers(-200_000, 200_000))),
    st.lists(st.integers(-200_000, 200_000)),
)
def test_an_allowance_is_never_more_than_the_best_grant(acted: list[tuple[Action, int]], sends: list[int]) -> None:
    inbound = [Inbound(action, after(seconds=offset)) for action, offset in acted]
    found = allowance(inbound, [after(seconds=offset) for offset in sends], NOON)
    assert 0 <= found.left <= 5
    assert found.until is None or found.until > NOON
    assert found.left == 0 or found.until is not None


@pytest.mark.parametrize(
    ("passive", "account", "left", "template", "route"),
    [
        (True, Account.UNVERIFIED, 0, False, Route.PASSIVE),
        (True, Account.VERIFIED_SERVICE, 5, True, Route.PASSIVE),
        (False, Account.VERIFIED_SERVICE, 1, True, Route.CUSTOM),
        (False, Account.VERIFIED_SUBSCRIPTION, 1, False, Route.CUSTOM),
        (False, Account.UNVERIFIED, 5, True, Route.HOLD),
        (False, Account.VERIFIED_SERVICE, 0, True, Route.TEMPLATE),
        (False, Account.VERIFIED_SERVICE, 0, False, Route.HOLD),
        (False, Account.VERIFIED_SUBSCRIPTION, 0, True, Route.HOLD),
    ],
)
def test_the_way_an_answer_takes(passive: bool, account: Account, left: int, template: bool, route: Route) -> None:
    assert best_route(passive_open=passive, account=account, left=left, template=template) is route
