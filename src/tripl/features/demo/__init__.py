"""The demo: an ordinary project over a synthetic warehouse."""
