"""Customer-service allowances: 5 in 48 hours after a message, 3 in a minute after a tap, scan or follow."""

from datetime import timedelta

import pytest

from bot.simulator.codes import ApiFailure
from bot.simulator.faults import AllowanceRule
from bot.simulator.ledger import Cause, Ledger
from tests.unit.simulator.conftest import Watch


def spend_all(ledger: Ledger, watch: Watch, rule: AllowanceRule = "max") -> tuple[int, int]:
    """How many go through now, and the code that ends it."""
    for count in range(100):
        try:
            ledger.spend(watch(), rule)
        except ApiFailure as failure:
            return count, failure.code
    raise AssertionError("no end")


@pytest.mark.parametrize(
    ("cause", "allowed", "window"),
    [
        ("message", 5, timedelta(hours=48)),
        ("tap", 3, timedelta(minutes=1)),
        ("click", 3, timedelta(minutes=1)),
        ("scan", 3, timedelta(minutes=1)),
        ("follow", 3, timedelta(minutes=1)),
    ],
)
def test_each_cause_opens_its_own_window(watch: Watch, cause: Cause, allowed: int, window: timedelta) -> None:
    fresh, late = Ledger(), Ledger()
    fresh.act(cause, watch())
    late.act(cause, watch())
    assert spend_all(fresh, watch) == (allowed, 45047)
    watch.moment += window - timedelta(seconds=1)
    assert late.standing(watch()).left == allowed
    watch.passes(seconds=1)
    assert spend_all(late, watch) == (0, 45015)


@pytest.mark.parametrize(("rule", "allowed"), [("max", 5), ("sum", 8), ("last", 3)])
def test_the_undocumented_sum_of_windows_can_be_switched(watch: Watch, rule: AllowanceRule, allowed: int) -> None:
    ledger = Ledger()
    ledger.act("message", watch())
    watch.passes(seconds=10)
    ledger.act("tap", watch())
    assert ledger.standing(watch(), rule).left == allowed
    assert spend_all(ledger, watch, rule) == (allowed, 45047)


def test_a_tap_gives_a_spent_window_three_more(watch: Watch) -> None:
    ledger = Ledger()
    ledger.act("message", watch())
    assert spend_all(ledger, watch) == (5, 45047)
    ledger.act("tap", watch())
    assert spend_all(ledger, watch) == (3, 45047)


def test_a_new_message_opens_a_whole_window_again(watch: Watch) -> None:
    ledger = Ledger()
    ledger.act("message", watch())
    spend_all(ledger, watch)
    ledger.act("message", watch())
    assert ledger.standing(watch()).left == 5


def test_nothing_may_be_sent_to_somebody_who_never_wrote_or_who_left(watch: Watch) -> None:
    ledger = Ledger()
    assert spend_all(ledger, watch) == (0, 45015)
    ledger.act("message", watch())
    ledger.close()
    assert spend_all(ledger, watch) == (0, 45015)


def test_what_was_spent_survives_storing(watch: Watch) -> None:
    ledger = Ledger()
    ledger.act("message", watch())
    ledger.spend(watch())
    assert Ledger.model_validate_json(ledger.model_dump_json()).standing(watch()).left == 4
