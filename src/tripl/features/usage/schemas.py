"""The usage report on the wire, and whether there is one."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from pydantic import BaseModel, Field

UsageState = Literal["on", "off", "do_not_track", "no_endpoint"]


@dataclass(frozen=True)
class UsagePolicy:
    """Whether anything is told of this installation, and to whom. There is no address that we bring."""

    version: str
    mode: str
    wanted: bool
    forbidden: bool
    """DO_NOT_TRACK is above everything else."""
    endpoint: str
    public_hosts_only: bool

    @property
    def state(self) -> UsageState:
        if self.forbidden:
            return "do_not_track"
        if not self.wanted:
            return "off"
        return "on" if self.endpoint else "no_endpoint"


class UsageSent(BaseModel):
    document: dict[str, Any]
    at: datetime
    outcome: str | None = Field(description="What came of it; null while it is on its way, or if that was not learned")


class UsageOut(BaseModel):
    """What this installation tells of itself."""

    state: UsageState
    endpoint: str | None = Field(description="Who gets it")
    document: dict[str, Any] = Field(description="What a report would say now, whether one is sent or not")
    last: UsageSent | None = Field(description="The last one that left")
