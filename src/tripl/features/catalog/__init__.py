"""Reads the plan together with what is known about it."""
