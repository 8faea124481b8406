"""All SQL of the series store."""
