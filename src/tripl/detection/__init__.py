"""Anomaly detection on counts: pure arithmetic over a grid of buckets."""

from tripl.detection.findings import Finding, find
from tripl.detection.scoring import THRESHOLD, score, score_series
from tripl.detection.verdict import NONE, POINT, SUSTAINED, Scores

__all__ = ["NONE", "POINT", "SUSTAINED", "THRESHOLD", "Finding", "Scores", "find", "score", "score_series"]
