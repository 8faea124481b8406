"""What alerts need from whoever finds things."""

import uuid
from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from sqlalchemy.orm import Session


class Finding(Protocol):
    """An anomaly that may be worth a message. Implemented by the signals feature's candidate."""

    @property
    def scope_type(self) -> str: ...
    @property
    def scope_ref(self) -> str: ...
    @property
    def scope_name(self) -> str | None: ...
    @property
    def event_id(self) -> uuid.UUID | None: ...
    @property
    def event_type_id(self) -> uuid.UUID | None: ...
    @property
    def bucket(self) -> datetime: ...
    @property
    def direction(self) -> str: ...
    @property
    def actual_count(self) -> float: ...
    @property
    def expected_count(self) -> float: ...
    @property
    def score(self) -> float: ...


class Findings(Protocol):
    """The open findings of a scan that are young enough to tell, as of the scan's own now."""

    def __call__(self, session: Session, scan_config_id: uuid.UUID, now: datetime) -> Sequence[Finding]: ...
