"""All SQL of the overview."""
