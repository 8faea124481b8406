"""All SQL of scans."""
