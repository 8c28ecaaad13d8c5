"""What is said about many measured times."""

import math
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from typing import Any


def percentile(values: Sequence[float], share: float) -> float:
    """The nearest-rank percentile: a value that was really measured. NaN for no values at all."""
    if not 0 <= share <= 100:
        raise ValueError("a share is between 0 and 100")
    if not values:
        return math.nan
    ordered = sorted(values)
    return ordered[max(math.ceil(share / 100 * len(ordered)), 1) - 1]


def ratio(one: float | None, other: float | None) -> float | None:
    """How many times the other; None where that says nothing."""
    if one is None or other is None or not math.isfinite(one) or not math.isfinite(other) or other <= 0:
        return None
    return one / other


@dataclass
class Sample:
    """Answers of one load: their times in seconds, and what never came."""

    took: list[float] = field(default_factory=list)
    lost: int = 0
    seconds: float = 0.0

    def summary(self) -> dict[str, Any]:
        """The numbers that are reported, times in milliseconds."""
        return asdict(
            Summary(
                turns=len(self.took),
                lost=self.lost,
                seconds=round(self.seconds, 2),
                per_second=round(len(self.took) / self.seconds, 1) if self.seconds > 0 else 0.0,
                p50_ms=milliseconds(percentile(self.took, 50)),
                p95_ms=milliseconds(percentile(self.took, 95)),
                p99_ms=milliseconds(percentile(self.took, 99)),
            )
        )


@dataclass(frozen=True)
class Summary:
    """One load in numbers; a time is None when nothing was answered."""

    turns: int
    lost: int
    seconds: float
    per_second: float
    p50_ms: float | None
    p95_ms: float | None
    p99_ms: float | None


def milliseconds(seconds: float) -> float | None:
    """Seconds as milliseconds with one decimal, None for NaN."""
    return round(seconds * 1000, 1) if math.isfinite(seconds) else None
