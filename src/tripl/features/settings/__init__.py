"""Settings of the instance that people change from the page, over those of the environment."""
