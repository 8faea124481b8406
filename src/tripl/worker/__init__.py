"""Celery: options, timetable, one engine a process."""
