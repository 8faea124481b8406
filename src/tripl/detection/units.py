"""Counts come in ones; what to take for "one" where values are no counts."""

import numpy as np

from tripl.detection.grid import Bools, Floats

_UNIT = 1e-4  # as a part of the usual size
_FEW = 0.1  # so many broken values among those that are not zero do not make a series fractional


def fractional(values: Floats) -> Bools:
    """Whether each row of [time, row], seen so far, is a series of fractions."""
    counted = np.cumsum(np.isfinite(values) & (values != 0), axis=0)
    broken = np.cumsum(np.isfinite(values) & (values != np.round(values)), axis=0)
    return broken > _FEW * counted


def unit(fraction: Bools, size: Floats) -> Floats:
    """One event, or a ten-thousandth of the usual size."""
    return np.where(fraction, np.maximum(_UNIT * size, 1e-9), 1.0)


def log_offset(fraction: Bools, one: Floats) -> Floats:
    """What to add before a logarithm: half an event, or a hundredth of the usual size."""
    return np.where(fraction, 100.0, 0.5) * one
