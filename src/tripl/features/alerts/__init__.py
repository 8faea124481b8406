"""Who is told about a finding, where, when, and what became of the message."""
