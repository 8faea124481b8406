"""How far off a finding is: unsigned, and without a percentage where nothing was expected."""


def absolute_delta(actual: float, expected: float) -> float:
    return abs(actual - expected)


def percent_delta(actual: float, expected: float) -> float | None:
    """|actual - expected| / |expected| × 100."""
    return None if expected == 0 else abs(actual - expected) / abs(expected) * 100
