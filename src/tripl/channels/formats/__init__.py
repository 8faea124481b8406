"""From a message to text or bytes: one format a module."""
