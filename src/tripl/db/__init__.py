"""The way to PostgreSQL, the queue, the cache and the live feed."""
