"""Whether the parts that do the work are there."""
