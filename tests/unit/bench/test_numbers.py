"""What is said about measured times."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.bench.numbers import Sample, milliseconds, percentile, ratio

_TIMES = st.lists(st.floats(0, 1e6), min_size=1)


def test_percentiles_are_nearest_ranks() -> None:
    values = [float(number) for number in range(1, 101)]
    assert [percentile(values, share) for share in (0, 50, 95, 99, 100)] == [1, 50, 95, 99, 100]
    assert percentile([3.0, 1.0, 2.0], 50) == 2.0


def test_no_values_have_no_percentile() -> None:
    assert math.isnan(percentile([], 50))


@pytest.mark.parametrize("share", [-1, 101])
def test_a_share_is_a_percentage(share: float) -> None:
    with pytest.raises(ValueError, match="share"):
        percentile([1.0], share)


@given(_TIMES, st.floats(0, 100), st.floats(0, 100))
def test_a_percentile_was_measured_and_grows_with_its_share(values: list[float], one: float, other: float) -> None:
    low, high = percentile(values, min(one, other)), percentile(values, max(one, other))
    assert low in values
    assert low <= high


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [(6.0, 3.0, 2.0), (None, 1.0, None), (1.0, None, None), (1.0, 0.0, None), (math.nan, 1.0, None), (0.0, 2.0, 0.0)],
)
def test_ratio_says_nothing_where_nothing_can_be_said(
    one: float | None, other: float | None, expected: float | None
) -> None:
    assert ratio(one, other) == expected


def test_a_sample_in_numbers() -> None:
    sample = Sample(took=[0.01, 0.02, 0.03, 0.2], lost=1, seconds=2.0)
    assert sample.summary() == {
        "turns": 4,
        "lost": 1,
        "seconds": 2.0,
        "per_second": 2.0,
        "p50_ms": 20.0,
        "p95_ms": 200.0,
        "p99_ms": 200.0,
    }


def test_a_sample_without_answers_has_no_times() -> None:
    empty = Sample(lost=3).summary()
    assert (empty["turns"], empty["per_second"], empty["p50_ms"]) == (0, 0.0, None)


def test_milliseconds() -> None:
    assert milliseconds(0.01234) == 12.3
    assert milliseconds(math.nan) is None
