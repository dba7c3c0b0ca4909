"""Shares and chance, against figures that others have published or that a sum by hand gives."""

import pytest

from decision_parser.proportions import chance_of_at_least, control_limits, wilson_interval


@pytest.mark.parametrize(
    ("count", "total", "low", "high"),
    [
        (0, 10, 0.0, 0.2775),
        (10, 10, 0.7225, 1.0),
        (1, 1, 0.2065, 1.0),
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
    ],
)
def test_wilson(count: int, total: int, low: float, high: float) -> None:
    """The last two are those of Newcombe (1998), Statistics in Medicine 17, table I."""
    assert wilson_interval(count, total) == pytest.approx((low, high), abs=5e-5)


def test_wilson_of_nothing() -> None:
    """Of nothing, every share is as likely."""
    assert wilson_interval(0, 0) == (0.0, 1.0)


@pytest.mark.parametrize(
    ("count", "total", "rate", "chance"),
    [
        (0, 5, 0.1, 1.0),
        (5, 5, 0.5, 1 / 32),
        (1, 3, 0.1, 1 - 0.9**3),
        (6, 5, 0.5, 0.0),
        (1, 4, 0.0, 0.0),
        (4, 4, 1.0, 1.0),
    ],
)
def test_chance(count: int, total: int, rate: float, chance: float) -> None:
    """The chance of at least so many is that which a sum by hand gives."""
    assert chance_of_at_least(count, total, rate) == pytest.approx(chance)


def test_chance_of_many() -> None:
    """It is a number also where factorials are none."""
    assert 0.45 < chance_of_at_least(28_750, 57_500, 0.5) < 0.55


def test_limits_narrow() -> None:
    """The more there are, the narrower the funnel."""
    widths = [high - low for low, high in (control_limits(0.6, total, 0.001) for total in range(5, 400, 5))]
    assert widths == sorted(widths, reverse=True)


@pytest.mark.parametrize("rate", [0.05, 0.62, 0.9])
@pytest.mark.parametrize("total", [1, 4, 17, 300])
def test_limits_are_as_rare_as_they_say(rate: float, total: int) -> None:
    """A count beyond the limits has at most the chance of the tail, one on them or within has more, on both sides."""
    low, high = control_limits(rate, total, 0.025)
    for count in range(total + 1):
        above, below = chance_of_at_least(count, total, rate), 1 - chance_of_at_least(count + 1, total, rate)
        assert (count > high * total + 1e-9) == (above <= 0.025), count
        assert (count < low * total - 1e-9) == (below <= 0.025), count


def test_of_one_nothing_is_outside() -> None:
    """One of one, and none of one, can be chance; of nothing, all is."""
    assert control_limits(0.62, 1, 0.001) == (0.0, 1.0)
    assert control_limits(0.62, 0, 0.001) == (0.0, 1.0)
