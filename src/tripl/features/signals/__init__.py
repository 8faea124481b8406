"""Findings: what is odd in a scan's series, and how a project wants to be told."""
