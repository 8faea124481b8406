"""Annotations of charts, and the windows in which odd numbers are expected."""
