"""Puts the routers together; holds no rules."""
