"""Encrypted secrets at rest: which of them can be read, and moving them to a new key."""
