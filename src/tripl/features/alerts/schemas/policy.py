"""What the operator decided about outgoing messages."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class AlertPolicy:
    base_url: str
    """Public origin for links; empty leaves links out."""
    public_hosts_only: bool
    """Only https to public hosts; off only on a machine that serves itself alone."""
