"""How sure a reading is, and how sure it has to be."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlu.confidence import Calibration, Thresholds

SHARES = st.floats(0.0, 1.0)


def test_calibration_leaves_alone_what_is_not_fitted() -> None:
    assert [Calibration().confidence(p) for p in (0.0, 0.3, 1.0)] == [0.0, 0.3, 1.0]


def test_calibration_raises_what_is_shared_and_lowers_what_is_boasted() -> None:
    fitted = Calibration(slope=0.5, offset=1.0)
    assert fitted.confidence(0.5) == pytest.approx(0.731, abs=0.001)
    assert fitted.confidence(0.999) < 0.999


@given(SHARES, SHARES, st.floats(0.1, 3.0), st.floats(-2.0, 2.0))
def test_calibration_keeps_the_order_and_stays_a_probability(
    one: float, other: float, slope: float, offset: float
) -> None:
    fitted = Calibration(slope, offset)
    low, high = sorted((one, other))
    assert 0.0 <= fitted.confidence(low) <= fitted.confidence(high) <= 1.0


def test_thresholds_take_what_a_municipality_has_chosen_and_keep_the_rest() -> None:
    mine = Thresholds(0.6, 0.2, 0.15, 0.9).with_own({"answer": 0.8})
    assert mine == Thresholds(0.8, 0.2, 0.15, 0.9)
