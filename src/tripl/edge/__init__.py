"""The glue between HTTP, Celery and the features."""
