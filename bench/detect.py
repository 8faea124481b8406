"""One new bucket of 10,000 hourly series, each with eight weeks behind it, scored together."""

import time

import numpy as np
from bench.table import Row, limited

from tripl.detection import score

NAME = "detect"
SERIES, PART, HOUR = 10_000, 2_000, 3_600
BUCKETS = 8 * 168 + 36


def run() -> list[Row]:
    rng = np.random.default_rng(1)
    wave = 1.2 + np.sin(np.arange(BUCKETS) * 2 * np.pi / 24)
    stamps = 4 * 86_400 + 2_300 * 7 * 86_400 + np.arange(BUCKETS, dtype=np.int64) * HOUR
    spent = 0.0
    for _ in range(0, SERIES, PART):
        values = rng.poisson(50 * wave * rng.lognormal(0, 1, (PART, 1))).astype(float)
        began = time.process_time()
        score(values, stamps, HOUR, evaluate_from=BUCKETS - 1)
        spent += time.process_time() - began
    return [limited(NAME, "CPU a series, whole pass, eight hourly weeks", 1_000 * spent / SERIES, "ms", 2.0)]
