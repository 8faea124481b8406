"""Read-only access to the user's warehouse: one query builder, one small adapter per engine."""
