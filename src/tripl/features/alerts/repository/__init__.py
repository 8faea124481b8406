"""All SQL of alerting."""
