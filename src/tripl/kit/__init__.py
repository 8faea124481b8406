"""Pure parts without a domain."""
