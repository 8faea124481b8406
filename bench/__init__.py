"""What performance is promised, measured beside its peer or limit in the same run: `make bench`."""
