"""The product, one folder per domain; a feature knows only the features beneath it."""
