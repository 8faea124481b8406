"""People, their sessions and their API keys."""
