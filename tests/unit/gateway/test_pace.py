"""A late process gives connections back earlier."""

import pytest

from bot.gateway.pace import Pace


@pytest.mark.parametrize(("lag", "left"), [(0.0, 4.5), (0.5, 3.5), (1.0, 2.5), (9.0, 1.5)])
def test_lateness_on_the_way_in_and_out_is_taken_off(lag: float, left: float) -> None:
    pace = Pace()
    pace.saw(lag)
    assert pace.patience(4.5) == pytest.approx(left)


def test_lateness_is_forgotten_within_seconds() -> None:
    pace = Pace()
    pace.saw(1.0)
    for _ in range(30):
        pace.saw(0.0)
    assert pace.patience(4.5) == pytest.approx(4.5, abs=0.01)


def test_the_worst_of_late_counts() -> None:
    pace = Pace()
    pace.saw(1.0)
    pace.saw(0.1)
    assert pace.lag == pytest.approx(0.8)
