"""All SQL of the plan."""
