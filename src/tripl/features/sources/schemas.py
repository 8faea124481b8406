"""Data sources as the API speaks them."""

from dataclasses import dataclass


@dataclass(frozen=True)
class SourcePolicy:
    """What the operator allows sources to do. File sources are off without folders."""

    file_dirs: tuple[str, ...] = ()
    memory_limit_mb: int = 1024
    public_hosts_only: bool = False
