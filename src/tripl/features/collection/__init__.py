"""The run: from warehouse rows to counts, signals and alert candidates."""
