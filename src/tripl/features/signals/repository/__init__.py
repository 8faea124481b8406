"""All SQL of signals."""
