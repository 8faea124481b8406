"""The tracking plan: branches, event types, fields, events, variables."""
