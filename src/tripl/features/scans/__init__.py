"""Scans: configuration, preview, dry run, planner and jobs."""
